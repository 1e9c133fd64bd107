using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Diff;

/// <summary>Compares two fields.</summary>
internal sealed class FieldDiff(string path, FieldNode a, FieldNode b, List<ModelChange> changes)
{
    /// <summary>Losing a way of access breaks software; gaining one does not.</summary>
    public static ChangeKind AccessChange(AccessType before, AccessType after)
    {
        bool loses = (before.CanRead() && !after.CanRead()) || (before.CanWrite() && !after.CanWrite()) || (!before.IsOnce() && after.IsOnce());
        return loses ? ChangeKind.Breaking : ChangeKind.Behavioural;
    }

    public void Compare()
    {
        Add(ChangeKind.Breaking, "bits", $"{a.Msb}:{a.Lsb}", $"{b.Msb}:{b.Lsb}");
        Add(AccessChange(a.Software, b.Software), "sw", a.Software.Keyword(), b.Software.Keyword());
        Add(ChangeKind.Breaking, "effect on read", a.OnRead.Keyword(), b.OnRead.Keyword());
        Add(ChangeKind.Breaking, "effect on write", a.OnWrite.Keyword(), b.OnWrite.Keyword());
        Add(ChangeKind.Behavioural, "hw", a.Hardware.Keyword(), b.Hardware.Keyword());
        Add(ChangeKind.Behavioural, "reset", ValueText.Of(a.ResetSource), ValueText.Of(b.ResetSource));
        Add(ChangeKind.Behavioural, "reset signal", ValueText.Of(a.ResetSignal), ValueText.Of(b.ResetSignal));
        Add(ChangeKind.Behavioural, "precedence", a.Precedence.Keyword(), b.Precedence.Keyword());
        Add(ChangeKind.Behavioural, "next", ValueText.Of(a.Next), ValueText.Of(b.Next));
        Gate("swwe", a.SoftwareWriteEnable, b.SoftwareWriteEnable);
        Gate("swwel", a.SoftwareWriteEnableLow, b.SoftwareWriteEnableLow);
        Gate("we", a.WriteEnable, b.WriteEnable);
        Gate("wel", a.WriteEnableLow, b.WriteEnableLow);
        Gate("hwset", a.HardwareSet, b.HardwareSet);
        Gate("hwclr", a.HardwareClear, b.HardwareClear);
        Add(ChangeKind.Behavioural, "hwenable", ValueText.Of(a.HardwareEnable), ValueText.Of(b.HardwareEnable));
        Add(ChangeKind.Behavioural, "hwmask", ValueText.Of(a.HardwareMask), ValueText.Of(b.HardwareMask));
        Add(ChangeKind.Breaking, "singlepulse", Flag(a.IsSinglePulse), Flag(b.IsSinglePulse));
        Add(ChangeKind.Behavioural, "outputs", Outputs(a), Outputs(b));
        Add(ChangeKind.Behavioural, "counter up", Counter(a.Counter?.Up), Counter(b.Counter?.Up));
        Add(ChangeKind.Behavioural, "counter down", Counter(a.Counter?.Down), Counter(b.Counter?.Down));
        Add(ChangeKind.Behavioural, "interrupt", Interrupt(a.Interrupt), Interrupt(b.Interrupt));
        Add(ChangeKind.Behavioural, "sticky", a.Sticky.ToString(), b.Sticky.ToString());
        Encoding();
    }

    private void Encoding()
    {
        if (a.Encode is null || b.Encode is null)
        {
            Add(ChangeKind.Behavioural, "encode", a.Encode?.Name, b.Encode?.Name);
            return;
        }
        foreach (EnumMember member in a.Encode.Members)
        {
            EnumMember? other = b.Encode.Find(member.Identifier);
            if (other is null) changes.Add(new ModelChange(ChangeKind.Breaking, path, $"enumeration member {member.Identifier} is gone", null, null, b.Location));
            else
            {
                Add(ChangeKind.Breaking, $"value of {member.Identifier}", ValueText.Number(member.Value), ValueText.Number(other.Value));
                Add(ChangeKind.Documentation, $"name of {member.Identifier}", member.Name, other.Name);
                Add(ChangeKind.Documentation, $"desc of {member.Identifier}", member.Description, other.Description);
            }
        }
        foreach (EnumMember member in b.Encode.Members)
        {
            if (a.Encode.Find(member.Identifier) is null)
                changes.Add(new ModelChange(ChangeKind.Behavioural, path, $"new enumeration member {member.Identifier} =", null, ValueText.Number(member.Value), b.Location));
        }
    }

    private void Gate(string what, Gate before, Gate after) => Add(ChangeKind.Behavioural, what, ValueText.Of(before), ValueText.Of(after));

    private void Add(ChangeKind kind, string what, string? before, string? after)
    {
        if (before != after) changes.Add(new ModelChange(kind, path, what, before ?? "none", after ?? "none", b.Location));
    }

    private static string Flag(bool value) => value ? "yes" : "no";

    private static string Outputs(FieldNode f) =>
        string.Join(
            " ",
            new[]
            {
                f.HasSoftwareModified ? "swmod" : "", f.HasSoftwareAccessed ? "swacc" : "", f.HasAnded ? "anded" : "", f.HasOred ? "ored" : "", f.HasXored ? "xored" : "",
                f.HasParityCheck ? "paritycheck" : "",
            }.Where(s => s.Length > 0));

    private static string Counter(CounterDirection? c) =>
        c is null
            ? "no"
            : $"on {ValueText.Of(c.Strobe) ?? "input"} by {(c.StepWidth > 0 ? $"an input of {c.StepWidth} bits" : ValueText.Of(c.Step))}, limit {ValueText.Of(c.Saturate) ?? "none"}, "
              + $"threshold {ValueText.Of(c.Threshold) ?? "none"}{(c.HasWrapOutput ? ", wrap output" : "")}";

    private static string Interrupt(InterruptInfo? i) =>
        i is null
            ? "no"
            : $"{(i.IsNonSticky ? "nonsticky " : "")}{i.Event.Keyword()}, enable {ValueText.Of(i.Enable) ?? "none"}, mask {ValueText.Of(i.Mask) ?? "none"}, "
              + $"haltenable {ValueText.Of(i.HaltEnable) ?? "none"}, haltmask {ValueText.Of(i.HaltMask) ?? "none"}";
}
