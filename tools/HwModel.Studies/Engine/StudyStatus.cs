using HwModel.Studies.Design;

namespace HwModel.Studies.Engine;

/// <summary>What a process did for a study.</summary>
/// <param name="Lives">Whether it lives; null: it is another host's.</param>
public sealed record WorkerStatus(string Name, int Done, double Seconds, bool? Lives);

/// <summary>How far a study is.</summary>
/// <param name="SecondsLeft">Computing time of what is left, by the mean of what was done; null where nothing was done yet or nothing is left.</param>
public sealed record StudyStatus(int Runs, int Finished, int Failed, int Running, IReadOnlyList<WorkerStatus> Workers, double? SecondsLeft)
{
    /// <summary>Reads it from a study's folder.</summary>
    public static StudyStatus Of(StudyPlan study, StudyFolder folder)
    {
        var cache = new ResultCache(folder);
        string[] keys = [.. study.Runs.Select(run => run.Key).Distinct()];
        int finished = study.Runs.Count(run => cache.Has(run.Key));
        var events = Journal.Read(folder).ToArray();
        WorkerStatus[] workers = [.. events.GroupBy(entry => entry.Worker).Select(group => new WorkerStatus(group.Key, group.Count(entry => entry.Event != "begin"), group.Sum(entry => entry.Seconds), WorkerName.Lives(group.Key)))];
        int failed = events.Where(entry => entry.Event == "failed").Select(entry => entry.Key).Distinct().Intersect(keys).Count(key => cache.Read(key)?.Failure is not null);
        int running = Directory.Exists(folder.In("claims")) ? Directory.EnumerateFiles(folder.In("claims")).Select(Path.GetFileName).Count(name => keys.Contains(name)) : 0;
        int done = workers.Sum(worker => worker.Done);
        double? left = done == 0 || finished == study.Runs.Count ? null : workers.Sum(worker => worker.Seconds) / done * (study.Runs.Count - finished);
        return new StudyStatus(study.Runs.Count, finished, failed, running, workers, left);
    }
}
