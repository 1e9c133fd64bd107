using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>Energy of a run on a level that has no chip around it: the same constants as the chip's meters, hops counted by distance.</summary>
internal static class EnergyEstimate
{
    /// <summary>Nanojoules by component.</summary>
    /// <param name="mapped">The network.</param>
    /// <param name="slices">What the processing elements did.</param>
    /// <param name="seconds">Chip time.</param>
    /// <param name="high">Whether the processing elements are at 0.8 V where no policy changes the level.</param>
    public static List<Amount> Of(MappedNetwork mapped, IReadOnlyList<SliceRun> slices, double seconds, bool high = true)
    {
        var constants = new EnergyConstants();
        bool policy = mapped.Options.DvfsThreshold is not null;
        Rail rail = high && !policy ? Rail.High : Rail.Low;
        double cycles = slices.Sum(slice => slice.BusyCycles), highCycles = slices.Sum(slice => slice.HighBusyCycles);
        double core = policy ? highCycles * constants.CoreHighPicojoules + (cycles - highCycles) * constants.CoreLowPicojoules : cycles * constants.CorePicojoules(rail);
        double lookups = 0, hops = 0;
        foreach (SliceRun slice in slices)
        {
            foreach (RouteEntry entry in mapped.Routes)
            {
                if (!entry.Matches(slice.Slice.Key)) continue;
                lookups += slice.Spikes;
                hops += slice.Spikes * Hops(slice.Slice.Pe, entry.Pes);
                break;
            }
        }
        return
        [
            new("chip floor", constants.ChipFloorMilliwatts * seconds * 1e6),
            new("elements asleep", slices.Count * constants.SleepMilliwatts(rail) * seconds * 1e6),
            new("processors", core * 1e-3),
            new("level changes", 2 * slices.Sum(slice => (double)slice.HighTicks) * constants.TransitionPicojoules * 1e-3),
            new("network-on-chip", hops * constants.NocHopPicojoules * 1e-3),
            new("packet router", lookups * constants.RouterLookupPicojoules * 1e-3),
        ];
    }

    // To the router's half of the mesh, and from the nearer half to every quad that has a target.
    private static int Hops(int from, PeSet to)
    {
        NocPosition source = Floorplan.PositionOf(from);
        int hops = Distance(source, Floorplan.RouterOf(source));
        for (int quad = 0; quad < Floorplan.Quads.Length; quad++)
            if (to.Quad(quad) != 0) hops += Distance(Floorplan.Quads[quad], Floorplan.RouterOf(Floorplan.Quads[quad]));
        return hops;
    }

    private static int Distance(NocPosition a, NocPosition b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
}
