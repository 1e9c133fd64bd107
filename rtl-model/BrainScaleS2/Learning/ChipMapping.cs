using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>A synapse driver and the label that it carries.</summary>
public readonly record struct DriverAddress(int Half, int Driver, int Label);

/// <summary>
/// Where a network sits on the chip: which circuits a neuron is made of, which drivers carry an input, which driver a hidden neuron's spike comes back to. Signed weights are pairs of rows,
/// the lower one excitatory.
/// </summary>
public abstract record ChipMapping
{
    /// <summary>Circuits that make up a neuron.</summary>
    public abstract int CircuitsPerNeuron { get; }

    /// <summary>6-bit code of each circuit's membrane capacitance.</summary>
    public abstract int MembraneCapacitance { get; }

    /// <summary>Drivers that carry the same input, so that an input can weigh more than 63.</summary>
    public virtual int Duplicates => 1;

    /// <summary>Refuses a network that has no room.</summary>
    /// <exception cref="ChipConfigurationException">Names the size and what is allowed.</exception>
    public abstract void Check(ClassifierOptions options);

    /// <summary>The circuit whose comparator speaks for a hidden neuron.</summary>
    public abstract int Hidden(int neuron);

    /// <summary>The circuit whose comparator speaks for an output neuron.</summary>
    public abstract int Output(int neuron, ClassifierOptions options);

    /// <summary>A driver of an input.</summary>
    public abstract DriverAddress Input(int input, int copy);

    /// <summary>The driver that a hidden neuron's spikes come back to.</summary>
    public abstract DriverAddress Feedback(int neuron);

    /// <summary>Sets up the circuits of one neuron.</summary>
    public abstract void Configure(AnalogArray array, int circuit, NeuronTargets targets);
}

/// <summary>Hidden neurons in the top half, outputs in the bottom half, one circuit each.</summary>
public sealed record SeparateHalves : ChipMapping
{
    [Published("jaxsnn, BSS-2 Yin-Yang example: inputs five times")]
    public override int Duplicates => 5;

    public override int CircuitsPerNeuron => 1;

    public override int MembraneCapacitance => 63;

    public override void Check(ClassifierOptions options)
    {
        ChipConfigurationException.Check("hidden neurons", options.Hidden, 1, ChipGeometry.Drivers);
        ChipConfigurationException.Check("outputs", options.Outputs, 1, ChipGeometry.Columns);
        ChipConfigurationException.Check("inputs x duplicates", options.Inputs * Duplicates, 1, ChipGeometry.Drivers);
    }

    public override int Hidden(int neuron) => neuron;

    public override int Output(int neuron, ClassifierOptions options) => ChipGeometry.Columns + neuron;

    public override DriverAddress Input(int input, int copy) => new(0, input * Duplicates + copy, 0);

    public override DriverAddress Feedback(int neuron) => new(1, neuron, 0);

    public override void Configure(AnalogArray array, int circuit, NeuronTargets targets) => array.Configure(circuit, new NeuronTransfer(array.Options.Constants).Calibrated(targets));
}

/// <summary>
/// Two circuits above each other with shorted membranes make one neuron, so that the 256 signed rows of both halves reach it: 256 neurons with 256 inputs (Cramer et al., PNAS 119:e2109194119, 2022).
/// The rows serve inputs and hidden neurons alike, told apart by the label: the synapses of hidden columns hold the label of inputs, those of output columns that of hidden neurons.
/// </summary>
public sealed record JoinedHalves : ChipMapping
{
    private const int InputLabel = 1;
    private const int HiddenLabel = 2;

    public override int CircuitsPerNeuron => 2;

    [ModelChoice("half the full capacitance for each of the two circuits, so that a weight acts as on one circuit")]
    public override int MembraneCapacitance => 30;

    public override void Check(ClassifierOptions options)
    {
        ChipConfigurationException.Check("hidden neurons and outputs", options.Hidden + options.Outputs, 2, ChipGeometry.Columns);
        ChipConfigurationException.Check("inputs", options.Inputs, 1, ChipGeometry.Halves * ChipGeometry.Drivers);
    }

    public override int Hidden(int neuron) => neuron;

    public override int Output(int neuron, ClassifierOptions options) => options.Hidden + neuron;

    public override DriverAddress Input(int input, int copy) => At(input, InputLabel);

    public override DriverAddress Feedback(int neuron) => At(neuron, HiddenLabel);

    public override void Configure(AnalogArray array, int circuit, NeuronTargets targets)
    {
        NeuronParameters one = new NeuronTransfer(array.Options.Constants).Calibrated(targets);
        array.Configure(circuit, one with { ShortBottom = true });
        array.Configure(circuit + ChipGeometry.Columns, one with { Spikes = false });
    }

    private static DriverAddress At(int row, int label) => new(row / ChipGeometry.Drivers, row % ChipGeometry.Drivers, label);
}
