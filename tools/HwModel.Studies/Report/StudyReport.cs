using HwModel.Reports;
using HwModel.Studies.Results;

namespace HwModel.Studies.Report;

/// <summary>The page that answers a study's question.</summary>
public static class StudyReport
{
    /// <summary>Makes the page; it depends on study and results only.</summary>
    /// <param name="results">The results.</param>
    /// <param name="version">The version of the program.</param>
    public static ReportPage Page(StudyResults results, string version)
    {
        Design.StudyPlan study = results.Study;
        var page = new ReportPage(study.File.Title.Length > 0 ? study.File.Title : study.Name);
        int good = study.Runs.Count - results.Missing - results.Failed;
        page.Subtitle(FormattableString.Invariant($"{study.Points.Count:N0} points, {study.Runs.Count:N0} runs, {study.File.Seeds.Count:N0} {(study.File.Seeds.Count == 1 ? "seed" : "seeds")}; {study.Workload.Meaning}"));
        page.KeyFigures(AnswerSection.Figures(results));
        page.Section("What was asked", section => AskedSection.Fill(section, results));
        if (good > 0)
        {
            page.Section("The answer", section => AnswerSection.Fill(section, results));
            if (study.File.Report.Curves.Count > 0) page.Section("Curves", section => CurveSection.Fill(section, results));
            if (results.Good(searches: true).Any()) page.Section("Thresholds", section => SearchSection.Fill(section, results));
            if (study.Factors.Count > 0 && results.ByPoint().Skip(1).Any()) page.Section("Effects", section => EffectSection.Fill(section, results));
            if (study.File.Objectives.Count >= 2) page.Section("Trade-offs", section => TradeOffSection.Fill(section, results));
            if (study.File.Report.Breakdowns.Count + study.File.Report.Heat.Count > 0) page.Section("Breakdown", section => BreakdownSection.Fill(section, results));
            if (study.Maps.Count > 0) page.Section("Maps", section => MapSection.Fill(section, results));
        }
        page.Section("All points", section => PointSection.Fill(section, results));
        if (results.Failed > 0 || study.Rejected.Count > 0) page.Section("Left out", section => LeftOutSection.Fill(section, results));
        return page.MadeBy(new Provenance(version, $"hwmodel study run {System.IO.Path.GetFileName(study.File.File)} -o {study.Name}")
        {
            Level = study.Workload.Level,
            Configuration = System.IO.File.ReadAllText(results.Folder.StudyFile),
            Facts = [("Workload", study.Workload.Name), ("Model version", study.Workload.ModelVersion), ("Seeds", string.Join(", ", study.File.Seeds)), ("Rows", "results.csv, results.jsonl, provenance.json beside this page")],
        });
    }

    /// <summary>A number with half its confidence interval.</summary>
    internal static string PlusMinus(Estimate estimate) => double.IsFinite(estimate.HalfWidth)
        ? $"{HwModel.Reports.Rendering.NumberText.Format(estimate.Mean)} ± {HwModel.Reports.Rendering.NumberText.Format(estimate.HalfWidth)}"
        : HwModel.Reports.Rendering.NumberText.Format(estimate.Mean);

    /// <summary>A point in words: each factor with its value.</summary>
    internal static string Describe(Design.StudyPlan study, Design.StudyPoint point, IEnumerable<string>? without = null) =>
        string.Join(", ", study.Factors.Select((path, i) => (path, Value: ResultFiles.Shown(point.Values[i]))).Where(factor => factor.Value.Length > 0 && without?.Contains(factor.path) != true)
            .Select(factor => Text.Numbers.Parse(factor.Value) is null ? factor.Value : $"{factor.path} {factor.Value}"));

    /// <summary>The anchor of a point's row.</summary>
    internal static string Anchor(Design.StudyPoint point) => FormattableString.Invariant($"point-{point.Number}");
}
