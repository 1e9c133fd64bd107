using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace diff</c>: the first difference of each signal of two traces.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        Argument<string> first = TraceArguments.File("A", "The first trace.");
        Argument<string> second = TraceArguments.File("B", "The second trace.");
        Option<string[]> select = TraceArguments.Select();
        Option<int?> depth = TraceArguments.Depth();
        Option<string[]> tolerance = new("--tolerance")
        {
            Description = "How far a change may lie from its counterpart, for all signals (1ns) or for some (GLOB=1ns); the first that fits counts.",
            HelpName = "[GLOB=]TIME",
        };
        Option<double> real = new("--real-tolerance") { Description = "How far reals may be apart, relative to the larger, e.g. 1e-9.", HelpName = "X" };
        Option<string[]> map = new("--map") { Description = "Compares the scope FROM of A with the scope TO of B; an empty TO strips the scope.", HelpName = "FROM=TO" };
        Option<bool> ignoreUnknown = new("--ignore-unknown") { Description = "Takes x and z as equal to anything." };
        Option<bool> overlap = new("--overlap") { Description = "Compares only the time that both traces cover." };
        Option<bool> common = new("--common") { Description = "Does not count signals that are in one trace only." };
        Option<int> max = new("--max") { Description = "How many differences are printed.", DefaultValueFactory = _ => 50, HelpName = "N" };
        Option<bool> json = TraceArguments.Json();
        Option<bool> partial = TraceArguments.Partial();
        var command = new Command("diff", "Compares two traces: per signal the first difference with its time and both values. Exit code 1 when they differ.")
        {
            first, second, select, depth, tolerance, real, map, ignoreUnknown, overlap, common, max, json, partial,
        };
        return command.DoesTrace(result =>
        {
            if (result.GetValue(real) is not (>= 0 and <= 1)) throw new UserErrorException("--real-tolerance takes a number from 0 to 1");
            var options = new TraceDiffOptions
            {
                Selection = TraceArguments.Selection(result.GetValue(select), result.GetValue(depth)),
                Tolerances = [.. (result.GetValue(tolerance) ?? []).Select(Tolerance)],
                RealTolerance = result.GetValue(real),
                Maps = [.. (result.GetValue(map) ?? []).Select(Map)],
                IgnoreUnknown = result.GetValue(ignoreUnknown),
                OverlapOnly = result.GetValue(overlap),
            };
            (string a, string b) = (result.GetValue(first)!, result.GetValue(second)!);
            using VcdReader readerA = TraceArguments.Open(a, result.GetValue(partial));
            using VcdReader readerB = TraceArguments.Open(b, result.GetValue(partial));
            TraceDiffResult found = TraceDiff.Compare(readerA, readerB, options);
            if (result.GetValue(common)) found = found with { OnlyInFirst = [], OnlyInSecond = [] };
            if (found.Compared == 0 && found.OtherTypes.Count == 0)
                throw new UserErrorException($"{a} and {b} have no selected signal in common, so nothing can be compared; --map FROM=TO brings different scopes together");
            TextWriter output = result.InvocationConfiguration.Output;
            if (result.GetValue(json)) output.WriteLine(Json(a, b, found));
            else Print(output, a, b, found, result.GetValue(max));
            return found.AreEqual ? ExitCode.Done : ExitCode.DoesNotHold;
        });
    }

    private static TimeTolerance Tolerance(string text)
    {
        int equals = text.LastIndexOf('=');
        decimal femtoseconds = TraceArguments.Femtoseconds(text[(equals + 1)..], "--tolerance");
        return new TimeTolerance(new PathGlob(equals < 0 ? "**" : text[..equals]), (long)Math.Min(femtoseconds, long.MaxValue));
    }

    private static PathMap Map(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new UserErrorException($"--map '{text}' is not FROM=TO, e.g. --map tb.dut=chip, or tb.dut= to strip the scope");
        return new PathMap(text[..equals], text[(equals + 1)..]);
    }

    private static void Print(TextWriter output, string a, string b, TraceDiffResult found, int max)
    {
        foreach (SignalDifference difference in found.Differences.Take(max))
            output.WriteLine($"{difference.Path} differs at {found.Unit.Format(difference.Time)}: {difference.First} in {a}, {difference.Second} in {b}");
        if (found.Differences.Count > max) output.WriteLine(Text($"... and {found.Differences.Count - max} more signals"));
        foreach (string other in found.OtherTypes.Take(max)) output.WriteLine(other);
        foreach (string path in found.OnlyInFirst.Take(max)) output.WriteLine($"{path} is only in {a}");
        foreach (string path in found.OnlyInSecond.Take(max)) output.WriteLine($"{path} is only in {b}");
        if (found.FirstEnd != found.SecondEnd) output.WriteLine($"{a} ends at {found.Unit.Format(found.FirstEnd)}, {b} at {found.Unit.Format(found.SecondEnd)}");
        output.WriteLine(Text(
            $"{found.Compared} signals compared, {found.Differences.Count} differ; {found.OnlyInFirst.Count} only in {a}, {found.OnlyInSecond.Count} only in {b}, {found.OtherTypes.Count} of other types"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Json(string a, string b, TraceDiffResult found)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("first", a);
            json.WriteString("second", b);
            json.WriteBoolean("equal", found.AreEqual);
            json.WriteString("unit", found.Unit.ToString());
            json.WriteNumber("compared", found.Compared);
            json.WriteNumber("firstEnd", found.FirstEnd);
            json.WriteNumber("secondEnd", found.SecondEnd);
            json.WriteStartArray("differences");
            foreach (SignalDifference difference in found.Differences)
            {
                json.WriteStartObject();
                json.WriteString("path", difference.Path);
                json.WriteNumber("time", difference.Time);
                json.WriteString("first", difference.First);
                json.WriteString("second", difference.Second);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Strings(json, "onlyInFirst", found.OnlyInFirst);
            Strings(json, "onlyInSecond", found.OnlyInSecond);
            Strings(json, "otherTypes", found.OtherTypes);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
