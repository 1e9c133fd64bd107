namespace HwModel.Networks.Graph;

/// <summary>What the neurons of a population do in a tick.</summary>
public enum NeuronModel
{
    /// <summary>v = decay v + leak + gain (input + bias). IF: decay 1; LI: the threshold is infinite.</summary>
    Lif,

    /// <summary>i = current decay i + input + bias; v = decay v + leak + gain i.</summary>
    Cuba,

    /// <summary>The same with a current each for positive and negative weights, and a refractory time.</summary>
    Exponential,

    /// <summary>Spikes from a list.</summary>
    SpikeList,

    /// <summary>Spikes at random, independent from tick to tick.</summary>
    Poisson,
}

/// <summary>
/// Neurons of one kind. A parameter is given once for all neurons (an array of one element) or for each. The unit of the membrane is the network's own;
/// a weight w adds gain x w to it.
/// </summary>
/// <param name="Name">Unique name.</param>
/// <param name="Size">Neurons.</param>
/// <param name="Model">What they do.</param>
public sealed record Population(string Name, int Size, NeuronModel Model)
{
    /// <summary>Factor of the membrane from tick to tick.</summary>
    public double[] Decay { get; init; } = [1];

    /// <summary>Factor of the (excitatory) current from tick to tick.</summary>
    public double[] CurrentDecay { get; init; } = [0];

    /// <summary>Factor of the inhibitory current from tick to tick.</summary>
    public double[] InhibitoryDecay { get; init; } = [0];

    /// <summary>Added to the membrane in every tick.</summary>
    public double[] Leak { get; init; } = [0];

    /// <summary>Added to the input in every tick, in the unit of weights.</summary>
    public double[] Bias { get; init; } = [0];

    /// <summary>What an input of 1 adds to the membrane; above zero.</summary>
    public double[] Gain { get; init; } = [1];

    /// <summary>A neuron above it spikes; infinite: none does.</summary>
    public double[] Threshold { get; init; } = [double.PositiveInfinity];

    /// <summary>Where the membrane goes after a spike.</summary>
    public double[] Reset { get; init; } = [0];

    /// <summary>Take threshold - reset from the membrane after a spike instead.</summary>
    public bool ResetBySubtraction { get; init; }

    /// <summary>Ticks without spikes after a spike (Exponential only).</summary>
    public int Refractory { get; init; }

    /// <summary>Probability of a spike in a tick (Poisson only).</summary>
    public double[] Rate { get; init; } = [0];

    /// <summary>Most neurons in one processing element; 0: as many as fit.</summary>
    public int MaxPerPe { get; init; }

    /// <summary>Whether its spikes are a result.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Whether it only sends.</summary>
    public bool IsSource => Model is NeuronModel.SpikeList or NeuronModel.Poisson;

    /// <summary>The value of a parameter for a neuron.</summary>
    public static double Of(double[] values, int neuron) => values.Length == 1 ? values[0] : values[neuron];
}
