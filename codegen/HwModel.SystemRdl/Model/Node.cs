using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Model;

/// <summary>The kinds of components (SystemRDL 2.0, clause 4).</summary>
public enum NodeKind
{
    AddressMap,
    RegisterFile,
    Register,
    Field,
    Memory,
    Signal,
}

/// <summary>
/// One instance of a component after elaboration. The tree is compact: an array is one node with dimensions; <see cref="Element"/> unrolls.
/// Nodes whose <c>ispresent</c> is false are not in the tree. Nothing changes after elaboration.
/// </summary>
public abstract class Node
{
    private protected Node(string instanceName, Node? parent)
    {
        InstanceName = instanceName;
        Parent = parent;
    }

    public abstract NodeKind Kind { get; }

    /// <summary>The instance's name.</summary>
    public string InstanceName { get; }

    /// <summary>The name of its definition; null where that is anonymous.</summary>
    public string? TypeName { get; internal set; }

    /// <summary>The node that holds this one; null for the top.</summary>
    public Node? Parent { get; }

    /// <summary>In address order: signals first, then by address, fields by bit; equals stay in the order of the text.</summary>
    public IReadOnlyList<Node> Children { get; internal set; } = [];

    /// <summary>Instance names from the top, joined by dots, without indices: <c>top.rf.r.f</c>.</summary>
    public string Path => Parent is null ? InstanceName : $"{Parent.Path}.{InstanceName}";

    /// <summary>The <c>name</c> property, or else the instance name.</summary>
    public string Name => ExplicitName ?? InstanceName;

    /// <summary>The <c>name</c> property, or null.</summary>
    public string? ExplicitName => Text("name");

    /// <summary>The <c>desc</c> property with its RDL format codes, or null.</summary>
    public string? Description => Text("desc");

    /// <summary>Where it is instantiated.</summary>
    public SourceSpan Location { get; internal set; } = SourceSpan.None;

    /// <summary>Where its type is defined.</summary>
    public SourceSpan TypeLocation { get; internal set; } = SourceSpan.None;

    /// <summary>Array dimensions, outermost first; empty where it is no array. Fields and signals are never arrays.</summary>
    public IReadOnlyList<int> Dimensions { get; internal set; } = [];

    /// <summary>The product of the dimensions; 1 where it is no array.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (int dimension in Dimensions) count *= dimension;
            return count;
        }
    }

    /// <summary>True where the implementation lies outside the register file.</summary>
    public bool IsExternal { get; internal set; }

    /// <summary>
    /// Every property that the text assigns (by default, locally or dynamically), user-defined ones too, by name; the typed members of the
    /// derived classes add the built-in defaults. Synonyms are kept as written (<c>rclr</c> is not turned into <c>onread</c>).
    /// </summary>
    public IReadOnlyDictionary<string, PropertyValue> Properties { get; internal set; } = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);

    /// <summary>Names of those <see cref="Properties"/> that the user defined; properties that take their definition's default value too.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; internal set; } = [];

    /// <summary>The values of the definition's parameters.</summary>
    public IReadOnlyDictionary<string, PropertyValue> Parameters { get; internal set; } = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);

    /// <summary>Enumerations that the definition declares, in the order of the text.</summary>
    public IReadOnlyList<EnumType> Enums { get; internal set; } = [];

    /// <summary>True where the node and all above are in the tests that are generated (SystemRDL 2.0, <c>donttest</c> not set).</summary>
    public bool IsTested => !Flag("donttest") && (Parent?.IsTested ?? true);

    /// <summary>The assigned value of a property, or null.</summary>
    public PropertyValue? Property(string name) => Properties.TryGetValue(name, out PropertyValue? value) ? value : null;

    /// <summary>True where a boolean property is assigned and true.</summary>
    public bool Flag(string name) => Property(name) is BooleanValue { Value: true };

    /// <summary>The text of a string property, or null.</summary>
    public string? Text(string name) => (Property(name) as StringValue)?.Value;

    /// <summary>The child of that name, or null.</summary>
    public Node? Child(string instanceName)
    {
        foreach (Node child in Children)
            if (child.InstanceName == instanceName) return child;
        return null;
    }

    /// <summary>This node and all below it, parents first, in address order, arrays not unrolled.</summary>
    public IEnumerable<Node> Walk()
    {
        yield return this;
        foreach (Node child in Children)
            foreach (Node node in child.Walk()) yield return node;
    }

    public override string ToString() => $"{Kind} {Path}";
}

/// <summary>A property that the user defined, at one node (SystemRDL 2.0, clause 15).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Assigned value or the definition's default.</param>
/// <param name="Definition">Its definition.</param>
public sealed record UserProperty(string Name, PropertyValue Value, UserPropertyDefinition Definition);

/// <summary>The definition of a user-defined property.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The word of its type: <c>number</c>, <c>string</c>, <c>boolean</c>, <c>ref</c>, an enumeration's name, ...</param>
/// <param name="IsArray">True where the type is followed by <c>[]</c>.</param>
/// <param name="Components">The words after <c>component</c>; <c>all</c> stands for every kind.</param>
/// <param name="Default">The default value, or null.</param>
/// <param name="IsComponentWidth">True for <c>constraint = componentwidth</c>.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record UserPropertyDefinition(
    string Name,
    string Type,
    bool IsArray,
    IReadOnlyList<string> Components,
    PropertyValue? Default,
    bool IsComponentWidth,
    SourceSpan Location);
