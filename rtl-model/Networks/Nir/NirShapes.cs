namespace HwModel.Networks.Nir;

/// <summary>The shapes of what goes into and comes out of every node: given by the node, or found from the inputs onwards.</summary>
public sealed class NirShapes
{
    private readonly Dictionary<string, int[]> _in = [];
    private readonly Dictionary<string, int[]> _out = [];
    private readonly string _file;

    private NirShapes(string file) => _file = file;

    /// <summary>Shape of what goes into a node.</summary>
    public IReadOnlyList<int> Into(string node) => _in[node];

    /// <summary>Shape of what comes out of a node.</summary>
    public IReadOnlyList<int> OutOf(string node) => _out[node];

    /// <summary>Finds all shapes and checks every edge.</summary>
    /// <exception cref="NirException">An edge joins different shapes, or a shape can't be found; the message is one sentence.</exception>
    public static NirShapes Infer(NirGraph graph, string file)
    {
        var shapes = new NirShapes(file);
        foreach (NirNode node in graph.Nodes.Values) shapes.Given(node);
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (NirEdge edge in graph.Edges)
                if (shapes._out.TryGetValue(edge.From, out int[]? shape) && shapes._in.TryAdd(edge.To, shape))
                {
                    shapes.Through(graph.Nodes[edge.To], shape);
                    changed = true;
                }
        }
        foreach (NirEdge edge in graph.Edges) shapes.Check(graph.Nodes[edge.From], graph.Nodes[edge.To]);
        foreach (NirNode node in graph.Nodes.Values)
            if (node is not NirOther && !(shapes._in.ContainsKey(node.Name) && shapes._out.ContainsKey(node.Name)))
                throw shapes.Bad(node, "has no known shape: no path from an input leads to it");
        return shapes;
    }

    private void Given(NirNode node)
    {
        switch (node)
        {
            case NirPort port:
                Set(node, port.Shape, port.Shape);
                break;
            case NirLinear linear:
                Set(node, [linear.Weight.Shape[1]], [linear.Weight.Shape[0]]);
                break;
            case NirNeuron neuron:
                Set(node, neuron.Shape, neuron.Shape);
                break;
            case NirConv2d { InputShape: { } size } conv:
                int[] shape = [conv.Weight.Shape[1] * conv.Groups, size.Y, size.X];
                _in[node.Name] = shape;
                Through(node, shape);
                break;
            case NirFlatten { InputShape: { } given }:
                _in[node.Name] = given;
                Through(node, given);
                break;
            case NirScale { Scale.Shape.Length: > 0 } scale:
                Set(node, scale.Scale.Shape, scale.Scale.Shape);
                break;
        }
    }

    private void Set(NirNode node, int[] into, int[] outOf)
    {
        _in[node.Name] = into;
        _out[node.Name] = outOf;
    }

    private void Through(NirNode node, int[] shape)
    {
        switch (node)
        {
            case NirConv2d conv:
                if (shape.Length != 3 || shape[0] != conv.Weight.Shape[1] * conv.Groups)
                    throw Bad(node, $"is a Conv2d for {conv.Weight.Shape[1] * conv.Groups} channels and gets shape {NirShape.Text(shape)}");
                (int Y, int X) kernel = (conv.Weight.Shape[2], conv.Weight.Shape[3]);
                _out[node.Name] = conv.Padding is { } padding
                    ? [conv.Weight.Shape[0], Size(node, shape[1], kernel.Y, conv.Stride.Y, padding.Y, conv.Dilation.Y), Size(node, shape[2], kernel.X, conv.Stride.X, padding.X, conv.Dilation.X)]
                    : [conv.Weight.Shape[0], shape[1], shape[2]];
                break;
            case NirPool2d pool:
                if (shape.Length != 3) throw Bad(node, $"is a {pool.Type} and gets shape {NirShape.Text(shape)}; (channels, rows, columns) is allowed");
                _out[node.Name] = [shape[0], Size(node, shape[1], pool.Kernel.Y, pool.Stride.Y, pool.Padding.Y, 1), Size(node, shape[2], pool.Kernel.X, pool.Stride.X, pool.Padding.X, 1)];
                break;
            case NirFlatten flatten:
                _out[node.Name] = Flat(flatten, shape);
                break;
            case NirScale or NirDelay:
                _out[node.Name] = shape;
                break;
        }
    }

    // Dimensions count from 0 without the batch; both ends belong to the range.
    private int[] Flat(NirFlatten node, int[] shape)
    {
        int first = node.StartDimension < 0 ? node.StartDimension + shape.Length : node.StartDimension;
        int last = node.EndDimension < 0 ? node.EndDimension + shape.Length : node.EndDimension;
        if (first < 0 || last >= shape.Length || first > last) throw Bad(node, $"flattens dimensions {node.StartDimension} to {node.EndDimension} of shape {NirShape.Text(shape)}, which has not so many");
        int joined = 1;
        for (int i = first; i <= last; i++) joined *= shape[i];
        return [.. shape[..first], joined, .. shape[(last + 1)..]];
    }

    private int Size(NirNode node, int size, int kernel, int stride, int padding, int dilation)
    {
        int room = size + 2 * padding - dilation * (kernel - 1) - 1;
        return room >= 0 ? room / stride + 1 : throw Bad(node, $"has a kernel of {kernel} that does not fit into {size} with padding {padding}");
    }

    private void Check(NirNode from, NirNode to)
    {
        if (from is NirOther || to is NirOther || !_out.TryGetValue(from.Name, out int[]? source) || !_in.TryGetValue(to.Name, out int[]? target)) return;
        if (!source.SequenceEqual(target))
            throw new NirException($"{_file}: the edge '{from.Name}' -> '{to.Name}' joins an output of shape {NirShape.Text(source)} ({from.Type}) to an input of shape {NirShape.Text(target)} ({to.Type}).");
    }

    private NirException Bad(NirNode node, string what) => new($"{_file}: node '{node.Name}' {what}.");
}
