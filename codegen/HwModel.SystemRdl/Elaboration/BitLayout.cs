using System.Numerics;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Widths of registers and positions of fields (SystemRDL 2.0, 10.6 and 10.7).</summary>
internal sealed class BitLayout(DiagnosticSink sink)
{
    public void Place(Draft register)
    {
        var node = (RegisterNode)register.Node;
        Widths(register, node);
        Draft[] fields = [.. register.Children.Where(c => c.Kind == NodeKind.Field)];
        node.IsMsb0 = IsMsb0(register, fields);
        Draft? previous = null;
        foreach (Draft draft in fields)
        {
            var place = (FieldNode)draft.Node;
            int width = Width(draft);
            if (draft.Range is { } range)
            {
                place.Low = Math.Min(range.Left, range.Right);
                place.High = Math.Max(range.Left, range.Right);
            }
            else
            {
                Follow(place, previous?.Node as FieldNode, width, node);
                sink.Report(RdlDiagnosticIds.ImplicitBits, draft.Location, $"The position of '{draft.Path}' follows from its predecessors.");
            }
            CheckInside(draft, place, node);
            previous = draft;
        }
        Overlaps([.. fields.Where(f => f.IsSound)]);
        node.Fields = [.. fields.Where(f => f.IsPresent).Select(f => (FieldNode)f.Node).OrderBy(f => f.Low)];
    }

    private void Widths(Draft register, RegisterNode node)
    {
        node.Width = PowerOfTwo(register, "regwidth", 32, RdlLimits.Bits, RdlDiagnosticIds.RegisterWidth);
        node.AccessWidth = PowerOfTwo(register, "accesswidth", node.Width, RdlLimits.Bits, RdlDiagnosticIds.AccessWidth);
        if (node.AccessWidth <= node.Width) return;
        sink.Report(
            RdlDiagnosticIds.AccessWidth, register.SpanOf("accesswidth"), $"The accesswidth {node.AccessWidth} of '{register.Path}' is larger than its regwidth {node.Width}.");
        node.AccessWidth = node.Width;
    }

    private int PowerOfTwo(Draft register, string property, int whenUnset, int most, RdlRule rule)
    {
        if (register.Find(property)?.Value is not IntegerValue given) return whenUnset;
        if (given.Value > most)
        {
            sink.Report(RdlDiagnosticIds.NumberLimit, register.SpanOf(property), $"The {property} of '{register.Path}' is {given.Value}; at most {most} is supported.");
        }
        else if (given.Value < 8 || !given.Value.IsPowerOfTwo)
        {
            sink.Report(rule, register.SpanOf(property), $"The {property} of '{register.Path}' is {given.Value}; it must be a power of two, at least 8.");
        }
        else
        {
            return (int)given.Value;
        }
        register.IsSound = false;
        return whenUnset;
    }

    private bool IsMsb0(Draft register, Draft[] fields)
    {
        Draft? rising = fields.FirstOrDefault(f => f.Range is { } r && r.Left < r.Right);
        Draft? falling = fields.FirstOrDefault(f => f.Range is { } r && r.Left > r.Right);
        if (rising is not null && falling is not null)
        {
            Draft later = rising.Location.Offset > falling.Location.Offset ? rising : falling;
            sink.Report(
                RdlDiagnosticIds.MixedBitOrder,
                later.PlaceSpan,
                $"[low:high] and [high:low] are both used in the register '{register.Path}'.",
                (later == rising ? falling : rising).PlaceSpan,
                "the other direction is used here");
        }
        if (rising is not null) return true;
        if (falling is not null) return false;
        for (Draft? draft = register.Parent; draft is not null; draft = draft.Parent)
            if (draft.Kind == NodeKind.AddressMap) return draft.Boolean("msb0") || (draft.Find("lsb0") is { Value: BooleanValue { Value: false } });
        return false;
    }

