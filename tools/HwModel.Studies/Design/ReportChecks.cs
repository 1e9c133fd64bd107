using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>Checks what a study asks of its report before anything is run.</summary>
internal static class ReportChecks
{
    public static void Check(StudyFile file, IStudyWorkload workload, ParameterSet parameters, IReadOnlyList<Metric> kept)
    {
        string[] metrics = [.. kept.Select(metric => metric.Name)];
        void Known(Located name, IEnumerable<string> names, string what)
        {
            if (!names.Contains(name.Text)) throw name.Place.Error($"there is no {what} {name.Text}{Nearest.Hint(name.Text, names)}");
        }
        foreach ((Located metric, _) in file.Objectives) Known(metric, metrics, "metric");
        foreach (CurveText curve in file.Report.Curves)
        {
            Known(curve.X, [.. parameters.Paths, .. metrics], "parameter or metric");
            foreach (Located y in curve.Y) Known(y, metrics, "metric");
            foreach (Located by in curve.By) Known(by, parameters.Paths, "parameter");
            if (curve.Where is { } where) Bound.Expression(where, [.. parameters.Paths, .. metrics]);
        }
        foreach (HeatText heat in file.Report.Heat)
        {
            Known(heat.X, parameters.Paths, "parameter");
            Known(heat.Y, parameters.Paths, "parameter");
            Known(heat.Value, metrics, "metric");
        }
        foreach (BreakdownText breakdown in file.Report.Breakdowns)
        {
            Known(breakdown.By, parameters.Paths, "parameter");
            if (!metrics.Any(metric => metric.StartsWith($"{breakdown.Of.Text}.", StringComparison.Ordinal)))
                throw breakdown.Of.Place.Error($"the workload {workload.Name} has no metrics {breakdown.Of.Text}.*");
        }
        foreach (Located reference in file.Report.References)
            if (!File.Exists(Path.Combine(file.Folder, reference.Text))) throw reference.Place.Error($"there is no reference file {reference.Text}");
    }
}
