using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Model;

/// <summary>
/// A resolved reference to a component or to a property of one. It starts at <see cref="Anchor"/>, a node above the owner (or the owner itself),
/// and names one element of every array on the way down. A signal of the root is its own anchor.
/// </summary>
public sealed class Reference
{
    internal Reference(Node anchor, Node target, IReadOnlyList<long> indices, string? property, SourceSpan location)
    {
        Anchor = anchor;
        Target = target;
        Indices = indices;
        Property = property;
        Location = location;
    }

    /// <summary>The node at which the path starts.</summary>
    public Node Anchor { get; }

    /// <summary>The node that is meant.</summary>
    public Node Target { get; }

    /// <summary>One row-major index for every node below the anchor down to the target, outermost first; 0 for a node that is no array.</summary>
    public IReadOnlyList<long> Indices { get; }

    /// <summary>The property of the target that is meant (<c>intr</c> in <c>r->intr</c>), or null for the component itself.</summary>
    public string? Property { get; }

    /// <summary>Where the reference is written.</summary>
    public SourceSpan Location { get; }

    /// <summary>The element that is meant, seen from one element of the owner (or of any node below the anchor).</summary>
    public Element Resolve(Element owner)
    {
        if (ReferenceEquals(Anchor, Target) && Target.Parent is null) return new Element(Target, null, 0);
        Element element = owner;
        while (!ReferenceEquals(element.Node, Anchor))
            element = element.Parent ?? throw new ArgumentException($"{owner.Path} does not lie below {Anchor.Path}", nameof(owner));
        var way = new List<Node>();
        for (Node node = Target; !ReferenceEquals(node, Anchor); node = node.Parent!) way.Add(node);
        for (int i = way.Count - 1; i >= 0; i--) element = new Element(way[i], element, Indices[way.Count - 1 - i]);
        return element;
    }

    /// <summary>The path of the target without the owner's indices, with the property.</summary>
    public override string ToString() => Property is null ? Target.Path : $"{Target.Path}->{Property}";
}
