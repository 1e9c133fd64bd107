namespace HwModel.Studies.Files;

/// <summary>Reads what a study's report shows.</summary>
internal static class ReportReader
{
    public static ReportText Read(StudyNode node)
    {
        Dictionary<string, StudyNode> keys = node.Keys("curves", "heat", "breakdown", "references");
        return new ReportText(
            Each(keys, "curves", Curve),
            Each(keys, "heat", item =>
            {
                Dictionary<string, StudyNode> parts = item.Keys("x", "y", "value");
                return new HeatText(Needed(item, parts, "x"), Needed(item, parts, "y"), Needed(item, parts, "value"));
            }),
            Each(keys, "breakdown", item =>
            {
                Dictionary<string, StudyNode> parts = item.Keys("of", "by");
                return new BreakdownText(Needed(item, parts, "of"), Needed(item, parts, "by"));
            }),
            Each(keys, "references", item => item.Located()));
    }

    private static CurveText Curve(StudyNode item)
    {
        Dictionary<string, StudyNode> parts = item.Keys("x", "y", "by", "where", "log", "top");
        string log = parts.GetValueOrDefault("log")?.OneOf("x", "y", "xy") ?? "";
        IReadOnlyList<Located> All(string key) => parts.TryGetValue(key, out StudyNode? node) ? [.. node.ItemsOrOne().Select(part => part.Located())] : [];
        if (All("y").Count == 0) throw item.Error($"{item.Name} has no 'y'");
        return new CurveText(Needed(item, parts, "x"), All("y"), All("by"), parts.GetValueOrDefault("where")?.Located(), log.Contains('x'), log.Contains('y'), parts.GetValueOrDefault("top")?.Number());
    }

    private static IReadOnlyList<T> Each<T>(Dictionary<string, StudyNode> keys, string key, Func<StudyNode, T> read) =>
        keys.TryGetValue(key, out StudyNode? node) ? [.. node.ItemsOrOne().Select(read)] : [];

    private static Located Needed(StudyNode item, Dictionary<string, StudyNode> parts, string key) =>
        parts.GetValueOrDefault(key)?.Located() ?? throw item.Error($"{item.Name} has no '{key}'");
}
