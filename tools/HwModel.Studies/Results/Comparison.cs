using HwModel.Studies.Design;
using HwModel.Studies.Report;

namespace HwModel.Studies.Results;

/// <summary>A metric that differs between two studies at a point.</summary>
/// <param name="Probability">Of such a difference if there were none; NaN with one seed, where any difference counts.</param>
public sealed record Difference(string Metric, string Point, Estimate First, Estimate Second, double Probability);

/// <summary>Two studies held side by side at the points that they have in common.</summary>
public sealed record Comparison(int Common, int OnlyFirst, int OnlySecond, int Tested, IReadOnlyList<Difference> Significant)
{
    /// <param name="first">A study's results.</param>
    /// <param name="second">Another's.</param>
    /// <param name="level">Probability of error over all comparisons together.</param>
    public static Comparison Of(StudyResults first, StudyResults second, double level)
    {
        Dictionary<string, StudyRun[]> other = second.ByPoint().ToDictionary(group => Name(second, group.Point), group => group.Runs);
        (StudyPoint Point, StudyRun[] Runs)[] own = [.. first.ByPoint()];
        string[] metrics = [.. first.Study.Metrics.Select(metric => metric.Name).Where(name => second.MetricNumber(name) >= 0)];
        var all = new List<Difference>();
        int common = 0;
        foreach ((StudyPoint point, StudyRun[] runs) in own)
        {
            if (!other.TryGetValue(Name(first, point), out StudyRun[]? twins)) continue;
            common++;
            foreach (string metric in metrics)
            {
                var a = Estimate.Of(runs.Select(run => first.Metric(run, first.MetricNumber(metric))));
                var b = Estimate.Of(twins.Select(run => second.Metric(run, second.MetricNumber(metric))));
                if (a.Count > 0 && b.Count > 0) all.Add(new Difference(metric, StudyReport.Describe(first.Study, point), a, b, Estimate.Difference(a, b)));
            }
        }
        double each = level / Math.Max(1, all.Count);
        Difference[] significant = [.. all.Where(difference => double.IsNaN(difference.Probability) ? difference.First.Mean != difference.Second.Mean : difference.Probability < each).OrderBy(difference => double.IsNaN(difference.Probability) ? 1 : difference.Probability)];
        return new Comparison(common, own.Length - common, other.Count - common, all.Count, significant);
    }

    private static string Name(StudyResults results, StudyPoint point) =>
        string.Join('\n', results.Study.Factors.Select((path, i) => $"{path}={ResultFiles.Shown(point.Values[i])}").Order(StringComparer.Ordinal));
}
