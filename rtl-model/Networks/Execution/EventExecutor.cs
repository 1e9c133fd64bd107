using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>
/// The event level of a mapped network: every packet, synapse and neuron as the firmware handles them, tick by tick, without the time in between.
/// It reads the same memory images and the same routing table as the chip.
/// </summary>
public sealed class EventExecutor : INetworkMachine
{
    private readonly SliceEngine[] _slices;
    private readonly SliceEngine[][] _targets;
    private readonly bool[] _records;
    private readonly List<SpikeEvent> _spikes = [];

    /// <param name="mapped">The network.</param>
    /// <param name="costs">Cycles of the firmware; null: as measured.</param>
    public EventExecutor(MappedNetwork mapped, PeCosts? costs = null)
    {
        Mapped = mapped;
        costs ??= new PeCosts();
        _slices = [.. mapped.Slices.Select(slice => new SliceEngine(slice, costs, mapped.Options.Faults.Has("network.spike_lost_at_wrap")))];
        var byPe = _slices.ToDictionary(engine => engine.Slice.Pe);
        _targets = [.. _slices.Select(engine => Route(mapped.Routes, engine.Slice.Key) is { } entry ? byPe.Where(pe => entry.Pes.Contains(pe.Key)).Select(pe => pe.Value).ToArray() : [])];
        _records = [.. mapped.Network.Populations.Select(population => population.IsOutput || mapped.Options.RecordAll)];
    }

    /// <summary>The network.</summary>
    public MappedNetwork Mapped { get; }

    /// <summary>Ticks done.</summary>
    public int Ticks { get; private set; }

    /// <summary>Recorded spikes, in the order of rows, populations and neurons.</summary>
    public IReadOnlyList<SpikeEvent> Spikes => _spikes;

    /// <summary>Packets for which the routing table has no entry.</summary>
    public long Unrouted { get; private set; }

    /// <summary>Copies of packets that processing elements took.</summary>
    public long Delivered { get; private set; }

    /// <summary>Counters of the slices, in the order of the mapped network.</summary>
    public IReadOnlyList<SliceCounters> Counters => [.. _slices.Select(slice => slice.Counters)];

    /// <summary>Synaptic events so far.</summary>
    public long SynapticEvents => _slices.Sum(slice => slice.Counters.Synapses);

    /// <summary>The membrane of a neuron in the network's own unit.</summary>
    public double Membrane(int population, int neuron)
    {
        SliceEngine engine = _slices.First(slice => slice.Slice.Population == population && neuron >= slice.Slice.First && neuron < slice.Slice.First + slice.Slice.Count);
        return engine.Membrane(neuron - engine.Slice.First) / Mapped.MembraneScale(population, neuron);
    }

    public string Level => "event";

    public NetworkRun Result()
    {
        SliceRun[] slices = [.. _slices.Select(Slice)];
        double seconds = Ticks * Mapped.Options.TickMicroseconds * 1e-6;
        return new NetworkRun(Mapped, Level, Ticks, [.. _spikes], slices, seconds)
        {
            Energy = EnergyEstimate.Of(Mapped, slices, seconds),
            Packets = [new("multicast", _slices.Sum(slice => slice.IsSilent ? 0 : (double)slice.Counters.Spikes)), new("copies to processing elements", Delivered)],
            Drops = [new("router: no route", Unrouted), new("element: event ring full", _slices.Sum(slice => (double)slice.Counters.Dropped)), new("element: key not in the population table", _slices.Sum(slice => (double)slice.Counters.Unknown))],
        };
    }

    /// <summary>Runs ticks.</summary>
    public void Run(int ticks)
    {
        for (int end = Ticks + ticks; Ticks < end; Ticks++) Tick();
    }

    private void Tick()
    {
        int first = _spikes.Count;
        foreach (SliceEngine slice in _slices) slice.BeginTick();
        for (int i = 0; i < _slices.Length; i++)
        {
            SliceEngine engine = _slices[i];
            engine.Tick(Ticks);
            MappedSlice slice = engine.Slice;
            if (_targets[i].Length == 0 && !engine.IsSilent) Unrouted += engine.Spiked.Count;
            int row = Mapped.Network.Populations[slice.Population].IsSource ? Ticks : Ticks - 1;
            foreach (int neuron in engine.Spiked)
            {
                uint key = slice.Key + (uint)neuron;
                foreach (SliceEngine target in _targets[i]) target.Arrive(key);
                Delivered += _targets[i].Length;
                if (_records[slice.Population]) _spikes.Add(new SpikeEvent(row, slice.Population, slice.First + neuron));
            }
        }
        _spikes.Sort(first, _spikes.Count - first, null);
    }

    private static SliceRun Slice(SliceEngine engine)
    {
        SliceCounters c = engine.Counters;
        return new SliceRun(engine.Slice, c.Events, c.Synapses, c.Spikes, c.Unknown, c.Dropped, 0, 0, c.MaxEvents, c.Cycles, c.MaxCycles, c.HighTicks) { HighBusyCycles = c.HighCycles };
    }

    private static RouteEntry? Route(IReadOnlyList<RouteEntry> routes, uint key)
    {
        foreach (RouteEntry entry in routes)
            if (entry.Matches(key)) return entry;
        return null;
    }
}
