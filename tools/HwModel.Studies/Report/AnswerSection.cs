using HwModel.Reports;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>The answer in numbers: the best points, and what moves what.</summary>
internal static class AnswerSection
{
    private const int MostSentences = 8;

    public static IEnumerable<KeyFigure> Figures(StudyResults results)
    {
        StudyPlan study = results.Study;
        int done = study.Runs.Count - results.Missing;
        yield return new KeyFigure("Runs", done, "", FormattableString.Invariant($"of {study.Runs.Count:N0}; {results.Failed:N0} failed"), results.Failed > 0 ? Tone.Bad : results.Missing > 0 ? Tone.Warning : Tone.Good);
        foreach ((Metric metric, StudyPoint point, Estimate best, bool maximise) in Best(results).Take(4))
            yield return new KeyFigure($"{(maximise ? "Highest" : "Lowest")} {metric.Name}", best.Mean, metric.Unit, StudyReport.Describe(study, point));
    }

    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        (Metric, StudyPoint, Estimate, bool)[] best = [.. Best(results)];
        if (best.Length > 0)
        {
            var table = new Table(study.SubjectTo.Count == 0 ? "Best points" : $"Best points among those with {string.Join(" and ", study.SubjectTo.Select(condition => condition.Text))}",
                Column.Words("Objective"), Column.Words("Value"), Column.Words("Unit"), Column.Words("Point"));
            foreach ((Metric metric, StudyPoint point, Estimate estimate, bool maximise) in best)
                table.Row($"{(maximise ? "highest" : "lowest")} {metric.Name}", StudyReport.PlusMinus(estimate), metric.Unit, ((Cell)StudyReport.Describe(study, point)).LinkTo(StudyReport.Anchor(point)));
            section.Table(table);
        }
        string[] sentences = [.. Sentences(results).Take(MostSentences)];
        if (sentences.Length > 0) section.Prose(string.Join("\n\n", sentences));
        section.Table(Ranges(results));
    }

    /// <summary>The metrics that the answer is about: objectives, or the first few.</summary>
    public static IEnumerable<int> Central(StudyResults results)
    {
        StudyPlan study = results.Study;
        int[] objectives = [.. study.File.Objectives.Select(objective => results.MetricNumber(objective.Metric.Text))];
        int[] curves = [.. study.File.Report.Curves.SelectMany(curve => curve.Y).Select(y => results.MetricNumber(y.Text)).Distinct()];
        return objectives.Length > 0 ? objectives : curves.Length > 0 ? curves : [.. Enumerable.Range(0, Math.Min(3, study.Metrics.Count))];
    }

    // What of the variance each metric's strongest factors explain.
    private static IEnumerable<string> Sentences(StudyResults results)
    {
        foreach (int metric in Central(results).Distinct())
        {
            var effects = new Effects(results, metric);
            if (!effects.Varies || effects.Factors.Count == 0) continue;
            Metric about = results.Study.Metrics[metric];
            FactorEffect strongest = effects.Factors.MaxBy(effect => effect.Share)!;
            LevelEffect low = strongest.Levels.MinBy(level => level.Estimate.Mean)!, high = strongest.Levels.MaxBy(level => level.Estimate.Mean)!;
            string unit = about.Unit.Length == 0 ? "" : $" {about.Unit}";
            yield return FormattableString.Invariant($"{about.Name}: {strongest.Factor} matters most ({strongest.Share:0 %} of the variance between points); the mean goes from {HwModel.Reports.Rendering.NumberText.Format(low.Estimate.Mean)}{unit} at {low.Level} to {HwModel.Reports.Rendering.NumberText.Format(high.Estimate.Mean)}{unit} at {high.Level}.");
        }
    }

    private static Table Ranges(StudyResults results)
    {
        StudyPlan study = results.Study;
        var table = new Table("Metrics over all points (means over seeds)", Column.Words("Metric"), Column.Number("Lowest"), Column.Number("Mean"), Column.Number("Highest"), Column.Number("Typical ± (95 %)"), Column.Words("Unit"), Column.Words("Meaning"));
        for (int metric = 0; metric < study.Metrics.Count; metric++)
        {
            int number = metric;
            Estimate[] points = [.. results.ByPoint().Select(group => Estimate.Of(group.Runs.Select(run => results.Metric(run, number)))).Where(estimate => estimate.Count > 0)];
            if (points.Length == 0) continue;
            double[] widths = [.. points.Select(point => point.HalfWidth).Where(double.IsFinite).Order()];
            table.Row(study.Metrics[metric].Name, points.Min(point => point.Mean), points.Average(point => point.Mean), points.Max(point => point.Mean),
                widths.Length == 0 ? Cell.None : widths[widths.Length / 2], study.Metrics[metric].Unit, study.Metrics[metric].Meaning);
        }
        return table;
    }

    private static IEnumerable<(Metric Metric, StudyPoint Point, Estimate Estimate, bool Maximise)> Best(StudyResults results)
    {
        StudyPlan study = results.Study;
        foreach ((Files.Located name, bool maximise) in study.File.Objectives)
        {
            int metric = results.MetricNumber(name.Text);
            (StudyPoint Point, Estimate Estimate)[] allowed = [.. results.ByPoint()
                .Where(group => study.SubjectTo.All(condition => group.Runs.All(run => condition.Holds(path => results.Look(run, path)))))
                .Select(group => (group.Point, Estimate.Of(group.Runs.Select(run => results.Metric(run, metric))))).Where(point => point.Item2.Count > 0)];
            if (allowed.Length == 0) continue;
            (StudyPoint point, Estimate estimate) = maximise ? allowed.MaxBy(point => point.Estimate.Mean) : allowed.MinBy(point => point.Estimate.Mean);
            yield return (study.Metrics[metric], point, estimate, maximise);
        }
    }
}
