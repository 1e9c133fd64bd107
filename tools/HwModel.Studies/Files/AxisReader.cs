namespace HwModel.Studies.Files;

/// <summary>Reads what a study varies.</summary>
internal static class AxisReader
{
    public static IReadOnlyList<AxisText> Read(StudyNode vary)
    {
        var axes = new List<AxisText>();
        Collect(vary, "", axes);
        if (axes.Count == 0) throw vary.Error("vary is empty; name one or more parameters with their levels");
        foreach (IGrouping<string, Located> same in axes.SelectMany(axis => axis.Paths).GroupBy(path => path.Text).Where(group => group.Count() > 1))
            throw same.Last().Place.Error($"{same.Key} is varied twice, first in line {same.First().Place.Line}");
        return axes;
    }

    private static void Collect(StudyNode node, string prefix, List<AxisText> axes)
    {
        foreach ((Located key, StudyNode value) in node.Entries())
        {
            if (value.IsMapping && !IsRange(value))
            {
                Collect(value, $"{prefix}{key.Text}.", axes);
                continue;
            }
            Located[] paths = [.. key.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(path => key with { Text = prefix + path })];
            if (paths.Length == 0) throw key.Place.Error("the name of a parameter is empty");
            axes.Add(value.IsMapping ? Range(paths, value) : Levels(paths, value));
        }
    }

    private static bool IsRange(StudyNode node) => node.Entries().Any(entry => entry.Key.Text is "from" or "to");

    private static AxisText Levels(Located[] paths, StudyNode node)
    {
        IReadOnlyList<StudyNode> items = node.Items();
        if (items.Count == 0) throw node.Error($"{node.Name} has no levels; give one or more");
        var levels = new List<IReadOnlyList<Located>>();
        foreach (StudyNode item in items)
        {
            IReadOnlyList<Located> level = paths.Length == 1 ? [item.Located()] : [.. item.Items().Select(part => part.Located())];
            if (level.Count != paths.Length) throw item.Error($"a level of {node.Name} has {paths.Length} values, one for each parameter, not {level.Count}");
            levels.Add(level);
        }
        return new AxisText(paths, levels, null, node.Place);
    }

    private static AxisText Range(Located[] paths, StudyNode node)
    {
        if (paths.Length > 1) throw node.Error("parameters that vary together take a list of levels, not a range");
        Dictionary<string, StudyNode> keys = node.Keys("from", "to", "step", "factor", "n", "scale");
        Located End(string key) => keys.GetValueOrDefault(key)?.Located() ?? throw node.Error($"the range {node.Name} has no '{key}'; write for example '{{from: 1, to: 8, step: 1}}'");
        if (keys.Keys.Count(key => key is "step" or "factor" or "n") > 1) throw node.Error($"the range {node.Name} has more than one of step, factor and n; give one");
        double? factor = keys.GetValueOrDefault("factor")?.Number();
        if (factor is <= 1) throw keys["factor"].Error($"{keys["factor"].Name} is above 1, not '{keys["factor"].Text()}'");
        bool isLog = factor is not null || keys.GetValueOrDefault("scale")?.OneOf("linear", "log") == "log";
        if (isLog && keys.TryGetValue("step", out StudyNode? step)) throw step.Error("a logarithmic range takes 'factor' or 'n', not 'step'");
        return new AxisText(paths, [], new RangeText(End("from"), End("to"), keys.GetValueOrDefault("step")?.Located(), factor, (int?)keys.GetValueOrDefault("n")?.Whole(2, 1_000_000), isLog, node.Place), node.Place);
    }
}
