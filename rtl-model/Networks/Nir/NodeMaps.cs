namespace HwModel.Networks.Nir;

/// <summary>Nodes without memory as matrices over their flattened inputs.</summary>
internal static class NodeMaps
{
    /// <summary>The matrix of a node and its constant part; null where the node is no such matrix.</summary>
    public static (LinearMap Map, double[] Constant)? Of(NirNode node, NirShapes shapes)
    {
        IReadOnlyList<int> into = shapes.Into(node.Name);
        int inputs = NirShape.Elements(into), outputs = NirShape.Elements(shapes.OutOf(node.Name));
        return node switch
        {
            NirLinear linear => (Dense(linear), linear.Bias?.Values ?? new double[outputs]),
            NirConv2d conv => (Convolution(conv, into, shapes.OutOf(node.Name)), Biases(conv, shapes.OutOf(node.Name))),
            NirPool2d pool => (Pooling(pool, into, shapes.OutOf(node.Name)), new double[outputs]),
            NirFlatten => (LinearMap.Diagonal(Ones(inputs)), new double[outputs]),
            NirScale scale => (LinearMap.Diagonal(scale.Scale.Values.Length == 1 ? [.. Enumerable.Repeat(scale.Scale.Values[0], inputs)] : scale.Scale.Values), new double[outputs]),
            _ => null,
        };
    }

    public static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static LinearMap Dense(NirLinear linear)
    {
        int inputs = linear.Weight.Shape[1];
        return LinearMap.Build(inputs, linear.Weight.Shape[0], (o, add) =>
        {
            for (int i = 0; i < inputs; i++) add(i, linear.Weight.Values[o * inputs + i]);
        });
    }

    private static double[] Biases(NirConv2d conv, IReadOnlyList<int> outOf)
    {
        int plane = outOf[1] * outOf[2];
        return [.. Enumerable.Range(0, outOf[0] * plane).Select(i => conv.Bias.Values[i / plane])];
    }

    private static LinearMap Convolution(NirConv2d conv, IReadOnlyList<int> into, IReadOnlyList<int> outOf)
    {
        int[] w = conv.Weight.Shape;
        // "same": the larger half of an odd padding lies behind, as PyTorch pads.
        (int padY, int padX) = conv.Padding ?? (conv.Dilation.Y * (w[2] - 1) / 2, conv.Dilation.X * (w[3] - 1) / 2);
        int plane = outOf[1] * outOf[2], channelsOfGroup = outOf[0] / conv.Groups;
        return LinearMap.Build(NirShape.Elements(into), NirShape.Elements(outOf), (o, add) =>
        {
            int channel = o / plane, y0 = o % plane / outOf[2] * conv.Stride.Y - padY, x0 = o % outOf[2] * conv.Stride.X - padX;
            int firstInput = channel / channelsOfGroup * w[1], weight = channel * w[1] * w[2] * w[3];
            for (int c = 0; c < w[1]; c++)
                for (int ky = 0; ky < w[2]; ky++)
                    for (int kx = 0; kx < w[3]; kx++, weight++)
                    {
                        int y = y0 + ky * conv.Dilation.Y, x = x0 + kx * conv.Dilation.X;
                        if ((uint)y < (uint)into[1] && (uint)x < (uint)into[2]) add(((firstInput + c) * into[1] + y) * into[2] + x, conv.Weight.Values[weight]);
                    }
        });
    }

    private static LinearMap Pooling(NirPool2d pool, IReadOnlyList<int> into, IReadOnlyList<int> outOf)
    {
        int plane = outOf[1] * outOf[2];
        return LinearMap.Build(NirShape.Elements(into), NirShape.Elements(outOf), (o, add) =>
        {
            int y0 = o % plane / outOf[2] * pool.Stride.Y - pool.Padding.Y, x0 = o % outOf[2] * pool.Stride.X - pool.Padding.X;
            for (int y = Math.Max(0, y0); y < Math.Min(into[1], y0 + pool.Kernel.Y); y++)
                for (int x = Math.Max(0, x0); x < Math.Min(into[2], x0 + pool.Kernel.X); x++) add((o / plane * into[1] + y) * into[2] + x, pool.Factor);
        });
    }
}
