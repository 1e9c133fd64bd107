using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Checks what references refer to, once every component's behaviour is known (SystemRDL 2.0, 9.x; annex D).</summary>
internal sealed class ReferenceChecker(DiagnosticSink sink)
{
    private static readonly HashSet<string> OneBit =
    [
        "anded", "ored", "xored", "swacc", "swmod", "overflow", "underflow", "incrthreshold", "threshold", "decrthreshold", "incrsaturate", "saturate", "decrsaturate", "incr", "decr",
        "we", "wel", "swwe", "swwel", "hwset", "hwclr", "intr", "halt",
    ];

    private static readonly HashSet<string> Values =
        ["reset", "next", "enable", "mask", "haltenable", "haltmask", "hwenable", "hwmask", "incrvalue", "decrvalue", "resetsignal"];

    private static readonly HashSet<string> NeedOneBit = ["swwe", "swwel", "we", "wel", "hwset", "hwclr", "incr", "decr", "resetsignal"];

    private static readonly HashSet<string> NotWider =
        ["incrvalue", "decrvalue", "incrsaturate", "saturate", "decrsaturate", "incrthreshold", "threshold", "decrthreshold"];

    /// <summary>Checks one reference that <paramref name="owner"/> has in a property.</summary>
    public void Check(Node owner, string property, Reference reference)
    {
        if (PropertyTable.Find(property) is null) return;
        if (property == "resetsignal" && reference.Target is not SignalNode)
        {
            Report(RdlDiagnosticIds.ReferenceKind, reference, $"The resetsignal of '{owner.Path}' must be a signal; {Describe(reference)} is none.");
            return;
        }
        if (Width(owner, reference) is not { } width || owner is not FieldNode own) return;
        if (ReferenceEquals(reference.Target, owner) && reference.Property is null && property is "reset" or "next" && reference.Indices.Count > 0 && IsOwnElement(reference, owner))
        {
            Report(property == "reset" ? RdlDiagnosticIds.ResetReference : RdlDiagnosticIds.CircularReference, reference, $"'{owner.Path}' is its own {property}.");
            return;
        }
        int wanted = NeedOneBit.Contains(property) ? 1 : own.Width;
        if (width == wanted || (NotWider.Contains(property) && width < wanted)) return;
        RdlRule rule = property switch { "reset" => RdlDiagnosticIds.ResetReference, "resetsignal" => RdlDiagnosticIds.ResetSignal, _ => RdlDiagnosticIds.ReferenceWidth };
        string most = NotWider.Contains(property) ? "at most " : "";
        Report(rule, reference, $"The property '{property}' of '{owner.Path}' needs {most}{wanted} bit{(wanted == 1 ? "" : "s")}; {Describe(reference)} has {width}.");
    }

    private static bool IsOwnElement(Reference reference, Node owner) => reference.Indices.All(i => i == 0) || owner.Parent == reference.Anchor;

    private int? Width(Node owner, Reference reference)
    {
        if (reference.Property is null)
        {
            if (reference.Target is FieldNode f) return f.Width;
            if (reference.Target is SignalNode s) return s.Width;
            Report(RdlDiagnosticIds.ReferenceKind, reference, $"A field or signal is needed here; {Describe(reference)} is a {PropertyTable.Word(reference.Target.Kind)}.");
            return null;
        }
        string property = reference.Property;
        if (!OneBit.Contains(property) && !Values.Contains(property))
        {
            sink.Report(
                RdlDiagnosticIds.ReferenceProperty,
                reference.Location,
                $"The property '{property}' cannot be referred to.",
                suggestion: Suggestions.Closest(property, OneBit.Concat(Values)));
            return null;
        }
        if (property is "intr" or "halt") return RegisterOutput(reference, property);
        if (reference.Target is not FieldNode target)
        {
            Report(RdlDiagnosticIds.ReferenceKind, reference, $"The property '{property}' belongs to fields; '{reference.Target.Path}' is a {PropertyTable.Word(reference.Target.Kind)}.");
            return null;
        }
        if (Missing(target, property) is { } why)
        {
            Report(RdlDiagnosticIds.ReferenceProperty, reference, $"{Describe(reference)} has no value: {why}.");
            return null;
        }
        if (Values.Contains(property) && IsCircular(target, property))
        {
            Report(RdlDiagnosticIds.CircularReference, reference, $"{Describe(reference)} depends on itself.");
            return null;
        }
        return OneBit.Contains(property) || property == "resetsignal" ? 1 : target.Width;
    }

