using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HwModel.Kernel;
using HwModel.Verification.Blocks;

namespace HwModel.Verification.Cases;

/// <summary>A failing case as a file: all that is needed to run it again, on any machine.</summary>
/// <param name="Block">The block's name.</param>
/// <param name="Bench">The bench's name.</param>
/// <param name="Property">The property that failed.</param>
/// <param name="Sentence">What went wrong.</param>
/// <param name="Specification">Hash of the block's properties, coverage and case layout when the file was written.</param>
/// <param name="RunSeed">The seed of the whole run.</param>
/// <param name="CaseNumber">The case's number in its bench.</param>
/// <param name="Seed">The case's own seed.</param>
/// <param name="Faults">Faults that were switched in.</param>
/// <param name="Configuration">How the design was built.</param>
/// <param name="Commands">What was done to it.</param>
public sealed record ReplayFile(
    string Block, string Bench, string Property, string Sentence, string Specification, ulong RunSeed, long CaseNumber, ulong Seed,
    IReadOnlyList<string> Faults, JsonNode? Configuration, JsonNode? Commands)
{
    /// <summary>Version of the file format.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many commands the case has.</summary>
    public int CommandCount => (Commands as JsonArray)?.Count ?? 0;

    /// <summary>The file's name: bench, property and a hash of the case.</summary>
    public string FileName => $"{Bench.Replace(' ', '_')}-{Property.Replace(':', '_')}-{Hash(Configuration?.ToJsonString() + Commands?.ToJsonString() + Seed)[..8]}.json";

    /// <summary>The fault set that the case ran with.</summary>
    public FaultSet FaultSet => new(Faults);

    /// <summary>A hash of what the block demands and of the layout of its cases: files with another hash may mean something else now.</summary>
    public static string SpecificationOf(IVerificationBlock block, ICaseBench bench)
    {
        var text = new StringBuilder(block.Name).Append('\n');
        foreach (PropertyInfo property in block.Properties) text.Append(property.Name).Append(": ").Append(property.Demands).Append('\n');
        return Hash(text.Append(block.Coverage.Describe()).Append(bench.Schema).ToString())[..16];
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Text(SchemaVersion, Block, Bench, Property, Sentence, Specification, RunSeed, CaseNumber, Seed, Faults, Configuration, Commands), Json) + "\n";

    /// <summary>Writes the file into a folder, under a temporary name first; returns its path.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        WholeFile.Write(path, ToJson());
        return path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">The file is no replay file of this version; says why.</exception>
    public static ReplayFile Read(string path)
    {
        try
        {
            Text text = JsonSerializer.Deserialize<Text>(File.ReadAllText(path), Json) ?? throw new FormatException($"{path} is empty; a replay file is wanted.");
            if (text.SchemaVersion != SchemaVersion)
                throw new FormatException($"{path} has schema version {text.SchemaVersion}; version {SchemaVersion} can be read.");
            if (text.Block is null || text.Bench is null || text.Property is null)
                throw new FormatException($"{path} is no replay file: it does not name a block, a bench and a property.");
            return new ReplayFile(text.Block, text.Bench, text.Property, text.Sentence ?? "", text.Specification ?? "", text.RunSeed, text.CaseNumber, text.Seed, text.Faults ?? [], text.Configuration, text.Commands);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{path}, line {exception.LineNumber + 1}: not a replay file: {exception.Message}", exception);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Text(
        int SchemaVersion, string? Block, string? Bench, string? Property, string? Sentence, string? Specification, ulong RunSeed, long CaseNumber, ulong Seed,
        IReadOnlyList<string>? Faults, JsonNode? Configuration, JsonNode? Commands);
}

/// <summary>Files that are there whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes under a temporary name beside the file, then renames.</summary>
    public static void Write(string path, string text)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
