using System.Diagnostics;
using HwModel.Studies.Design;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Engine;

/// <summary>Does one run: claims it, runs it, keeps the result.</summary>
internal sealed class Worker(StudyPlan study, StudyFolder folder) : IDisposable
{
    private readonly Claims _claims = Opened(folder, () => new Claims(folder));
    private readonly Journal _journal = Opened(folder, () => new Journal(folder));

    /// <summary>The results.</summary>
    public ResultCache Cache { get; } = new(folder);

    /// <summary>Whether somebody alive works on a run.</summary>
    public bool IsTaken(StudyRun run) => _claims.IsTaken(run.Key);

    /// <summary>Does a run that has no result yet.</summary>
    /// <returns>Its record; null where another process has it or has just done it.</returns>
    /// <exception cref="OperationCanceledException">Work shall stop; the claim was given back.</exception>
    /// <exception cref="StudyException">The folder can't be written.</exception>
    public RunRecord? Do(StudyRun run, CancellationToken stop)
    {
        RunRecord? record = null;
        StudyFolder.Guarded(folder.Path, () =>
        {
            if (!_claims.TryTake(run.Key)) return;
            try
            {
                // Between the look and the claim another process may have finished it.
                if (!Cache.Has(run.Key)) record = Compute(run, stop);
            }
            finally
            {
                _claims.Release(run.Key);
            }
        });
        return record;
    }

    public void Dispose()
    {
        _journal.Dispose();
        _claims.Dispose();
    }

    private RunRecord Compute(StudyRun run, CancellationToken stop)
    {
        _journal.Write(JournalEvent.Begin, run.Index, run.Key, 0);
        var watch = Stopwatch.StartNew();
        RunRecord record = Run(run, stop);
        Cache.Write(record);
        _journal.Write(record.Failure is null ? JournalEvent.Done : JournalEvent.Failed, run.Index, run.Key, watch.Elapsed.TotalSeconds);
        return record;
    }

    private RunRecord Run(StudyRun run, CancellationToken stop)
    {
        try
        {
            (double? found, RunResult result) = Execute(run, stop);
            return new RunRecord(run.Key, result.Metrics, result.Maps, found, null);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // Whatever goes wrong in a model is this run's result; the other runs go on.
            string message = exception is RunFailedException or StudyException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            return new RunRecord(run.Key, new Dictionary<string, double>(), new Dictionary<string, RunMap>(), null, message.ReplaceLineEndings(" "));
        }
    }

    private (double? Found, RunResult Result) Execute(StudyRun run, CancellationToken stop)
    {
        IReadOnlyDictionary<string, string> settings = study.Settings(run.Point);
        if (!run.Point.IsSearch) return (null, study.Workload.Run(new RunRequest(settings, run.Seed, study.Maps, stop) { Warm = run.Warmup is { } key ? new WarmStart(folder, key) : null }));
        (double found, RunResult result) = study.Search!.Find(at => study.Workload.Run(new RunRequest(at, run.Seed, study.Maps, stop)), settings, study.Parameters);
        return (found, result);
    }

    private static T Opened<T>(StudyFolder folder, Func<T> open)
    {
        T? opened = default;
        StudyFolder.Guarded(folder.Path, () => opened = open());
        return opened!;
    }
}
