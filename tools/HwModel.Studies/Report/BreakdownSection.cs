using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Studies.Design;
using HwModel.Studies.Files;
using HwModel.Studies.Results;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>Parts of a whole as stacked bars, and metrics over two factors.</summary>
internal static class BreakdownSection
{
    public static void Fill(ReportSection section, StudyResults results)
    {
        foreach (BreakdownText breakdown in results.Study.File.Report.Breakdowns) Parts(section, results, breakdown.Of.Text, breakdown.By.Text);
        foreach (HeatText heat in results.Study.File.Report.Heat) Heat(section, results, heat);
    }

    private static void Parts(ReportSection section, StudyResults results, string whole, string by)
    {
        StudyPlan study = results.Study;
        int[] parts = [.. Enumerable.Range(0, study.Metrics.Count).Where(metric => study.Metrics[metric].Name.StartsWith($"{whole}.", StringComparison.Ordinal) && !study.Metrics[metric].Name.EndsWith(".total", StringComparison.Ordinal))];
        (string Level, StudyRun[] Runs)[] levels = Levels(results, by);
        string unit = study.Metrics[parts[0]].Unit;
        var chart = new BarChart($"{whole} by {by}", by, [.. levels.Select(level => level.Level)], new Axis(whole, unit)).Stacked();
        foreach (int part in parts.Where(part => study.Metrics[part].Unit == unit))
        {
            double[] values = [.. levels.Select(level => Estimate.Of(level.Runs.Select(run => results.Metric(run, part))).Mean)];
            if (values.Any(value => value != 0 && double.IsFinite(value))) chart.Bars(study.Metrics[part].Name[(whole.Length + 1)..], values);
        }
        section.Chart(chart.Caption("Means over all runs of the level."));
    }

    private static void Heat(ReportSection section, StudyResults results, HeatText heat)
    {
        Metric metric = results.Study.Metrics[results.MetricNumber(heat.Value.Text)];
        (string Level, StudyRun[] Runs)[] xs = Levels(results, heat.X.Text), ys = Levels(results, heat.Y.Text);
        var values = new double[ys.Length, xs.Length];
        for (int y = 0; y < ys.Length; y++)
            for (int x = 0; x < xs.Length; x++)
                values[y, x] = Estimate.Of(xs[x].Runs.Intersect(ys[y].Runs).Select(run => results.Metric(run, results.MetricNumber(metric.Name)))).Mean;
        section.Chart(new HeatMap($"{metric.Name} over {heat.X.Text} and {heat.Y.Text}", heat.X.Text, [.. xs.Select(level => level.Level)], heat.Y.Text, [.. ys.Select(level => level.Level)], values, new Measure(metric.Name, metric.Unit)));
    }

    private static (string Level, StudyRun[] Runs)[] Levels(StudyResults results, string path)
    {
        var groups = results.Good().GroupBy(run => ResultFiles.Shown(results.Study.ValueAt(run.Point, path))).Select(group => (group.Key, group.ToArray())).ToArray();
        return groups.All(group => Numbers.Parse(group.Key) is not null) ? [.. groups.OrderBy(group => Numbers.Parse(group.Key))] : groups;
    }
}
