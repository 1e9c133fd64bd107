using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>One board's end of a board-to-board link: eight packet channels over one cable.</summary>
public sealed class SpiNNlinkEndpoint : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="words">Clock of 32-bit words, 75 MHz; the channels are in it too.</param>
    /// <param name="link">What packets that arrive carry as their route.</param>
    /// <param name="parameters">Sizes and times; null: the published ones.</param>
    public SpiNNlinkEndpoint(Component parent, string name, ClockDomain words, int link, SpiNNlinkParameters? parameters = null)
        : base(parent, name, words)
    {
        Options = parameters ?? new SpiNNlinkParameters();
        var faults = SpiNNlinkFaults.Of(Simulation.Options.Faults);
        Sender = new FrameSender(this, "sender", Options, faults);
        Receiver = new FrameReceiver(this, "receiver", Options, faults, link);
        var code = new WordCode();
        Coder = new LineTransmitter<LinkWord>(this, "coder", code, Options.Training, "spinnlink");
        Decoder = new LineReceiver<LinkWord>(this, "decoder", code, Options.Training, "spinnlink");
        Wiring.Connect(Sender.Words, Coder.Words);
        Wiring.Connect(Coder.IsTraining, Sender.IsHalted);
        Wiring.Connect(Decoder.Lock, Coder.Lock);
        Wiring.Connect(Decoder.Words, Receiver.Words);
        Wiring.Connect(Receiver.Reports, Sender.Reports);
        Wiring.Connect(Receiver.Status, Sender.Receiver);
        Bank = new SpiNNlinkBank(this, "bank");
        Wiring.Connect(Sender.Counts, Bank.Sender);
        Wiring.Connect(Receiver.Counts, Bank.Receiver);
        Wiring.Connect(Coder.IsTraining, Bank.IsTraining);
        Wiring.Connect(Decoder.Lock, Bank.Lock);
        Wiring.Connect(Bank.Settings, Sender.Settings);
    }

    /// <summary>Sizes and times.</summary>
    public SpiNNlinkParameters Options { get; }

    /// <summary>Packets to send, by channel.</summary>
    public IReadOnlyList<In<CommsPacket>> Inputs => Sender.Packets;

    /// <summary>Packets that arrived, by channel.</summary>
    public IReadOnlyList<Out<CommsPacket>> Outputs => Receiver.Packets;

    /// <summary>The registers, in the clock of words.</summary>
    public SpiNNlinkBank Bank { get; }

    /// <summary>Frames, sending.</summary>
    public FrameSender Sender { get; }

    /// <summary>Frames, receiving.</summary>
    public FrameReceiver Receiver { get; }

    /// <summary>Start-up and line code, sending.</summary>
    public LineTransmitter<LinkWord> Coder { get; }

    /// <summary>Lock and line code, receiving.</summary>
    public LineReceiver<LinkWord> Decoder { get; }
}
