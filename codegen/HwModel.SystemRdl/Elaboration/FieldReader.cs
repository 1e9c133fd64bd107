using System.Numerics;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Turns a field's assigned properties into its typed behaviour (SystemRDL 2.0, clause 9).</summary>
internal sealed class FieldReader(DiagnosticSink sink)
{
    private static readonly string[] UpFamily =
        ["incr", "incrvalue", "incrwidth", "incrsaturate", "saturate", "incrthreshold", "threshold", "overflow"];

    private static readonly string[] DownFamily = ["decr", "decrvalue", "decrwidth", "decrsaturate", "decrthreshold", "underflow"];

    private static readonly string[] InterruptFamily = ["enable", "mask", "haltenable", "haltmask"];

    public void Read(Draft draft)
    {
        var f = (FieldNode)draft.Node;
        f.Software = Keywords.ParseAccess(draft.Word("sw") ?? "rw")!.Value;
        f.Hardware = Keywords.ParseAccess(draft.Word("hw") ?? "rw")!.Value;
        f.OnRead = draft.Boolean("rclr") ? OnRead.Clear : draft.Boolean("rset") ? OnRead.Set : Keywords.ParseOnRead(draft.Word("onread") ?? "");
        f.OnWrite = draft.Boolean("woclr") ? OnWrite.OneClears : draft.Boolean("woset") ? OnWrite.OneSets : Keywords.ParseOnWrite(draft.Word("onwrite") ?? "");
        f.Precedence = draft.Word("precedence") == "hw" ? Precedence.Hardware : Precedence.Software;
        f.ResetSource = Number(f, "reset");
        f.Next = Reference(f, "next");
        f.SoftwareWriteEnable = Gate(f, "swwe");
        f.SoftwareWriteEnableLow = Gate(f, "swwel");
        f.WriteEnable = Gate(f, "we");
        f.WriteEnableLow = Gate(f, "wel");
        f.HardwareSet = Gate(f, "hwset");
        f.HardwareClear = Gate(f, "hwclr");
        f.HardwareEnable = Reference(f, "hwenable");
        f.HardwareMask = Reference(f, "hwmask");
        f.Encode = (f.Property("encode") as EnumTypeValue)?.Type;
        f.ResetSignal = Reference(f, "resetsignal");
        f.DontTest = TestMask(f, "donttest");
        f.DontCompare = TestMask(f, "dontcompare");
        Counter(draft, f);
        Interrupt(draft, f);
    }

    private static BigInteger TestMask(FieldNode f, string property) => f.Property(property) switch
    {
        BooleanValue { Value: true } => f.Ones,
        IntegerValue v => v.Value,
        _ => 0,
    };

    private static Reference? Reference(FieldNode f, string property) => (f.Property(property) as ReferenceValue)?.Reference;

    private static Operand? Number(FieldNode f, string property) => f.Property(property) switch
    {
        IntegerValue v => new Operand(v.Value, null),
        ReferenceValue v => new Operand(null, v.Reference),
        _ => null,
    };

    private static Gate Gate(FieldNode f, string property) => f.Property(property) switch
    {
        BooleanValue { Value: true } => Model.Gate.Input,
        ReferenceValue v => new Gate(true, v.Reference),
        _ => Model.Gate.Off,
    };

    // ---- Counters ----

    private void Counter(Draft draft, FieldNode f)
    {
        string? up = UpFamily.FirstOrDefault(p => IsSet(f, p));
        string? down = DownFamily.FirstOrDefault(p => IsSet(f, p));
        if (!draft.Boolean("counter"))
        {
            if ((up ?? down) is { } property)
                sink.Report(RdlDiagnosticIds.NotACounter, draft.SpanOf(property), $"The property '{property}' of '{f.Path}' needs counter.");
            return;
        }
        CounterDirection? upward = up is null && down is not null
            ? null
            : Direction(f, "incr", Limit(f, f.Ones, "incrsaturate", "saturate"), Limit(f, f.Ones, "incrthreshold", "threshold"), draft.Boolean("overflow"));
        CounterDirection? downward = down is null
            ? null
            : Direction(f, "decr", Limit(f, 0, "decrsaturate"), Limit(f, 0, "decrthreshold"), draft.Boolean("underflow"));
        f.Counter = new CounterInfo(upward, downward);
    }

    private static bool IsSet(FieldNode f, string property) => f.Property(property) is { } value && value is not BooleanValue { Value: false };

    private static CounterDirection Direction(FieldNode f, string prefix, Operand? saturate, Operand? threshold, bool wraps)
    {
        int width = f.Property(prefix + "width") is IntegerValue v && v.Value <= f.Width ? (int)v.Value : 0;
        Operand? step = width > 0 ? null : Number(f, prefix + "value") ?? new Operand(1, null);
        return new CounterDirection(Reference(f, prefix), step, width, saturate, threshold, wraps);
    }

    private static Operand? Limit(FieldNode f, BigInteger whenTrue, params string[] names)
    {
        foreach (string name in names)
        {
            if (f.Property(name) is BooleanValue truth) return truth.Value ? new Operand(whenTrue, null) : null;
            if (Number(f, name) is { } number) return number;
        }
        return null;
    }

    // ---- Interrupts ----

    private void Interrupt(Draft draft, FieldNode f)
    {
        bool isInterrupt = draft.Boolean("intr");
        bool isNonSticky = draft.Boolean(PropertyAssigner.NonSticky);
        f.Sticky = draft.Boolean("sticky") ? Stickiness.Field : draft.Boolean("stickybit") ? Stickiness.Bit : Stickiness.None;
        if (!isInterrupt)
        {
            if (InterruptFamily.FirstOrDefault(p => f.Property(p) is not null) is { } property)
                sink.Report(RdlDiagnosticIds.NotAnInterrupt, draft.SpanOf(property), $"The property '{property}' of '{f.Path}' needs intr.");
            return;
        }
        InterruptEvent kind = draft.Word(PropertyAssigner.InterruptEvent) switch
        {
            "posedge" => InterruptEvent.PosEdge,
            "negedge" => InterruptEvent.NegEdge,
            "bothedge" => InterruptEvent.BothEdge,
            _ => InterruptEvent.Level,
        };
        bool isLatched = f.Sticky != Stickiness.None || (!isNonSticky && draft.Find("stickybit") is not { Value: BooleanValue { Value: false } });
        if (isLatched && f.Sticky == Stickiness.None) f.Sticky = Stickiness.Bit;
        f.Interrupt = new InterruptInfo(
            kind, !isLatched, Reference(f, "enable"), Reference(f, "mask"), Reference(f, "haltenable"), Reference(f, "haltmask"));
        if (f.Sticky == Stickiness.Field && kind != InterruptEvent.Level)
            sink.Report(RdlDiagnosticIds.Sticky, draft.SpanOf("sticky"), $"sticky goes with level interrupts only; '{f.Path}' is {kind.Keyword()}. Use stickybit.");
    }
}
