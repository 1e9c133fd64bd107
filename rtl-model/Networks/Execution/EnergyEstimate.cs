using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Power;

namespace HwModel.Networks.Execution;

/// <summary>What a run's packets did: what their energy follows from.</summary>
/// <param name="Lookups">Packets that routers took.</param>
/// <param name="MeshFlits">Flits on links of the meshes.</param>
/// <param name="LinkUnits">Units on links between chips.</param>
internal readonly record struct Transport(double Lookups, double MeshFlits, double LinkUnits);

/// <summary>Energy of a run on a level that has no chip around it: the same constants as the chip's meters.</summary>
internal static class EnergyEstimate
{
    /// <summary>Nanojoules by component.</summary>
    /// <param name="mapped">The network.</param>
    /// <param name="slices">What the processing elements did.</param>
    /// <param name="seconds">Chip time.</param>
    /// <param name="transport">What the packets did.</param>
    /// <param name="rail">The rail of the processing elements where no policy changes the level.</param>
    public static List<Amount> Of(MappedNetwork mapped, IReadOnlyList<SliceRun> slices, double seconds, Transport transport, Rail rail)
    {
        var constants = new EnergyConstants();
        bool policy = mapped.Options.DvfsThreshold is not null;
        if (policy) rail = Rail.Low;
        double cycles = slices.Sum(slice => Math.Max(slice.AwakeCycles, slice.BusyCycles)), highCycles = slices.Sum(slice => slice.HighBusyCycles), highSeconds = slices.Sum(slice => slice.HighSeconds);
        double core = policy ? highCycles * constants.CoreHighPicojoules + (cycles - highCycles) * constants.CoreLowPicojoules : cycles * constants.CorePicojoules(rail);
        double asleep = policy ? highSeconds * constants.SleepHighMilliwatts + (slices.Count * seconds - highSeconds) * constants.SleepLowMilliwatts : slices.Count * seconds * constants.SleepMilliwatts(rail);
        // Elements without neurons stay at the level of the reset.
        asleep += (mapped.Options.Machine.Count * mapped.ElementsPerChip - slices.Count) * seconds * constants.SleepLowMilliwatts;
        return
        [
            new("chip floor", mapped.Options.Machine.Count * constants.ChipFloorMilliwatts * seconds * 1e6),
            new("elements asleep", asleep * 1e6),
            new("processors", core * 1e-3),
            new("level changes", 2 * slices.Sum(slice => (double)slice.HighTicks) * constants.TransitionPicojoules * 1e-3),
            new("network-on-chip", transport.MeshFlits * constants.NocHopPicojoules * 1e-3),
            new("packet router", transport.Lookups * constants.RouterLookupPicojoules * 1e-3),
            new("links between chips", transport.LinkUnits * constants.ShortLinkUnitPicojoules * 1e-3),
        ];
    }
}
