using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>
/// What is the same at the end of every link that carries units: transmitter and receiver, which belong together because acknowledges and credits travel with the units of the
/// other direction, their registers, and the crossing to the router's clock.
/// </summary>
public sealed class UnitEnd
{
    private readonly RouterCrossing _crossing;

    /// <param name="endpoint">The endpoint that has it, in the clock of the link.</param>
    /// <param name="block">Name of the verification block to which the faults of the protocol belong.</param>
    /// <param name="mode">The kind of link, as its registers show it.</param>
    /// <param name="crossing">The crossing to the router's clock.</param>
    /// <param name="protocol">Sizes and times.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5: packets that arrive carry it as their route.</param>
    internal UnitEnd(Component endpoint, string block, LinkMode mode, RouterCrossing crossing, UnitLinkParameters protocol, int link)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        var faults = UnitFaults.Of(endpoint.Simulation.Options.Faults, block);
        _crossing = crossing;
        Transmitter = new UnitTransmitter(endpoint, "transmitter", protocol, faults);
        Receiver = new UnitReceiver(endpoint, "receiver", protocol, faults, link);
        Bank = new LinkBank(endpoint, "bank", mode, protocol.SelectiveRepeat);
        crossing.Join(Transmitter.Packets, Receiver.Packets);
        Wiring.Connect(Receiver.Reports, Transmitter.Reports);
        Wiring.Connect(Receiver.Status, Transmitter.Receiver);
        Wiring.Connect(Transmitter.Loop, Receiver.Loop);
        Wiring.Connect(Transmitter.Counts, Bank.Transmit);
        Wiring.Connect(Receiver.Counts, Bank.Receive);
        Wiring.Connect(Bank.Settings, Transmitter.Settings);
        Wiring.Connect(Bank.Settings, Receiver.Settings);
    }

    /// <summary>Packets from the router, in the router's clock. While the link is down it takes no more than its FIFOs hold: the router sees it blocked.</summary>
    public In<CommsPacket> Input => _crossing.Input;

    /// <summary>Packets to the router, in the router's clock.</summary>
    public Out<CommsPacket> Output => _crossing.Output;

    /// <summary>The sending half.</summary>
    public UnitTransmitter Transmitter { get; }

    /// <summary>The receiving half.</summary>
    public UnitReceiver Receiver { get; }

    /// <summary>The registers, in the clock of the link.</summary>
    public LinkBank Bank { get; }
}
