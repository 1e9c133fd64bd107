using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwModel.Reports.Rendering;

/// <summary>
/// A chart's description as JSON that can stand inside a script element: the serialiser's default encoder escapes &lt;, &gt;, &amp; and
/// quotes, so no text can end the element. Numbers that are not finite become null.
/// </summary>
internal static class ChartJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new FiniteNumber(), new CleanText() },
    };

    public static string Serialize(object spec) => JsonSerializer.Serialize(spec, Options);

    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }

    private sealed class CleanText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(HtmlText.Clean(value));
    }
}
