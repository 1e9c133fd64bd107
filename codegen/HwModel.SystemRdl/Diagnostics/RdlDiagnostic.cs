namespace HwModel.SystemRdl.Diagnostics;

/// <summary>How grave a diagnostic is; an error means that there is no elaborated model.</summary>
public enum RdlSeverity
{
    Warning,
    Error,
}

/// <summary>One finding about a specification, as data.</summary>
/// <param name="Id">"RDL" and four digits; see <see cref="RdlDiagnosticIds"/>.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">One sentence: what is wrong and what is allowed.</param>
/// <param name="Location">Where.</param>
/// <param name="SourceLine">The offending line's text, or null where there is none.</param>
/// <param name="Secondary">A second place that helps (a previous declaration, the other of two that overlap), or null.</param>
/// <param name="SecondaryNote">What the second place is, e.g. "previously declared here"; null where there is none.</param>
/// <param name="SecondaryLine">The second place's line of text, or null.</param>
/// <param name="Suggestion">The name that was probably meant, or null.</param>
public sealed record RdlDiagnostic(
    string Id,
    RdlSeverity Severity,
    string Message,
    SourceSpan Location,
    string? SourceLine = null,
    SourceSpan? Secondary = null,
    string? SecondaryNote = null,
    string? SecondaryLine = null,
    string? Suggestion = null)
{
    /// <summary>The message with its suggestion.</summary>
    public string FullMessage => Suggestion is null ? Message : $"{Message} Did you mean '{Suggestion}'?";

    /// <summary>One line as compilers print it: <c>file(line,column): error RDL0001: message</c>.</summary>
    public override string ToString()
    {
        string severity = Severity == RdlSeverity.Error ? "error" : "warning";
        return Location.IsNone ? $"{severity} {Id}: {FullMessage}" : $"{Location}: {severity} {Id}: {FullMessage}";
    }
}
