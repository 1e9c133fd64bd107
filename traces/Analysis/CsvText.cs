namespace HwModel.Traces;

/// <summary>Fields of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    public static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The column of times: the unit is in its name, e.g. time_ns.</summary>
    public static string TimeColumn(Timescale unit) => $"time_{unit.Unit}";
}