    /// <summary>The width by instance or property; they agree where both are given.</summary>
    private int Width(Draft draft)
    {
        int? fromInstance = draft.Range is { } range ? Math.Abs(range.Left - range.Right) + 1 : draft.Width;
        int? fromProperty = null;
        if (draft.Find("fieldwidth")?.Value is IntegerValue given)
        {
            if (given.Value < 1 || given.Value > RdlLimits.Bits)
            {
                RdlRule rule = given.Value < 1 ? RdlDiagnosticIds.NotPositive : RdlDiagnosticIds.NumberLimit;
                sink.Report(rule, draft.SpanOf("fieldwidth"), $"The fieldwidth of '{draft.Path}' is {given.Value}; it must be 1 to {RdlLimits.Bits}.");
                draft.IsSound = false;
            }
            else
            {
                fromProperty = (int)given.Value;
            }
        }
        if (fromInstance is not null && fromProperty is not null && fromInstance != fromProperty)
        {
            sink.Report(
                RdlDiagnosticIds.FieldWidthConflict,
                draft.PlaceSpan,
                $"'{draft.Path}' has a fieldwidth of {fromProperty}, but its instance is {fromInstance} wide.",
                draft.SpanOf("fieldwidth"),
                "fieldwidth is assigned here");
        }
        return fromInstance ?? fromProperty ?? 1;
    }

    private static void Follow(FieldNode place, FieldNode? previous, int width, RegisterNode register)
    {
        if (register.IsMsb0)
        {
            place.High = previous is null ? register.Width - 1 : previous.Low - 1;
            place.Low = place.High - width + 1;
        }
        else
        {
            place.Low = previous is null ? 0 : previous.High + 1;
            place.High = place.Low + width - 1;
        }
    }

    private void CheckInside(Draft draft, FieldNode place, RegisterNode register)
    {
        if (place.Low >= 0 && place.High < register.Width) return;
        if (draft.Parent!.IsSound)
        {
            sink.Report(
                RdlDiagnosticIds.FieldOutsideRegister,
                draft.PlaceSpan,
                $"The bits {place.High} to {place.Low} of '{draft.Path}' do not lie inside the {register.Width} bits of its register.",
                draft.Parent.SpanOf("regwidth"),
                "the register");
        }
        draft.IsSound = false;
    }

    private void Overlaps(Draft[] fields)
    {
        Draft[] sorted = [.. fields.OrderBy(f => ((FieldNode)f.Node).Low)];
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = i + 1; j < sorted.Length && ((FieldNode)sorted[j].Node).Low <= ((FieldNode)sorted[i].Node).High; j++)
            {
                if (MayShare(sorted[i], sorted[j])) continue;
                (Draft first, Draft second) = sorted[i].Location.Offset <= sorted[j].Location.Offset ? (sorted[i], sorted[j]) : (sorted[j], sorted[i]);
                sink.Report(
                    RdlDiagnosticIds.FieldOverlap,
                    second.PlaceSpan,
                    $"The fields '{first.Path}' and '{second.Path}' overlap; only a read-only and a write-only field may.",
                    first.PlaceSpan,
                    "the other field");
                break;
            }
        }
    }

    private static bool MayShare(Draft a, Draft b) =>
        (a.Word("sw"), b.Word("sw")) switch
        {
            ("r", "w" or "w1") or ("w" or "w1", "r") => true,
            _ => false,
        };

    /// <summary>10.6.1-f, once the fields' effects are known.</summary>
    public void CheckSubwords(Draft register)
    {
        var node = (RegisterNode)register.Node;
        if (node.AccessWidth >= node.Width) return;
        foreach (Draft draft in register.Children)
        {
            if (draft.Node is not FieldNode f || !draft.IsSound || !draft.IsPresent) continue;
            int low = f.BusLow;
            if (low / node.AccessWidth == (low + f.Width - 1) / node.AccessWidth) continue;
            if (!f.Software.CanWrite() && f.OnRead == OnRead.None) continue;
            sink.Report(
                RdlDiagnosticIds.FieldCrossesSubword,
                draft.PlaceSpan,
                $"'{draft.Path}' crosses a boundary of the {node.AccessWidth} bits of one access; it may then neither be written by software nor have an effect on read.",
                register.SpanOf("accesswidth"),
                "the accesswidth");
        }
    }

    public static BigInteger Ones(int width) => (BigInteger.One << width) - 1;
}
