using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.Traces;
using HwModel.Verification.Temporal;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace check</c>: temporal properties on a recorded trace.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        Argument<string> file = TraceArguments.File();
        var properties = new Option<string>("--properties", "-p") { Description = "The text of the properties, in SystemVerilog's notation.", HelpName = "FILE", Required = true };
        Option<bool> partial = TraceArguments.Partial();
        Option<bool> json = TraceArguments.Json();
        var command = new Command("check", "Checks temporal properties on a trace; exit code 1 when one fails.") { file, properties, partial, json };
        return command.DoesTrace(result =>
        {
            string name = result.GetValue(properties)!;
            string text = File.ReadAllText(name);
            using VcdReader reader = TraceArguments.Open(result.GetValue(file)!, result.GetValue(partial));
            PropertyMonitor monitor = TraceChecker.Check(reader, text, name);
            TextWriter output = result.InvocationConfiguration.Output;
            if (result.GetValue(json)) output.WriteLine(Json(monitor));
            else Print(output, monitor);
            return monitor.Violations.Any() ? ExitCode.DoesNotHold : ExitCode.Done;
        });
    }

    private static void Print(TextWriter output, PropertyMonitor monitor)
    {
        output.WriteLine(Line($"{monitor.Cycle + 1} cycles"));
        foreach (TemporalProperty property in monitor.Properties)
        {
            PropertyCounts c = property.Counts;
            output.WriteLine(Line($"{Verdict(property),-8} {property.Name}: {c.Attempts} attempts, {c.Passes} passes, {c.Vacuous} vacuous, {c.Failures} failures, {c.Discarded} discarded, {c.Pending} pending"));
            foreach (Violation violation in property.Violations) output.WriteLine($"         {violation}");
        }
        foreach (CoverProperty cover in monitor.Covers)
            output.WriteLine(Line($"{(cover.Matches > 0 ? "covered" : "HOLE"),-8} {cover.Name}: {cover.Matches} matches{(cover.Matches > 0 ? Line($", first in cycle {cover.FirstMatch}") : "")}"));
    }

    private static string Verdict(TemporalProperty property) =>
        property.Counts.Failures > 0 ? "FAILS" : property.Counts.Open > 0 ? "OPEN" : property.Counts.Passes > 0 ? "holds" : "vacuous";

    private static string Json(PropertyMonitor monitor) => JsonSerializer.Serialize(
        new
        {
            Cycles = monitor.Cycle + 1,
            Properties = monitor.Properties.Select(property => new { property.Name, Formula = property.Text, Verdict = Verdict(property).ToLowerInvariant(), property.Counts, Violations = property.Violations.Select(violation => new { violation, Sentence = violation.ToString() }) }),
            Covers = monitor.Covers.Select(cover => new { cover.Name, Sequence = cover.Sequence.Text, cover.Matches, cover.FirstMatch }),
        },
        JsonOptions);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
