using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Results;
using HwModel.Studies.Slurm;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study run</c>, <c>resume</c> and the worker's verb that a cluster starts.</summary>
internal sealed class RunCommands
{
    private readonly Option<int> _jobs = new("--jobs", "-j") { Description = "Threads; with --executor slurm the tasks that run at the same time. The results are the same for any number.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _shard = new("--shard") { Description = "Do only the I-th of N equal parts; processes on several hosts may share the folder.", HelpName = "I/N" };
    private readonly Option<string?> _only = new("--only") { Description = "Do only points for which this holds, such as 'router.buffer = 8'.", HelpName = "EXPR" };
    private readonly Option<bool> _failFast = new("--fail-fast") { Description = "Stop at the first failed run." };
    private readonly Option<bool> _retry = new("--retry-failed") { Description = "Run again what failed before." };
    private readonly Option<string> _executor = new("--executor") { Description = "Where to run: local or slurm.", HelpName = "NAME", DefaultValueFactory = _ => "local" };
    private readonly Option<string[]> _sbatch = new("--sbatch") { Description = "An option for sbatch, such as --sbatch=--partition=long.", HelpName = "OPTION" };
    private readonly Option<int> _chunk = new("--chunk") { Description = "Runs for each task of a job array.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be run." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print nothing but errors." };

    /// <summary><c>study run FILE -o DIR</c>.</summary>
    public static Command CreateRun()
    {
        var options = new RunCommands();
        var file = new Argument<string>("FILE") { Description = "The study file (YAML)." };
        var folder = new Option<string?>("--output", "-o") { Description = "The study's folder; default: the study's name. A folder that the study has already is gone on with.", HelpName = "DIR" };
        var command = new Command("run", "Run a study: every run is kept, so a stopped or killed study goes on where it was.") { file, folder };
        options.AddTo(command);
        return command.Does(result =>
        {
            string name = result.GetRequiredValue(file);
            string target = result.GetValue(folder) ?? CheckCommand.Load(name).Name;
            StudyPlan study = CheckCommand.Load(name);
            StudyRun[] chosen = options.Choose(result, study);
            if (result.GetValue(options._dryRun)) return DryRun(result, study, chosen);
            (StudyFolder made, study) = StudyFolder.Create(target, name, WorkloadCatalog.All());
            return options.Execute(result, study, made);
        });
    }

    /// <summary><c>study resume DIR</c>.</summary>
    public static Command CreateResume()
    {
        var options = new RunCommands();
        var folder = new Argument<string>("DIR") { Description = "The folder of a study that was begun." };
        var command = new Command("resume", "Go on with a study that was stopped or killed; nothing that was finished is computed again.") { folder };
        options.AddTo(command);
        return command.Does(result =>
        {
            (StudyFolder opened, StudyPlan study) = StudyFolder.Open(result.GetRequiredValue(folder), WorkloadCatalog.All());
            if (result.GetValue(options._dryRun)) return DryRun(result, study, [.. options.Choose(result, study).Where(run => !new ResultCache(opened).Has(run.Key))]);
            return options.Execute(result, study, opened);
        });
    }

    /// <summary><c>study work DIR LIST TASK TASKS</c>: what a task of a job array does.</summary>
    public static Command CreateWork()
    {
        var folder = new Argument<string>("DIR");
        var list = new Argument<string>("LIST");
        var task = new Argument<int>("TASK");
        var tasks = new Argument<int>("TASKS");
        var command = new Command("work", "Do one task of a job array (used by --executor slurm).") { folder, list, task, tasks };
        command.Hidden = true;
        return command.Does(result =>
        {
            (StudyFolder opened, StudyPlan study) = StudyFolder.Open(result.GetRequiredValue(folder), WorkloadCatalog.All());
            using var stop = new StopSignals();
            StudyRun[] runs = ArrayTask.Runs(study, result.GetRequiredValue(list), result.GetRequiredValue(task), result.GetRequiredValue(tasks));
            new LocalExecutor(1, waits: false).Execute(study, opened, runs, new SilentProgress(), stop.Token);
            return ExitCode.Done;
        });
    }

    private void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _jobs, _shard, _only, _executor, _chunk, _sbatch, _failFast, _retry, _dryRun, _quiet }) command.Options.Add(option);
    }

    private static int DryRun(ParseResult result, StudyPlan study, StudyRun[] chosen)
    {
        result.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"{study.Name}: {chosen.Length:N0} of {study.Runs.Count:N0} runs would be run"));
        foreach (StudyRun run in chosen) result.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"  run {run.Index}: {string.Join(", ", study.Factors.Zip(run.Point.Values, (path, value) => $"{path} {value}"))}, seed {run.Seed}"));
        return ExitCode.Done;
    }

    private StudyRun[] Choose(ParseResult result, StudyPlan study)
    {
        IEnumerable<StudyRun> runs = result.GetValue(_only) is { } only ? study.Only(only) : study.Runs;
        if (result.GetValue(_shard) is { } shard)
        {
            string[] parts = shard.Split('/');
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int of) || part < 1 || part > of)
                throw new UserErrorException($"--shard {shard}: write I/N with I from 1 to N, such as 2/4");
            runs = runs.Where(run => run.Index % of == part - 1);
        }
        return [.. runs];
    }

    private int Execute(ParseResult result, StudyPlan study, StudyFolder folder)
    {
        int jobs = Jobs.Checked(result.GetValue(_jobs));
        bool isShard = result.GetValue(_shard) is not null;
        bool failFast = result.GetValue(_failFast);
        IExecutor executor = result.GetValue(_executor) switch
        {
            "local" => new LocalExecutor(jobs, failFast, waits: !isShard),
            "slurm" => new SlurmExecutor(new SlurmCommands(), WorkerCommand(), jobs, Chunk(result), result.GetValue(_sbatch) ?? []),
            var other => throw new UserErrorException($"--executor {other}: local and slurm are allowed"),
        };
        StudyRun[] runs = Choose(result, study);
        if (result.GetValue(_retry)) Forget(folder, runs);
        TextWriter output = result.InvocationConfiguration.Output;
        bool speaks = !result.GetValue(_quiet);
        using var stop = new StopSignals();
        using var progress = new StudyProgress(runs.Length, jobs, speaks ? output : TextWriter.Null, result.InvocationConfiguration.Error, speaks);
        bool stopped = false;
        try
        {
            executor.Execute(study, folder, runs, progress, stop.Token);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        progress.End();
        StudyResults results = Collection.Write(study, folder, Versions.Product);
        if (results.Missing == 0) WarmStart.Forget(folder);
        if (speaks) Say(output, results, progress, stopped);
        if (stopped) return ExitCode.DoesNotHold;
        return results.Failed > 0 ? ExitCode.DoesNotHold : ExitCode.Done;
    }

    private int Chunk(ParseResult result) => result.GetValue(_chunk) is var chunk and >= 0 and <= 1_000_000 ? chunk : throw new UserErrorException("--chunk: 1 to 1000000 runs for each task are allowed");

    private static void Say(TextWriter output, StudyResults results, StudyProgress progress, bool stopped)
    {
        StudyPlan study = results.Study;
        output.WriteLine(FormattableString.Invariant($"{study.Name}: {study.Runs.Count - results.Missing:N0} of {study.Runs.Count:N0} runs have a result, {results.Failed:N0} failed; {progress.Computed:N0} computed now in {Jobs.Time(progress.Seconds)}, {progress.Cached:N0} were there"));
        foreach (StudyRun run in study.Runs.Where(run => results.Failure(run) is not null).Take(3)) output.WriteLine($"  run {run.Index} failed: {results.Failure(run)}");
        if (stopped) output.WriteLine($"  stopped; go on with: hwmodel study resume {results.Folder.Path}");
        foreach (string file in ResultFiles.Names.Append("report.html")) output.WriteLine($"  wrote {results.Folder.In(file)}");
    }

    private static void Forget(StudyFolder folder, StudyRun[] runs)
    {
        var cache = new ResultCache(folder);
        foreach (StudyRun run in runs)
            if (cache.Read(run.Key)?.Failure is not null) cache.Remove(run.Key);
    }

    // How another host starts this program again.
    private static IReadOnlyList<string> WorkerCommand() => [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "hwmodel" ? host : "dotnet",
        .. Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "hwmodel" ? (string[])[] : [typeof(RunCommands).Assembly.Location], "study", "work"];
}

/// <summary>Ctrl-C, SIGTERM and SIGHUP as a token: work stops after the runs in progress were given back.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        // A second signal ends the process at once.
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
