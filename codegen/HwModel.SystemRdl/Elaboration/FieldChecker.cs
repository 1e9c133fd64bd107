using System.Numerics;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Checks that a field's properties go together (SystemRDL 2.0, clause 9).</summary>
internal sealed class FieldChecker(DiagnosticSink sink)
{
    public void Check(Draft draft)
    {
        var f = (FieldNode)draft.Node;
        Access(draft, f);
        Software(draft, f);
        Hardware(draft, f);
        Values(draft, f);
        Counter(draft, f);
    }

    /// <summary>Warnings need the storage to be known.</summary>
    public void Warn(Draft draft)
    {
        var f = (FieldNode)draft.Node;
        if (f.AliasPrimary is not null || f.IsExternal || f.Register.IsVirtual) return;
        if (f.IsConstant && f.ResetSource is null)
        {
            sink.Report(RdlDiagnosticIds.ConstantWithoutReset, draft.Location, $"'{f.Path}' is written by nobody and has no reset value; its value is not known.");
        }
        else if (f.ImplementsStorage && f.ResetSource is null)
        {
            sink.Report(RdlDiagnosticIds.StorageWithoutReset, draft.Location, $"'{f.Path}' has no reset value and starts undefined.");
        }
        bool always = f.Hardware.CanWrite() && f.Sticky == Stickiness.None && f.Interrupt is null && f.Counter is null && f.HardwareEnable is null && f.HardwareMask is null
            && !f.WriteEnable.IsOn && !f.WriteEnableLow.IsOn && !f.HardwareSet.IsOn && !f.HardwareClear.IsOn;
        if (always && f.Precedence == Precedence.Hardware && f.Software.CanWrite())
        {
            sink.Report(
                RdlDiagnosticIds.HardwareAlwaysWins,
                draft.SpanOf("precedence"),
                $"Hardware writes '{f.Path}' in every cycle and has precedence: software writes are never seen. Use we or precedence = sw.");
        }
    }

    private void Report(RdlRule rule, Draft draft, string property, string message) => sink.Report(rule, draft.SpanOf(property), message, draft.Location, "the field");

    private void Access(Draft draft, FieldNode f)
    {
        if (f.Software == AccessType.None) Report(RdlDiagnosticIds.ValueNotAllowed, draft, "sw", $"sw = na is not for fields ({f.Path}).");
        if (f.Hardware.IsOnce()) Report(RdlDiagnosticIds.ValueNotAllowed, draft, "hw", $"hw = {f.Hardware.Keyword()} has no meaning ({f.Path}); hw is rw, r, w or na.");
        if (f.Software is AccessType.Write or AccessType.WriteOnce && f.Hardware == AccessType.Write)
        {
            SourceSpan at = draft.SpanOf(draft.SpanOf("hw").Offset > draft.SpanOf("sw").Offset ? "hw" : "sw");
            sink.Report(RdlDiagnosticIds.NeverRead, at, $"'{f.Path}' is written by software and hardware and read by nobody (sw = w, hw = w).", draft.Location, "the field");
        }
        bool isUser = f.OnRead == OnRead.User || f.OnWrite == OnWrite.User;
        if (isUser && !f.IsExternal)
        {
            string property = f.OnRead == OnRead.User ? "onread" : "onwrite";
            Report(RdlDiagnosticIds.UserEffect, draft, property, $"'{f.Path}' is internal; ruser and wuser are for external registers only.");
        }
    }

    private void Software(Draft draft, FieldNode f)
    {
        if (f.OnRead != OnRead.None && !f.Software.CanRead())
            Report(RdlDiagnosticIds.NeedsSoftwareRead, draft, First(draft, "onread", "rclr", "rset"), $"'{f.Path}' has an effect on read, but software cannot read it.");
        if (f.OnWrite != OnWrite.None && !f.Software.CanWrite())
            Report(RdlDiagnosticIds.NeedsSoftwareWrite, draft, First(draft, "onwrite", "woclr", "woset"), $"'{f.Path}' has an effect on write, but software cannot write it.");
        if ((f.SoftwareWriteEnable.IsOn || f.SoftwareWriteEnableLow.IsOn) && !f.Software.CanWrite())
            Report(RdlDiagnosticIds.NeedsSoftwareWrite, draft, First(draft, "swwe", "swwel"), $"'{f.Path}' has a gate for software writes, but software cannot write it.");
        if (!f.IsSinglePulse) return;
        string? why = !f.Software.CanWrite() ? "software cannot write it"
            : f.Width != 1 ? $"it has {f.Width} bits"
            : f.Reset is { IsZero: false } ? "its reset value is not 0"
            : f.OnWrite is OnWrite.OneClears or OnWrite.Clear ? "writing clears it"
            : null;
        if (why is not null) Report(RdlDiagnosticIds.SinglePulse, draft, "singlepulse", $"'{f.Path}' cannot be a singlepulse field: {why}.");
    }

