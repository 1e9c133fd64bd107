namespace HwModel.BrainScaleS2.Analog;

/// <summary>How many of each circuit the chip has (Pehle et al., Frontiers in Neuroscience 16:795876, 2022; halco, HICANN-X coordinates).</summary>
public static class ChipGeometry
{
    /// <summary>Top and bottom half, each with a synapse array and a row of neurons.</summary>
    public const int Halves = 2;

    /// <summary>Columns of a synapse array; a column is the dendrite of one neuron.</summary>
    public const int Columns = 256;

    /// <summary>Rows of a synapse array.</summary>
    public const int Rows = 256;

    /// <summary>Synapse drivers of a half; driver d feeds the rows 2 d (its bottom row) and 2 d + 1 (its top row).</summary>
    public const int Drivers = 128;

    /// <summary>Neuron circuits; circuit n sits in half n / 256, column n mod 256.</summary>
    public const int Neurons = Halves * Columns;

    /// <summary>Synapses of a half.</summary>
    public const int SynapsesPerHalf = Rows * Columns;

    /// <summary>PADI buses of a half; driver d listens on bus d mod 4.</summary>
    public const int Buses = 4;

    /// <summary>Synapse labels.</summary>
    public const int Labels = 64;

    /// <summary>Largest synaptic weight.</summary>
    public const int MaxWeight = 63;

    /// <summary>CADC channels: a causal and an acausal one per column and half.</summary>
    public const int CadcChannels = Neurons * 2;
}
