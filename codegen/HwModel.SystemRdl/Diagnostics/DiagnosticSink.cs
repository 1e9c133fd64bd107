namespace HwModel.SystemRdl.Diagnostics;

/// <summary>Collects the findings of one run; the same finding at the same place is kept once.</summary>
internal sealed class DiagnosticSink(RdlOptions options)
{
    private static readonly HashSet<RdlRule> Consequences =
    [
        RdlDiagnosticIds.UnknownType, RdlDiagnosticIds.UnknownElement, RdlDiagnosticIds.UnknownEnum, RdlDiagnosticIds.UnknownEnumMember, RdlDiagnosticIds.UnknownProperty,
        RdlDiagnosticIds.EmptyComponent, RdlDiagnosticIds.TopNotFound, RdlDiagnosticIds.NothingToElaborate, RdlDiagnosticIds.UnknownParameter, RdlDiagnosticIds.AliasField,
        RdlDiagnosticIds.AliasPrimary,
    ];

    private readonly List<RdlDiagnostic> _diagnostics = [];
    private readonly HashSet<(string Id, SourceSpan At)> _seen = [];
    private readonly Dictionary<string, string> _texts = [];
    private HashSet<RdlRule> _ignored = [];
    private bool _isFull;

    /// <summary>True once an error was reported.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>After a syntax error: what may only follow from the text that was skipped is not reported.</summary>
    public void IgnoreConsequences() => _ignored = Consequences;

    /// <summary>Makes a file's text known so that offending lines can be shown.</summary>
    public void AddText(string file, string text)
    {
        if (!_texts.ContainsKey(file)) _texts.Add(file, text);
    }

    /// <summary>True where a rule is reported at all.</summary>
    public bool IsOn(RdlRule rule) =>
        rule.Severity == RdlSeverity.Error
        || ((rule.IsOnByDefault || options.Warnings.Contains(rule.Id)) && !options.SuppressedWarnings.Contains(rule.Id));

    public void Report(RdlRule rule, SourceSpan at, string message, SourceSpan? second = null, string? note = null, string? suggestion = null)
    {
        if (!IsOn(rule) || _ignored.Contains(rule)) return;
        if (rule.Severity == RdlSeverity.Error) HasErrors = true;
        if (_isFull || !_seen.Add((rule.Id, at))) return;
        if (_diagnostics.Count >= RdlLimits.Diagnostics)
        {
            _isFull = true;
            HasErrors = true;
            RdlRule limit = RdlDiagnosticIds.DiagnosticLimit;
            _diagnostics.Add(new RdlDiagnostic(limit.Id, limit.Severity, $"There are more than {RdlLimits.Diagnostics} findings; the rest is not shown.", at, Line(at)));
            return;
        }
        if (second is { IsNone: true }) second = null;
        _diagnostics.Add(new RdlDiagnostic(
            rule.Id, rule.Severity, message, at, Line(at), second, second is null ? null : note, second is { } other ? Line(other) : null, suggestion));
    }

    /// <summary>All findings, by the order of the files and their text.</summary>
    public IReadOnlyList<RdlDiagnostic> Sorted(IReadOnlyList<string> fileOrder)
    {
        var rank = new Dictionary<string, int>();
        foreach (string file in fileOrder)
            if (!rank.ContainsKey(file)) rank.Add(file, rank.Count);
        return [.. _diagnostics
            .Select((d, i) => (Diagnostic: d, Index: i))
            .OrderBy(p => p.Diagnostic.Location.IsNone ? int.MaxValue : rank.TryGetValue(p.Diagnostic.Location.File, out int r) ? r : int.MaxValue - 1)
            .ThenBy(p => p.Diagnostic.Location.Line)
            .ThenBy(p => p.Diagnostic.Location.Column)
            .ThenBy(p => p.Index)
            .Select(p => p.Diagnostic)];
    }

    private string? Line(SourceSpan at)
    {
        if (at.IsNone || !_texts.TryGetValue(at.File, out string? text) || at.Offset > text.Length) return null;
        int start = at.Offset == 0 ? 0 : text.LastIndexOf('\n', at.Offset - 1) + 1;
        int end = text.IndexOf('\n', at.Offset);
        if (end < 0) end = text.Length;
        if (end > start && text[end - 1] == '\r') end--;
        return text.Substring(start, Math.Min(Math.Max(end - start, 0), 4000));
    }
}
