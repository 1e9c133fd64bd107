using System.CommandLine;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Diff;
using HwModel.SystemRdl.Model;

namespace HwModel.Cli.Rdl;

/// <summary><c>hwmodel rdl diff</c>: what a new version of a specification means for those who use the old one.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        Argument<string> before = new("OLD") { Description = "The old specification." };
        Argument<string> after = new("NEW") { Description = "The new specification." };
        Option<bool> json = new("--json") { Description = "Prints the changes as a JSON array." };
        var inputs = new RdlInputs();
        var command = new Command("diff", "Compares two specifications: breaking, behavioural and documentation changes; exit code 1 where one is breaking.") { before, after, json };
        inputs.AddTo(command);
        return command.Does(result =>
        {
            InvocationConfiguration streams = result.InvocationConfiguration;
            RdlOptions options = inputs.Options(result);
            AddressMapNode old = RdlInputs.Model(result.GetValue(before)!, options, streams.Error, showWarnings: false);
            AddressMapNode current = RdlInputs.Model(result.GetValue(after)!, options, streams.Error, showWarnings: false);
            IReadOnlyList<ModelChange> changes = ModelDiff.Compare(old, current);
            if (result.GetValue(json)) streams.Output.WriteLine(Json(changes));
            else Print(streams.Output, changes);
            return changes.Any(c => c.Kind == ChangeKind.Breaking) ? ExitCode.DoesNotHold : ExitCode.Done;
        });
    }

    private static void Print(TextWriter output, IReadOnlyList<ModelChange> changes)
    {
        foreach (ModelChange change in changes.OrderByDescending(c => c.Kind)) output.WriteLine($"{Word(change.Kind),-13} {change}  ({change.Location})");
        output.WriteLine(
            $"{Count(changes, ChangeKind.Breaking)} breaking, {Count(changes, ChangeKind.Behavioural)} behavioural, {Count(changes, ChangeKind.Documentation)} documentation");
    }

    private static int Count(IReadOnlyList<ModelChange> changes, ChangeKind kind) => changes.Count(c => c.Kind == kind);

    private static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Breaking => "breaking",
        ChangeKind.Behavioural => "behavioural",
        _ => "documentation",
    };

    private static string Json(IReadOnlyList<ModelChange> changes)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (ModelChange change in changes)
            {
                json.WriteStartObject();
                json.WriteString("kind", Word(change.Kind));
                json.WriteString("path", change.Path);
                json.WriteString("what", change.What);
                json.WriteString("old", change.Old);
                json.WriteString("new", change.New);
                json.WriteString("file", change.Location.File);
                json.WriteNumber("line", change.Location.Line);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
