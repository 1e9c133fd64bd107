using System.Numerics;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Model;

/// <summary>An enumeration that a field may be encoded by (SystemRDL 2.0, 6.2.5).</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Members">In the order of the text.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record EnumType(string Name, IReadOnlyList<EnumMember> Members, SourceSpan Location)
{
    /// <summary>The member of that name, or null.</summary>
    public EnumMember? Find(string name)
    {
        foreach (EnumMember member in Members)
            if (member.Identifier == name) return member;
        return null;
    }
}

/// <summary>One value of an enumeration.</summary>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Value">Its number.</param>
/// <param name="Name">Its <c>name</c> property, or null.</param>
/// <param name="Description">Its <c>desc</c> property, or null.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record EnumMember(string Identifier, BigInteger Value, string? Name, string? Description, SourceSpan Location);
