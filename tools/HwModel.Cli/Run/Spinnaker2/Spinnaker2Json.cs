using System.Text.Json;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The statistics of a network on SpiNNaker2 as JSON.</summary>
internal static class Spinnaker2Json
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static string Write(NetworkRun run, double hertz, double hostSeconds)
    {
        IReadOnlyList<Population> populations = run.Mapped.Network.Populations;
        return JsonSerializer.Serialize(new
        {
            System = "spinnaker2",
            run.Level,
            Network = run.Mapped.Network.Name,
            run.Mapped.Network.Neurons,
            run.Mapped.Network.Synapses,
            Rows = run.Ticks - 1,
            run.Mapped.Options.TickMicroseconds,
            Elements = run.Slices.Count,
            Machine = run.Mapped.Options.Machine.Name,
            run.Mapped.Chips,
            RoutingEntries = run.Mapped.Tables.Sum(table => table.Count),
            LargestTable = run.Mapped.Tables.Max(table => table.Count),
            run.Mapped.RoutesElided,
            RecordedSpikes = run.Spikes.Count,
            RecordedSpikesLost = run.RecordsLost,
            run.SynapticEvents,
            Packets = run.Packets.ToDictionary(packet => packet.Name, packet => packet.Value),
            Drops = run.Drops.ToDictionary(drop => drop.Name, drop => drop.Value),
            TickOverruns = run.Overruns,
            MaxLagTicks = run.Slices.Max(slice => slice.MaxLag),
            LongestTickShare = run.LongestTickShare(hertz),
            EnergyNanojoules = run.Energy.ToDictionary(part => part.Name, part => part.Value),
            Milliwatts = run.Nanojoules * 1e-6 / run.Seconds,
            NanojoulesPerSynapticEvent = run.SynapticEvents == 0 ? (double?)null : run.Nanojoules / run.SynapticEvents,
            LatencyNanoseconds = run.Latency,
            RouterUtilisation = run.RouterUtilisation.ToDictionary(part => part.Name, part => part.Value),
            Populations = populations.Select((population, p) => new
            {
                population.Name,
                population.Size,
                Model = population.Model.ToString(),
                Elements = run.Mapped.SlicesOf(p).Count(),
                Spikes = run.Slices.Where(slice => slice.Slice.Population == p).Sum(slice => slice.Spikes),
                WeightScale = run.Mapped.Quantisation[p].Scale,
                WorstWeightError = run.Mapped.Quantisation[p].WorstError,
                WeightErrorRms = run.Mapped.Quantisation[p].RootMeanSquareError,
            }),
            ElementDetails = run.Slices.Select(slice => new
            {
                slice.Slice.Chip,
                Core = slice.Slice.Pe + 1,
                Population = populations[slice.Slice.Population].Name,
                slice.Slice.First,
                slice.Slice.Count,
                slice.Slice.Synapses,
                slice.Events,
                slice.SynapticEvents,
                slice.Spikes,
                slice.Dropped,
                slice.Unknown,
                slice.Overruns,
                slice.MaxLag,
                slice.MaxEvents,
                slice.BusyCycles,
                slice.MaxBusyCycles,
                slice.HighTicks,
                slice.LevelSeconds,
                slice.Nanojoules,
            }),
            run.SimulatedEdges,
            SimulatedSeconds = run.Seconds,
            HostSeconds = hostSeconds,
            RealTimeFactorOfSimulation = run.Seconds / Math.Max(1e-9, hostSeconds),
        }, Options) + "\n";
    }
}
