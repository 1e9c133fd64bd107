using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>Sizes, operand ranges and timing of the analog vector-matrix multiply.</summary>
public sealed record HagenConstants
{
    /// <summary>Largest activation.</summary>
    [Published("Spilger et al. 2020: 5-bit activations")]
    public int MaxActivation { get; init; } = 31;

    /// <summary>Largest magnitude of a weight.</summary>
    [Published("Spilger et al. 2020: 6-bit weights and sign")]
    public int MaxWeight { get; init; } = 63;

    /// <summary>Signed inputs of one half: one driver each.</summary>
    [Published("Spilger et al. 2020")]
    public int Rows { get; init; } = ChipGeometry.Drivers;

    /// <summary>Outputs of one half.</summary>
    [Published("Spilger et al. 2020")]
    public int Columns { get; init; } = ChipGeometry.Columns;

    /// <summary>CADC counts per unit of the product.</summary>
    [Published("hxtorch, perceptron/mock")]
    public double Gain { get; init; } = 0.002;

    /// <summary>Standard deviation of a result, in counts.</summary>
    [Published("hxtorch, perceptron/mock")]
    public double NoiseSigma { get; init; } = 2.0;

    /// <summary>FPGA cycles of 8 ns from one input event to the next.</summary>
    [Published("hxtorch, perceptron: wait_between_events 5")]
    public int WaitBetweenEvents { get; init; } = 5;

    /// <summary>From the reset of the neurons to the baseline read, in us.</summary>
    [Published("grenade, hagen readout: 5 us")]
    public double BaselineWait { get; init; } = 5;

    /// <summary>From the last input event to the second read, in us.</summary>
    [ModelChoice("six synaptic time constants, so that 0.2 % of the last charge is missed")]
    public double Settling { get; init; } = 2;

    /// <summary>One read of all columns by the plasticity processor, in us.</summary>
    [Published("Cramer et al. 2022: 1.7 us")]
    public double ReadTime { get; init; } = 1.7;

    /// <summary>Leak potential, in CADC counts.</summary>
    [Published("calix, hagen/neuron: 120")]
    public double Leak { get; init; } = 120;

    /// <summary>Synaptic time constant, in us.</summary>
    [Published("calix, hagen/neuron: 0.32 us")]
    public double TauSynapse { get; init; } = 0.32;

    /// <summary>Code of the synaptic input's transconductance.</summary>
    [Published("calix, hagen/neuron: 450")]
    public int SynapticGm { get; init; } = 450;

    /// <summary>Code of the synapse DAC bias.</summary>
    [Published("calix, hagen: 1022")]
    public int SynapseDac { get; init; } = 1022;

    /// <summary>Time of one multiplication of both halves, in us: settle, send, settle, two reads.</summary>
    /// <param name="events">Inputs other than 0, at most 128.</param>
    /// <param name="sends">How often the vector is sent.</param>
    public double Duration(int events, int sends = 1) => BaselineWait + events * sends * WaitBetweenEvents * 0.008 + Settling + 2 * ReadTime;
}
