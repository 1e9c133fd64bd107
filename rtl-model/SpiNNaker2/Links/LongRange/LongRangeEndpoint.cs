using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>One chip's end of a long-range link: the protocol of units over 8b10b.</summary>
public sealed class LongRangeEndpoint : Component
{
    /// <summary>Name of the verification block to which the faults of the protocol belong.</summary>
    internal const string Block = "link-long";

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="router">Clock of the packet router, 400 MHz.</param>
    /// <param name="bytes">Byte clock of the link, 200 MHz.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5.</param>
    /// <param name="parameters">Sizes and times; null: the published ones.</param>
    public LongRangeEndpoint(Component parent, string name, ClockDomain router, ClockDomain bytes, int link, LongRangeParameters? parameters = null)
        : base(parent, name, bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        Options = (parameters ?? new LongRangeParameters()).Checked(Path);
        Describe("link", link);
        Describe("window", Options.Protocol.Window);
        Describe("selective_repeat", Options.Protocol.SelectiveRepeat);
        var faults = UnitFaults.Of(Simulation.Options.Faults, Block);
        var sending = new AsyncFifo<CommsPacket>(this, "transmit_crossing", router, bytes, Options.CrossingDepth);
        var receiving = new AsyncFifo<CommsPacket>(this, "receive_crossing", bytes, router, Options.CrossingDepth);
        Transmitter = new UnitTransmitter(this, "transmitter", Options.Protocol, faults);
        Receiver = new UnitReceiver(this, "receiver", Options.Protocol, faults, link);
        Coder = new BlockTransmitter(this, "coder", Options);
        Decoder = new BlockReceiver(this, "decoder", Options);
        Wiring.Connect(sending.Output, Transmitter.Packets);
        Wiring.Connect(Receiver.Packets, receiving.Input);
        Wiring.Connect(Receiver.Reports, Transmitter.Reports);
        Wiring.Connect(Receiver.Status, Transmitter.Receiver);
        Wiring.Connect(Transmitter.Line, Coder.Units);
        Wiring.Connect(Decoder.Units, Receiver.Line);
        Wiring.Connect(Decoder.Lock, Coder.Lock);
        Wiring.Connect(Coder.IsTraining, Transmitter.IsHalted);
        Bank = new LinkBank(this, "bank");
        Wiring.Connect(Transmitter.Counts, Bank.Transmit);
        Wiring.Connect(Receiver.Counts, Bank.Receive);
        Wiring.Connect(Bank.Settings, Transmitter.Settings);
        Wiring.Connect(Bank.Settings, Receiver.Settings);
        Input = sending.Input;
        Output = receiving.Output;
    }

    /// <summary>Sizes and times.</summary>
    public LongRangeParameters Options { get; }

    /// <summary>Packets from the router, in the router's clock.</summary>
    public In<CommsPacket> Input { get; }

    /// <summary>Packets to the router, in the router's clock.</summary>
    public Out<CommsPacket> Output { get; }

    /// <summary>The registers, in the clock of the link.</summary>
    public LinkBank Bank { get; }

    /// <summary>The sending half of the protocol.</summary>
    public UnitTransmitter Transmitter { get; }

    /// <summary>The receiving half of the protocol.</summary>
    public UnitReceiver Receiver { get; }

    /// <summary>Start-up and line code, sending.</summary>
    public BlockTransmitter Coder { get; }

    /// <summary>Lock and line code, receiving.</summary>
    public BlockReceiver Decoder { get; }
}

/// <summary>The lines between two endpoints, one each way; their latency is the lookahead between partitions.</summary>
public sealed class LongRangeLink : Component
{
    /// <summary>Flight time of 1.5 m of cable in femtoseconds.</summary>
    [Derived("up to 1.5 m (Scholze et al., OJCAS 2026) at 5 ns/m")]
    public const long CableFlight = 7_500_000;

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="fromA">The line from a to b; null: a perfect cable of 1.5 m.</param>
    /// <param name="fromB">The line from b to a; null: a perfect cable of 1.5 m.</param>
    public LongRangeLink(Component parent, string name, LongRangeEndpoint a, LongRangeEndpoint b, LineOptions? fromA = null, LineOptions? fromB = null)
        : base(parent, name)
    {
        FromA = Join("a_to_b", a, b, fromA ?? new LineOptions { Flight = CableFlight });
        FromB = Join("b_to_a", b, a, fromB ?? new LineOptions { Flight = CableFlight });
    }

    /// <summary>The line from a to b.</summary>
    public BlockLine FromA { get; }

    /// <summary>The line from b to a.</summary>
    public BlockLine FromB { get; }

    private BlockLine Join(string name, LongRangeEndpoint from, LongRangeEndpoint to, LineOptions options)
    {
        var line = new BlockLine(this, name, from.Coder.Clock, options.Checked($"{Path}.{name}"));
        var wire = new Link<LineBlock>(this, $"{name}_wire", from.Coder.Clock, to.Decoder.Clock, new LinkOptions
        {
            // Less what the registers of line and wire take.
            Latency = ((from.Options.LineCycles - 3) * from.Options.BytePeriod) + options.Flight,
            Credits = 64,
        });
        Wiring.Connect(from.Coder.Line, line.Input);
        Wiring.Connect(line.Output, wire.Input);
        Wiring.Connect(wire.Output, to.Decoder.Line);
        return line;
    }
}
