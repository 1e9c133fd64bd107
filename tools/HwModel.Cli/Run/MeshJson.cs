using System.Text.Json;
using System.Text.Json.Serialization;
using HwModel.Fabric.Systems;
using HwModel.Kernel;

namespace HwModel.Cli.Run;

/// <summary>The statistics of a mesh as JSON.</summary>
internal static class MeshJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Write(MeshJob job, MeshStatistics statistics, TraceHash? hash)
    {
        double cyclesPerSecond = statistics.Cycles / Math.Max(1e-9, job.HostSeconds);
        return JsonSerializer.Serialize(new
        {
            System = "mesh",
            Level = "rtl",
            statistics.Cycles,
            statistics.Offered,
            statistics.Accepted,
            statistics.Latency,
            statistics.Hops,
            statistics.Drops,
            statistics.InFlight,
            statistics.Saturated,
            Packets = new { Measured = statistics.MeasuredPackets, Arrived = statistics.ArrivedPackets },
            Flits = new { Injected = statistics.InjectedFlits, Delivered = statistics.DeliveredFlits },
            BusiestLink = statistics.Links.Where(link => link.Port != 0).DefaultIfEmpty().Max(link => link?.Load ?? 0),
            StateHash = job.StateHash().ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            TraceHash = hash?.Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            job.Plan.Seed,
            Settings = MeshSettings.Table.All.ToDictionary(setting => setting.Path, setting => setting.Read(job.Plan)),
            job.HostSeconds,
            CyclesPerHostSecond = cyclesPerSecond,
        }, Options) + "\n";
    }
}
