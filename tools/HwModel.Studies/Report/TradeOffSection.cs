using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>Pareto fronts over pairs of objectives.</summary>
internal static class TradeOffSection
{
    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        (int Metric, bool Maximise)[] objectives = [.. study.File.Objectives.Select(objective => (results.MetricNumber(objective.Metric.Text), objective.Maximise))];
        section.Prose("A point is on the front when no other is at least as good in both objectives and better in one." + (study.SubjectTo.Count == 0 ? "" : $" Only points with {string.Join(" and ", study.SubjectTo.Select(condition => $"`{condition.Text}`"))} are shown."));
        for (int i = 0; i < objectives.Length; i++)
            for (int j = i + 1; j < Math.Min(objectives.Length, i + 3); j++)
                Front(section, results, objectives[i], objectives[j]);
    }

    private static void Front(ReportSection section, StudyResults results, (int Metric, bool Maximise) x, (int Metric, bool Maximise) y)
    {
        StudyPlan study = results.Study;
        Metric mx = study.Metrics[x.Metric], my = study.Metrics[y.Metric];
        var chart = new ParetoChart($"{my.Name} against {mx.Name}", new Axis(mx.Name, mx.Unit) { FromZero = false }, x.Maximise ? Goal.Higher : Goal.Lower, new Axis(my.Name, my.Unit) { FromZero = false }, y.Maximise ? Goal.Higher : Goal.Lower);
        int points = 0;
        foreach ((StudyPoint point, StudyRun[] runs) in results.ByPoint())
        {
            if (!study.SubjectTo.All(condition => runs.All(run => condition.Holds(path => results.Look(run, path))))) continue;
            double atX = Estimate.Of(runs.Select(run => results.Metric(run, x.Metric))).Mean, atY = Estimate.Of(runs.Select(run => results.Metric(run, y.Metric))).Mean;
            if (!double.IsFinite(atX) || !double.IsFinite(atY)) continue;
            string label = StudyReport.Describe(study, point);
            chart.Point(label.Length == 0 ? study.Name : label, atX, atY, StudyReport.Anchor(point));
            points++;
        }
        if (points > 0) section.Chart(chart.Height(420));
    }
}
