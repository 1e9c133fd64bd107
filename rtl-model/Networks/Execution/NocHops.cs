using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>Links of the mesh between processing elements and the packet router, by distance.</summary>
internal static class NocHops
{
    private static readonly int[] Hops = [.. Floorplan.Quads.ToArray().Select(quad => Distance(quad, Floorplan.RouterOf(quad)))];

    /// <summary>From an element to the router's half of the mesh.</summary>
    public static int ToRouter(int pe) => Hops[pe / Floorplan.PesPerQuad];

    /// <summary>From the nearer half to every quad that has a target: one copy for a quad.</summary>
    public static int FromRouter(PeSet to)
    {
        int hops = 0;
        for (int quad = 0; quad < Hops.Length; quad++)
            if (to.Quad(quad) != 0) hops += Hops[quad];
        return hops;
    }

    private static int Distance(NocPosition a, NocPosition b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
}
