using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Finds what references mean, once all components have their places (SystemRDL 2.0, 5.1.4 and 9.x).</summary>
internal sealed class References(DiagnosticSink sink, Evaluator evaluator)
{
    /// <summary>The reference as an assignment writes it; null where a finding was reported.</summary>
    public Reference? Resolve(UnresolvedReference written)
    {
        IReadOnlyList<PathPart> parts = written.Path.Parts;
        if (written.Scope.FindElement(parts[0].Name.Text) is not { } start)
        {
            bool isOutside = false;
            for (Scope? outer = written.Scope.Parent; outer is not null; outer = outer.Parent) isOutside |= outer.Elements.ContainsKey(parts[0].Name.Text);
            sink.Report(
                RdlDiagnosticIds.UnknownElement,
                parts[0].Name.Span,
                isOutside
                    ? $"'{parts[0].Name.Text}' belongs to the enclosing component and is not known inside; assign the property there: instance -> property = {parts[0].Name.Text};"
                    : $"There is no instance or parameter '{parts[0].Name.Text}' here.",
                suggestion: Suggestions.Closest(parts[0].Name.Text, written.Scope.Elements.Keys.Concat(written.Scope.Parameters.Keys)));
            return null;
        }
        Draft target = start.Draft;
        var indices = new List<long>();
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0)
            {
                if (!target.Scope.Elements.TryGetValue(parts[i].Name.Text, out Draft? next))
                {
                    sink.Report(
                        RdlDiagnosticIds.UnknownElement,
                        parts[i].Name.Span,
                        $"'{target.Path}' has no instance '{parts[i].Name.Text}'.",
                        target.Location,
                        "the instance",
                        Suggestions.Closest(parts[i].Name.Text, target.Scope.Elements.Keys));
                    return null;
                }
                target = next;
            }
            if (!target.IsPresent)
            {
                sink.Report(RdlDiagnosticIds.ReferenceKind, parts[i].Name.Span, $"'{target.Path}' is not present (ispresent is false).", target.SpanOf("ispresent"), "assigned here");
                return null;
            }
            if (Index(target, parts[i], written.Scope) is not { } index) return null;
            indices.Add(index);
        }
        Node anchor = start.Scope.Owner?.Node ?? start.Draft.Node;
        if (start.Scope.Owner is null) indices.Clear();
        return new Reference(anchor, target.Node, indices, written.Path.Property?.Text, written.Path.Span);
    }

    private long? Index(Draft target, PathPart part, Scope scope)
    {
        IReadOnlyList<int> dimensions = target.Node.Dimensions;
        if (part.Indices.Count != dimensions.Count)
        {
            string wanted = dimensions.Count switch { 0 => "is no array", 1 => "needs one index", _ => $"needs {dimensions.Count} indices" };
            sink.Report(RdlDiagnosticIds.ReferenceIndex, part.Name.Span, $"'{target.Path}' {wanted}; {part.Indices.Count} given.", target.Location, "the instance");
            return null;
        }
        long index = 0;
        for (int i = 0; i < dimensions.Count; i++)
        {
            if (evaluator.Number(part.Indices[i], scope) is not { } number) return null;
            if (number.Value >= dimensions[i])
            {
                sink.Report(
                    RdlDiagnosticIds.ReferenceIndex, part.Indices[i].Span, $"The index {number.Value} of '{target.Path}' is not below {dimensions[i]}.", target.Location, "the instance");
                return null;
            }
            index = (index * dimensions[i]) + (long)number.Value;
        }
        return index;
    }
}
