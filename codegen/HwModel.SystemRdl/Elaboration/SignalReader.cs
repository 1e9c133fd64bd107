using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Signals: width, polarity and the roles as resets (SystemRDL 2.0, clause 8).</summary>
internal sealed class SignalReader(DiagnosticSink sink)
{
    public void Read(Draft draft)
    {
        var signal = (SignalNode)draft.Node;
        int? written = draft.Width ?? (draft.Range is { } range ? Math.Abs(range.Left - range.Right) + 1 : null);
        long? property = draft.Integer("signalwidth");
        if (property is < 1 or > RdlLimits.Bits)
            sink.Report(RdlDiagnosticIds.NotPositive, draft.SpanOf("signalwidth"), $"The signalwidth of '{draft.Path}' must be 1 to {RdlLimits.Bits}.");
        else if (written is not null && property is not null && written != property)
        {
            sink.Report(
                RdlDiagnosticIds.FieldWidthConflict,
                draft.PlaceSpan,
                $"'{draft.Path}' has a signalwidth of {property}, but its instance is {written} wide.",
                draft.SpanOf("signalwidth"),
                "signalwidth is assigned here");
        }
        signal.Width = Math.Min(written ?? (int)Math.Min(Math.Max(property ?? 1, 1), RdlLimits.Bits), RdlLimits.Bits);
        signal.IsSynchronous = !draft.Boolean("async");
        signal.IsActiveHigh = draft.Boolean("activehigh") ? true : draft.Boolean("activelow") ? false : null;
        foreach (string role in new[] { "cpuif_reset", "field_reset" })
        {
            if (!draft.Boolean(role)) continue;
            if (signal.Width != 1) sink.Report(RdlDiagnosticIds.ResetSignal, draft.SpanOf(role), $"The {role} signal '{draft.Path}' has {signal.Width} bits; a reset has 1.");
            else if (signal.IsActiveHigh is null) Polarity(draft, draft.SpanOf(role), role);
        }
    }

    /// <summary>A signal that a field names as its reset.</summary>
    public void CheckReset(SignalNode signal, SourceSpan at)
    {
        if (signal.IsActiveHigh is null)
            sink.Report(RdlDiagnosticIds.ResetSignal, at, $"The reset signal '{signal.Path}' has no polarity; set activehigh or activelow.", signal.Location, "the signal");
    }

    private void Polarity(Draft draft, SourceSpan at, string role) =>
        sink.Report(RdlDiagnosticIds.ResetSignal, at, $"The {role} signal '{draft.Path}' has no polarity; set activehigh or activelow.", draft.Location, "the signal");

    /// <summary>At most one of each role on a level.</summary>
    public void CheckLevel(IEnumerable<Draft> siblings)
    {
        Draft? cpu = null;
        Draft? field = null;
        foreach (Draft draft in siblings)
        {
            if (draft.Kind != NodeKind.Signal || !draft.IsPresent) continue;
            Once(draft, "cpuif_reset", ref cpu);
            Once(draft, "field_reset", ref field);
        }
    }

    private void Once(Draft draft, string role, ref Draft? first)
    {
        if (!draft.Boolean(role)) return;
        if (first is null) first = draft;
        else sink.Report(RdlDiagnosticIds.ResetSignal, draft.SpanOf(role), $"'{draft.Path}' is a second {role} on the same level.", first.Location, "the first one");
    }
}
