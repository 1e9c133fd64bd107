using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>One register of the interrupt hierarchy with what feeds it.</summary>
/// <param name="Register">A register with interrupt fields.</param>
/// <param name="Inputs">Its interrupt fields, each with what it follows; empty where the register was shown before.</param>
internal sealed record InterruptTree(RegisterNode Register, IReadOnlyList<InterruptInput> Inputs)
{
    /// <summary>The trees whose root no other interrupt field follows, in address order. What lies below a register is shown once.</summary>
    public static IReadOnlyList<InterruptTree> Roots(AddressMapNode top)
    {
        var registers = top.Walk().OfType<RegisterNode>().Where(r => r.HasInterrupt).ToList();
        var inner = new HashSet<RegisterNode>();
        foreach (RegisterNode register in registers)
            foreach (FieldNode field in register.Fields)
                if (field.Interrupt is not null && Source(field) is { } source && !ReferenceEquals(source, register)) inner.Add(source);
        var shown = new HashSet<RegisterNode>();
        return [.. registers.Where(r => !inner.Contains(r)).Select(r => Build(r, shown))];
    }

    private static InterruptTree Build(RegisterNode register, HashSet<RegisterNode> shown)
    {
        var inputs = new List<InterruptInput>();
        if (!shown.Add(register)) return new InterruptTree(register, inputs);
        foreach (FieldNode field in register.Fields)
        {
            if (field.Interrupt is null) continue;
            inputs.Add(new InterruptInput(field, Source(field) is { } source ? Build(source, shown) : null));
        }
        return new InterruptTree(register, inputs);
    }

    private static RegisterNode? Source(FieldNode field) =>
        field.Next is { Property: "intr" or "halt", Target: RegisterNode register } ? register : null;
}

/// <summary>One interrupt field and what it follows, or null.</summary>
internal sealed record InterruptInput(FieldNode Field, InterruptTree? Source)
{
    /// <summary>The element that it follows, like <c>filter[3]</c>; "" where it follows none.</summary>
    public string SourceName => Source is null ? "" : FieldEffects.Name(Field.Next!).Trim('`').Replace("->intr", "").Replace("->halt", "");
}
