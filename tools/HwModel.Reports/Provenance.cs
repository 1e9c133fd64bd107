namespace HwModel.Reports;

/// <summary>Where the numbers of a page come from, so that anybody can make them again.</summary>
/// <param name="Version">The version of the program.</param>
/// <param name="Command">The command line that made the page.</param>
public sealed record Provenance(string Version, string Command)
{
    /// <summary>The run's seed; null where nothing is random.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Which level of the model produced the numbers: "RTL", "cycle", "event (constants measured from RTL)".</summary>
    public string Level { get; init; } = "";

    /// <summary>The complete configuration as text (YAML), shown folded.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Further facts: name and value, in this order.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];
}
