using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.ShortRange;

/// <summary>One chip's end of a short-range link: units go straight to the line.</summary>
public sealed class ShortRangeEndpoint : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="router">Clock of the packet router, 400 MHz.</param>
    /// <param name="word">Word clock of the link, 125 MHz.</param>
    /// <param name="link">Number of the link at its chip, 0 to 5: packets that arrive carry it as their route.</param>
    /// <param name="parameters">Sizes and times; null: the published ones.</param>
    public ShortRangeEndpoint(Component parent, string name, ClockDomain router, ClockDomain word, int link, ShortRangeParameters? parameters = null)
        : base(parent, name, word)
    {
        Options = (parameters ?? new ShortRangeParameters()).Checked(Path);
        var crossing = new RouterCrossing(this, router, word, Options.CrossingDepth, Options.TransmitStages, Options.ReceiveStages);
        Units = new UnitEnd(this, "link-short", LinkMode.ShortRange, crossing, Options.Protocol, link);
    }

    /// <summary>Sizes and times.</summary>
    public ShortRangeParameters Options { get; }

    /// <summary>The protocol of units, its registers, and the router's side.</summary>
    public UnitEnd Units { get; }
}
