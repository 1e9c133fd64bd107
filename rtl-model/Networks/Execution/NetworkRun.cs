using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.Networks.Execution;

/// <summary>A running network, on whatever level of the model.</summary>
public interface INetworkMachine
{
    /// <summary>Name of the level: rtl, core or event.</summary>
    string Level { get; }

    /// <summary>The network.</summary>
    MappedNetwork Mapped { get; }

    /// <summary>Ticks done.</summary>
    int Ticks { get; }

    /// <summary>Runs ticks.</summary>
    void Run(int ticks);

    /// <summary>The membrane of a neuron, in the network's own unit.</summary>
    double Membrane(int population, int neuron);

    /// <summary>What happened so far.</summary>
    NetworkRun Result();
}

/// <summary>What a processing element did.</summary>
/// <param name="Slice">Its neurons.</param>
/// <param name="Events">Packets handled.</param>
/// <param name="SynapticEvents">Synapses of these packets.</param>
/// <param name="Spikes">Packets sent.</param>
/// <param name="Unknown">Packets that its table does not know.</param>
/// <param name="Dropped">Packets that found its ring full.</param>
/// <param name="Overruns">Ticks that began while another was not finished.</param>
/// <param name="MaxLag">Most ticks behind.</param>
/// <param name="MaxEvents">Most packets of a tick.</param>
/// <param name="BusyCycles">Processor cycles of all ticks.</param>
/// <param name="MaxBusyCycles">Processor cycles of the longest tick.</param>
/// <param name="HighTicks">Ticks at the high level.</param>
public sealed record SliceRun(MappedSlice Slice, long Events, long SynapticEvents, long Spikes, long Unknown, long Dropped, long Overruns, long MaxLag, long MaxEvents, double BusyCycles, double MaxBusyCycles, long HighTicks)
{
    /// <summary>Processor cycles of the ticks at the high level, where the level of the model knows them.</summary>
    public double HighBusyCycles { get; init; }

    /// <summary>Processor cycles that it was awake, where the level of the model knows them; more than busy by interrupts and waiting.</summary>
    public double AwakeCycles { get; init; }

    /// <summary>Seconds of the ticks at the high level, where the level of the model knows them.</summary>
    public double HighSeconds { get; init; }

    /// <summary>Seconds at PL0 to PL3.</summary>
    public IReadOnlyList<double> LevelSeconds { get; init; } = [];

    /// <summary>Nanojoules of the processing element: sleep, core, transitions.</summary>
    public double Nanojoules { get; init; }
}

/// <summary>A link of the network-on-chip.</summary>
/// <param name="From">Router that sends.</param>
/// <param name="Direction">0 east, 1 north, 2 west, 3 south, as the mesh's ports.</param>
/// <param name="Flits">Flits sent.</param>
public sealed record NocLoad(NocPosition From, int Direction, long Flits);

/// <summary>What a chip's packet router and network-on-chip did.</summary>
/// <param name="Chip">Number of the chip in its machine.</param>
/// <param name="X">Its column.</param>
/// <param name="Y">Its row.</param>
/// <param name="Router">Packets per cycle of the packet router and of its outputs.</param>
/// <param name="Noc">Links of the network-on-chip.</param>
public sealed record ChipRun(int Chip, int X, int Y, IReadOnlyList<Amount> Router, IReadOnlyList<NocLoad> Noc)
{
    /// <summary>Packets that the router took.</summary>
    public long Routed { get; init; }

    /// <summary>Copies that left by each link.</summary>
    public IReadOnlyList<long> Links { get; init; } = [];
}

/// <summary>Latencies of packets from their launch to the elements that take them, where the level of the model knows them; nanoseconds.</summary>
public sealed record PacketLatency(double Mean, double Median, double NinetyNinePercent, double Longest);

/// <summary>A named count or amount.</summary>
public sealed record Amount(string Name, double Value);

/// <summary>What happened in a run.</summary>
/// <param name="Mapped">The network.</param>
/// <param name="Level">Name of the level.</param>
/// <param name="Ticks">Ticks done.</param>
/// <param name="Spikes">Recorded spikes in the order of rows, populations and neurons.</param>
/// <param name="Slices">Processing elements.</param>
/// <param name="Seconds">Simulated time.</param>
public sealed record NetworkRun(MappedNetwork Mapped, string Level, int Ticks, IReadOnlyList<SpikeEvent> Spikes, IReadOnlyList<SliceRun> Slices, double Seconds)
{
    /// <summary>Packets by type.</summary>
    public IReadOnlyList<Amount> Packets { get; init; } = [];

    /// <summary>Packets that were lost, by reason; zeros too.</summary>
    public IReadOnlyList<Amount> Drops { get; init; } = [];

    /// <summary>Nanojoules by component.</summary>
    public IReadOnlyList<Amount> Energy { get; init; } = [];

    /// <summary>The chips that took part, where the level of the model has them.</summary>
    public IReadOnlyList<ChipRun> Chips { get; init; } = [];

    /// <summary>Packets per cycle of the packet router and of its outputs, of the chip whose router took the most packets.</summary>
    public IReadOnlyList<Amount> RouterUtilisation => Chips.MaxBy(chip => chip.Routed)?.Router ?? [];

    /// <summary>Links of the network-on-chip of that chip.</summary>
    public IReadOnlyList<NocLoad> Noc => Chips.MaxBy(chip => chip.Routed)?.Noc ?? [];

    /// <summary>Latencies of the packets.</summary>
    public PacketLatency? Latency { get; init; }

    /// <summary>Cycles of the network-on-chip.</summary>
    public double NocCycles { get; init; }

    /// <summary>Recorded spikes that the host read too late.</summary>
    public long RecordsLost { get; init; }

    /// <summary>Cycles that the simulation evaluated, all clocks together.</summary>
    public long SimulatedEdges { get; init; }

    public long SynapticEvents => Slices.Sum(slice => slice.SynapticEvents);

    public long Overruns => Slices.Sum(slice => slice.Overruns);

    public double Nanojoules => Energy.Sum(part => part.Value);

    /// <summary>A component's energy, nanojoules; 0 where there is none of the name.</summary>
    public double EnergyOf(string component) => Energy.FirstOrDefault(part => part.Name == component)?.Value ?? 0;

    /// <summary>The longest tick of any processing element, as a part of the tick's length; above 1 it is an overrun.</summary>
    /// <param name="hertz">Clock of the processors.</param>
    public double LongestTickShare(double hertz) => Slices.Select(slice => slice.MaxBusyCycles / hertz / (Mapped.Options.TickMicroseconds * 1e-6)).DefaultIfEmpty(0).Max();
}
