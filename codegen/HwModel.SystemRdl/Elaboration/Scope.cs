using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>
/// The names that one component (or the root) declares while it is elaborated (SystemRDL 2.0, 5.1.4): types look outward through the text,
/// instances and parameters are known here only, defaults act on what is defined further inside and later.
/// </summary>
internal sealed class Scope(Scope? parent, int parentDefaults, Draft? owner)
{
    private Dictionary<string, TypeEntry>? _types;

    /// <summary>The scope in whose text the component is defined; null for the root.</summary>
    public Scope? Parent => parent;

    /// <summary>How many of the parent's defaults stand before the definition.</summary>
    public int ParentDefaults => parentDefaults;

    /// <summary>The component; null for the root.</summary>
    public Draft? Owner => owner;

    public Dictionary<string, ParameterEntry> Parameters { get; } = [];

    public Dictionary<string, Draft> Elements { get; } = [];

    public List<DefaultEntry> Defaults { get; } = [];

    /// <summary>All types of this scope alone.</summary>
    public IEnumerable<KeyValuePair<string, TypeEntry>> Types => _types ?? Enumerable.Empty<KeyValuePair<string, TypeEntry>>();

    public TypeEntry? OwnType(string name) => _types is not null && _types.TryGetValue(name, out TypeEntry? entry) ? entry : null;

    public void Add(string name, TypeEntry entry) => (_types ??= []).Add(name, entry);

    public TypeEntry? FindType(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
            if (scope.OwnType(name) is { } entry) return entry;
        return null;
    }

    /// <summary>All type names that are visible.</summary>
    public IEnumerable<string> TypeNames(bool enums)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
            foreach (KeyValuePair<string, TypeEntry> type in scope.Types)
                if (type.Value.Enum is not null == enums) yield return type.Key;
    }

    /// <summary>An own element, or a signal of an enclosing scope.</summary>
    public (Draft Draft, Scope Scope)? FindElement(string name)
    {
        if (Elements.TryGetValue(name, out Draft? own)) return (own, this);
        for (Scope? scope = Parent; scope is not null; scope = scope.Parent)
            if (scope.Elements.TryGetValue(name, out Draft? outer) && outer.Kind == NodeKind.Signal) return (outer, scope);
        return null;
    }

    /// <summary>Where a name is already declared as an instance or parameter.</summary>
    public SourceSpan? PreviousElement(string name) =>
        Elements.TryGetValue(name, out Draft? draft) ? draft.Location : Parameters.TryGetValue(name, out ParameterEntry? parameter) ? parameter.Definition.Name.Span : null;
}

/// <summary>A named type with the surroundings of its definition.</summary>
internal sealed class TypeEntry(SourceSpan location, ComponentDefinition? component, EnumType? enumeration, Scope scope, int defaults)
{
    public SourceSpan Location => location;

    public ComponentDefinition? Component => component;

    public EnumType? Enum => enumeration;

    public Scope Scope => scope;

    /// <summary>How many of the scope's defaults stand before the definition.</summary>
    public int Defaults => defaults;
}

/// <summary>A parameter with its value; null where none was given.</summary>
internal sealed record ParameterEntry(ParameterDefinition Definition, PropertyValue? Value);

/// <summary>A default assignment and the scope in which its value is to be understood.</summary>
internal sealed record DefaultEntry(PropertyAssignment Assignment, Scope Scope);
