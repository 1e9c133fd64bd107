using System.CommandLine;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.Cli.Rdl;

/// <summary><c>hwmodel rdl check</c>: all findings about specifications; each file is a specification of its own.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Specifications in SystemRDL; each is checked by itself.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = new("--json") { Description = "Prints the findings as a JSON array." };
        Option<bool> quiet = new("--quiet") { Description = "Prints nothing where there are no errors." };
        var inputs = new RdlInputs();
        var command = new Command("check", "Reports everything that is wrong in specifications.") { files, json, quiet };
        inputs.AddTo(command);
        return command.Does(result =>
        {
            RdlOptions options = inputs.Options(result);
            TextWriter output = result.InvocationConfiguration.Output;
            string[] names = result.GetValue(files)!;
            // All files are read before anything is printed.
            RdlResult[] results = [.. names.Select(file => RdlInputs.Compile(file, options))];
            RdlDiagnostic[] findings = [.. results.SelectMany(r => r.Diagnostics).Where(d => d.Id != NoMap || options.Top is not null)];
            int errors = findings.Count(d => d.Severity == RdlSeverity.Error);
            if (result.GetValue(json)) output.WriteLine(Json(findings));
            else if (!result.GetValue(quiet) || errors > 0) Print(output, findings, names.Length, errors);
            return errors == 0 ? ExitCode.Done : ExitCode.DoesNotHold;
        });
    }

    /// <summary>A file of types alone is no error here.</summary>
    private const string NoMap = "RDL0210";

    private static void Print(TextWriter output, RdlDiagnostic[] findings, int files, int errors)
    {
        foreach (RdlDiagnostic diagnostic in findings) output.Write(DiagnosticRenderer.Render(diagnostic));
        output.WriteLine($"{Count(files, "file")}, {Count(errors, "error")}, {Count(findings.Length - errors, "warning")}");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Json(RdlDiagnostic[] findings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (RdlDiagnostic d in findings)
            {
                json.WriteStartObject();
                json.WriteString("id", d.Id);
                json.WriteString("severity", d.Severity == RdlSeverity.Error ? "error" : "warning");
                json.WriteString("message", d.FullMessage);
                Location(json, "location", d.Location);
                if (d.Secondary is { } second)
                {
                    Location(json, "secondary", second);
                    json.WriteString("note", d.SecondaryNote);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Location(Utf8JsonWriter json, string name, SourceSpan span)
    {
        json.WriteStartObject(name);
        json.WriteString("file", span.File);
        json.WriteNumber("line", span.Line);
        json.WriteNumber("column", span.Column);
        json.WriteNumber("length", span.Length);
        json.WriteEndObject();
    }
}
