using System.Globalization;
using System.Text;

namespace HwModel.SystemRdl.Model;

/// <summary>One element of a node: arrays unrolled. Elements are made on the way; the tree of nodes stays compact.</summary>
public sealed class Element
{
    /// <param name="node">The node.</param>
    /// <param name="parent">The element of the node's parent that holds this element; null for the top.</param>
    /// <param name="index">Row-major index in the node's array, 0 where it is none.</param>
    public Element(Node node, Element? parent, long index)
    {
        Node = node;
        Parent = parent;
        Index = index;
        AbsoluteAddress = (parent?.AbsoluteAddress ?? 0) + (node is AddressableNode place ? place.Offset + (index * place.Stride) : 0);
    }

    public Node Node { get; }

    public Element? Parent { get; }

    /// <summary>Row-major index in the node's array, 0 where it is none.</summary>
    public long Index { get; }

    /// <summary>In bytes; for a field or signal that of its parent.</summary>
    public long AbsoluteAddress { get; }

    /// <summary>Like <c>top.rf[2].r.f</c>.</summary>
    public string Path
    {
        get
        {
            var text = new StringBuilder();
            AppendPath(text);
            return text.ToString();
        }
    }

    /// <summary>The instance name with its indices, like <c>rf[2][0]</c>.</summary>
    public string InstanceName => Node.InstanceName + IndexText;

    private string IndexText
    {
        get
        {
            IReadOnlyList<int> dimensions = Node.Dimensions;
            if (dimensions.Count == 0) return "";
            string text = "";
            long rest = Index;
            for (int i = dimensions.Count - 1; i >= 0; i--)
            {
                text = "[" + (rest % dimensions[i]).ToString(CultureInfo.InvariantCulture) + "]" + text;
                rest /= dimensions[i];
            }
            return text;
        }
    }

    /// <summary>The elements of the children in address order: signals first, then by address, fields by bit.</summary>
    public IEnumerable<Element> Children()
    {
        foreach (Node child in Node.Children)
        {
            long count = child.ElementCount;
            for (long i = 0; i < count; i++) yield return new Element(child, this, i);
        }
    }

    /// <summary>This element and all below it, parents first, in address order.</summary>
    public IEnumerable<Element> Walk()
    {
        var stack = new Stack<IEnumerator<Element>>();
        yield return this;
        stack.Push(Children().GetEnumerator());
        while (stack.Count > 0)
        {
            if (!stack.Peek().MoveNext())
            {
                stack.Pop();
                continue;
            }
            Element element = stack.Peek().Current;
            yield return element;
            stack.Push(element.Children().GetEnumerator());
        }
    }

    public override string ToString() => Path;

    private void AppendPath(StringBuilder text)
    {
        if (Parent is not null)
        {
            Parent.AppendPath(text);
            text.Append('.');
        }
        text.Append(Node.InstanceName).Append(IndexText);
    }
}
