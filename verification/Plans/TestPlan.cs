using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HwModel.Verification.Plans;

/// <summary>The stages of a sign-off, in order; each includes those before.</summary>
public enum Stage
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>V1: the smoke testpoints pass.</summary>
    Smoke,

    /// <summary>V2: all testpoints pass.</summary>
    AllTests,

    /// <summary>V3: all testpoints pass and all coverage goals are reached.</summary>
    FullCoverage,
}

/// <summary>One feature to test.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Description">What is tested and how.</param>
/// <param name="Stage">The stage that needs it: V1, V2 or V3.</param>
/// <param name="Properties">Properties that must hold, none of them vacuously.</param>
/// <param name="Coverage">Coverage items that must be full for V3.</param>
public sealed record Testpoint(string Name, string Description, Stage Stage, IReadOnlyList<string> Properties, IReadOnlyList<string> Coverage);

/// <summary>A block's test plan.</summary>
/// <param name="Block">The block's name.</param>
/// <param name="CoverageGoal">Percent of all bins that V3 needs.</param>
/// <param name="FsmGoal">Percent of states and arcs that V3 needs.</param>
/// <param name="Testpoints">What is tested.</param>
public sealed record TestPlan(string Block, double CoverageGoal, double FsmGoal, IReadOnlyList<Testpoint> Testpoints)
{
    /// <summary>Reads a plan.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="FormatException">The text is no test plan; says where and why.</exception>
    public static TestPlan Parse(string yaml, string name)
    {
        Text text;
        try
        {
            text = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<Text>(yaml)
                ?? throw new FormatException($"{name} is empty; a test plan is wanted.");
        }
        catch (YamlException exception)
        {
            throw new FormatException($"{name}({exception.Start.Line},{exception.Start.Column}): {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        if (string.IsNullOrWhiteSpace(text.Block)) throw new FormatException($"{name} does not name its block; write \"block: name\".");
        var testpoints = new List<Testpoint>();
        foreach (PointText point in text.Testpoints ?? [])
        {
            if (string.IsNullOrWhiteSpace(point.Name)) throw new FormatException($"{name}: testpoint {testpoints.Count + 1} has no name.");
            if (testpoints.Exists(known => known.Name == point.Name)) throw new FormatException($"{name}: there are two testpoints {point.Name}.");
            if (point.Properties is not { Count: > 0 } && point.Coverage is not { Count: > 0 })
                throw new FormatException($"{name}: testpoint {point.Name} names neither a property nor a coverage item.");
            testpoints.Add(new Testpoint(point.Name, point.Description ?? "", StageOf(point, name), point.Properties ?? [], point.Coverage ?? []));
        }
        if (testpoints.Count == 0) throw new FormatException($"{name} has no testpoints.");
        return new TestPlan(text.Block, text.CoverageGoal, text.FsmGoal, testpoints);
    }

    private static Stage StageOf(PointText point, string name) => point.Stage switch
    {
        "V1" => Stage.Smoke,
        "V2" => Stage.AllTests,
        "V3" => Stage.FullCoverage,
        _ => throw new FormatException($"{name}: testpoint {point.Name} has stage \"{point.Stage}\"; V1 (smoke), V2 (all tests) and V3 (full coverage) are allowed."),
    };

    private sealed class Text
    {
        public string? Block { get; set; }

        public double CoverageGoal { get; set; } = 95;

        public double FsmGoal { get; set; } = 100;

        public List<PointText>? Testpoints { get; set; }
    }

    private sealed class PointText
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public string? Stage { get; set; }

        public List<string>? Properties { get; set; }

        public List<string>? Coverage { get; set; }
    }
}
