using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Studies.Design;
using HwModel.Studies.Expressions;
using HwModel.Studies.Files;
using HwModel.Studies.Results;
using HwModel.Studies.Text;

namespace HwModel.Studies.Report;

/// <summary>Curves of metrics over a factor or another metric, with confidence intervals, and reference curves from elsewhere.</summary>
internal static class CurveSection
{
    private const int MostCurves = 12;

    public static void Fill(ReportSection section, StudyResults results)
    {
        IReadOnlyList<ReferenceCurve> references = [.. results.Study.File.Report.References.SelectMany(file => ReferenceCurve.Read(System.IO.Path.Combine(results.Study.File.Folder, file.Text), file.Text))];
        foreach (CurveText curve in results.Study.File.Report.Curves)
            foreach (Located y in curve.Y)
                Draw(section, results, curve, y.Text, references);
    }

    private static void Draw(ReportSection section, StudyResults results, CurveText curve, string y, IReadOnlyList<ReferenceCurve> references)
    {
        StudyPlan study = results.Study;
        int metric = results.MetricNumber(y);
        Expression? where = curve.Where is { } condition ? Bound.Expression(condition, [.. study.Parameters.Paths, .. study.Metrics.Select(each => each.Name)]) : null;
        string[] by = [.. curve.By.Select(path => path.Text)];
        var groups = results.Good()
            .Where(run => where?.Holds(name => results.Look(run, name)) != false)
            .GroupBy(run => string.Join(", ", by.Select(path => Named(study, run.Point, path)))).ToArray();
        string unit = results.MetricNumber(curve.X.Text) is var x and >= 0 ? study.Metrics[x].Unit : study.Parameters[curve.X.Text].Unit;
        var chart = new XyChart($"{y} over {curve.X.Text}{(where is null ? "" : $", {where.Text}")}",
            new Axis(curve.X.Text, unit) { Scale = curve.IsLogX ? AxisScale.Logarithmic : AxisScale.Linear },
            new Axis(y, study.Metrics[metric].Unit) { Scale = curve.IsLogY ? AxisScale.Logarithmic : AxisScale.Linear, Maximum = curve.Top });
        foreach (IGrouping<string, StudyRun> group in groups.Take(MostCurves))
        {
            (double X, Estimate Y)[] points = [.. group.GroupBy(run => results.Look(run, curve.X.Text).Number).Where(at => double.IsFinite(at.Key) && (!curve.IsLogX || at.Key > 0)).OrderBy(at => at.Key)
                .Select(at => (at.Key, Estimate.Of(at.Select(run => results.Metric(run, metric))))).Where(at => at.Item2.Count > 0 && (curve.Top is null || at.Item2.Mean <= curve.Top) && (!curve.IsLogY || at.Item2.Mean > 0))];
            if (points.Length == 0) continue;
            bool hasIntervals = points.All(point => double.IsFinite(point.Y.HalfWidth)) && !curve.IsLogY;
            Interval? interval = hasIntervals ? new Interval([.. points.Select(point => point.Y.Mean - point.Y.HalfWidth)], [.. points.Select(point => point.Y.Mean + point.Y.HalfWidth)]) { AsWhiskers = true } : null;
            chart.Line(group.Key.Length == 0 ? y : group.Key, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y.Mean)], interval, markers: true);
        }
        HashSet<string> drawn = [.. groups.Take(MostCurves).Select(group => group.Key)];
        foreach (ReferenceCurve reference in references.Where(reference => reference.X == curve.X.Text && reference.Y == y && drawn.Contains(reference.Name)))
            chart.Line($"{reference.Name} ({reference.File})", [.. reference.Points.Select(point => point.X)], [.. reference.Points.Select(point => curve.Top is { } top && point.Y > top ? double.NaN : point.Y)], dashed: true);
        string caption = study.File.Seeds.Count > 1 ? "Means over seeds; whiskers are 95 % confidence intervals." : "One run for each point.";
        string[] others = [.. study.Factors.Where(path => path != curve.X.Text && !by.Contains(path))];
        if (others.Length > 0 && where is null) caption += $" Means also over {string.Join(", ", others)}.";
        if (groups.Length > MostCurves) caption += $" The first {MostCurves} of {groups.Length} curves are drawn.";
        section.Chart(chart.Caption(caption));
    }

    private static string Named(StudyPlan study, StudyPoint point, string path)
    {
        string value = ResultFiles.Shown(study.ValueAt(point, path));
        return Numbers.Parse(value) is null ? value : $"{path} {value}";
    }
}

/// <summary>A curve that was measured elsewhere.</summary>
/// <param name="File">Where it comes from.</param>
/// <param name="Name">The label of the curve that it is drawn beside.</param>
/// <param name="X">The factor or metric of its first column of numbers.</param>
/// <param name="Y">The metric of its second.</param>
/// <param name="Points">The numbers.</param>
internal sealed record ReferenceCurve(string File, string Name, string X, string Y, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Reads lines <c>name,x,y</c> (a name may hold commas) behind a heading <c>curve,X,Y</c>; lines that begin with # are remarks.</summary>
    /// <exception cref="StudyException">A line is no such line.</exception>
    public static IEnumerable<ReferenceCurve> Read(string file, string shown)
    {
        string[][] lines = [.. System.IO.File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#').Select(Fields)];
        if (lines.Length == 0 || lines.Any(line => line.Length != 3)) throw new StudyException($"{shown}: a reference file has lines 'curve,x,y', the first with the names of x and y");
        foreach (IGrouping<string, string[]> curve in lines.Skip(1).GroupBy(line => line[0]))
        {
            (double, double)[] points = [.. curve.Select(line => (Numbers.Parse(line[1]) ?? throw NoNumber(shown, line[1]), Numbers.Parse(line[2]) ?? throw NoNumber(shown, line[2])))];
            yield return new ReferenceCurve(System.IO.Path.GetFileNameWithoutExtension(shown), curve.Key, lines[0][1], lines[0][2], points);
        }
    }

    // A curve's name may hold commas.
    private static string[] Fields(string line)
    {
        string[] parts = line.Split(',');
        return parts.Length < 3 ? parts : [string.Join(',', parts[..^2]), parts[^2], parts[^1]];
    }

    private static StudyException NoNumber(string file, string text) => new($"{file}: '{text}' is no number");
}
