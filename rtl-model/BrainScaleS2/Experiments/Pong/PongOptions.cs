using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Pong;

/// <summary>Pong learned by reward-modulated plasticity (Wunderlich et al., Frontiers in Neuroscience 13:260, 2019; times in us).</summary>
public sealed record PongOptions
{
    /// <summary>Steps of the game, each with a run of the network and an update of the weights.</summary>
    [Published("Wunderlich et al. 2019: 10,000 and more")]
    public int Iterations { get; init; } = 10_000;

    /// <summary>Ball positions, input rows and action neurons.</summary>
    [Published("Wunderlich et al. 2019")]
    public int States { get; init; } = 32;

    /// <summary>Ideal, calibrated or uncalibrated circuits.</summary>
    public ChipMode Mode { get; init; } = ChipMode.Calibrated;

    /// <summary>Constants of the chip, but for those of its correlation sensors below.</summary>
    public AnalogConstants Constants { get; init; } = AnalogConstants.Default;

    /// <summary>The deviations, where they shall not be those of <see cref="Mode"/>.</summary>
    public MismatchConstants? Mismatch { get; init; }

    /// <summary>Whether membranes and converter are noisy: the noise is what explores.</summary>
    public bool TemporalNoise { get; init; } = true;

    /// <summary>Seed of the chip's fixed pattern.</summary>
    public ulong ChipSeed { get; init; } = 1;

    /// <summary>Seed of noise, first weights, ties and serves.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Iterations between points of the learning curve.</summary>
    public int CurveStep { get; init; } = 100;

    /// <summary>Event slots in a step of the analog core; nothing feeds back, so it may be long.</summary>
    public int SlotsPerStep { get; init; } = 16;

    /// <summary>Input spikes of a run.</summary>
    [Published("model-sw-pong")]
    public int InputSpikes { get; init; } = 20;

    /// <summary>From one input spike to the next.</summary>
    [Published("model-sw-pong: 10 ms of biology")]
    public double InputInterval { get; init; } = 10;

    /// <summary>Length of a run.</summary>
    [Published("model-sw-pong: 200 ms of biology")]
    public double RunTime { get; init; } = 200;

    /// <summary>Mean and standard deviation of the first weights.</summary>
    [Published("model-sw-pong")]
    public double WeightMean { get; init; } = 14;

    [Published("model-sw-pong")]
    public double WeightSigma { get; init; } = 2;

    /// <summary>Amplitude, time constant and limit of the correlation sensors, in CADC counts and us.</summary>
    [ModelChoice("half of the 36 of model-sw-pong: the eight spikes of a strongly driven neuron then just fill the sensor, where 36 saturates it from the fourth on and hides who fired most")]
    public double CorrelationAmplitude { get; init; } = 18;

    [Published("model-sw-pong, STDP_TAU: 64 ms of biology")]
    public double CorrelationTime { get; init; } = 64;

    [Published("model-sw-pong, STDP_SATURATION")]
    public double CorrelationLimit { get; init; } = 128;

    /// <summary>Weight of a second, fixed row of each input, which fires with the plastic one.</summary>
    [Derived("model-sw-pong: a weight w acts like w + 32")]
    public int BaseWeight { get; init; } = 32;

    /// <summary>The action neurons.</summary>
    [Derived("model-sw-pong: tau_m 28.53 ms, tau_syn 1.8 ms, t_ref 3.98 ms; reset at -0.39 of the threshold distance; an input of weight 14 (+ 32) moves the membrane by a third of it; a small capacitance, so that the noise is a quarter of it")]
    public NeuronTargets Neuron { get; init; } = new()
    {
        Leak = 80,
        Threshold = 124.7,
        Reset = 62.6,
        TauMembrane = 28.53,
        TauExcitatory = 1.8,
        TauInhibitory = 1.8,
        RefractoryTime = 3.98,
        MembraneCapacitance = 8,
        SynapticGm = 120,
        SynapseDac = 1022,
    };

    /// <summary>Conversions of which the baseline of the correlation is the mean.</summary>
    [Published("brainscales2-demos, ts_07-pong: 256 reads")]
    public int BaselineReads { get; init; } = 256;

    /// <summary>Refuses what cannot be run.</summary>
    /// <exception cref="ChipConfigurationException">Names the option, the value and the range.</exception>
    public void Check()
    {
        ChipConfigurationException.Check("iterations", Iterations, 1, 10_000_000);
        ChipConfigurationException.Check("states", States, 2, ChipGeometry.Drivers);
        ChipConfigurationException.Check("iterations between points of the curve", CurveStep, 1, int.MaxValue);
        ChipConfigurationException.Check("base weight", BaseWeight, 0, ChipGeometry.MaxWeight);
        ChipConfigurationException.Check("input spikes", InputSpikes, 1, 1000);
        ChipConfigurationException.Check("input interval", InputInterval, 0.1, 1000, "us");
        ChipConfigurationException.Check("run time", RunTime, 1 + InputSpikes * InputInterval - InputInterval, 100_000, "us");
        ChipConfigurationException.Check("baseline reads", BaselineReads, 1, 10_000);
    }
}
