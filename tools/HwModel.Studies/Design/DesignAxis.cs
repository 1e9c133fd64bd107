using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>An axis of a design: what it varies, and the levels or the range that points are taken from.</summary>
/// <param name="Paths">One path, or several in step.</param>
/// <param name="Levels">Each with one text for each path; empty for a range that only sampling can take points from.</param>
/// <param name="Range">Ends of a range; null for a list.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record DesignAxis(IReadOnlyList<string> Paths, IReadOnlyList<string[]> Levels, AxisRange? Range, Place Place)
{
    /// <summary>The axis as a study file has it, held against the workload's parameters.</summary>
    public static DesignAxis Bind(AxisText text, ParameterSet parameters)
    {
        Parameter[] bound = [.. text.Paths.Select(parameters.Find)];
        string[] paths = [.. bound.Select(parameter => parameter.Path)];
        if (text.Range is not { } range)
        {
            string[][] levels = [.. text.Levels.Select(level => level.Select((value, i) => parameters.Value(bound[i], value)).ToArray())];
            for (int i = 0; i < levels.Length; i++)
                for (int j = 0; j < i; j++)
                    if (levels[i].SequenceEqual(levels[j])) throw text.Levels[i][0].Place.Error($"the level {string.Join(", ", levels[i])} of {string.Join(", ", paths)} stands here twice");
            return new DesignAxis(paths, levels, null, text.Place);
        }
        Parameter parameter = bound[0];
        if (parameter.Kind is not (ParameterKind.Whole or ParameterKind.Real)) throw range.Place.Error($"{parameter.Path} is {parameter.Allowed}, which has no range; list its levels");
        double from = End(parameters, parameter, range.From), to = End(parameters, parameter, range.To);
        if (!(from < to)) throw range.Place.Error($"the range of {parameter.Path} is empty: from {range.From.Text} to {range.To.Text}; 'to' must be above 'from'");
        if (range.IsLog && from <= 0) throw range.From.Place.Error($"a logarithmic range begins above 0, not at {range.From.Text}");
        double? step = range.Step is { } written ? End(parameters, parameter, written) : null;
        if (step is <= 0) throw range.Step!.Place.Error($"the step of {parameter.Path} is above 0, not {range.Step.Text}");
        var axis = new AxisRange(from, to, range.IsLog, parameter.Kind == ParameterKind.Whole);
        return new DesignAxis(paths, axis.Levels(step, range.Factor, range.Count, text.Place, parameter), axis, text.Place);
    }

    private static double End(ParameterSet parameters, Parameter parameter, Located text)
    {
        string value = Units.ToUnit(text.Text, parameter.Unit, out string? problem);
        if (problem is not null) throw text.Place.Error($"{parameter.Path} {problem}");
        return Numbers.Parse(value) ?? throw text.Place.Error($"{parameter.Path} is {parameter.Allowed}, not '{text.Text}'");
    }
}

/// <summary>A range of numbers.</summary>
internal sealed record AxisRange(double From, double To, bool IsLog, bool IsWhole)
{
    private const int MostLevels = 10_000_000;

    /// <summary>The value at a share of the way, as text.</summary>
    public string At(double share)
    {
        double value = IsLog ? From * Math.Pow(To / From, share) : From + (To - From) * share;
        return Numbers.Level(IsWhole ? Math.Round(value) : value);
    }

    /// <summary>The levels by step, factor or number; none where the file gives none of these.</summary>
    public string[][] Levels(double? step, double? factor, int? count, Place place, Parameter parameter)
    {
        double intervals = step is { } s ? (To - From) / s : factor is { } f ? Math.Log(To / From) / Math.Log(f) : count - 1 ?? 0;
        if (intervals == 0) return [];
        if (intervals >= MostLevels) throw place.Error($"the range of {parameter.Path} has {intervals + 1:0} levels; at most {MostLevels} are allowed");
        int last = (int)Math.Floor(intervals + 1e-9);
        var levels = new List<string>();
        for (int i = 0; i <= last; i++)
        {
            double value = step is not null ? From + i * step.Value : factor is not null ? From * Math.Pow(factor.Value, i) : double.NaN;
            string level = count is not null ? At(i / intervals) : Numbers.Level(IsWhole ? Math.Round(value) : value);
            if (levels.Count == 0 || levels[^1] != level) levels.Add(level);
        }
        foreach (string level in levels)
            if (!parameter.Accepts(level)) throw place.Error($"{parameter.Path} is {parameter.Allowed}; its range holds {level}");
        return [.. levels.Select(level => new[] { level })];
    }
}
