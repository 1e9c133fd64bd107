using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Tracing;
using HwModel.Fabric.Systems;
using HwModel.Kernel;
using HwModel.Traces;


namespace HwModel.Cli.Run;

/// <summary><c>hwmodel run --system mesh</c>: the options for files and how to run, and the run itself.</summary>
internal sealed class MeshRunOptions
{
    private readonly MeshPlanOptions _plan = new();
    private readonly Option<bool> _curve = new("--curve") { Description = "Also measure latency at rising loads, and draw the curve in the report." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the statistics as JSON." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing." };
    private readonly Option<string?> _snapshot = new("--snapshot") { Description = "Write the whole state after --snapshot-at cycles, then go on.", HelpName = "FILE" };
    private readonly Option<long> _snapshotAt = new("--snapshot-at") { Description = "When to write the snapshot, in cycles.", HelpName = "CYCLE" };
    private readonly Option<string?> _restore = new("--restore") { Description = "Go on from a snapshot of the same design and settings.", HelpName = "FILE" };
    private readonly Option<bool> _hash = new("--hash") { Description = "Hash every change of every state element with its time: one number for the whole run." };
    private readonly TraceOptions _trace = new();

    /// <summary>What goes into a trace: the same options for every system.</summary>
    public TraceOptions Trace => _trace;

    public void AddTo(Command command)
    {
        _plan.AddTo(command);
        SystemOptions.Add(command, _curve, _snapshot, _snapshotAt, _restore, _hash, _json, _quiet);
        _trace.AddTo(command);
    }

    public int Run(ParseResult result)
    {
        MeshPlan plan = _plan.Read(result);
        var outputs = new OutputSet(plan.StatsFile, plan.ReportFile, result.GetValue(_snapshot), plan.TraceFile);
        var job = new MeshJob(plan);
        using RunningTrace? trace = _trace.Start(result, plan.TraceFile, job.System.Simulation, $"mesh; seed {plan.Seed}");
        TraceHash? hash = result.GetValue(_hash) ? new TraceHash() : null;
        if (hash is not null) job.System.Simulation.Attach(hash);
        if (result.GetValue(_restore) is { } restore) Restore(job, restore);
        if (result.GetValue(_snapshot) is { } snapshot) Snapshot(job, snapshot, result.GetValue(_snapshotAt));
        bool speaks = !result.GetValue(_quiet) && !result.GetValue(_json);
        MeshStatistics statistics = Progress.Show(speaks, "simulating", job.Finish);
        IReadOnlyList<CurvePoint> curve = result.GetValue(_curve) ? Progress.Show(speaks, "measuring the curve", progress => LoadCurve.Measure(plan, progress)) : [];
        trace?.End();
        string json = MeshJson.Write(job, statistics, hash);
        if (plan.StatsFile is { } stats) OutputFile.WriteAllText(stats, json);
        if (plan.ReportFile is { } report) OutputFile.WriteAllText(report, MeshReport.Page(job, statistics, curve, CommandLine(result)).ToHtml());
        TextWriter output = result.InvocationConfiguration.Output;
        if (result.GetValue(_json)) output.Write(json);
        else if (speaks) Print(output, job, statistics, outputs, hash);
        return ExitCode.Done;
    }

    private static void Restore(MeshJob job, string file)
    {
        try
        {
            job.Run.Load(File.ReadAllBytes(file));
        }
        catch (SnapshotException exception)
        {
            throw new UserErrorException($"--restore {file}: {exception.Message}");
        }
    }

    private static void Snapshot(MeshJob job, string file, long cycle)
    {
        if (cycle < job.Run.Position) throw new UserErrorException($"--snapshot-at {cycle}: the run is at cycle {job.Run.Position} already; name a later cycle");
        job.Run.RunTo(cycle);
        using OutputFile output = OutputFile.Create(file);
        output.Stream.Write(job.Run.Save());
        output.Commit();
    }

    private static void Print(TextWriter output, MeshJob job, MeshStatistics statistics, OutputSet files, TraceHash? hash)
    {
        MeshOptions mesh = job.Plan.Mesh;
        string traffic = job.Recording is { } recording ? RunCommand.Text($"{recording.Count:N0} spikes of {recording.Name}") : RunCommand.Text($"{MeshSettings.Table.All.First(setting => setting.Path == "traffic.pattern").Read(job.Plan)} traffic at {mesh.Rate:0.####} flits per node and cycle");
        output.WriteLine(RunCommand.Text($"{(mesh.Chips == 2 ? "2 meshes of" : "mesh of")} {mesh.Width} x {mesh.Height} routers, {traffic}, seed {job.Plan.Seed}"));
        output.WriteLine(RunCommand.Text($"  cycles    {statistics.Cycles:N0} in {job.HostSeconds:0.00} s ({statistics.Cycles / Math.Max(1e-9, job.HostSeconds):N0} a second)"));
        output.WriteLine(RunCommand.Text($"  load      {statistics.Offered:0.####} offered, {statistics.Accepted:0.####} accepted{(statistics.Saturated ? " (saturated)" : "")}"));
        output.WriteLine(RunCommand.Text($"  latency   mean {statistics.Latency.Mean:0.##}, 50 % {statistics.Latency.P50}, 95 % {statistics.Latency.P95}, 99 % {statistics.Latency.P99}, max {statistics.Latency.Max} cycles"));
        output.WriteLine(RunCommand.Text($"  packets   {statistics.ArrivedPackets:N0} of {statistics.MeasuredPackets:N0} measured ones arrived, {statistics.Hops.Mean:0.##} hops on average"));
        output.WriteLine(RunCommand.Text($"  flits     {statistics.Drops} dropped, {statistics.InFlight} in flight at the end"));
        if (hash is not null) output.WriteLine(RunCommand.Text($"  hash      {hash.Value:x16}"));
        foreach (string file in files.Names) output.WriteLine($"  wrote     {file}");
    }

    private static string CommandLine(ParseResult result) =>
        "hwmodel " + string.Join(' ', result.Tokens.Select(token => token.Value.Any(char.IsWhiteSpace) ? $"'{token.Value}'" : token.Value));
}
