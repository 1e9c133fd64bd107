using System.Buffers;
using System.Text.Json;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Engine;

/// <summary>What is kept of a run.</summary>
/// <param name="Key">The run's key.</param>
/// <param name="Metrics">What it measured; empty where it failed.</param>
/// <param name="Maps">The maps that the study asks for.</param>
/// <param name="Found">The threshold that a search found.</param>
/// <param name="Failure">Why it failed; null: it did not.</param>
public sealed record RunRecord(string Key, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, RunMap> Maps, double? Found, string? Failure)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record as JSON; what is not a number is null.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("key", Key);
            if (Failure is not null) json.WriteString("failure", Failure);
            if (Found is { } found) json.WriteNumber("found", found);
            json.WriteStartObject("metrics");
            foreach ((string name, double value) in Metrics) Write(json, name, value);
            json.WriteEndObject();
            if (Maps.Count > 0)
            {
                json.WriteStartObject("maps");
                foreach ((string name, RunMap map) in Maps)
                {
                    json.WritePropertyName(name);
                    JsonSerializer.Serialize(json, map);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record; null where the bytes are damaged or another run's.</summary>
    public static RunRecord? Parse(ReadOnlyMemory<byte> bytes, string key)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.GetProperty("key").GetString() != key) return null;
            var metrics = new Dictionary<string, double>();
            foreach (JsonProperty metric in root.GetProperty("metrics").EnumerateObject()) metrics[metric.Name] = metric.Value.ValueKind == JsonValueKind.Null ? double.NaN : metric.Value.GetDouble();
            var maps = new Dictionary<string, RunMap>();
            if (root.TryGetProperty("maps", out JsonElement all))
                foreach (JsonProperty map in all.EnumerateObject()) maps[map.Name] = map.Value.Deserialize<RunMap>()!;
            return new RunRecord(key, metrics, maps, root.TryGetProperty("found", out JsonElement found) ? found.GetDouble() : null, root.TryGetProperty("failure", out JsonElement failure) ? failure.GetString() : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
