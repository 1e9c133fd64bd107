using HwModel.Reports;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>A row for each point, to sort and filter, and how to look closer.</summary>
internal static class PointSection
{
    private const int MostRows = 5_000;
    private const int MostMetrics = 14;

    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        int[] metrics = [.. Enumerable.Range(0, study.Metrics.Count).Where(metric => results.Good().Any(run => double.IsFinite(results.Metric(run, metric)))).Take(MostMetrics)];
        bool hasSeeds = study.File.Seeds.Count > 1;
        List<Column> columns = [Column.Number("Point"), .. study.Factors.Select(path => study.Points.All(point => point.Values[IndexOf(study, path)] is var value && (value.Length == 0 || Text.Numbers.Parse(value) is not null)) ? Column.Number(path, study.Parameters[path].Unit) : Column.Words(path))];
        foreach (int metric in metrics)
        {
            columns.Add(Column.Number(study.Metrics[metric].Name, study.Metrics[metric].Unit));
            if (hasSeeds) columns.Add(Column.Number("±"));
        }
        var explained = new HashSet<int>(Explained(results));
        if (explained.Count > 0) columns.Add(Column.Words("Trace"));
        var table = new Table("Points, means over seeds" + (hasSeeds ? " ± half the 95 % confidence interval" : ""), columns);
        foreach ((StudyPoint point, StudyRun[] runs) in results.ByPoint().Take(MostRows))
        {
            List<Cell> cells = [point.Number, .. point.Values.Select(value => Text.Numbers.Parse(value) is { } number ? (Cell)number : ResultFiles.Shown(value))];
            foreach (int metric in metrics)
            {
                var estimate = Estimate.Of(runs.Select(run => results.Metric(run, metric)));
                cells.Add(estimate.Count == 0 ? Cell.None : estimate.Mean);
                if (hasSeeds) cells.Add(double.IsFinite(estimate.HalfWidth) ? estimate.HalfWidth : Cell.None);
            }
            if (explained.Count > 0) cells.Add(explained.Contains(point.Number) ? ((Cell)"explanation").LinkToFile(FormattableString.Invariant($"points/{point.Number}/explain.html")) : Cell.None);
            table.AnchoredRow(StudyReport.Anchor(point), [.. cells]);
        }
        section.Table(table);
        if (study.Points.Count > 0 && study.Workload is IExplainingWorkload)
            section.Prose($"`hwmodel study explain {study.Name} POINT` repeats a point with its waveform, its map and its bottleneck; the page then links to it.");
        if (study.Points.FirstOrDefault(point => !point.IsSearch) is { } first && study.Workload.Command(study.Settings(first), study.File.Seeds[0]) is { } command)
        {
            section.Prose("Any run can be repeated by hand; the first is:");
            section.Code(command);
        }
    }

    private static int IndexOf(StudyPlan study, string path)
    {
        for (int i = 0; i < study.Factors.Count; i++)
            if (study.Factors[i] == path)
                return i;
        return -1;
    }

    private static IEnumerable<int> Explained(StudyResults results)
    {
        string root = results.Folder.In("points");
        if (!Directory.Exists(root)) yield break;
        foreach (string folder in Directory.EnumerateDirectories(root))
            if (int.TryParse(System.IO.Path.GetFileName(folder), out int point) && File.Exists(System.IO.Path.Combine(folder, "explain.html"))) yield return point;
    }
}
