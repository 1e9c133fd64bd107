using HwModel.Networks.Nir;

namespace HwModel.Benches.Networks;

/// <summary>The NIR graph of a random network.</summary>
internal static class RandomGraph
{
    public const double Step = 1e-3;

    public static NirGraph Build(NetworkConfiguration c)
    {
        var random = new Random(c.Weights);
        var nodes = new SortedDictionary<string, NirNode>(StringComparer.Ordinal)
        {
            ["in"] = new NirPort("in", "Input", [c.Inputs]),
            ["w1"] = Matrix("w1", c.Hidden, c.Inputs, random),
            ["hidden"] = Neurons("hidden", c.Hidden, c.Neurons, random),
            ["w2"] = Matrix("w2", c.Outputs, c.Hidden, random),
            ["last"] = Neurons("last", c.Outputs, c.Neurons, random),
            ["out"] = new NirPort("out", "Output", [c.Outputs]),
        };
        var edges = new List<NirEdge> { new("in", "w1"), new("w1", "hidden"), new("w2", "last"), new("last", "out") };
        if (c.Recurrent)
        {
            nodes["loop"] = Matrix("loop", c.Hidden, c.Hidden, random);
            edges.AddRange([new("hidden", "loop"), new("loop", "hidden")]);
        }
        if (c.Delay == 0) edges.Add(new("hidden", "w2"));
        else
        {
            nodes["wait"] = new NirDelay("wait", "Delay", new NirArray([c.Hidden], [.. Enumerable.Repeat(c.Delay * Step, c.Hidden)]));
            edges.AddRange([new("hidden", "wait"), new("wait", "w2")]);
        }
        return new NirGraph("random", nodes, edges);
    }

    private static NirLinear Matrix(string name, int outputs, int inputs, Random random) =>
        new(name, "Affine", new NirArray([outputs, inputs], [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.Next(4) == 0 ? 0 : (random.Next(-100, 128) + 0.2) / 100)]),
            new NirArray([outputs], [.. Enumerable.Range(0, outputs).Select(_ => random.Next(3) == 0 ? random.NextDouble() * 0.05 : 0)]));

    // Gains of 1: the time constants are undone by r and w_in, as trained networks have it.
    private static NirNeuron Neurons(string name, int size, NetworkNeurons kind, Random random)
    {
        double[] Same(double value) => [.. Enumerable.Repeat(value, size)];
        double membrane = random.Next(2, 9), current = random.Next(1, 5);
        double[] threshold = [.. Enumerable.Range(0, size).Select(_ => 0.6 + random.NextDouble())];
        return kind switch
        {
            NetworkNeurons.IF => new NirNeuron(name, "IF", [size]) { R = Same(1), Threshold = threshold, Reset = Same(0) },
            NetworkNeurons.LIF => new NirNeuron(name, "LIF", [size]) { R = Same(membrane), TauMem = Same(membrane * Step), Leak = Same(random.Next(2) * 0.2), Threshold = threshold, Reset = Same(0.1) },
            _ => new NirNeuron(name, "CubaLIF", [size]) { R = Same(membrane), TauMem = Same(membrane * Step), TauSyn = Same(current * Step), InputWeight = Same(current), Leak = Same(0), Threshold = threshold, Reset = Same(0) },
        };
    }
}
