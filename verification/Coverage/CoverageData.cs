using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwModel.Verification.Coverage;

/// <summary>One bin's account.</summary>
public sealed record BinData(string Name, BinKind Kind, int AtLeast, long Hits, string? Excluded = null)
{
    /// <summary>Whether the bin is a goal.</summary>
    [JsonIgnore]
    public bool Counts => Kind == BinKind.Counting && Excluded is null;

    /// <summary>Whether the goal is reached.</summary>
    [JsonIgnore]
    public bool IsCovered => Hits >= AtLeast;
}

/// <summary>One item's account.</summary>
public sealed record ItemData(string Name, string Kind, IReadOnlyList<BinData> Bins)
{
    /// <summary>Goals.</summary>
    [JsonIgnore]
    public int Total => Bins.Count(bin => bin.Counts);

    /// <summary>Goals that were reached.</summary>
    [JsonIgnore]
    public int Covered => Bins.Count(bin => bin is { Counts: true, IsCovered: true });

    /// <summary>Covered share in percent; 100 where there is no goal.</summary>
    [JsonIgnore]
    public double Percent => Total == 0 ? 100 : 100.0 * Covered / Total;
}

/// <summary>
/// The coverage of a block over any number of runs, as plain data: what files hold and machines exchange. Merging adds hits; it is
/// associative and commutative, and a record merged with the empty one is itself.
/// </summary>
public sealed record CoverageData(string Block, IReadOnlyList<ItemData> Items)
{
    /// <summary>Version of the file format.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Share of all goals that were reached, in percent.</summary>
    [JsonIgnore]
    public double Percent
    {
        get
        {
            int total = Items.Sum(item => item.Total);
            return total == 0 ? 100 : 100.0 * Items.Sum(item => item.Covered) / total;
        }
    }

    /// <summary>Share of the state machines' states and arcs that were reached, in percent.</summary>
    [JsonIgnore]
    public double FsmPercent
    {
        get
        {
            ItemData[] machines = [.. Items.Where(item => item.Kind == "fsm")];
            int total = machines.Sum(item => item.Total);
            return total == 0 ? 100 : 100.0 * machines.Sum(item => item.Covered) / total;
        }
    }

    /// <summary>Goals that were not reached, as item and bin.</summary>
    public IEnumerable<(string Item, BinData Bin)> Holes() =>
        from item in Items from bin in item.Bins where bin.Counts && !bin.IsCovered select (item.Name, bin);

    /// <summary>Exclusions of bins that were reached after all: the reason is wrong.</summary>
    public IEnumerable<(string Item, BinData Bin)> StaleExclusions() =>
        from item in Items from bin in item.Bins where bin.Excluded is not null && bin.IsCovered select (item.Name, bin);

    /// <summary>The account of a record.</summary>
    public static CoverageData Of(CoverageRecord record)
    {
        ILookup<(string, string), CoverageExclusion> exclusions = record.Model.Exclusions.ToLookup(exclusion => (exclusion.Item, exclusion.Bin));
        return new CoverageData(record.Model.Name, [.. record.Model.Items.Select(item => new ItemData(item.Name, item.Kind, [.. item.Bins.Select((bin, i) =>
            new BinData(bin.Name, bin.Kind, bin.AtLeast, record.Hits(item, i), exclusions[(item.Name, bin.Name)].FirstOrDefault() is { } exclusion ? $"{exclusion.Tag}: {exclusion.Reason}" : null))]))]);
    }

    /// <summary>The runs of both together.</summary>
    /// <exception cref="ArgumentException">They are of different models; says where.</exception>
    public CoverageData Merge(CoverageData other)
    {
        if (Block != other.Block) throw new ArgumentException($"Coverage of block {Block} and of block {other.Block} cannot be merged.", nameof(other));
        if (!Items.Select(item => item.Name).SequenceEqual(other.Items.Select(item => item.Name)))
            throw new ArgumentException($"The two coverage records of block {Block} have different items: they come from different versions of the model.", nameof(other));
        return this with { Items = [.. Items.Zip(other.Items, Merge)] };
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(new FileText(SchemaVersion, Block, Items), Json);

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">The text is not a coverage file of this version; says why.</exception>
    public static CoverageData FromJson(string text)
    {
        try
        {
            FileText file = JsonSerializer.Deserialize<FileText>(text, Json) ?? throw new FormatException("The coverage file is empty.");
            if (file.SchemaVersion != SchemaVersion)
                throw new FormatException($"The coverage file has schema version {file.SchemaVersion}; version {SchemaVersion} can be read.");
            if (file.Block is null || file.Items is null) throw new FormatException("The coverage file has no block or no items.");
            return new CoverageData(file.Block, file.Items);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The coverage file is not valid JSON at line {exception.LineNumber + 1}: {exception.Message}", exception);
        }
    }

    private static ItemData Merge(ItemData a, ItemData b)
    {
        if (!a.Bins.Select(bin => (bin.Name, bin.Kind, bin.AtLeast)).SequenceEqual(b.Bins.Select(bin => (bin.Name, bin.Kind, bin.AtLeast))))
            throw new ArgumentException($"The two records of {a.Name} have different bins: they come from different versions of the model.", nameof(b));
        // Counts stop at the greatest number instead of wrapping.
        return a with { Bins = [.. a.Bins.Zip(b.Bins, (x, y) => x with { Hits = x.Hits > long.MaxValue - y.Hits ? long.MaxValue : x.Hits + y.Hits })] };
    }

    private sealed record FileText(int SchemaVersion, string Block, IReadOnlyList<ItemData> Items);
}
