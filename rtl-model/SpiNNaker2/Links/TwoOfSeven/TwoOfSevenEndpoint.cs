using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.TwoOfSeven;

/// <summary>One chip's end of a link of SpiNNaker: sender and receiver, and the crossings to the router's clock.</summary>
public sealed class TwoOfSevenEndpoint : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="router">Clock of the packet router.</param>
    /// <param name="steps">The steps in which the link is modelled, 1 ns.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5.</param>
    /// <param name="parameters">Times; null: the published ones.</param>
    public TwoOfSevenEndpoint(Component parent, string name, ClockDomain router, ClockDomain steps, int link, TwoOfSevenParameters? parameters = null)
        : base(parent, name, steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        Options = (parameters ?? new TwoOfSevenParameters()).Checked(Path);
        Describe("link", link);
        var crossing = new RouterCrossing(this, router, steps, Options.CrossingDepth);
        Sender = new SymbolSender(this, "sender", Options);
        Receiver = new SymbolReceiver(this, "receiver", link);
        crossing.Join(Sender.Packets, Receiver.Packets);
        Input = crossing.Input;
        Output = crossing.Output;
    }

    /// <summary>Times.</summary>
    public TwoOfSevenParameters Options { get; }

    /// <summary>Packets from the router, in the router's clock.</summary>
    public In<CommsPacket> Input { get; }

    /// <summary>Packets to the router, in the router's clock.</summary>
    public Out<CommsPacket> Output { get; }

    /// <summary>The sender.</summary>
    public SymbolSender Sender { get; }

    /// <summary>The receiver.</summary>
    public SymbolReceiver Receiver { get; }
}

/// <summary>The wires between two endpoints: for each direction seven for data and one that acknowledges.</summary>
public sealed class TwoOfSevenLink : Component
{
    private const int DataWires = 7;

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="fromA">The data wires from a to b; null: perfect ones. Their flight time is part of the symbol's time.</param>
    /// <param name="fromB">The data wires from b to a.</param>
    /// <param name="acknowledgeA">The wire by which a acknowledges.</param>
    /// <param name="acknowledgeB">The wire by which b acknowledges.</param>
    public TwoOfSevenLink(Component parent, string name, TwoOfSevenEndpoint a, TwoOfSevenEndpoint b,
        LineOptions? fromA = null, LineOptions? fromB = null, LineOptions? acknowledgeA = null, LineOptions? acknowledgeB = null)
        : base(parent, name)
    {
        FromA = Join("a_to_b", a, a.Sender.Data, b, b.Receiver.Data, fromA, DataWires);
        FromB = Join("b_to_a", b, b.Sender.Data, a, a.Receiver.Data, fromB, DataWires);
        AcknowledgeA = Join("a_acknowledges", a, a.Receiver.Acknowledge, b, b.Sender.Acknowledge, acknowledgeA, 1);
        AcknowledgeB = Join("b_acknowledges", b, b.Receiver.Acknowledge, a, a.Sender.Acknowledge, acknowledgeB, 1);
    }

    /// <summary>Data from a to b.</summary>
    public WireLine FromA { get; }

    /// <summary>Data from b to a.</summary>
    public WireLine FromB { get; }

    /// <summary>Acknowledges of a.</summary>
    public WireLine AcknowledgeA { get; }

    /// <summary>Acknowledges of b.</summary>
    public WireLine AcknowledgeB { get; }

    private WireLine Join(string name, TwoOfSevenEndpoint from, Out<Wires> output, TwoOfSevenEndpoint to, In<Wires> input, LineOptions? options, int wires)
    {
        var line = new WireLine(this, name, from.Sender.Clock, (options ?? new LineOptions()).Checked($"{Path}.{name}"), wires);
        // Half a symbol each way, less the three steps that the modules on the way take, and half a step to meet the receiver's edge at any phase.
        long steps = (from.Options.SymbolSteps / 2) - 3;
        var wire = new Link<Wires>(this, $"{name}_wire", from.Sender.Clock, to.Sender.Clock, new LinkOptions { Latency = (steps * from.Options.Step) - (from.Options.Step / 2), Credits = 64 });
        Wiring.Connect(output, line.Input);
        Wiring.Connect(line.Output, wire.Input);
        Wiring.Connect(wire.Output, input);
        return line;
    }
}
