using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>Maps of a few runs: those at the ends of the first central metric.</summary>
internal static class MapSection
{
    public static void Fill(ReportSection section, StudyResults results)
    {
        var cache = new ResultCache(results.Folder);
        int metric = AnswerSection.Central(results).First();
        (StudyPoint Point, StudyRun[] Runs)[] points = [.. results.ByPoint().OrderBy(group => Estimate.Of(group.Runs.Select(run => results.Metric(run, metric))).Mean)];
        if (points.Length == 0) return;
        string name = results.Study.Metrics[metric].Name;
        foreach ((string what, (StudyPoint point, StudyRun[] runs)) in new[] { ($"lowest {name}", points[0]), ($"highest {name}", points[^1]) }.Take(points.Length))
        {
            RunRecord? record = cache.Read(runs[0].Key);
            if (record is null) continue;
            foreach (string map in results.Study.Maps)
                if (record.Maps.TryGetValue(map, out RunMap? values))
                    section.Chart(Draw($"{map}, {what}", values).Caption($"Point {point.Number}: {StudyReport.Describe(results.Study, point)}; seed {runs[0].Seed}."));
        }
    }

    /// <summary>A map as a chart.</summary>
    public static Chart Draw(string title, RunMap map)
    {
        var measure = new Measure(map.Quantity, map.Unit);
        if (map.PerNode == 1)
        {
            var cells = new double[map.Rows, map.Columns];
            for (int y = 0; y < map.Rows; y++)
                for (int x = 0; x < map.Columns; x++)
                    cells[y, x] = map.Values[y * map.Columns + x];
            return new HeatMap(title, "x", [.. Enumerable.Range(0, map.Columns).Select(x => FormattableString.Invariant($"{x}"))], "y", [.. Enumerable.Range(0, map.Rows).Select(y => FormattableString.Invariant($"{y}"))], cells, measure);
        }
        (int X, int Y)[] steps = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)];
        var links = new List<MeshLink>();
        for (int y = 0; y < map.Rows; y++)
        {
            for (int x = 0; x < map.Columns; x++)
            {
                for (int port = 1; port < map.PerNode; port++)
                {
                    int toX = x + steps[port].X, toY = y + steps[port].Y;
                    if (toX >= 0 && toX < map.Columns && toY >= 0 && toY < map.Rows) links.Add(new MeshLink(x, y, toX, toY, map.Values[(y * map.Columns + x) * map.PerNode + port]));
                }
            }
        }
        return new MeshHeatMap(title, map.Columns, map.Rows, links, measure).NodeLoads([.. Enumerable.Range(0, map.Rows * map.Columns).Select(node => map.Values[node * map.PerNode])], measure);
    }
}
