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
        FromA = Lay("a_to_b", a, b, fromA ?? new LineOptions());
        FromB = Lay("b_to_a", b, a, fromB ?? new LineOptions());
    }

    /// <summary>The line from a to b.</summary>
    public NoisyLine<LinkUnit> FromA { get; }

    /// <summary>The line from b to a.</summary>
    public NoisyLine<LinkUnit> FromB { get; }

    // The wire's own two registers stand for one cycle of the way; the rest, less half a cycle for the alignment to the receiver's edge, is latency.
    private NoisyLine<LinkUnit> Lay(string name, ShortRangeEndpoint from, ShortRangeEndpoint to, LineOptions options) => LineLaying.Lay(
        this, name, from.Units.Transmitter.Line, from.Units.Transmitter.Clock, to.Units.Receiver.Line, to.Units.Receiver.Clock, options, LinkUnit.Bits,
        ((from.Options.LineCycles - 1) * from.Options.WordPeriod) - (from.Options.WordPeriod / 2));
}
