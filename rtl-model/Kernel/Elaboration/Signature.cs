namespace HwModel.Kernel;

/// <summary>One port of a signature.</summary>
/// <param name="Name">Name in the bundle.</param>
/// <param name="Direction">As seen from the side that the signature describes.</param>
/// <param name="Kind">Queue or level.</param>
/// <param name="Payload">Type of what flows.</param>
/// <param name="Width">Width in bits, 0 where none is declared.</param>
public sealed record SignatureMember(string Name, PortDirection Direction, PortKind Kind, Type Payload, int Width)
{
    internal bool Fits(SignatureMember other) =>
        Direction == other.Direction && Kind == other.Kind && Payload == other.Payload && (Width == 0 || other.Width == 0 || Width == other.Width);
}

/// <summary>An interface between modules: named, directed ports. The other side is the flipped signature.</summary>
/// <param name="Members">In order of declaration.</param>
public sealed record Signature(IReadOnlyList<SignatureMember> Members)
{
    /// <summary>The signature that a bundle has.</summary>
    public static Signature Of(PortBundle bundle) =>
        new([.. bundle.Ports.Select(entry => new SignatureMember(entry.Name, entry.Port.Direction, entry.Port.Kind, entry.Port.Payload, entry.Port.Width))]);

    /// <summary>The other side: inputs and outputs change places.</summary>
    public Signature Flip() =>
        new([.. Members.Select(member => member with { Direction = member.Direction == PortDirection.In ? PortDirection.Out : PortDirection.In })]);

    /// <summary>A member by name.</summary>
    public SignatureMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>What keeps this signature from being <paramref name="expected"/>, a clause each.</summary>
    public IEnumerable<string> Misfits(Signature expected)
    {
        foreach (SignatureMember member in Members)
        {
            if (expected.Find(member.Name) is not { } other) yield return $"{member.Name} has no other side";
            else if (!member.Fits(other)) yield return $"{member.Name} is {Describe(member)}, where {Describe(other)} is needed";
        }
        foreach (SignatureMember other in expected.Members)
            if (Find(other.Name) is null)
                yield return $"{other.Name} has no other side";
    }

    private static string Describe(SignatureMember member) =>
        $"an {(member.Direction == PortDirection.In ? "input" : "output")} {(member.Kind == PortKind.Queue ? "queue" : "signal")} of {member.Payload.Name}" +
        (member.Width > 0 ? $", {member.Width} bits" : "");
}

/// <summary>Ports of a module that belong together, such as the two directions of a link with their credits.</summary>
public sealed class PortBundle(Module owner, string name, params (string Name, Port Port)[] ports)
{
    /// <summary>The module that has the ports.</summary>
    public Module Owner => owner;

    /// <summary>The module's path and the bundle's name.</summary>
    public string Path => $"{owner.Path}.{name}";

    /// <summary>The ports by their names in the bundle.</summary>
    public IReadOnlyList<(string Name, Port Port)> Ports => ports;

    internal Port? Find(string member) => ports.FirstOrDefault(entry => entry.Name == member).Port;
}
