using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>A network of one hidden layer with first-spike outputs: sizes, neuron and time coding, times in us.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Hidden neurons.</summary>
    [Published("hxtorch, Yin-Yang example: 120")]
    public int Hidden { get; init; } = 120;

    /// <summary>Output neurons.</summary>
    public int Outputs { get; init; } = 3;

    /// <summary>Inputs, the bias included.</summary>
    public int Inputs { get; init; } = 5;

    /// <summary>Membrane time constant.</summary>
    [Published("jaxsnn: 12 us")]
    public double TauMembrane { get; init; } = 12;

    /// <summary>Synaptic time constant.</summary>
    [Published("jaxsnn: 6 us")]
    public double TauSynapse { get; init; } = 6;

    /// <summary>Time of an input of feature 0, and of the bias.</summary>
    public double Early { get; init; } = 0.8;

    /// <summary>Time of an input of feature 1.</summary>
    [Published("jaxsnn: 2 tau_s after the earliest")]
    public double Late { get; init; } = 12.8;

    /// <summary>Length of a run.</summary>
    [Published("jaxsnn: 30 us")]
    public double Runtime { get; init; } = 30;

    /// <summary>From a spike to the pulses it causes, in event slots.</summary>
    [Published("jaxsnn: hardware time correction of 80 ns")]
    public int LoopSlots { get; init; } = 10;

    /// <summary>Leak and reset, in CADC counts.</summary>
    [Published("jaxsnn: 80")]
    public double Leak { get; init; } = 80;

    /// <summary>Threshold, in CADC counts.</summary>
    [Published("jaxsnn: 150")]
    public double Threshold { get; init; } = 150;

    /// <summary>Code of the synaptic inputs' transconductance.</summary>
    [Published("jaxsnn: 500")]
    public int SynapticGm { get; init; } = 500;

    /// <summary>Code of the synapses' DAC bias.</summary>
    [Published("jaxsnn: 1000")]
    public int SynapseDac { get; init; } = 1000;

    /// <summary>Where neurons and inputs sit on the chip.</summary>
    public ChipMapping Mapping { get; init; } = new SeparateHalves();
}