    private static string First(Draft draft, params string[] names) => names.FirstOrDefault(n => draft.Find(n) is not null) ?? names[0];

    private void Hardware(Draft draft, FieldNode f)
    {
        bool gated = f.WriteEnable.IsOn || f.WriteEnableLow.IsOn;
        foreach (string property in new[] { "next", "we", "wel", "sticky", "stickybit" })
        {
            if (draft.Find(property) is { } assigned && assigned.Value is not BooleanValue { Value: false } && !f.Hardware.CanWrite())
                Report(RdlDiagnosticIds.NeedsHardwareWrite, draft, property, $"The property '{property}' of '{f.Path}' needs a field that hardware can write.");
        }
        foreach (string property in new[] { "sticky", "stickybit" })
        {
            if (gated && draft.Boolean(property))
                Report(RdlDiagnosticIds.Sticky, draft, First(draft, "we", "wel"), $"'{f.Path}' is {property}; we and wel have no meaning for it.");
        }
        if (f.Sticky == Stickiness.Field && f.Interrupt is null && draft.Word(PropertyAssigner.InterruptEvent) is { } kind && kind != "level")
            Report(RdlDiagnosticIds.Sticky, draft, "sticky", $"sticky goes with level interrupts only ({f.Path}).");
    }

    private void Values(Draft draft, FieldNode f)
    {
        if (!draft.IsSound) return;
        if (f.Reset is { } reset && reset > f.Ones)
            Report(RdlDiagnosticIds.ResetDoesNotFit, draft, "reset", $"The reset value 0x{Hex(reset)} of '{f.Path}' does not fit {Bits(f.Width)}.");
        if (f.Encode is { Members.Count: > 0 } type && type.Members.Max(m => m.Value) > f.Ones)
        {
            sink.Report(
                RdlDiagnosticIds.EncodeDoesNotFit,
                draft.SpanOf("encode"),
                $"The largest value of the enumeration '{type.Name}' does not fit the {Bits(f.Width)} of '{f.Path}'.",
                type.Location,
                "the enumeration");
        }
        if (f.DontTest > f.Ones) Report(RdlDiagnosticIds.TestMask, draft, "donttest", $"The donttest mask of '{f.Path}' does not fit {Bits(f.Width)}.");
        if (f.DontCompare > f.Ones) Report(RdlDiagnosticIds.TestMask, draft, "dontcompare", $"The dontcompare mask of '{f.Path}' does not fit {Bits(f.Width)}.");
        if (!(f.DontTest & f.DontCompare).IsZero) Report(RdlDiagnosticIds.TestMask, draft, "dontcompare", $"donttest and dontcompare of '{f.Path}' overlap.");
    }

    private void Counter(Draft draft, FieldNode f)
    {
        if (!draft.IsSound) return;
        foreach (string property in new[] { "incrwidth", "decrwidth" })
        {
            if (draft.Find(property)?.Value is IntegerValue v && (v.Value < 1 || v.Value > f.Width))
                Report(RdlDiagnosticIds.CounterValue, draft, property, $"The {property} {v.Value} of '{f.Path}' is not between 1 and its width {f.Width}.");
        }
        foreach (string property in new[] { "incrvalue", "decrvalue", "incrsaturate", "saturate", "decrsaturate", "incrthreshold", "threshold", "decrthreshold" })
        {
            if (draft.Find(property)?.Value is IntegerValue v && v.Value > f.Ones)
                Report(RdlDiagnosticIds.CounterValue, draft, property, $"The {property} {v.Value} of '{f.Path}' does not fit {Bits(f.Width)}.");
        }
        if (f.Counter?.Up is { HasWrapOutput: true, Saturate: not null })
            Report(RdlDiagnosticIds.SaturatingOverflow, draft, "overflow", $"'{f.Path}' saturates and never overflows.");
        if (f.Counter?.Down is { HasWrapOutput: true, Saturate: not null })
            Report(RdlDiagnosticIds.SaturatingOverflow, draft, "underflow", $"'{f.Path}' saturates and never underflows.");
    }

    private static string Bits(int width) => width == 1 ? "1 bit" : $"{width} bits";

    private static string Hex(BigInteger value) => value.ToString("X", System.Globalization.CultureInfo.InvariantCulture).TrimStart('0');

    /// <summary>True where the field needs flip-flops by its own properties (SystemRDL 2.0, 9.4 and table 12).</summary>
    public static bool NeedsStorage(FieldNode f) =>
        f.Software.CanWrite()
        || f.Hardware == AccessType.ReadWrite
        || f.OnRead != OnRead.None
        || (f.Hardware.CanWrite() && (f.WriteEnable.IsOn || f.WriteEnableLow.IsOn))
        || f.HardwareSet.IsOn
        || f.HardwareClear.IsOn
        || f.Counter is not null
        || f.Interrupt is not null
        || f.Sticky != Stickiness.None;
}
