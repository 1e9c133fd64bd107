using HwModel.SystemRdl.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace HwModel.RegisterGenerator;

/// <summary>The generator's rules.</summary>
internal static class Rules
{
    private const string Category = "HwModel.Registers";

    public static readonly DiagnosticDescriptor Wrong = new("HWR0001", "Register specification", "{0}", Category, DiagnosticSeverity.Error, true);
    public static readonly DiagnosticDescriptor NotGenerated = new("HWR0002", "Cannot be generated", "{0}", Category, DiagnosticSeverity.Error, true);
    public static readonly DiagnosticDescriptor Circle = new("HWR0003", "Combinational circle", "{0}", Category, DiagnosticSeverity.Error, true);
    public static readonly DiagnosticDescriptor Warning = new("HWR0004", "Register specification", "{0}", Category, DiagnosticSeverity.Warning, true);
}

/// <summary>A diagnostic as a value: a path and a span, so that steps of the generator can be compared.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, string Path, int Offset, int Line, int Column, int Length, string Message)
{
    public static Finding Of(RdlDiagnostic diagnostic) =>
        Of(diagnostic.Severity == RdlSeverity.Error ? Rules.Wrong : Rules.Warning, diagnostic.Location, $"{diagnostic.Id}: {diagnostic.FullMessage}");

    public static Finding Of(DiagnosticDescriptor rule, SourceSpan at, string message) =>
        new(rule, at.File, at.Offset, Math.Max(0, at.Line - 1), Math.Max(0, at.Column - 1), at.Length, message);

    public Diagnostic ToDiagnostic()
    {
        Location location = Path.Length == 0
            ? Location.None
            : Location.Create(Path, new TextSpan(Offset, Length), new LinePositionSpan(new LinePosition(Line, Column), new LinePosition(Line, Column + Length)));
        return Diagnostic.Create(Rule, location, Message);
    }
}
