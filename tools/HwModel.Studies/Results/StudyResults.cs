using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Expressions;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Results;

/// <summary>The results of a study's runs, in the order of the runs; a pure function of study and cache.</summary>
public sealed class StudyResults
{
    private readonly double[][] _metrics;
    private readonly double?[] _found;
    private readonly string?[] _failures;
    private readonly bool[] _there;

    /// <param name="study">The study.</param>
    /// <param name="folder">Its folder.</param>
    public StudyResults(StudyPlan study, StudyFolder folder)
    {
        (Study, Folder) = (study, folder);
        var cache = new ResultCache(folder);
        _metrics = new double[study.Runs.Count][];
        _found = new double?[study.Runs.Count];
        _failures = new string?[study.Runs.Count];
        _there = new bool[study.Runs.Count];
        foreach (StudyRun run in study.Runs)
        {
            RunRecord? record = cache.Read(run.Key);
            _there[run.Index] = record is not null;
            _metrics[run.Index] = [.. study.Metrics.Select(metric => record?.Metrics.GetValueOrDefault(metric.Name, double.NaN) ?? double.NaN)];
            _found[run.Index] = record?.Found;
            _failures[run.Index] = record?.Failure;
        }
    }

    /// <summary>The study.</summary>
    public StudyPlan Study { get; }

    /// <summary>Its folder.</summary>
    public StudyFolder Folder { get; }

    /// <summary>Runs that have no result yet.</summary>
    public int Missing => _there.Count(there => !there);

    /// <summary>Runs that failed.</summary>
    public int Failed => _failures.Count(failure => failure is not null);

    /// <summary>Whether a run has a result.</summary>
    public bool IsThere(StudyRun run) => _there[run.Index];

    /// <summary>Why a run failed; null: it did not.</summary>
    public string? Failure(StudyRun run) => _failures[run.Index];

    /// <summary>The threshold that a run found.</summary>
    public double? Found(StudyRun run) => _found[run.Index];

    /// <summary>A run's metric; NaN where it has none.</summary>
    public double Metric(StudyRun run, int metric) => _metrics[run.Index][metric];

    /// <summary>The text of a factor's value; the threshold where a search found one.</summary>
    public string Value(StudyRun run, int factor)
    {
        string value = run.Point.Values[factor];
        return run.Point.IsSearch && Study.Factors[factor] == Study.Search!.Parameter.Path ? Text.Numbers.Exact(_found[run.Index] ?? double.NaN) : value;
    }

    /// <summary>Looks up a metric's or parameter's value in a run, for expressions.</summary>
    internal Value Look(StudyRun run, string name)
    {
        for (int metric = 0; metric < Study.Metrics.Count; metric++)
            if (Study.Metrics[metric].Name == name)
                return Expressions.Value.Of(_metrics[run.Index][metric]);
        for (int factor = 0; factor < Study.Factors.Count; factor++)
            if (Study.Factors[factor] == name)
                return Expressions.Value.Read(Value(run, factor));
        return Expressions.Value.Read(Study.ValueAt(run.Point, name));
    }

    /// <summary>The number of a kept metric; -1 where there is none of the name.</summary>
    internal int MetricNumber(string name)
    {
        for (int metric = 0; metric < Study.Metrics.Count; metric++)
            if (Study.Metrics[metric].Name == name)
                return metric;
        return -1;
    }

    /// <summary>The runs of points that are no searches and have a result.</summary>
    internal IEnumerable<StudyRun> Good(bool searches = false) => Study.Runs.Where(run => run.Point.IsSearch == searches && _there[run.Index] && _failures[run.Index] is null);

    /// <summary>Points with their good runs.</summary>
    internal IEnumerable<(StudyPoint Point, StudyRun[] Runs)> ByPoint(bool searches = false) => Good(searches).GroupBy(run => run.Point.Number).Select(group => (Study.Points[group.Key], group.ToArray()));

    /// <summary>A metric's columns.</summary>
    internal static string Heading(Metric metric) => metric.Unit.Length == 0 ? metric.Name : $"{metric.Name} [{metric.Unit}]";
}
