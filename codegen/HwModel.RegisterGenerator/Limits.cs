using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator;

/// <summary>What the generator refuses, by name.</summary>
internal static class Limits
{
    /// <summary>Registers of one file, arrays unrolled.</summary>
    private const int Registers = 200_000;

    public static List<Finding> Check(AddressMapNode top)
    {
        var findings = new List<Finding>();
        long count = 0;
        Visit(top, 1, ref count, findings);
        if (count > Registers) findings.Add(Finding.Of(Rules.NotGenerated, top.TypeLocation, $"'{top.Path}' has {count} registers; at most {Registers} are generated. Use an external mem for tables."));
        if (findings.Count == 0) Circles.Check(top, findings);
        return findings;
    }

    /// <summary>Everything that lies outside: external components and what is inside them.</summary>
    public static bool IsOutside(Node node) => node.IsExternal || node.Kind == NodeKind.Memory;

    private static void Visit(Node node, long elements, ref long count, List<Finding> findings)
    {
        foreach (Node child in node.Children)
        {
            if (IsOutside(child)) continue;
            if (child is RegisterNode register)
            {
                count += elements * child.ElementCount;
                if (register.AccessWidth > 64) findings.Add(Finding.Of(Rules.NotGenerated, child.Location, $"The accesswidth {register.AccessWidth} of '{child.Path}' is larger than the 64 bits of a bus word."));
                foreach (FieldNode f in register.Fields)
                {
                    if (f.Width > 64) findings.Add(Finding.Of(Rules.NotGenerated, f.Location, $"'{f.Path}' has {f.Width} bits; fields of at most 64 bits are generated."));
                    if (f.HasParityCheck) findings.Add(Finding.Of(Rules.NotGenerated, f.Location, $"The property paritycheck of '{f.Path}' is not generated."));
                }
            }
            else
            {
                Visit(child, elements * child.ElementCount, ref count, findings);
            }
        }
    }
}

/// <summary>Finds values that depend on themselves within one cycle (SystemRDL leaves them undefined).</summary>
internal static class Circles
{
    public static void Check(AddressMapNode top, List<Finding> findings)
    {
        var state = new Dictionary<(Node, string), bool>();
        foreach (Node node in top.Walk())
        {
            if (node is not FieldNode f) continue;
            foreach (Reference reference in References(f))
                if (Visit(reference.Target, reference.Property ?? "", state, 0))
                {
                    findings.Add(Finding.Of(Rules.Circle, reference.Location, $"'{reference}' depends on itself within one cycle."));
                    return;
                }
        }
    }

    /// <summary>True where a circle is found; depth bounds chains that no stack could hold.</summary>
    private static bool Visit(Node node, string property, Dictionary<(Node, string), bool> state, int depth)
    {
        if (depth > 1000) return true;
        if (state.TryGetValue((node, property), out bool isDone)) return !isDone;
        state[(node, property)] = false;
        bool found = false;
        if (node is RegisterNode register)
        {
            foreach (FieldNode f in register.Fields) found = found || (f.Interrupt is not null && (Visit(f, "", state, depth + 1) || All(f, state, depth)));
        }
        else if (node is FieldNode f)
        {
            bool isWire = !f.ImplementsStorage && f.AliasPrimary is null;
            bool isValue = property is "" or "anded" or "ored" or "xored";
            if (isValue) found = isWire && f.Next is { } next && Visit(next.Target, next.Property ?? "", state, depth + 1);
            else if (property is not ("swacc" or "swmod")) found = All(f, state, depth);
        }
        state[(node, property)] = true;
        return found;
    }

    private static bool All(FieldNode f, Dictionary<(Node, string), bool> state, int depth)
    {
        foreach (Reference reference in References(f))
            if (Visit(reference.Target, reference.Property ?? "", state, depth + 1)) return true;
        return false;
    }

    public static IEnumerable<Reference> References(FieldNode f)
    {
        foreach (PropertyValue value in f.Properties.Values)
            if (value is ReferenceValue reference && !IsUser(f, reference)) yield return reference.Reference;
    }

    private static bool IsUser(FieldNode f, ReferenceValue reference) => f.UserProperties.Any(p => ReferenceEquals(p.Value, reference));
}
