using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
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
        Coder = new WordCoder(this, "coder", Options);
        Decoder = new WordDecoder(this, "decoder", Options);
        Wiring.Connect(Sender.Words, Coder.Words);
        Wiring.Connect(Coder.IsTraining, Sender.IsHalted);
        Wiring.Connect(Decoder.Lock, Coder.Lock);
        Wiring.Connect(Decoder.Words, Receiver.Words);
        Wiring.Connect(Receiver.Reports, Sender.Reports);
        Wiring.Connect(Receiver.Status, Sender.Receiver);
    }

    /// <summary>Sizes and times.</summary>
    public SpiNNlinkParameters Options { get; }

    /// <summary>Packets to send, by channel.</summary>
    public IReadOnlyList<In<CommsPacket>> Inputs => Sender.Packets;

    /// <summary>Packets that arrived, by channel.</summary>
    public IReadOnlyList<Out<CommsPacket>> Outputs => Receiver.Packets;

    /// <summary>Frames, sending.</summary>
    public FrameSender Sender { get; }

    /// <summary>Frames, receiving.</summary>
    public FrameReceiver Receiver { get; }

    /// <summary>Start-up and line code, sending.</summary>
    public WordCoder Coder { get; }

    /// <summary>Lock and line code, receiving.</summary>
    public WordDecoder Decoder { get; }
}

/// <summary>The cable between two endpoints, one line each way.</summary>
public sealed class SpiNNlinkCable : Component
{
    private const int WordBits = 40;

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="fromA">The line from a to b; null: a perfect one.</param>
    /// <param name="fromB">The line from b to a; null: a perfect one.</param>
    public SpiNNlinkCable(Component parent, string name, SpiNNlinkEndpoint a, SpiNNlinkEndpoint b, LineOptions? fromA = null, LineOptions? fromB = null)
        : base(parent, name)
    {
        FromA = Join("a_to_b", a, b, fromA ?? new LineOptions());
        FromB = Join("b_to_a", b, a, fromB ?? new LineOptions());
    }

    /// <summary>The line from a to b.</summary>
    public BlockLine FromA { get; }

    /// <summary>The line from b to a.</summary>
    public BlockLine FromB { get; }

    private BlockLine Join(string name, SpiNNlinkEndpoint from, SpiNNlinkEndpoint to, LineOptions options)
    {
        var line = new BlockLine(this, name, from.Coder.Clock, options.Checked($"{Path}.{name}"), WordBits);
        var wire = new Link<LineBlock>(this, $"{name}_wire", from.Coder.Clock, to.Decoder.Clock, new LinkOptions
        {
            // Less what the registers of line and wire take; half a word to meet the receiver's edge at any phase.
            Latency = ((from.Options.LineWords - 3) * from.Options.WordPeriod) - (from.Options.WordPeriod / 2) + options.Flight,
            Credits = 64,
        });
        Wiring.Connect(from.Coder.Line, line.Input);
        Wiring.Connect(line.Output, wire.Input);
        Wiring.Connect(wire.Output, to.Decoder.Line);
        return line;
    }
}
