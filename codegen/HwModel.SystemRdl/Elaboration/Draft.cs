using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>A component while it is being elaborated: its node, what the text says about its place, and the properties with where they come from.</summary>
internal sealed class Draft(Node node, Draft? parent, Name name, ComponentDefinition definition)
{
    private Dictionary<string, Assigned>? _assigned;

    public Node Node => node;

    public NodeKind Kind => node.Kind;

    public Draft? Parent => parent;

    public ComponentDefinition Definition => definition;

    /// <summary>The instance's name in the text.</summary>
    public SourceSpan Location => name.Span;

    /// <summary>In the order of the text, those that are not present too.</summary>
    public List<Draft> Children { get; } = [];

    public Scope Scope { get; set; } = null!;

    public string Path => node.Path;

    /// <summary>external (true), internal (false) or neither as written.</summary>
    public bool? ExternalWord { get; set; }

    public Draft? AliasPrimary { get; set; }

    // Fields: the width or range as written.
    public int? Width { get; set; }

    public (int Left, int Right)? Range { get; set; }

    // Addressable components: as written.
    public long? Address { get; set; }

    public long? Stride { get; set; }

    public long? Alignment { get; set; }

    /// <summary>Where the width, range or address is written.</summary>
    public SourceSpan PlaceSpan { get; set; } = name.Span;

    /// <summary>False where the component's shape is in error; what follows from it is then not checked.</summary>
    public bool IsSound { get; set; } = true;

    /// <summary>False where <c>ispresent</c> is false.</summary>
    public bool IsPresent => Boolean("ispresent", true);

    public IEnumerable<KeyValuePair<string, Assigned>> Assigned => _assigned ?? Enumerable.Empty<KeyValuePair<string, Assigned>>();

    public Assigned? Find(string property) => _assigned is not null && _assigned.TryGetValue(property, out Assigned? assigned) ? assigned : null;

    public void Set(string property, Assigned assigned) => (_assigned ??= [])[property] = assigned;

    public void Clear(string property) => _assigned?.Remove(property);

    public bool Boolean(string property, bool whenUnset = false) => Find(property)?.Value is BooleanValue value ? value.Value : whenUnset;

    public long? Integer(string property) => Find(property)?.Value is IntegerValue value && value.Value < long.MaxValue ? (long)value.Value : null;

    public string? Word(string property) => (Find(property)?.Value as KeywordValue)?.Word;

    /// <summary>Where a property is assigned, or else the instance.</summary>
    public SourceSpan SpanOf(string property) => Find(property)?.Span ?? Location;

    public override string ToString() => Path;
}

/// <summary>Who assigned a property: the definition's own body, a default or a dynamic assignment of a scope, or the instance.</summary>
internal enum AssignedBy
{
    Default,
    Local,
    Instance,
    Dynamic,
}

/// <summary>A property's value with its origin.</summary>
internal sealed record Assigned(PropertyValue Value, SourceSpan Span, AssignedBy By, Scope Scope);

/// <summary>A reference that is resolved once all components exist.</summary>
internal sealed record UnresolvedReference(PathExpression Path, Scope Scope) : PropertyValue;
