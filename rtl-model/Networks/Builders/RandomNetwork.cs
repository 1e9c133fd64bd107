using HwModel.Networks.Graph;

namespace HwModel.Networks.Builders;

/// <summary>
/// Numbers of a sparse random network of excitatory and inhibitory leaky neurons under Poisson input (after Brunel, J. Comput. Neurosci. 8, 2000). The defaults have 18,000 neurons
/// with their sources, 3.5 million synapses, and fire irregularly at some 20 spikes a second for ticks of a millisecond.
/// </summary>
public sealed record RandomNetworkOptions
{
    /// <summary>Neurons, the first four fifths excitatory.</summary>
    public int Neurons { get; init; } = 17_500;

    /// <summary>Synapses of a neuron from other neurons, on average.</summary>
    public int FanIn { get; init; } = 180;

    /// <summary>Poisson sources.</summary>
    public int Sources { get; init; } = 500;

    /// <summary>Synapses of a neuron from sources, on average.</summary>
    public int SourceFanIn { get; init; } = 20;

    /// <summary>Probability that a source spikes in a tick.</summary>
    public double SourceRate { get; init; } = 0.05;

    /// <summary>Mean weight of an excitatory synapse; the threshold is 1.</summary>
    public double Weight { get; init; } = 0.05;

    /// <summary>Inhibitory weights are so many times stronger.</summary>
    public double Inhibition { get; init; } = 5;

    /// <summary>Factor of the membrane from tick to tick.</summary>
    public double Decay { get; init; } = 0.95;

    /// <summary>Draws synapses and weights.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Builds random networks.</summary>
public static class RandomNetwork
{
    private const int ExcitatoryOfFive = 4;

    /// <summary>The network; its sources need no input.</summary>
    /// <exception cref="NetworkException">A number is not allowed.</exception>
    public static SpikingNetwork Build(RandomNetworkOptions options)
    {
        if (options.Neurons < 5 || options.Sources < 1 || options.FanIn < 1 || options.SourceFanIn < 1 || options.FanIn > options.Neurons || options.SourceFanIn > options.Sources)
            throw new NetworkException($"A random network has 5 neurons or more and no more synapses than senders; {options.Neurons} neurons with {options.FanIn} synapses and {options.Sources} sources with {options.SourceFanIn} were asked for.");
        var random = new Random(options.Seed);
        int excitatory = options.Neurons * ExcitatoryOfFive / 5;
        var neurons = new Population("neurons", options.Neurons, NeuronModel.Lif) { Decay = [options.Decay], Threshold = [1], IsOutput = true };
        var noise = new Population("noise", options.Sources, NeuronModel.Poisson) { Rate = [options.SourceRate] };
        return new SpikingNetwork($"random network of {options.Neurons} neurons", [noise, neurons],
        [
            new Projection(0, 1, Table(options.Sources, options.SourceFanIn, _ => 1)),
            new Projection(1, 1, Table(options.Neurons, options.FanIn, source => source < excitatory ? 1 : -options.Inhibition)),
        ]);

        // The targets of a source are drawn from equal parts of the neurons, one from each: sorted, and every neuron has nearly its mean number of synapses.
        SynapseTable Table(int sources, int fanIn, Func<int, double> sign)
        {
            int each = Math.Max(1, (int)((long)options.Neurons * fanIn / sources));
            var starts = new int[sources + 1];
            var targets = new int[sources * each];
            var weights = new float[targets.Length];
            for (int source = 0, at = 0; source < sources; source++)
            {
                double factor = options.Weight * sign(source);
                for (int i = 0; i < each; i++, at++)
                {
                    int from = (int)((long)options.Neurons * i / each), to = (int)((long)options.Neurons * (i + 1) / each);
                    targets[at] = random.Next(from, Math.Max(from + 1, to));
                    weights[at] = (float)(factor * (0.5 + random.NextDouble()));
                }
                starts[source + 1] = at;
            }
            return new SynapseTable(starts, targets, weights);
        }
    }
}
