using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>The thresholds that a search found, beside the limits of theory where the workload knows them.</summary>
internal static class SearchSection
{
    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        Search search = study.Search!;
        section.Prose($"For each point the largest {search.Parameter.Path} was found by bisection at which `{search.Until.Text}` does not hold yet. The metrics are those of the run at the threshold.");
        int[] theory = [.. Enumerable.Range(0, study.Metrics.Count).Where(metric => study.Metrics[metric].Name.StartsWith("theory.", StringComparison.Ordinal))];
        int[] others = [.. Enumerable.Range(0, study.Metrics.Count).Except(theory).Where(metric => study.Metrics[metric].Better != Better.Neither).Take(4)];
        Column[] columns = [Column.Words("Point"), Column.Number(search.Parameter.Path, search.Parameter.Unit), Column.Number("± (95 %)"),
            .. theory.Concat(others).Select(metric => Column.Number(study.Metrics[metric].Name, study.Metrics[metric].Unit))];
        var table = new Table($"Largest {search.Parameter.Path}", columns);
        var names = new List<string>();
        var found = new List<double>();
        foreach ((StudyPoint point, StudyRun[] runs) in results.ByPoint(searches: true))
        {
            var estimate = Estimate.Of(runs.Select(run => results.Found(run) ?? double.NaN));
            string name = StudyReport.Describe(study, point);
            names.Add(name.Length == 0 ? study.Name : name);
            found.Add(estimate.Mean);
            table.AnchoredRow(StudyReport.Anchor(point), [names[^1], estimate.Mean, double.IsFinite(estimate.HalfWidth) ? estimate.HalfWidth : Cell.None,
                .. theory.Concat(others).Select(metric => (Cell)Estimate.Of(runs.Select(run => results.Metric(run, metric))).Mean)]);
        }
        section.Table(table);
        if (names.Count is > 1 and <= 40)
            section.Chart(new BarChart($"Largest {search.Parameter.Path} by point", "Point", names, new Axis(search.Parameter.Path, search.Parameter.Unit)).Bars("found", found).Horizontal().Height(Math.Clamp(60 + 30 * names.Count, 160, 900)));
    }
}
