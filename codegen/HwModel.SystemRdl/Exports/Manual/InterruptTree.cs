using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>One register of the interrupt hierarchy with what feeds it.</summary>
/// <param name="Register">A register with interrupt fields.</param>
/// <param name="Inputs">Its interrupt fields, each with the register whose interrupt it follows, or null.</param>
internal sealed record InterruptTree(RegisterNode Register, IReadOnlyList<InterruptInput> Inputs)
{
    /// <summary>The trees whose root no other interrupt field follows, in address order. A register that lies in a circle appears as its own root, without repetition.</summary>
    public static IReadOnlyList<InterruptTree> Roots(AddressMapNode top)
    {
        var registers = top.Walk().OfType<RegisterNode>().Where(r => r.HasInterrupt).ToList();
        var inner = new HashSet<RegisterNode>();
        foreach (RegisterNode register in registers)
            foreach (FieldNode field in register.Fields)
                if (field.Interrupt is not null && Source(field) is { } source && !ReferenceEquals(source, register)) inner.Add(source);
        return [.. registers.Where(r => !inner.Contains(r)).Select(r => Build(r, []))];
    }

    private static InterruptTree Build(RegisterNode register, HashSet<RegisterNode> above)
    {
        var inputs = new List<InterruptInput>();
        above.Add(register);
        foreach (FieldNode field in register.Fields)
        {
            if (field.Interrupt is null) continue;
            RegisterNode? source = Source(field);
            inputs.Add(new InterruptInput(field, source is null || above.Contains(source) ? null : Build(source, above)));
        }
        above.Remove(register);
        return new InterruptTree(register, inputs);
    }

    private static RegisterNode? Source(FieldNode field) =>
        field.Next is { Property: "intr" or "halt", Target: RegisterNode register } ? register : null;
}

/// <summary>One interrupt field and what it follows.</summary>
internal sealed record InterruptInput(FieldNode Field, InterruptTree? Source);
