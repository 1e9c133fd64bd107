namespace HwModel.Networks.Graph;

/// <summary>
/// Synapses sorted by their source neuron: those of source s are the elements starts[s] to starts[s + 1] of targets and weights.
/// </summary>
/// <param name="Starts">One more than there are sources.</param>
/// <param name="Targets">Neuron of the target population.</param>
/// <param name="Weights">In the network's own unit.</param>
public sealed record SynapseTable(int[] Starts, int[] Targets, float[] Weights)
{
    /// <summary>Source neurons.</summary>
    public int Sources => Starts.Length - 1;

    /// <summary>Synapses.</summary>
    public int Count => Targets.Length;

    /// <summary>A table from synapses in any order.</summary>
    public static SynapseTable From(int sources, IReadOnlyList<(int Source, int Target, double Weight)> synapses)
    {
        var starts = new int[sources + 1];
        foreach ((int source, _, _) in synapses) starts[source + 1]++;
        for (int s = 0; s < sources; s++) starts[s + 1] += starts[s];
        int[] next = [.. starts];
        var targets = new int[synapses.Count];
        var weights = new float[synapses.Count];
        foreach ((int source, int target, double weight) in synapses)
        {
            int at = next[source]++;
            targets[at] = target;
            weights[at] = (float)weight;
        }
        return new SynapseTable(starts, targets, weights);
    }
}

/// <summary>Synapses from one population to another.</summary>
/// <param name="Source">Number of the sending population.</param>
/// <param name="Target">Number of the receiving population.</param>
/// <param name="Synapses">Who reaches whom how strongly.</param>
/// <param name="Delay">Ticks beyond the one that every spike takes; 0 to 255.</param>
public sealed record Projection(int Source, int Target, SynapseTable Synapses, int Delay = 0);

/// <summary>A spiking network in discrete time.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Populations">Neurons.</param>
/// <param name="Projections">Synapses.</param>
public sealed record SpikingNetwork(string Name, IReadOnlyList<Population> Populations, IReadOnlyList<Projection> Projections)
{
    /// <summary>Neurons of all populations, sources included.</summary>
    public long Neurons => Populations.Sum(population => (long)population.Size);

    /// <summary>Synapses of all projections.</summary>
    public long Synapses => Projections.Sum(projection => (long)projection.Synapses.Count);
}
