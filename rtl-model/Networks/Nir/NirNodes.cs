namespace HwModel.Networks.Nir;

/// <summary>An array of a node: its shape and its values row by row.</summary>
public sealed record NirArray(int[] Shape, double[] Values)
{
    /// <summary>The shape as text: (16, 2, 5, 5).</summary>
    public string ShapeText => NirShape.Text(Shape);
}

/// <summary>
/// A node of a graph (Pedersen et al., Nature Communications 15:8122, 2024). Time constants are in seconds, everything else in the network's own units.
/// </summary>
/// <param name="Name">Its name; nodes of nested graphs have the names of their graphs and dots before it.</param>
/// <param name="Type">Its type as the file says.</param>
public abstract record NirNode(string Name, string Type);

/// <summary>Where spikes come in or go out.</summary>
/// <param name="Shape">Shape without a batch dimension.</param>
public sealed record NirPort(string Name, string Type, int[] Shape) : NirNode(Name, Type)
{
    /// <summary>Whether spikes come in here.</summary>
    public bool IsInput => Type == "Input";
}

/// <summary>Affine and Linear: y = W x + b.</summary>
/// <param name="Weight">(outputs, inputs).</param>
/// <param name="Bias">(outputs); null: none.</param>
public sealed record NirLinear(string Name, string Type, NirArray Weight, NirArray? Bias) : NirNode(Name, Type);

/// <summary>y = s x, element by element.</summary>
public sealed record NirScale(string Name, string Type, NirArray Scale) : NirNode(Name, Type);

/// <summary>A two-dimensional convolution over (channels, rows, columns).</summary>
/// <param name="Weight">(output channels, input channels of a group, rows, columns).</param>
/// <param name="Bias">(output channels).</param>
/// <param name="InputShape">Rows and columns; null: taken from the node before.</param>
/// <param name="Padding">Rows and columns added at each side; null: so many that the size stays the same.</param>
public sealed record NirConv2d(string Name, string Type, NirArray Weight, NirArray Bias, (int Y, int X)? InputShape, (int Y, int X) Stride, (int Y, int X)? Padding, (int Y, int X) Dilation, int Groups)
    : NirNode(Name, Type);

/// <summary>SumPool2d and AvgPool2d over (channels, rows, columns).</summary>
public sealed record NirPool2d(string Name, string Type, (int Y, int X) Kernel, (int Y, int X) Stride, (int Y, int X) Padding) : NirNode(Name, Type)
{
    /// <summary>What the sum over a window is multiplied by.</summary>
    public double Factor => Type == "AvgPool2d" ? 1.0 / (Kernel.Y * Kernel.X) : 1;
}

/// <summary>Joins dimensions; the order of the elements stays.</summary>
public sealed record NirFlatten(string Name, string Type, int[]? InputShape, int StartDimension, int EndDimension) : NirNode(Name, Type);

/// <summary>y(t) = x(t - delay).</summary>
/// <param name="Delay">Seconds.</param>
public sealed record NirDelay(string Name, string Type, NirArray Delay) : NirNode(Name, Type);

/// <summary>
/// IF, LI, LIF, CubaLI and CubaLIF. tau_syn dI/dt = w_in S - I; tau_mem dv/dt = v_leak - v + r I; a spike where v exceeds v_threshold, then v is v_reset.
/// All arrays have the node's shape; what a type does not have is null.
/// </summary>
public sealed record NirNeuron(string Name, string Type, int[] Shape) : NirNode(Name, Type)
{
    public double[]? TauMem { get; init; }

    public double[]? TauSyn { get; init; }

    public required double[] R { get; init; }

    public double[]? Leak { get; init; }

    public double[]? InputWeight { get; init; }

    public double[]? Threshold { get; init; }

    public double[]? Reset { get; init; }
}

/// <summary>A node of a type that NIR defines and that is not read any further.</summary>
public sealed record NirOther(string Name, string Type) : NirNode(Name, Type);

/// <summary>An edge of a graph.</summary>
public readonly record struct NirEdge(string From, string To);

/// <summary>A graph without nested graphs. Several edges into one node add up.</summary>
/// <param name="Version">The version that the file names.</param>
/// <param name="Nodes">By name.</param>
/// <param name="Edges">In the order of the file.</param>
public sealed record NirGraph(string Version, IReadOnlyDictionary<string, NirNode> Nodes, IReadOnlyList<NirEdge> Edges)
{
    /// <summary>The nodes with an edge into a node, as often as there are edges.</summary>
    public IEnumerable<NirNode> Before(string node) => Edges.Where(edge => edge.To == node).Select(edge => Nodes[edge.From]);

    /// <summary>The nodes to which a node has an edge, as often as there are edges.</summary>
    public IEnumerable<NirNode> After(string node) => Edges.Where(edge => edge.From == node).Select(edge => Nodes[edge.To]);
}

/// <summary>Shapes as text and number.</summary>
public static class NirShape
{
    /// <summary>A shape as text: (2, 34, 34).</summary>
    public static string Text(IReadOnlyList<int> shape) => $"({string.Join(", ", shape)})";

    /// <summary>Elements of an array of the shape.</summary>
    public static int Elements(IReadOnlyList<int> shape)
    {
        int elements = 1;
        foreach (int size in shape) elements *= size;
        return elements;
    }
}
