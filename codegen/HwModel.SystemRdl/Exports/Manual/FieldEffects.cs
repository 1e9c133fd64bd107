using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>What a field does besides being read and written, in sentences. Parts in backquotes are names.</summary>
internal static class FieldEffects
{
    public static IEnumerable<string> Sentences(FieldNode field)
    {
        foreach (string sentence in Software(field)) yield return sentence;
        foreach (string sentence in Hardware(field)) yield return sentence;
        if (field.Counter is { } counter)
        {
            if (counter.Up is { } up) yield return Direction(up, field, "up");
            if (counter.Down is { } down) yield return Direction(down, field, "down");
        }
        if (field.Interrupt is { } interrupt) yield return Interrupt(interrupt);
        else if (field.Sticky == Stickiness.Bit) yield return "Sticky: a bit that hardware sets stays set until it is cleared.";
        else if (field.Sticky == Stickiness.Field) yield return "Sticky: the first value that is not 0 stays until it is cleared.";
        if (field.Precedence == Precedence.Hardware) yield return "Hardware wins where both change a bit in one cycle.";
    }

    /// <summary>The sentences of a register: its shape and its outputs.</summary>
    public static IEnumerable<string> Sentences(RegisterNode register)
    {
        if (register.AliasPrimary is { } primary) yield return $"Another view of `{primary.InstanceName}`: the same storage.";
        foreach (RegisterNode alias in register.Aliases) yield return $"Also visible as `{alias.InstanceName}`.";
        if (register.IsExternal && !register.IsVirtual) yield return "Implemented outside the register file.";
        if (register.AccessWidth < register.Width)
            yield return $"Accessed in words of {Numbers.Decimal(register.AccessWidth)} bits.";
        if (register.IsMsb0) yield return "Bit 0 is the most significant bit.";
        if (register.IsShared) yield return "Shared by several address maps.";
    }

    private static IEnumerable<string> Software(FieldNode field)
    {
        switch (field.OnRead)
        {
            case OnRead.Clear: yield return "Reading clears it."; break;
            case OnRead.Set: yield return "Reading sets all its bits."; break;
            case OnRead.User: yield return "Reading has an effect that the implementation defines."; break;
        }
        string? write = field.OnWrite switch
        {
            OnWrite.OneSets => "Writing 1 sets a bit; writing 0 does nothing.",
            OnWrite.OneClears => "Writing 1 clears a bit; writing 0 does nothing.",
            OnWrite.OneToggles => "Writing 1 inverts a bit; writing 0 does nothing.",
            OnWrite.ZeroSets => "Writing 0 sets a bit; writing 1 does nothing.",
            OnWrite.ZeroClears => "Writing 0 clears a bit; writing 1 does nothing.",
            OnWrite.ZeroToggles => "Writing 0 inverts a bit; writing 1 does nothing.",
            OnWrite.Clear => "Any write clears it.",
            OnWrite.Set => "Any write sets all its bits.",
            OnWrite.User => "Writing has an effect that the implementation defines.",
            _ => null,
        };
        if (write is not null) yield return write;
        if (field.Software.IsOnce()) yield return "Only the first write after reset is taken.";
        if (field.IsSinglePulse) yield return "Falls back to 0 in the next cycle.";
        if (field.SoftwareWriteEnable.IsOn) yield return $"Writes are taken only while {Source(field.SoftwareWriteEnable, "its write enable")} is 1.";
        if (field.SoftwareWriteEnableLow.IsOn) yield return $"Writes are taken only while {Source(field.SoftwareWriteEnableLow, "its write lock")} is 0.";
        if (field.HasSoftwareModified) yield return "Hardware sees a strobe when software changes it.";
        if (field.HasSoftwareAccessed) yield return "Hardware sees a strobe when software accesses it.";
    }

