using System.Globalization;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Cli.Run;
using HwModel.Fabric.Recordings;
using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Kernel;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Cli.Study.Workloads;

/// <summary>Synthetic traffic or a spike recording on a mesh of routers, or on two that are joined by a link.</summary>
internal sealed class MeshWorkload : IExplainingWorkload, IWarmingWorkload
{
    private const string LinkLoad = "link.load";
    private const long LeastWarmup = 1_000;

    // What no result depends on, or what a study gives otherwise.
    private static readonly string[] NotVaried = ["run.seed", "run.threads", "run.order", "run.check_quiescence", "output."];

    private readonly FileHash _files = new();

    public string Name => "traffic";

    public string Meaning => "synthetic traffic or a spike recording on a mesh of wormhole routers";

    public string Level => "RTL: every flit, credit and buffer, cycle by cycle";

    public IReadOnlyList<Parameter> Parameters { get; } = SettingParameters.Of(MeshSettings.Table, new MeshPlan(), NotVaried);

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("latency.mean", "cycles", "from creation to the arrival of the tail", Better.Lower),
        new("latency.p50", "cycles", "half of the packets are not slower", Better.Lower),
        new("latency.p95", "cycles", "95 % of the packets are not slower", Better.Lower),
        new("latency.p99", "cycles", "99 % of the packets are not slower", Better.Lower),
        new("latency.max", "cycles", "the slowest packet", Better.Lower),
        new("offered", "flits/node/cycle", "what the sources created"),
        new("throughput", "flits/node/cycle", "what the sinks took", Better.Higher),
        new("saturated", "", "1 where the sources fall behind", Better.Lower),
        new("packets", "", "packets created in the measurement"),
        new("lost", "", "measured packets that did not arrive before the drain limit", Better.Lower),
        new("drops", "flits", "flits that vanished", Better.Lower),
        new("hops.mean", "", "links between routers that a packet passed"),
        new("link.max", "flits/cycle", "load of the busiest link between routers"),
        new("link.mean", "flits/cycle", "mean load of the links between routers"),
        new("cycles", "cycles", "simulated, warm-up and drain included"),
        new("theory.zero_load", "cycles", "mean latency without contention, by the hop formula; synthetic traffic on one mesh only"),
        new("theory.capacity", "flits/node/cycle", "largest throughput, by the load of the busiest link; synthetic traffic on one mesh only"),
    ];

    public IReadOnlyList<string> Maps => [LinkLoad];

    public string ModelVersion { get; } = ModelVersions.Of(typeof(MeshSystem).Assembly, typeof(Simulation).Assembly);

    public IReadOnlyList<string> AfterWarmup { get; } = ["run.cycles", "run.drain"];

    // The length of a replay decides its schedule, and that of a short warm-up is soon simulated again.
    public bool HasWarmup(IReadOnlyDictionary<string, string> settings) => MeshSettings.Table.Plan(new MeshPlan(), settings) is { Recording: null, Mesh.Warmup: >= LeastWarmup };

    public string? Mistake(IReadOnlyDictionary<string, string> settings) => MeshSettings.Table.Plan(new MeshPlan(), settings).Mesh.Mistakes().FirstOrDefault();

    public IEnumerable<KeyValuePair<string, string>> Resolve(IReadOnlyDictionary<string, string> settings)
    {
        MeshPlan plan = MeshSettings.Table.Plan(new MeshPlan(), settings);
        foreach (Setting<MeshPlan> setting in MeshSettings.Table.All)
        {
            if (NotVaried.Any(prefix => setting.Path.StartsWith(prefix, StringComparison.Ordinal))) continue;
            string value = setting.Read(plan);
            if (setting.Path == "traffic.pattern" && plan.Recording is { } recording && recording != "digits") value = _files.Of(recording);
            if (setting.Path == "replay.table" && value.Length > 0) value = _files.Of(value);
            yield return new(setting.Path, value);
        }
        // Not asked for and asked for with the default's value differ in a replay.
        yield return new("run.cycles asked", plan.HasCycles.ToString());
        yield return new("run.warmup asked", plan.HasWarmup.ToString());
    }

    public string Command(IReadOnlyDictionary<string, string> settings, ulong seed) =>
        "hwmodel run --system mesh " + string.Concat(settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"--set {setting.Key}={setting.Value} "))
        + string.Create(CultureInfo.InvariantCulture, $"--seed {seed} --json");

    public RunResult Run(RunRequest request)
    {
        MeshJob job = request.Warm is { } warm ? Warmed(request, warm) : Job(request);
        return Result(job, Finish(job, request.Stop), request.Maps);
    }

    // At the end of the warm-up: from the snapshot that another run left there, or by running it.
    private static MeshJob Warmed(RunRequest request, IWarmStart warm)
    {
        MeshJob job = Job(request);
        if (warm.Read() is { } snapshot)
        {
            try
            {
                job.Run.Load(snapshot);
                return job;
            }
            catch (SnapshotException)
            {
                // A file that a power cut tore.
                job = Job(request);
            }
        }
        for (long end = job.Plan.Mesh.Warmup; job.Run.Position < end;)
        {
            request.Stop.ThrowIfCancellationRequested();
            job.Run.RunTo(Math.Min(end, job.Run.Position + LeastWarmup));
        }
        warm.Write(job.Run.Save());
        return job;
    }

    public Explanation Explain(RunRequest request, string folder)
    {
        MeshJob job = Job(request);
        string trace = Path.Combine(folder, "trace.vcd"), page = Path.Combine(folder, "explain.html");
        MeshStatistics statistics;
        // The last changes are what a look at a full network needs; whole runs are traced by hwmodel run.
        using (ITraceSink file = Waveform.Create(trace))
        {
            var ring = new TraceRing(new RingLimits(200_000));
            using var recording = SimulationTrace.Start(job.System.Simulation, ring, null, $"mesh; seed {request.Seed}");
            statistics = Finish(job, request.Stop);
            recording.End();
            ring.WriteTo(file);
        }
        MeshReport.Page(job, statistics, [], Command(request.Settings, request.Seed)).Write(page);
        return new Explanation(Result(job, statistics, request.Maps), Bottleneck(job, statistics), [page, trace]);
    }

    private static MeshJob Job(RunRequest request)
    {
        try
        {
            return new MeshJob(MeshSettings.Table.Plan(new MeshPlan { Seed = request.Seed }, request.Settings));
        }
        catch (Exception exception) when (exception is UserErrorException or RecordingException)
        {
            throw new RunFailedException(exception.Message);
        }
    }

    private static MeshStatistics Finish(MeshJob job, CancellationToken stop) => job.Finish(_ => stop.ThrowIfCancellationRequested());

    private static RunResult Result(MeshJob job, MeshStatistics statistics, IReadOnlyList<string> maps)
    {
        double[] links = [.. Between(statistics).Select(link => link.Load)];
        MeshOptions mesh = job.Plan.Mesh;
        bool isSynthetic = job.Recording is null && mesh.Chips == 1;
        var metrics = new Dictionary<string, double>
        {
            ["latency.mean"] = statistics.Latency.Mean ?? double.NaN,
            ["latency.p50"] = statistics.Latency.P50 ?? double.NaN,
            ["latency.p95"] = statistics.Latency.P95 ?? double.NaN,
            ["latency.p99"] = statistics.Latency.P99 ?? double.NaN,
            ["latency.max"] = statistics.Latency.Max ?? double.NaN,
            ["offered"] = statistics.Offered,
            ["throughput"] = statistics.Accepted,
            ["saturated"] = statistics.Saturated ? 1 : 0,
            ["packets"] = statistics.MeasuredPackets,
            ["lost"] = statistics.MeasuredPackets - statistics.ArrivedPackets,
            ["drops"] = statistics.Drops,
            ["hops.mean"] = statistics.Hops.Mean ?? double.NaN,
            ["link.max"] = links.Length == 0 ? 0 : links.Max(),
            ["link.mean"] = links.Length == 0 ? 0 : links.Average(),
            ["cycles"] = statistics.Cycles,
            ["theory.zero_load"] = isSynthetic ? ChannelLoad.ZeroLoadLatency(mesh) : double.NaN,
            ["theory.capacity"] = isSynthetic ? ChannelLoad.Capacity(mesh) : double.NaN,
        };
        var given = new Dictionary<string, RunMap>();
        if (maps.Contains(LinkLoad))
        {
            double[] values = [.. statistics.Links.Where(link => link.Chip == 0).OrderBy(link => link.Y).ThenBy(link => link.X).ThenBy(link => link.Port).Select(link => link.Load)];
            given[LinkLoad] = new RunMap("Load", "flits/cycle", mesh.Width, mesh.Height, Port5.Count, values);
        }
        return new RunResult(metrics, given);
    }

    private static string Bottleneck(MeshJob job, MeshStatistics statistics)
    {
        LinkLoad busiest = Between(statistics).MaxBy(link => link.Load)!;
        LinkLoad sink = statistics.Links.Where(link => link.Port == Port5.Local).MaxBy(link => link.Load)!;
        string chip = job.Plan.Mesh.Chips == 1 ? "" : $" of chip {busiest.Chip}";
        string verdict = statistics.Saturated ? "the sources fall behind" : busiest.Load > 0.8 || sink.Load > 0.8 ? "close to the limit" : "nothing is near its limit";
        return sink.Load > busiest.Load
            ? FormattableString.Invariant($"the sink at ({sink.X},{sink.Y}) is the busiest, {sink.Load:0.0 %} of its cycles; {verdict}")
            : FormattableString.Invariant($"link ({busiest.X},{busiest.Y}) -> {MeshReport.PortName(busiest.Port)}{chip} is the busiest, {busiest.Load:0.0 %} of its cycles; {verdict}");
    }

    private static IEnumerable<LinkLoad> Between(MeshStatistics statistics) => statistics.Links.Where(link => link.Port != Port5.Local);
}
