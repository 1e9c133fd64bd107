using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Traces;

namespace HwModel.Studies.Slurm;

/// <summary>
/// Runs a study as job arrays of Slurm over a shared folder. Tasks claim runs as local threads do, so an array that is lost, in part or as a whole,
/// is simply submitted again for what has no result yet.
/// </summary>
/// <param name="slurm">Slurm's programs.</param>
/// <param name="worker">The command that does a task; folder, list, task and number of tasks are appended.</param>
/// <param name="jobs">Tasks at the same time.</param>
/// <param name="chunk">Runs for each task; 0: four tasks for each that runs at the same time.</param>
/// <param name="options">Further options for sbatch.</param>
public sealed class SlurmExecutor(SlurmCommands slurm, IReadOnlyList<string> worker, int jobs, int chunk, IReadOnlyList<string> options) : IExecutor
{
    private const int LargestArray = 1_000;
    private const int FruitlessArrays = 3;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void Execute(StudyPlan study, StudyFolder folder, IReadOnlyList<StudyRun> runs, IStudyProgress progress, CancellationToken stop)
    {
        var cache = new ResultCache(folder);
        var open = new List<StudyRun>();
        foreach (StudyRun run in runs)
        {
            if (cache.Has(run.Key)) progress.Finished(run, failed: false, cached: true);
            else open.Add(run);
        }
        int fruitless = 0;
        for (int array = 0; open.Count > 0; array++)
        {
            int before = open.Count;
            string job = Submit(folder, open, array, progress);
            try
            {
                Follow(job, cache, open, progress, stop);
            }
            finally
            {
                // Tasks that Slurm put back into its queue when a node failed may still wait there, though others did their runs.
                slurm.Cancel(job);
            }
            if (open.Count == 0) return;
            fruitless = open.Count == before ? fruitless + 1 : 0;
            if (fruitless >= FruitlessArrays)
                throw new StudyException($"{FruitlessArrays} job arrays in a row ended without a single result; see the tasks' output in {folder.In("slurm")}");
            progress.Note(FormattableString.Invariant($"job {job} ended and {open.Count:N0} runs have no result; they are submitted again"));
        }
    }

    private string Submit(StudyFolder folder, List<StudyRun> open, int array, IStudyProgress progress)
    {
        int tasks = Math.Clamp(chunk > 0 ? (open.Count + chunk - 1) / chunk : 4 * jobs, 1, Math.Min(LargestArray, open.Count));
        string root = Path.GetFullPath(folder.In("slurm"));
        string name = FormattableString.Invariant($"{WorkerTag()}-{array}");
        string list = Path.Combine(root, $"{name}.runs"), script = Path.Combine(root, $"{name}.sh");
        StudyFolder.Guarded(folder.Path, () =>
        {
            Directory.CreateDirectory(root);
            OutputFile.WriteAllText(list, ArrayTask.Format(open));
            string command = string.Join(' ', worker.Concat([Path.GetFullPath(folder.Path), list]).Select(Quoted));
            OutputFile.WriteAllText(script, $"#!/bin/sh\nexec {command} \"$SLURM_ARRAY_TASK_ID\" {tasks}\n");
        });
        string job = slurm.Submit(
            ["--array", FormattableString.Invariant($"0-{tasks - 1}%{jobs}"), "--job-name", "hwmodel-study", "--requeue", "--output", Path.Combine(root, $"{name}-%a.out"), "--open-mode", "append", .. options], script);
        progress.Note(FormattableString.Invariant($"job {job}: {open.Count:N0} runs in {tasks:N0} tasks, {jobs:N0} at the same time"));
        return job;
    }

    private void Follow(string job, ResultCache cache, List<StudyRun> open, IStudyProgress progress, CancellationToken stop)
    {
        while (true)
        {
            // Asked before the results are looked at: what the last task wrote is then seen.
            int? waiting = slurm.Waiting(job);
            open.RemoveAll(run =>
            {
                if (!cache.Has(run.Key)) return false;
                progress.Finished(run, cache.Read(run.Key)?.Failure is not null, cached: false);
                return true;
            });
            if (open.Count == 0 || waiting == 0) return;
            stop.WaitHandle.WaitOne(LookAgain);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static string WorkerTag() => FormattableString.Invariant($"array-{Environment.ProcessId}");

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
