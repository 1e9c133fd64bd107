using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Ties alias registers to their primaries (SystemRDL 2.0, 10.5).</summary>
internal sealed class AliasChecker(DiagnosticSink sink)
{
    private static readonly HashSet<string> MayDiffer = ["desc", "name", "onread", "onwrite", "rclr", "rset", "sw", "woclr", "woset"];

    public void Tie(Draft alias, Draft primary)
    {
        var register = (RegisterNode)alias.Node;
        var target = (RegisterNode)primary.Node;
        string? why = register.Width != target.Width ? $"has {register.Width} bits and its primary {target.Width}"
            : register.IsExternal != target.IsExternal ? "is not in the same place as its primary (external, internal)"
            : !register.Dimensions.SequenceEqual(target.Dimensions) ? "has not the dimensions of its primary"
            : null;
        if (why is not null)
        {
            sink.Report(RdlDiagnosticIds.AliasShape, alias.Location, $"The alias '{alias.Path}' {why}.", primary.Location, "the primary");
            return;
        }
        register.AliasPrimary = target;
        target.Aliases = [.. target.Aliases, register];
        foreach (Draft child in alias.Children)
        {
            if (child.Node is FieldNode f && child.IsPresent) Field(child, f, primary);
        }
    }

    private void Field(Draft draft, FieldNode f, Draft primary)
    {
        Draft? original = primary.Children.Find(c => c.Kind == NodeKind.Field && c.Node.InstanceName == f.InstanceName);
        if (original is null || !original.IsPresent)
        {
            sink.Report(
                RdlDiagnosticIds.AliasField,
                draft.Location,
                $"The primary '{primary.Path}' has no field '{f.InstanceName}'.",
                primary.Location,
                "the primary",
                Suggestions.Closest(f.InstanceName, primary.Children.Where(c => c.Kind == NodeKind.Field).Select(c => c.Node.InstanceName)));
            return;
        }
        var target = (FieldNode)original.Node;
        if (target.Low != f.Low || target.High != f.High)
        {
            sink.Report(
                RdlDiagnosticIds.AliasField,
                draft.PlaceSpan,
                $"'{f.Path}' has the bits {f.High} to {f.Low}, but '{target.Path}' has {target.High} to {target.Low}.",
                original.PlaceSpan,
                "the primary's field");
            return;
        }
        f.AliasPrimary = target;
        foreach (KeyValuePair<string, Assigned> assigned in draft.Assigned)
        {
            // What the definition or a default gives to both is equal; what is written in the alias itself must be allowed to differ.
            if (MayDiffer.Contains(assigned.Key) || PropertyTable.Find(assigned.Key) is null || assigned.Value.Value.Equals(original.Find(assigned.Key)?.Value)) continue;
            if (assigned.Value.Value is UnresolvedReference or ReferenceValue && original.Find(assigned.Key) is not null) continue;
            sink.Report(
                RdlDiagnosticIds.AliasProperty,
                assigned.Value.Span,
                $"The property '{assigned.Key}' of the alias field '{f.Path}' differs from its primary's.",
                original.SpanOf(assigned.Key),
                "the primary's field");
        }
    }
}
