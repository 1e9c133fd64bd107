using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>One chip's end of a long-range link: the protocol of units over 8b10b.</summary>
public sealed class LongRangeEndpoint : Component
{
    private const string Block = "link-long";

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="router">Clock of the packet router, 400 MHz.</param>
    /// <param name="bytes">Byte clock of the link, 200 MHz.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5.</param>
    /// <param name="parameters">Sizes and times; null: the published ones.</param>
    public LongRangeEndpoint(Component parent, string name, ClockDomain router, ClockDomain bytes, int link, LongRangeParameters? parameters = null)
        : base(parent, name, bytes)
    {
        Options = (parameters ?? new LongRangeParameters()).Checked(Path);
        Units = new UnitEnd(this, Block, LinkMode.LongRange, new RouterCrossing(this, router, bytes, Options.CrossingDepth), Options.Protocol, link);
        var code = new UnitCode(Simulation.Options.Faults.Has($"{Block}.symbol_error_ignored"));
        Coder = new LineTransmitter<LinkUnit>(this, "coder", code, Options.Training, Block);
        Decoder = new LineReceiver<LinkUnit>(this, "decoder", code, Options.Training, Block);
        Wiring.Connect(Units.Transmitter.Line, Coder.Words);
        Wiring.Connect(Decoder.Words, Units.Receiver.Line);
        Wiring.Connect(Decoder.Lock, Coder.Lock);
        Wiring.Connect(Coder.IsTraining, Units.Transmitter.IsHalted);
        Wiring.Connect(Coder.IsTraining, Units.Bank.IsTraining);
        Wiring.Connect(Decoder.Violations, Units.Bank.Violations);
    }

    /// <summary>Sizes and times.</summary>
    public LongRangeParameters Options { get; }

    /// <summary>The protocol of units, its registers, and the router's side.</summary>
    public UnitEnd Units { get; }

    /// <summary>Start-up and line code, sending.</summary>
    public LineTransmitter<LinkUnit> Coder { get; }

    /// <summary>Lock and line code, receiving.</summary>
    public LineReceiver<LinkUnit> Decoder { get; }
}
