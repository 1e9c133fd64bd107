using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>The cable between two endpoints, one line each way.</summary>
public sealed class SpiNNlinkCable : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="a">One end.</param>
    /// <param name="b">The other end.</param>
    /// <param name="fromA">The line from a to b; null: a perfect one.</param>
    /// <param name="fromB">The line from b to a; null: a perfect one.</param>
    public SpiNNlinkCable(Component parent, string name, SpiNNlinkEndpoint a, SpiNNlinkEndpoint b, LineOptions? fromA = null, LineOptions? fromB = null)
        : base(parent, name)
    {
        FromA = Lay("a_to_b", a, b, fromA ?? new LineOptions());
        FromB = Lay("b_to_a", b, a, fromB ?? new LineOptions());
    }

    /// <summary>The line from a to b.</summary>
    public NoisyLine<LineBlock> FromA { get; }

    /// <summary>The line from b to a.</summary>
    public NoisyLine<LineBlock> FromB { get; }

    // Less what the registers of line and wire take; half a word to meet the receiver's edge at any phase.
    private NoisyLine<LineBlock> Lay(string name, SpiNNlinkEndpoint from, SpiNNlinkEndpoint to, LineOptions options) => LineLaying.Lay(
        this, name, from.Coder.Line, from.Coder.Clock, to.Decoder.Line, to.Decoder.Clock, options, WordCode.Bits,
        ((from.Options.LineWords - 3) * from.Options.WordPeriod) - (from.Options.WordPeriod / 2));
}
