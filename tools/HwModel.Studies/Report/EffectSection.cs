using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>Sensitivity ranking, main effects and interactions of the central metrics.</summary>
internal static class EffectSection
{
    private const int MostMetrics = 4;

    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        section.Prose("The sensitivity of a metric to a factor is the share of the variance between points that the factor's main effect explains (first-order index, also called the correlation ratio); the rest is interactions.");
        foreach (int metric in AnswerSection.Central(results).Distinct().Take(MostMetrics))
        {
            var effects = new Effects(results, metric);
            if (!effects.Varies || effects.Factors.Count == 0) continue;
            Ranking(section, study.Metrics[metric], effects);
            foreach (FactorEffect effect in effects.Factors.OrderByDescending(effect => effect.Share).Take(6)) MainEffect(section, study, study.Metrics[metric], effect);
            if (effects.Interactions.FirstOrDefault(pair => pair.Share > 0.005) is { } strongest) Together(section, study.Metrics[metric], strongest);
        }
    }

    private static void Ranking(ReportSection section, Metric metric, Effects effects)
    {
        FactorEffect[] ranked = [.. effects.Factors.OrderByDescending(effect => effect.Share)];
        section.Chart(new BarChart($"Sensitivity of {metric.Name}", "Factor", [.. ranked.Select(effect => effect.Factor)], new Axis("Share of the variance", "%") { Maximum = 100 })
            .Bars("main effect", [.. ranked.Select(effect => 100 * effect.Share)]).Horizontal().Height(Math.Clamp(90 + 36 * ranked.Length, 160, 700)));
        var table = new Table($"Effects on {metric.Name}", Column.Words("Factor or pair"), Column.Number("Share of the variance", "%"), Column.Number("Swing of the level means", metric.Unit));
        foreach (FactorEffect effect in ranked) table.Row(effect.Factor, 100 * effect.Share, effect.Swing);
        foreach (Interaction pair in effects.Interactions.Where(pair => pair.Share > 0)) table.Row($"{pair.A} with {pair.B}", 100 * pair.Share, Cell.None);
        section.Table(table);
    }

    private static void MainEffect(ReportSection section, StudyPlan study, Metric metric, FactorEffect effect)
    {
        string title = $"{metric.Name} by {effect.Factor}";
        const string Caption = "Mean over all points of the level.";
        double[] xs = [.. effect.Levels.Select(level => Numbers.Parse(level.Level) ?? double.NaN)];
        double[] means = [.. effect.Levels.Select(level => level.Estimate.Mean)];
        if (xs.All(double.IsFinite))
            section.Chart(new XyChart(title, new Axis(effect.Factor, study.Parameters[effect.Factor].Unit), new Axis(metric.Name, metric.Unit)).Line(metric.Name, xs, means, markers: true).Caption(Caption).Half().Height(260));
        else
            section.Chart(new BarChart(title, effect.Factor, [.. effect.Levels.Select(level => ResultFiles.Shown(level.Level))], new Axis(metric.Name, metric.Unit)).Bars(metric.Name, means).Caption(Caption).Half().Height(260));
    }

    private static void Together(ReportSection section, Metric metric, Interaction pair)
    {
        var values = new double[pair.LevelsB.Count, pair.LevelsA.Count];
        for (int a = 0; a < pair.LevelsA.Count; a++)
            for (int b = 0; b < pair.LevelsB.Count; b++)
                values[b, a] = pair.Means[a, b];
        section.Chart(new HeatMap($"{metric.Name} by {pair.A} and {pair.B}", pair.A, [.. pair.LevelsA.Select(ResultFiles.Shown)], pair.B, [.. pair.LevelsB.Select(ResultFiles.Shown)], values, new Measure(metric.Name, metric.Unit))
            .Caption(FormattableString.Invariant($"The strongest interaction: together they explain {100 * pair.Share:0.#} % of the variance beyond their main effects.")));
    }
}