    private int? RegisterOutput(Reference reference, string property)
    {
        if (reference.Target is RegisterNode register && (property == "intr" ? register.HasInterrupt : register.HasHalt)) return 1;
        string why = reference.Target is not RegisterNode ? "is no register"
            : property == "intr" ? "has no interrupt fields" : "has no field with haltenable or haltmask";
        Report(RdlDiagnosticIds.ReferenceProperty, reference, $"{Describe(reference)} does not exist: '{reference.Target.Path}' {why}.");
        return null;
    }

    /// <summary>Why the target has no such output or value; null where it has.</summary>
    private static string? Missing(FieldNode f, string property)
    {
        CounterDirection? up = f.Counter?.Up;
        CounterDirection? down = f.Counter?.Down;
        switch (property)
        {
            case "anded" or "ored" or "xored" or "swacc" or "swmod":
                return null;
            case "overflow" or "incrthreshold" or "threshold" or "incrsaturate" or "saturate" or "incr" or "incrvalue" when up is null:
                return "the field counts not up";
            case "underflow" or "decrthreshold" or "decrsaturate" or "decr" or "decrvalue" when down is null:
                return "the field counts not down";
            case "overflow":
                return up!.Saturate is null ? null : "the counter saturates";
            case "underflow":
                return down!.Saturate is null ? null : "the counter saturates";
            case "incrthreshold" or "threshold":
                return up!.Threshold is null ? "the threshold is not set" : null;
            case "decrthreshold":
                return down!.Threshold is null ? "the threshold is not set" : null;
            case "incrsaturate" or "saturate":
                return up!.Saturate is null ? "the counter does not saturate" : null;
            case "decrsaturate":
                return down!.Saturate is null ? "the counter does not saturate" : null;
            case "incr" or "decr":
                return null;
            case "incrvalue":
                return up!.Step is null ? "the step is an input" : null;
            case "decrvalue":
                return down!.Step is null ? "the step is an input" : null;
            case "we" or "wel":
                return f.WriteEnable.IsOn || f.WriteEnableLow.IsOn ? null : "neither we nor wel is set";
            case "swwe" or "swwel":
                return f.SoftwareWriteEnable.IsOn || f.SoftwareWriteEnableLow.IsOn ? null : "neither swwe nor swwel is set";
            case "hwset":
                return f.HardwareSet.IsOn ? null : "hwset is not set";
            case "hwclr":
                return f.HardwareClear.IsOn ? null : "hwclr is not set";
            case "resetsignal":
                return f.ResetSignal is null ? "no reset signal is set" : null;
            case "reset":
                return f.ResetSource is null ? "no reset value is set" : null;
            case "next":
                return f.Next is not null || f.Hardware.CanWrite() ? null : "hardware does not write the field";
            default:
                return f.Property(property) is null ? "it is not set" : null;
        }
    }

    private static bool IsCircular(FieldNode target, string property)
    {
        var seen = new HashSet<(Node, string)>();
        Node node = target;
        string name = property;
        while (seen.Add((node, name)))
        {
            if ((node.Property(name) as ReferenceValue)?.Reference is not { Property: { } next } reference || !Values.Contains(next)) return false;
            node = reference.Target;
            name = next;
        }
        return true;
    }

    private static string Describe(Reference reference) => $"'{reference}'";

    private void Report(RdlRule rule, Reference reference, string message) =>
        sink.Report(rule, reference.Location, message, reference.Target.Location, "the component that is referred to");
}
