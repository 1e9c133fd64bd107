using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace HwModel.Generators.Common;

/// <summary>A diagnostic as a value: a path and a span, never a symbol, so that steps of the generator can be compared.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, LinePositionSpan Lines, string Argument0, string Argument1) : IEquatable<DiagnosticInfo>
{
    public static DiagnosticInfo At(DiagnosticDescriptor descriptor, Location location, string argument0, string argument1 = "")
    {
        FileLinePositionSpan lines = location.GetLineSpan();
        return new DiagnosticInfo(descriptor, lines.Path ?? "", location.SourceSpan, lines.Span, argument0, argument1);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location.Create(Path, Span, Lines), Argument0, Argument1);
}
