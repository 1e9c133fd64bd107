using HwModel.Studies.Design;

namespace HwModel.Studies.Engine;

/// <summary>Runs in this process, on a number of threads. Several such processes may share a folder: none does what another has.</summary>
/// <param name="jobs">Threads.</param>
/// <param name="failFast">Whether the first failed run ends the work.</param>
/// <param name="waits">Whether to wait for runs that other processes have; if one dies, its run is taken over.</param>
public sealed class LocalExecutor(int jobs, bool failFast = false, bool waits = true) : IExecutor
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public void Execute(StudyPlan study, StudyFolder folder, IReadOnlyList<StudyRun> runs, IStudyProgress progress, CancellationToken stop)
    {
        using var worker = new Worker(study, folder);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        IReadOnlyList<StudyRun> open = runs;
        while (open.Count > 0 && !end.IsCancellationRequested)
        {
            open = Round(worker, open, progress, end);
            if (!waits) return;
            if (open.Count > 0) end.Token.WaitHandle.WaitOne(LookAgain);
        }
        stop.ThrowIfCancellationRequested();
    }

    // Does what can be done now; gives the runs that other processes have.
    private List<StudyRun> Round(Worker worker, IReadOnlyList<StudyRun> runs, IStudyProgress progress, CancellationTokenSource end)
    {
        var others = new List<StudyRun>();
        int next = -1;
        Exception? failure = null;
        void Work()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < runs.Count && !end.IsCancellationRequested; i = Interlocked.Increment(ref next)) One(worker, runs[i], others, progress, end);
            }
            catch (OperationCanceledException)
            {
                // Whoever asked to stop knows.
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                end.Cancel();
            }
        }
        Thread[] threads = [.. Enumerable.Range(1, Math.Max(0, Math.Min(jobs, runs.Count) - 1)).Select(_ => new Thread(Work))];
        foreach (Thread thread in threads) thread.Start();
        Work();
        foreach (Thread thread in threads) thread.Join();
        if (failure is not null) throw failure is StudyException ? failure : new InvalidOperationException(failure.Message, failure);
        return others;
    }

    private void One(Worker worker, StudyRun run, List<StudyRun> others, IStudyProgress progress, CancellationTokenSource end)
    {
        if (worker.Cache.Has(run.Key))
        {
            progress.Finished(run, failed: false, cached: true);
            return;
        }
        RunRecord? record = worker.Do(run, end.Token);
        if (record is null)
        {
            lock (others) others.Add(run);
            return;
        }
        progress.Finished(run, record.Failure is not null, cached: false);
        if (failFast && record.Failure is not null)
        {
            progress.Note($"run {run.Index} failed: {record.Failure}");
            end.Cancel();
        }
    }
}
