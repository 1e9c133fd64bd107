using System.Numerics;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Syntax;

/// <summary>A name with its place.</summary>
internal readonly record struct Name(string Text, SourceSpan Span);

// ---- Expressions ----

internal abstract class Expression(SourceSpan span)
{
    public SourceSpan Span => span;
}

/// <summary>A number; the width is 64 where the text gives none.</summary>
internal sealed class NumberExpression(SourceSpan span, BigInteger value, int width) : Expression(span)
{
    public BigInteger Value => value;

    public int Width => width;
}

internal sealed class BooleanExpression(SourceSpan span, bool value) : Expression(span)
{
    public bool Value => value;
}

internal sealed class StringExpression(SourceSpan span, string value) : Expression(span)
{
    public string Value => value;
}

/// <summary>rw, rclr, compact, sw, ... used as a value.</summary>
internal sealed class KeywordExpression(SourceSpan span, string word) : Expression(span)
{
    public string Word => word;
}

/// <summary>Enum::member</summary>
internal sealed class MemberExpression(SourceSpan span, Name type, Name member) : Expression(span)
{
    public Name Type => type;

    public Name Member => member;
}

/// <summary>A parameter, a component, or a property of one.</summary>
internal sealed class PathExpression(SourceSpan span, IReadOnlyList<PathPart> parts, Name? property) : Expression(span)
{
    public IReadOnlyList<PathPart> Parts => parts;

    public Name? Property => property;
}

/// <summary>One step of a path with its indices.</summary>
internal sealed class PathPart(Name name, IReadOnlyList<Expression> indices)
{
    public Name Name => name;

    public IReadOnlyList<Expression> Indices => indices;
}

internal sealed class UnaryExpression(SourceSpan span, string op, Expression operand) : Expression(span)
{
    public string Op => op;

    public Expression Operand => operand;
}

internal sealed class BinaryExpression(SourceSpan span, string op, Expression left, Expression right) : Expression(span)
{
    public string Op => op;

    public Expression Left => left;

    public Expression Right => right;
}

internal sealed class ConditionalExpression(SourceSpan span, Expression condition, Expression whenTrue, Expression whenFalse) : Expression(span)
{
    public Expression Condition => condition;

    public Expression WhenTrue => whenTrue;

    public Expression WhenFalse => whenFalse;
}

/// <summary>{a, b} or {n{a, b}}</summary>
internal sealed class ConcatenationExpression(SourceSpan span, Expression? count, IReadOnlyList<Expression> items) : Expression(span)
{
    public Expression? Count => count;

    public IReadOnlyList<Expression> Items => items;
}

/// <summary>'{a, b}</summary>
internal sealed class ArrayExpression(SourceSpan span, IReadOnlyList<Expression> items) : Expression(span)
{
    public IReadOnlyList<Expression> Items => items;
}

/// <summary>W'(e), boolean'(e), longint'(e), bit'(e); exactly one of width and type is set.</summary>
internal sealed class CastExpression(SourceSpan span, Expression? width, string? type, Expression operand) : Expression(span)
{
    public Expression? Width => width;

    public string? Type => type;

    public Expression Operand => operand;
}

// ---- Statements ----

internal abstract class Statement(SourceSpan span)
{
    public SourceSpan Span => span;
}

/// <summary>[default] property [= value]; for interrupts with the modifiers before <c>intr</c>.</summary>
internal sealed class PropertyAssignment(SourceSpan span, bool isDefault, Name property, Expression? value, IReadOnlyList<Name> modifiers) : Statement(span)
{
    public bool IsDefault => isDefault;

    public Name Property => property;

    public Expression? Value => value;

    /// <summary>posedge, negedge, bothedge, level, nonsticky</summary>
    public IReadOnlyList<Name> Modifiers => modifiers;
}

/// <summary>path -> property [= value]</summary>
internal sealed class DynamicAssignment(SourceSpan span, IReadOnlyList<PathPart> target, PropertyAssignment assignment) : Statement(span)
{
    public IReadOnlyList<PathPart> Target => target;

    public PropertyAssignment Assignment => assignment;
}

internal sealed class EnumDefinition(SourceSpan span, Name name, IReadOnlyList<EnumEntry> entries) : Statement(span)
{
    public Name Name => name;

    public IReadOnlyList<EnumEntry> Entries => entries;
}

internal sealed class EnumEntry(Name name, Expression? value, IReadOnlyList<PropertyAssignment> properties)
{
    public Name Name => name;

    public Expression? Value => value;

    public IReadOnlyList<PropertyAssignment> Properties => properties;
}

/// <summary>property Name { type = ..; component = ..; default = ..; constraint = ..; }</summary>
internal sealed class PropertyDefinition(
    SourceSpan span, Name name, Name? type, bool isArray, IReadOnlyList<Name> components, Expression? defaultValue, bool isComponentWidth) : Statement(span)
{
    public Name Name => name;

    public Name? Type => type;

    public bool IsArray => isArray;

    public IReadOnlyList<Name> Components => components;

    public Expression? Default => defaultValue;

    public bool IsComponentWidth => isComponentWidth;
}

/// <summary>A component's definition; it may be instantiated by an <see cref="Instantiation"/> that holds it.</summary>
internal sealed class ComponentDefinition(
    SourceSpan span, NodeKind kind, Name? name, IReadOnlyList<ParameterDefinition> parameters, IReadOnlyList<Statement> body) : Statement(span)
{
    public NodeKind Kind => kind;

    public Name? Name => name;

    public IReadOnlyList<ParameterDefinition> Parameters => parameters;

    public IReadOnlyList<Statement> Body => body;
}

/// <param name="type">bit, longint, boolean, string, accesstype, ..., or an enumeration's name.</param>
internal sealed class ParameterDefinition(Name type, Name name, bool isArray, Expression? defaultValue)
{
    public Name Type => type;

    public Name Name => name;

    public bool IsArray => isArray;

    public Expression? Default => defaultValue;
}

/// <summary>One or more instances of a definition given on the spot or by name.</summary>
internal sealed class Instantiation(
    SourceSpan span,
    Name? external,
    Name? aliasPrimary,
    ComponentDefinition? definition,
    Name? typeName,
    IReadOnlyList<ParameterOverride> overrides,
    IReadOnlyList<InstanceSyntax> instances) : Statement(span)
{
    /// <summary>The word external or internal, or null.</summary>
    public Name? External => external;

    public Name? AliasPrimary => aliasPrimary;

    public ComponentDefinition? Definition => definition;

    public Name? TypeName => typeName;

    public IReadOnlyList<ParameterOverride> Overrides => overrides;

    public IReadOnlyList<InstanceSyntax> Instances => instances;
}

internal sealed class ParameterOverride(Name name, Expression value)
{
    public Name Name => name;

    public Expression Value => value;
}

internal sealed class InstanceSyntax(Name name)
{
    public Name Name => name;

    /// <summary>[n] ...</summary>
    public List<Expression> Dimensions { get; } = [];

    /// <summary>[left:right]</summary>
    public (Expression Left, Expression Right)? Range { get; set; }

    /// <summary>Place of the brackets.</summary>
    public SourceSpan SuffixSpan { get; set; } = name.Span;

    public Expression? Reset { get; set; }

    public Expression? Address { get; set; }

    public Expression? Stride { get; set; }

    public Expression? Alignment { get; set; }
}
