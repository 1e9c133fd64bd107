using HwModel.Reports;
using HwModel.Reports.Tables;
using HwModel.Studies.Design;
using HwModel.Studies.Results;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Report;

/// <summary>What a study asks: question, factors, what stays the same.</summary>
internal static class AskedSection
{
    private const int MostLevels = 16;

    public static void Fill(ReportSection section, StudyResults results)
    {
        StudyPlan study = results.Study;
        if (study.File.Question.Length > 0) section.Prose(study.File.Question);
        if (results.Missing > 0) section.Remark(Tone.Warning, FormattableString.Invariant($"{results.Missing:N0} of {study.Runs.Count:N0} runs have no result yet; everything below is of those that have."));
        if (results.Failed > 0) section.Remark(Tone.Bad, FormattableString.Invariant($"{results.Failed:N0} of {study.Runs.Count:N0} runs failed; they are listed at the end and not part of any mean."));
        section.Prose($"{Method(study)} {(study.File.Seeds.Count > 1 ? $"Every point is run with {study.File.Seeds.Count} seeds; intervals are 95 % confidence intervals over them (Student's t)." : "Every point is run once, so there are no confidence intervals.")}");
        if (study.Factors.Count > 0)
        {
            var table = new Table("Factors", Column.Words("Factor"), Column.Words("Levels"), Column.Words("Unit"), Column.Words("Meaning"));
            for (int i = 0; i < study.Factors.Count; i++)
            {
                Parameter parameter = study.Parameters[study.Factors[i]];
                table.Row(parameter.Path, Levels(study, i), parameter.Unit, parameter.Meaning);
            }
            section.Table(table);
        }
        var settings = new Table("Settings of all runs", Column.Words("Setting"), Column.Words("Value"), Column.Words("Unit"), Column.Words("Meaning"), Column.Words("Origin"));
        foreach (Parameter parameter in study.Workload.Parameters.Where(parameter => !study.Factors.Contains(parameter.Path)))
            settings.Row(parameter.Path, ResultFiles.Shown(study.BaseSettings.GetValueOrDefault(parameter.Path) ?? parameter.Default), parameter.Unit, parameter.Meaning, study.BaseSettings.ContainsKey(parameter.Path) ? "set by the study" : parameter.Origin);
        section.Table(settings);
    }

    private static string Method(StudyPlan study) => study.File.Sample.Method switch
    {
        "grid" => study.Axes.Count == 0 ? "One point." : "All combinations of the levels are run.",
        "one-at-a-time" => "From the base case one factor at a time is moved; interactions are not seen.",
        "latin-hypercube" => $"{study.File.Sample.Points} points of a Latin hypercube (each factor's range is cut into as many parts, and each part is hit once).",
        _ => $"{study.File.Sample.Points} points drawn at random.",
    };

    private static string Levels(StudyPlan study, int factor)
    {
        string[] levels = [.. study.Points.Select(point => ResultFiles.Shown(point.Values[factor])).Where(value => value.Length > 0).Distinct()];
        if (levels.Length == 0) return "searched";
        if (levels.Length <= MostLevels) return string.Join(", ", levels);
        double[] numbers = [.. levels.Select(level => Text.Numbers.Parse(level) ?? double.NaN)];
        return numbers.All(double.IsFinite)
            ? $"{levels.Length} values from {Text.Numbers.Exact(numbers.Min())} to {Text.Numbers.Exact(numbers.Max())}"
            : $"{levels.Length} values: {string.Join(", ", levels.Take(6))}, ...";
    }
}
