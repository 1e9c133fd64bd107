using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.ShortRange;

/// <summary>
/// The lines between two endpoints, one each way. The endpoints may lie in different partitions: the time on the line is then the lookahead.
/// </summary>
/// <remarks>
/// The forwarded clock makes the receiver follow the sender; the receiver's word clock is taken to have the sender's frequency and any phase. A unit is ready for the check at the
/// first edge of the receiver's word clock that is serialisation, deserialisation and flight after the start of its transmission.
/// </remarks>
public sealed class ShortRangeLink : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="fromA">The line from a to b; null: a perfect one.</param>
    /// <param name="fromB">The line from b to a; null: a perfect one.</param>
    public ShortRangeLink(Component parent, string name, ShortRangeEndpoint a, ShortRangeEndpoint b, LineOptions? fromA = null, LineOptions? fromB = null)
        : base(parent, name)
    {
        FromA = Join("a_to_b", a, b, fromA ?? new LineOptions());
        FromB = Join("b_to_a", b, a, fromB ?? new LineOptions());
    }

    /// <summary>The line from a to b.</summary>
    public UnitLine FromA { get; }

    /// <summary>The line from b to a.</summary>
    public UnitLine FromB { get; }

    private UnitLine Join(string name, ShortRangeEndpoint from, ShortRangeEndpoint to, LineOptions options)
    {
        var line = new UnitLine(this, name, from.Transmitter.Clock, options.Checked($"{Path}.{name}"));
        // The wire's own two registers stand for one cycle of the way; the rest, less half a cycle for the alignment to the receiver's edge, is latency.
        long period = from.Options.WordPeriod;
        var wire = new Link<LinkUnit>(this, $"{name}_wire", from.Transmitter.Clock, to.Receiver.Clock, new LinkOptions
        {
            Latency = ((from.Options.LineCycles - 1) * period) - (period / 2) + options.Flight,
            Credits = 64,
        });
        Wiring.Connect(from.ToLine, line.Input);
        Wiring.Connect(line.Output, wire.Input);
        Wiring.Connect(wire.Output, to.FromLine);
        return line;
    }
}
