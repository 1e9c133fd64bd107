using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace info</c>: what a trace holds.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string> file = TraceArguments.File();
        Option<bool> json = TraceArguments.Json();
        Option<bool> partial = TraceArguments.Partial();
        Option<int> top = new("--top") { Description = "How many of the most active signals are shown.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var command = new Command("info", "Prints what a trace holds: timescale, span, scopes, signals, changes, the most active signals.") { file, json, top, partial };
        return command.DoesTrace(result =>
        {
            string path = result.GetValue(file)!;
            using VcdReader reader = TraceArguments.Open(path, result.GetValue(partial));
            TraceSummary summary = TraceSummary.Of(reader);
            TextWriter output = result.InvocationConfiguration.Output;
            int count = Math.Max(0, result.GetValue(top));
            if (result.GetValue(json)) output.WriteLine(Json(path, summary, count));
            else Print(output, path, summary, count);
            return ExitCode.Done;
        });
    }

    private static void Print(TextWriter output, string path, TraceSummary summary, int top)
    {
        TraceHierarchy hierarchy = summary.Hierarchy;
        Timescale unit = hierarchy.Unit;
        output.WriteLine(path);
        if (hierarchy.Version.Length > 0) output.WriteLine($"  producer   {hierarchy.Version}");
        if (hierarchy.Date.Length > 0) output.WriteLine($"  date       {hierarchy.Date}");
        foreach (string line in hierarchy.Comment.Split('\n', StringSplitOptions.RemoveEmptyEntries)) output.WriteLine($"  comment    {line}");
        output.WriteLine($"  timescale  {unit}");
        output.WriteLine(summary.Start is { } start ? $"  span       {unit.Format(start)} to {unit.Format(summary.End)}{(summary.IsTruncated ? ", cut off" : "")}" : "  span       no time at all");
        output.WriteLine(Line($"  scopes     {summary.Scopes}"));
        output.WriteLine(Line($"  variables  {hierarchy.Variables.Count} for {hierarchy.SignalCount} signals: {Kinds(hierarchy)}"));
        output.WriteLine(Line($"  changes    {summary.Changes} at {summary.Instants} times"));
        foreach (string warning in summary.Warnings) output.WriteLine($"  warning    {warning}");
        if (top == 0 || summary.Activity.Count == 0) return;
        output.WriteLine("  most active");
        foreach (SignalActivity signal in summary.Activity.Take(top)) output.WriteLine(Line($"  {signal.Changes,12}  {signal.Variable.Path}{Width(signal.Variable.Type)}"));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Width(TraceType type) => type.IsBits && type.Width > 1 ? Line($" ({type.Width} bits)") : "";

    private static string Kinds(TraceHierarchy hierarchy) =>
        string.Join(", ", hierarchy.Signals.GroupBy(signal => signal.Type.Keyword).OrderByDescending(group => group.Count()).Select(group => Line($"{group.Count()} {group.Key}")));

    private static string Json(string path, TraceSummary summary, int top)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            TraceHierarchy hierarchy = summary.Hierarchy;
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("version", hierarchy.Version);
            json.WriteString("date", hierarchy.Date);
            json.WriteString("comment", hierarchy.Comment);
            json.WriteString("timescale", hierarchy.Unit.ToString());
            json.WriteNumber("timescaleFemtoseconds", hierarchy.Unit.Femtoseconds);
            if (summary.Start is { } start) json.WriteNumber("start", start);
            else json.WriteNull("start");
            json.WriteNumber("end", summary.End);
            json.WriteNumber("times", summary.Instants);
            json.WriteNumber("changes", summary.Changes);
            json.WriteNumber("scopes", summary.Scopes);
            json.WriteNumber("variables", hierarchy.Variables.Count);
            json.WriteNumber("signals", hierarchy.SignalCount);
            json.WriteBoolean("truncated", summary.IsTruncated);
            json.WriteStartArray("warnings");
            foreach (string warning in summary.Warnings) json.WriteStringValue(warning);
            json.WriteEndArray();
            json.WriteStartArray("mostActive");
            foreach (SignalActivity signal in summary.Activity.Take(top))
            {
                json.WriteStartObject();
                json.WriteString("path", signal.Variable.Path);
                json.WriteString("type", signal.Variable.Type.Keyword);
                json.WriteNumber("width", signal.Variable.Type.Width);
                json.WriteNumber("changes", signal.Changes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
