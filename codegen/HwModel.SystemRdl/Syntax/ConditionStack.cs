using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>The open `ifdef and `ifndef of one file.</summary>
internal sealed class ConditionStack(DiagnosticSink sink)
{
    private readonly List<Condition> _open = [];

    /// <summary>True where text counts.</summary>
    public bool IsActive => _open.Count == 0 || _open[_open.Count - 1].IsActive;

    public void Open(SourceSpan at, bool holds) => _open.Add(new Condition(at, IsActive, IsActive && holds, IsActive && holds, false));

    public void ElseIf(SourceSpan at, bool holds)
    {
        if (Top(at, "`elsif") is not { } top) return;
        bool active = top.OuterIsActive && !top.HasTaken && holds;
        _open[_open.Count - 1] = top with { IsActive = active, HasTaken = top.HasTaken || active };
    }

    public void Else(SourceSpan at)
    {
        if (Top(at, "`else") is not { } top) return;
        _open[_open.Count - 1] = top with { IsActive = top.OuterIsActive && !top.HasTaken, HasTaken = true, IsElse = true };
    }

    public void End(SourceSpan at)
    {
        if (_open.Count == 0) sink.Report(RdlDiagnosticIds.UnmatchedConditional, at, "This `endif has no `ifdef or `ifndef.");
        else _open.RemoveAt(_open.Count - 1);
    }

    public void CheckClosed()
    {
        foreach (Condition condition in _open)
            sink.Report(RdlDiagnosticIds.MissingEndif, condition.At, "This condition is not closed by `endif in its file.");
    }

    private Condition? Top(SourceSpan at, string directive)
    {
        if (_open.Count == 0)
        {
            sink.Report(RdlDiagnosticIds.UnmatchedConditional, at, $"This {directive} has no `ifdef or `ifndef.");
            return null;
        }
        Condition top = _open[_open.Count - 1];
        if (!top.IsElse) return top;
        sink.Report(RdlDiagnosticIds.UnmatchedConditional, at, $"This {directive} follows an `else; only `endif may.", top.At, "the condition starts here");
        return null;
    }

    private sealed record Condition(SourceSpan At, bool OuterIsActive, bool IsActive, bool HasTaken, bool IsElse);
}
