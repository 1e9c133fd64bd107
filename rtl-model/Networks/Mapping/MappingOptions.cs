using HwModel.Kernel;
using HwModel.Networks.Images;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Mapping;

/// <summary>How the factor from a population's weights to 8-bit integers is chosen.</summary>
public enum WeightScaling
{
    /// <summary>The largest weight becomes 127.</summary>
    Largest,

    /// <summary>The largest power of two for which no weight exceeds 127.</summary>
    PowerOfTwo,
}

/// <summary>How a network is put onto chips.</summary>
public sealed record MappingOptions
{
    /// <summary>The chips that a network may use: those nearest to chip 0 first, as few as hold it.</summary>
    public MachineShape Machine { get; init; } = MachineShape.Rectangle(1, 1);

    /// <summary>Processing elements of each chip that a network may use, those with the lowest core numbers.</summary>
    [Published("SpiNNaker2 developer portal: 148 of 152 are usable by applications")]
    public int UsablePes { get; init; } = 148;

    /// <summary>Most neurons of a processing element where the population does not say.</summary>
    [ModelChoice("the narrow synapse format counts neurons in 8 bits; a population may ask for up to 1024 in the wide format")]
    public int MaxNeuronsPerPe { get; init; } = 256;

    /// <summary>Most sources of a processing element.</summary>
    [ModelChoice("not published")]
    public int MaxSourcesPerPe { get; init; } = 1024;

    /// <summary>Bytes of the packet ring, at the least; what is left of the memory is added up to the most.</summary>
    [ModelChoice("not published")]
    public int LeastFifoBytes { get; init; } = 1024;

    /// <summary>Bytes of the packet ring, at the most.</summary>
    [ModelChoice("not published")]
    public int MostFifoBytes { get; init; } = 16384;

    /// <summary>Words of the spike record, a power of two.</summary>
    [ModelChoice("not published; the host reads the record while the network runs")]
    public int RecordWords { get; init; } = 1024;

    /// <summary>Microseconds of a tick.</summary>
    [Published("SpiNNaker2 developer portal: typically 1 ms")]
    public int TickMicroseconds { get; init; } = 1000;

    /// <summary>Ticks to run, the first of which only sends.</summary>
    public int Ticks { get; init; } = 1000;

    /// <summary>Weights to integers.</summary>
    public WeightScaling Scaling { get; init; } = WeightScaling.Largest;

    /// <summary>Bits of a weight with its sign, 2 to 8; fewer than 8 are kept in the same bytes.</summary>
    [ModelChoice("8 bits as in the published synapse format (SpiNNaker2 developer portal); fewer are a study's question")]
    public int WeightBits { get; init; } = 8;

    /// <summary>Record the spikes of all populations, not only of outputs.</summary>
    public bool RecordAll { get; init; }

    /// <summary>Record the membranes of outputs.</summary>
    public bool RecordVoltage { get; init; }

    /// <summary>Packets of a tick from which on it is done at the high level; null: the level never changes.</summary>
    public int? DvfsThreshold { get; init; }

    /// <summary>The performance level of busy ticks, and the other.</summary>
    public (int High, int Low) DvfsLevels { get; init; } = (3, 0);

    /// <summary>Ticks come from the global interrupt instead of the processing elements' own timers.</summary>
    [Published("Scholze et al., OJCAS 2026: a chip-wide interrupt starts all processing elements")]
    public bool GlobalTick { get; init; } = true;

    /// <summary>Seed of Poisson sources.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Entries that a chip's routing table may have.</summary>
    [Published("SpiNNaker2 datasheet v0.03: 16,384")]
    public int TableEntries { get; init; } = MulticastTable.Size;

    /// <summary>Mistakes to make.</summary>
    public FaultSet Faults { get; init; } = new();

    /// <summary>Bytes of data in a processing element.</summary>
    public int DataBytes { get; init; } = PeFields.DataBytes;
}
