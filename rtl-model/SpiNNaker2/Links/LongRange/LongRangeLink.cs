using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.LongRange;

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
        FromA = Lay("a_to_b", a, b, fromA ?? new LineOptions { Flight = CableFlight });
        FromB = Lay("b_to_a", b, a, fromB ?? new LineOptions { Flight = CableFlight });
    }

    /// <summary>The line from a to b.</summary>
    public NoisyLine<LineBlock> FromA { get; }

    /// <summary>The line from b to a.</summary>
    public NoisyLine<LineBlock> FromB { get; }

    // Less what the registers of line and wire take.
    private NoisyLine<LineBlock> Lay(string name, LongRangeEndpoint from, LongRangeEndpoint to, LineOptions options) => LineLaying.Lay(
        this, name, from.Coder.Line, from.Coder.Clock, to.Decoder.Line, to.Decoder.Clock, options, UnitCode.Bits, (from.Options.LineCycles - 3) * from.Options.BytePeriod);
}