    private static IEnumerable<string> Hardware(FieldNode field)
    {
        if (field.Next is { } next) yield return $"Follows {Name(next)}.";
        if (field.WriteEnable.IsOn) yield return $"Hardware writes it while {Source(field.WriteEnable, "its write enable")} is 1.";
        if (field.WriteEnableLow.IsOn) yield return $"Hardware writes it while {Source(field.WriteEnableLow, "its write lock")} is 0.";
        if (field.HardwareSet.IsOn) yield return $"{Start(field.HardwareSet, "Hardware")} sets all its bits.";
        if (field.HardwareClear.IsOn) yield return $"{Start(field.HardwareClear, "Hardware")} clears it.";
        if (field.HardwareEnable is { } enable) yield return $"Hardware changes only bits that are 1 in {Name(enable)}.";
        if (field.HardwareMask is { } mask) yield return $"Hardware changes only bits that are 0 in {Name(mask)}.";
        if (field.ResetSource?.Reference is { } reset) yield return $"Resets to the value of {Name(reset)}.";
        if (field.ResetSignal is { } signal) yield return $"Reset by {Name(signal)}.";
        if (field.HasParityCheck) yield return "Protected by parity.";
        if (field.IsConstant) yield return field.KnownReset() is null ? "Constant of unknown value." : "Constant.";
    }

    private static string Direction(CounterDirection direction, FieldNode field, string word)
    {
        string step = direction switch
        {
            { StepWidth: > 0 } => $" by an input of {Numbers.Decimal(direction.StepWidth)} bits",
            { Step.Reference: { } reference } => $" by {Name(reference)}",
            { Step.Value: { } value } when !value.IsOne => $" by {Numbers.Decimal(value)}",
            _ => "",
        };
        string strobe = direction.Strobe is { } reference2 ? $" while {Name(reference2)} is 1" : "";
        string end = direction.Saturate switch
        {
            { Value: { } limit } => $", stops at {Numbers.Decimal(limit)}",
            { Reference: { } reference } => $", stops at {Name(reference)}",
            _ => $", modulo 2^{Numbers.Decimal(field.Width)}",
        };
        string threshold = direction.Threshold switch
        {
            { Value: { } limit } => $"; reports {(word == "up" ? "reaching" : "falling to")} {Numbers.Decimal(limit)}",
            { Reference: { } reference } => $"; reports {(word == "up" ? "reaching" : "falling to")} {Name(reference)}",
            _ => "",
        };
        string wrap = direction.HasWrapOutput ? (word == "up" ? "; reports an overflow" : "; reports an underflow") : "";
        return $"Counts {word}{step}{strobe}{end}{threshold}{wrap}.";
    }

    private static string Interrupt(InterruptInfo interrupt)
    {
        string edge = interrupt.Event switch
        {
            InterruptEvent.PosEdge => "a rising edge",
            InterruptEvent.NegEdge => "a falling edge",
            InterruptEvent.BothEdge => "either edge",
            _ => "a high level",
        };
        string text = interrupt.IsNonSticky ? $"Interrupt, follows {edge}" : $"Interrupt, latched by {edge}";
        if (interrupt.Enable is { } enable) text += $"; enabled by {Name(enable)}";
        if (interrupt.Mask is { } mask) text += $"; masked by {Name(mask)}";
        if (interrupt.HaltEnable is { } haltEnable) text += $"; halt enabled by {Name(haltEnable)}";
        if (interrupt.HaltMask is { } haltMask) text += $"; halt masked by {Name(haltMask)}";
        return text + ".";
    }

    private static string Source(Gate gate, string input) => gate.Reference is { } reference ? Name(reference) : input;

    private static string Start(Gate gate, string input) => gate.Reference is { } reference ? Name(reference) : input;

    /// <summary>The target below the top, with its indices and property, in backquotes.</summary>
    internal static string Name(Reference reference)
    {
        var parts = new List<string>();
        int index = reference.Indices.Count - 1;
        for (Node? node = reference.Target; node?.Parent is not null; node = node.Parent)
        {
            // Above the anchor nothing is indexed: the same element as the owner's.
            string indices = index >= 0 && node.Dimensions.Count > 0 ? new Element(node, null, reference.Indices[index]).InstanceName : node.InstanceName;
            parts.Insert(0, indices);
            index--;
        }
        string path = parts.Count == 0 ? reference.Target.InstanceName : string.Join(".", parts);
        return "`" + (reference.Property is null ? path : path + "->" + reference.Property) + "`";
    }
}
