using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.ShortRange;

/// <summary>
/// One chip's end of a short-range link: transmitter and receiver, which belong together because acknowledges and credits travel with the units of the other direction,
/// and the crossings between the router's clock and the link's word clock.
/// </summary>
public sealed class ShortRangeEndpoint : Component
{
    /// <summary>Name of the verification block to which the faults of the protocol belong.</summary>
    internal const string Block = "link-short";

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="router">Clock of the packet router, 400 MHz.</param>
    /// <param name="word">Word clock of the link, 125 MHz.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5: packets that arrive carry it as their route.</param>
    /// <param name="parameters">Sizes and times; null: the published ones.</param>
    public ShortRangeEndpoint(Component parent, string name, ClockDomain router, ClockDomain word, int link, ShortRangeParameters? parameters = null)
        : base(parent, name, word)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        Options = (parameters ?? new ShortRangeParameters()).Checked(Path);
        Describe("link", link);
        Describe("window", Options.Protocol.Window);
        Describe("selective_repeat", Options.Protocol.SelectiveRepeat);
        var faults = UnitFaults.Of(Simulation.Options.Faults, Block);
        var sending = new AsyncFifo<CommsPacket>(this, "transmit_crossing", router, word, Options.CrossingDepth, Options.TransmitStages);
        var receiving = new AsyncFifo<CommsPacket>(this, "receive_crossing", word, router, Options.CrossingDepth, Options.ReceiveStages);
        Transmitter = new UnitTransmitter(this, "transmitter", Options.Protocol, faults);
        Receiver = new UnitReceiver(this, "receiver", Options.Protocol, faults, link);
        Wiring.Connect(sending.Output, Transmitter.Packets);
        Wiring.Connect(Receiver.Packets, receiving.Input);
        Wiring.Connect(Receiver.Reports, Transmitter.Reports);
        Wiring.Connect(Receiver.Status, Transmitter.Receiver);
        Bank = new LinkBank(this, "bank");
        Wiring.Connect(Transmitter.Counts, Bank.Transmit);
        Wiring.Connect(Receiver.Counts, Bank.Receive);
        Wiring.Connect(Bank.Settings, Transmitter.Settings);
        Wiring.Connect(Bank.Settings, Receiver.Settings);
        Input = sending.Input;
        Output = receiving.Output;
    }

    /// <summary>Sizes and times.</summary>
    public ShortRangeParameters Options { get; }

    /// <summary>Packets from the router, in the router's clock. While the link is down it takes no more than its FIFOs hold: the router sees it blocked.</summary>
    public In<CommsPacket> Input { get; }

    /// <summary>Packets to the router, in the router's clock.</summary>
    public Out<CommsPacket> Output { get; }

    /// <summary>The registers, in the clock of the link.</summary>
    public LinkBank Bank { get; }

    /// <summary>The sending half.</summary>
    public UnitTransmitter Transmitter { get; }

    /// <summary>The receiving half.</summary>
    public UnitReceiver Receiver { get; }

    /// <summary>Units from the line.</summary>
    public In<LinkUnit> FromLine => Receiver.Line;

    /// <summary>Units to the line.</summary>
    public Out<LinkUnit> ToLine => Transmitter.Line;
}
