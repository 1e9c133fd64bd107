using System.Numerics;

namespace HwModel.SystemRdl.Model;

/// <summary>The value of a property or parameter after elaboration.</summary>
public abstract record PropertyValue;

/// <summary>true or false.</summary>
public sealed record BooleanValue(bool Value) : PropertyValue
{
    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);
}

/// <summary>A non-negative number of a width in bits; unsized numbers have 64.</summary>
public sealed record IntegerValue(BigInteger Value, int Width = 64) : PropertyValue;

/// <summary>A text, escapes resolved, RDL format codes kept.</summary>
public sealed record StringValue(string Value) : PropertyValue;

/// <summary>A word of the language: an access type, a read or write effect, an addressing mode, a precedence, an edge.</summary>
public sealed record KeywordValue(string Word) : PropertyValue;

/// <summary>An enumeration itself, as <c>encode</c> takes it.</summary>
public sealed record EnumTypeValue(EnumType Type) : PropertyValue;

/// <summary>A member of a user's enumeration.</summary>
public sealed record EnumMemberValue(EnumType Type, EnumMember Member) : PropertyValue;

/// <summary>Another component, or a property of one.</summary>
public sealed record ReferenceValue(Reference Reference) : PropertyValue;

/// <summary>Several values.</summary>
public sealed record ArrayValue(IReadOnlyList<PropertyValue> Items) : PropertyValue
{
    public bool Equals(ArrayValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;
}

/// <summary>A number, or the component that carries it at run time.</summary>
/// <param name="Value">The number, or null where <paramref name="Reference"/> is set.</param>
/// <param name="Reference">The component, or null where <paramref name="Value"/> is set.</param>
public sealed record Operand(BigInteger? Value, Reference? Reference);

/// <summary>A switch that is off, an input of the register file (on without a reference), or wired to a component.</summary>
/// <param name="IsOn">False: the property is not set.</param>
/// <param name="Reference">The one-bit component that drives it, or null: then an input port is inferred.</param>
public sealed record Gate(bool IsOn, Reference? Reference)
{
    public static Gate Off { get; } = new(false, null);

    /// <summary>On, and driven by an inferred input port.</summary>
    public static Gate Input { get; } = new(true, null);
}
