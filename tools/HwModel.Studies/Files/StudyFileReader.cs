namespace HwModel.Studies.Files;

/// <summary>Reads study files.</summary>
internal static class StudyFileReader
{
    /// <summary>The version of the format.</summary>
    public const int Schema = 1;

    private static readonly string[] TopKeys =
        ["schema", "study", "title", "question", "workload", "base", "set", "vary", "link", "sample", "constraints", "repeat", "search", "metrics", "maps", "objectives", "report", "budget"];

    /// <param name="file">The file.</param>
    /// <param name="shown">Its name in messages.</param>
    /// <param name="folder">The folder that names in it are relative to.</param>
    /// <exception cref="StudyException">The file can't be read or is no study; says where and what is allowed.</exception>
    public static StudyFile Read(string file, string shown, string folder)
    {
        StudyNode root = StudyNode.Load(file, shown);
        Dictionary<string, StudyNode> keys = root.Keys(TopKeys);
        StudyNode Needed(string key, string example) => keys.GetValueOrDefault(key) ?? throw root.Error($"the study has no {key}; write for example '{example}'");
        Needed("schema", $"schema: {Schema}").Whole(Schema, Schema);
        Located name = Needed("study", "study: mesh-latency").Located();
        if (name.Text.Length is 0 or > 60 || name.Text.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            throw name.Place.Error($"the study's name is 1 to 60 letters, digits, - and _, not '{name.Text}'");
        IReadOnlyList<AxisText> axes = keys.TryGetValue("vary", out StudyNode? vary) ? AxisReader.Read(vary) : [];
        (IReadOnlyList<(Located, bool)> objectives, IReadOnlyList<Located> subjectTo) = Objectives(keys);
        Dictionary<string, StudyNode>? budget = keys.GetValueOrDefault("budget")?.Keys("runs");
        return new StudyFile
        {
            File = shown,
            Folder = folder,
            Name = name,
            Title = keys.GetValueOrDefault("title")?.Text() ?? "",
            Question = keys.GetValueOrDefault("question")?.Text() ?? "",
            Workload = Needed("workload", "workload: traffic").Located(),
            Base = keys.GetValueOrDefault("base")?.Located(),
            Set = keys.TryGetValue("set", out StudyNode? set) ? Pairs(set) : [],
            Axes = axes,
            Links = keys.TryGetValue("link", out StudyNode? link) ? Pairs(link) : [],
            Sample = keys.TryGetValue("sample", out StudyNode? sample) ? Sample(sample) : new SampleText("grid", 0, 1, null),
            Constraints = List(keys, "constraints"),
            Seeds = keys.TryGetValue("repeat", out StudyNode? repeat) ? Seeds(repeat) : [1],
            Search = keys.TryGetValue("search", out StudyNode? search) ? Search(search) : null,
            Metrics = List(keys, "metrics"),
            Maps = List(keys, "maps"),
            Objectives = objectives,
            SubjectTo = subjectTo,
            Report = keys.TryGetValue("report", out StudyNode? report) ? ReportReader.Read(report) : new ReportText([], [], [], []),
            MostRuns = budget?.GetValueOrDefault("runs")?.Whole(1, 10_000_000) ?? 100_000,
            BudgetPlace = budget?.GetValueOrDefault("runs")?.Place ?? vary?.Place ?? name.Place,
        };
    }

    private static List<(Located, Located)> Pairs(StudyNode node)
    {
        var pairs = new List<(Located, Located)>();
        Collect(node, "", pairs);
        return pairs;
    }

    // router: {buffer: 8} says the same as router.buffer: 8.
    private static void Collect(StudyNode node, string prefix, List<(Located, Located)> pairs)
    {
        foreach ((Located key, StudyNode value) in node.Entries())
        {
            if (value.IsMapping)
            {
                Collect(value, $"{prefix}{key.Text}.", pairs);
                continue;
            }
            string path = prefix + key.Text;
            if (pairs.Any(pair => pair.Item1.Text == path)) throw key.Place.Error($"{path} stands here twice");
            pairs.Add((key with { Text = path }, value.Located()));
        }
    }

    private static IReadOnlyList<Located> List(Dictionary<string, StudyNode> keys, string key) =>
        keys.TryGetValue(key, out StudyNode? node) ? [.. node.ItemsOrOne().Select(item => item.Located())] : [];

    private static SampleText Sample(StudyNode node)
    {
        Dictionary<string, StudyNode>? keys = node.IsMapping ? node.Keys("method", "points", "seed") : null;
        StudyNode method = keys is null ? node : keys.GetValueOrDefault("method") ?? throw node.Error("sample has no method; write for example 'method: latin-hypercube'");
        string name = method.OneOf("grid", "one-at-a-time", "latin-hypercube", "random");
        bool draws = name is "latin-hypercube" or "random";
        if (draws && keys?.ContainsKey("points") != true) throw node.Error($"{name} needs a number of points; write for example 'sample: {{method: {name}, points: 50}}'");
        if (!draws && keys?.GetValueOrDefault("points") is { } points) throw points.Error($"{name} takes all points of the axes; leave 'points' out");
        return new SampleText(name, (int)(keys?.GetValueOrDefault("points")?.Whole(1, 10_000_000) ?? 0), (ulong)(keys?.GetValueOrDefault("seed")?.Whole(0, long.MaxValue) ?? 1), method.Place);
    }

    private static IReadOnlyList<ulong> Seeds(StudyNode node)
    {
        const string How = "write 'repeat: 5', 'repeat: {count: 5, first: 1}' or 'repeat: {seeds: [1, 2, 3]}'";
        if (!node.IsMapping) return node.IsList ? throw node.Error($"repeat is a number or a mapping; {How}") : From(1, node.Whole(1, 1_000_000));
        Dictionary<string, StudyNode> keys = node.Keys("seeds", "count", "first");
        if (keys.TryGetValue("seeds", out StudyNode? seeds))
        {
            if (keys.Count > 1) throw node.Error("repeat lists seeds, or counts them, not both");
            ulong[] listed = [.. seeds.Items().Select(item => (ulong)item.Whole(0, long.MaxValue))];
            if (listed.Length == 0) throw seeds.Error("repeat.seeds is empty; give one or more");
            if (listed.Distinct().Count() < listed.Length) throw seeds.Error("repeat.seeds names a seed twice; the same seed gives the same run");
            return listed;
        }
        if (!keys.TryGetValue("count", out StudyNode? count)) throw node.Error($"repeat has neither seeds nor count; {How}");
        return From((ulong)(keys.GetValueOrDefault("first")?.Whole(0, long.MaxValue / 2) ?? 1), count.Whole(1, 1_000_000));
    }

    private static IReadOnlyList<ulong> From(ulong first, long count) => [.. Enumerable.Range(0, (int)count).Select(i => first + (ulong)i)];

    private static SearchText Search(StudyNode node)
    {
        Dictionary<string, StudyNode> keys = node.Keys("path", "from", "to", "resolution", "until");
        Located Needed(string key) => keys.GetValueOrDefault(key)?.Located()
            ?? throw node.Error($"search has no {key}; write for example 'search: {{path: traffic.rate, from: 0.02, to: 1, resolution: 0.002, until: \"saturated == 1\"}}'");
        return new SearchText(Needed("path"), Needed("from"), Needed("to"), Needed("resolution"), Needed("until"));
    }

    private static (IReadOnlyList<(Located, bool)>, IReadOnlyList<Located>) Objectives(Dictionary<string, StudyNode> keys)
    {
        if (!keys.TryGetValue("objectives", out StudyNode? node)) return ([], []);
        Dictionary<string, StudyNode> parts = node.Keys("min", "max", "subject_to");
        return ([.. List(parts, "min").Select(metric => (metric, false)), .. List(parts, "max").Select(metric => (metric, true))], List(parts, "subject_to"));
    }
}
