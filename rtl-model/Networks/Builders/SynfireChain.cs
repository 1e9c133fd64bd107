using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;

namespace HwModel.Networks.Builders;

/// <summary>
/// Numbers of a synfire chain with feed-forward inhibition (Kremkow, Aertsen and Kumar, J. Neurosci. 30(47), 2010), one pool in each processing element as in the
/// power management benchmarks of the SpiNNaker2 prototypes (Hoeppner et al., IEEE TCAS-I 66(8), 2019).
/// </summary>
public sealed record SynfireOptions
{
    /// <summary>Pools, each in a processing element of its own; one more element sends the first volley.</summary>
    public int Pools { get; init; } = 151;

    /// <summary>Excitatory neurons of a pool.</summary>
    public int Excitatory { get; init; } = 200;

    /// <summary>Inhibitory neurons of a pool.</summary>
    public int Inhibitory { get; init; } = 50;

    /// <summary>Excitatory synapses of a neuron, from the pool before.</summary>
    public int FanIn { get; init; } = 60;

    /// <summary>Inhibitory synapses of an excitatory neuron, from its own pool.</summary>
    public int InhibitoryFanIn { get; init; } = 25;

    /// <summary>Ticks from pool to pool.</summary>
    public int PoolDelay { get; init; } = 10;

    /// <summary>Ticks from the inhibitory neurons of a pool to its excitatory ones.</summary>
    public int InhibitoryDelay { get; init; } = 8;

    /// <summary>Weight of an excitatory synapse; the threshold is 1.</summary>
    public double Weight { get; init; } = 0.03;

    /// <summary>Weight of an inhibitory synapse.</summary>
    public double InhibitoryWeight { get; init; } = -0.05;

    /// <summary>The last pool leads to the first, so that a volley never ends.</summary>
    public bool Closed { get; init; } = true;

    /// <summary>Ticks between the volleys that are sent into the chain.</summary>
    public int VolleyEvery { get; init; } = 50;

    /// <summary>Volleys.</summary>
    public int Volleys { get; init; } = 10;

    /// <summary>Draws the synapses and the times of the volleys.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Builds synfire chains.</summary>
public static class SynfireChain
{
    /// <summary>The network and the volleys that start it.</summary>
    public static (SpikingNetwork Network, SpikeInput Input) Build(SynfireOptions options)
    {
        if (options.Pools < 2 || options.Excitatory < 1 || options.Inhibitory < 1 || options.FanIn > options.Excitatory || options.InhibitoryFanIn > options.Inhibitory)
            throw new NetworkException($"A synfire chain needs 2 pools or more and no more synapses than neurons of a pool; {options.Pools} pools of {options.Excitatory} and {options.Inhibitory} neurons with {options.FanIn} and {options.InhibitoryFanIn} synapses were asked for.");
        var random = new Random(options.Seed);
        int size = options.Excitatory + options.Inhibitory;
        var populations = new List<Population> { new("volley", options.Excitatory, NeuronModel.SpikeList) };
        var projections = new List<Projection>();
        for (int pool = 0; pool < options.Pools; pool++)
        {
            populations.Add(new Population($"pool {pool}", size, NeuronModel.Exponential)
            {
                Decay = [Math.Exp(-1 / 10.0)],
                CurrentDecay = [Math.Exp(-1 / 1.5)],
                InhibitoryDecay = [Math.Exp(-1 / 10.0)],
                Threshold = [1],
                Refractory = 2,
                MaxPerPe = size,
                IsOutput = true,
            });
            if (pool > 0) projections.Add(Forward(options, random, options.Excitatory + options.Inhibitory, pool, pool + 1));
            projections.Add(new Projection(pool + 1, pool + 1, Random(random, size, options.Excitatory, options.Inhibitory, options.Excitatory, options.InhibitoryFanIn, options.InhibitoryWeight), options.InhibitoryDelay));
        }
        // A third of the synapses with three times the weight: the first pool has two inputs.
        projections.Add(new Projection(0, 1, Random(random, options.Excitatory, size, options.Excitatory, 0, (options.FanIn + 2) / 3, 3 * options.Weight)));
        if (options.Closed) projections.Add(Forward(options, random, size, options.Pools, 1));
        return (new SpikingNetwork($"synfire chain of {options.Pools} pools", populations, projections), new SpikeInput("volley", Volleys(options, random)));
    }

    private static Projection Forward(SynfireOptions options, Random random, int sources, int from, int to) =>
        new(from, to, Random(random, sources, options.Excitatory + options.Inhibitory, options.Excitatory, 0, options.FanIn, options.Weight), options.PoolDelay);

    // Each of the first targets gets synapses from different neurons of a range of sources.
    private static SynapseTable Random(Random random, int sources, int targets, int range, int first, int fanIn, double weight)
    {
        var synapses = new List<(int, int, double)>(targets * fanIn);
        int[] order = [.. Enumerable.Range(first, range)];
        for (int target = 0; target < targets; target++)
        {
            for (int i = 0; i < fanIn; i++)
            {
                int other = random.Next(i, range);
                (order[i], order[other]) = (order[other], order[i]);
                synapses.Add((order[i], target, weight));
            }
        }
        return SynapseTable.From(sources, synapses);
    }

    private static List<(int, int)> Volleys(SynfireOptions options, Random random)
    {
        var spikes = new List<(int, int)>();
        for (int volley = 0; volley < options.Volleys; volley++)
            for (int neuron = 0; neuron < options.Excitatory; neuron++)
                spikes.Add((volley * options.VolleyEvery + random.Next(0, 2), neuron));
        return spikes;
    }
}
