using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>
/// The event level of a mapped network: every packet, synapse and neuron as the firmware handles them. Processing elements take the time that the firmware's costs say, packets
/// go through routers, links and network ports that are reserved in order of time (<see cref="EventMachine"/>), and wait in the ring of the element that takes them. A tick that
/// is not finished when the next begins makes that one late, as on the chip. It reads the same memory images and routing tables as the chip.
/// </summary>
public sealed class EventExecutor : INetworkMachine
{
    private const long Microsecond = 1_000_000_000;

    private readonly EventMachine _machine;
    private readonly SliceEngine[] _slices;
    private readonly PacketLog?[] _logs;
    private readonly uint[] _keys;
    private readonly int[] _tick;
    private readonly PriorityQueue<int, (long Time, int Slice)> _starts = new();
    private readonly bool[] _records;
    private readonly List<SpikeEvent> _spikes = [];
    private readonly PerformanceLevel _level;
    private readonly long _launch;
    private readonly long _take;
    private readonly double _wake;
    private readonly bool _forgetsBusyTicks;
    private readonly long _period;
    private int _sorted;
    private int _source;

    /// <param name="mapped">The network.</param>
    /// <param name="costs">Cycles of the firmware; null: as measured.</param>
    /// <param name="level">Performance level of the processing elements where no policy changes it.</param>
    /// <param name="timing">Times of routers, links and networks; null: as published.</param>
    public EventExecutor(MappedNetwork mapped, PeCosts? costs = null, PerformanceLevel level = PerformanceLevel.PL3, MachineTiming? timing = null)
    {
        Mapped = mapped;
        costs ??= new PeCosts();
        bool policy = mapped.Options.DvfsThreshold is not null;
        _level = policy ? (PerformanceLevel)mapped.Options.DvfsLevels.Low : level;
        var power = new PowerOptions();
        long clock = power.PeriodOf(_level), high = power.PeriodOf((PerformanceLevel)mapped.Options.DvfsLevels.High);
        (_launch, _take) = ((long)(costs.Launch * clock), (long)(costs.Take * clock));
        _period = mapped.Options.TickMicroseconds * Microsecond;
        _wake = costs.Wake;
        _forgetsBusyTicks = mapped.Options.Faults.Has("energy.busy_ticks_at_low_level");
        _machine = new EventMachine(mapped.Options.Machine, timing) { Delivered = Deliver };
        for (int chip = 0; chip < mapped.Tables.Count; chip++)
            foreach (RouteEntry entry in mapped.Tables[chip]) _machine.AddRoute(chip, in entry);
        bool losesAtWrap = mapped.Options.Faults.Has("network.spike_lost_at_wrap");
        // Slices have their keys in the order of their numbers.
        _keys = [.. mapped.Slices.Select(slice => slice.Key)];
        _logs = new PacketLog?[mapped.Options.Machine.Count * Floorplan.Quads.Length];
        _slices = [.. mapped.Slices.Select(slice => new SliceEngine(slice, costs, clock, high, _logs[LogOf(slice.Chip, slice.Pe / Floorplan.PesPerQuad)] ??= new PacketLog(), SourceOf, losesAtWrap))];
        _tick = new int[_slices.Length];
        for (int i = 0; i < _slices.Length; i++) _starts.Enqueue(i, (0, i));
        _records = [.. mapped.Network.Populations.Select(population => population.IsOutput || mapped.Options.RecordAll)];
    }

    /// <summary>The network.</summary>
    public MappedNetwork Mapped { get; }

    /// <summary>Ticks done.</summary>
    public int Ticks { get; private set; }

    /// <summary>Routers, links and networks.</summary>
    public EventMachine Machine => _machine;

    /// <summary>Recorded spikes, in the order of rows, populations and neurons.</summary>
    public IReadOnlyList<SpikeEvent> Spikes
    {
        get
        {
            if (_sorted != _spikes.Count) _spikes.Sort();
            _sorted = _spikes.Count;
            return _spikes;
        }
    }

    /// <summary>Packets for which the routing table has no entry.</summary>
    public long Unrouted => _machine.Statistics.Unrouted;

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

    /// <summary>Runs ticks.</summary>
    public void Run(int ticks)
    {
        long end = (Ticks + ticks) * _period;
        while (_starts.TryPeek(out int slice, out (long Time, int Slice) next) && next.Time < end)
        {
            _machine.RunUntil(next.Time);
            _starts.Dequeue();
            Tick(slice, next.Time);
        }
        _machine.RunUntil(end);
        Ticks += ticks;
    }

    private void Tick(int index, long start)
    {
        SliceEngine engine = _slices[index];
        MappedSlice slice = engine.Slice;
        int tick = _tick[index]++;
        long end = engine.Tick(tick, start);
        int row = Mapped.Network.Populations[slice.Population].IsSource ? tick : tick - 1;
        for (int i = 0; i < engine.Spiked.Count; i++)
        {
            int neuron = engine.Spiked[i];
            if (!engine.IsSilent) _machine.Send(start + engine.SpikedAfter[i] + _launch, slice.Chip, slice.Pe, slice.Key + (uint)neuron);
            if (_records[slice.Population]) _spikes.Add(new SpikeEvent(row, slice.Population, slice.First + neuron));
        }
        CountLateness(engine.Counters, tick, start, end);
        _starts.Enqueue(index, (Math.Max(end, _tick[index] * _period), index));
    }

    // Ticks that begin while this one is not finished.
    private void CountLateness(SliceCounters counters, int tick, long start, long end)
    {
        long last = Math.Min((end - 1) / _period, Math.Max(Mapped.Options.Ticks, tick + 1) - 1), late = last - start / _period;
        if (late <= 0) return;
        counters.Overruns += late;
        counters.MaxLag = Math.Max(counters.MaxLag, last - tick);
    }

    private void Deliver(int chip, int quad, int mask, uint key, long time)
    {
        if (_logs[LogOf(chip, quad)] is not { } log) return;
        // The copies of a packet come one after the other.
        MappedSlice source = Mapped.Slices[_source];
        if ((key & source.Mask) != source.Key) source = Mapped.Slices[_source = SourceOf(key)];
        Delivered += log.Add(time + _take, _source, (int)(key - source.Key), mask);
    }

    private static int LogOf(int chip, int quad) => chip * Floorplan.Quads.Length + quad;

    private int SourceOf(uint key)
    {
        int found = Array.BinarySearch(_keys, key);
        return found >= 0 ? found : ~found - 1;
    }

    public NetworkRun Result()
    {
        SliceRun[] slices = [.. _slices.Select(Slice)];
        double seconds = Ticks * Mapped.Options.TickMicroseconds * 1e-6;
        MachineStatistics statistics = _machine.Statistics;
        ChipRun[] chips = [.. Enumerable.Range(0, Mapped.Options.Machine.Count).Select(ChipRunOf).Where(chip => chip.Routed > 0)];
        var transport = new Transport(statistics.Routed, chips.Sum(chip => chip.Noc.Sum(link => (double)link.Flits)), statistics.LinkCopies);
        return new NetworkRun(Mapped, Level, Ticks, [.. Spikes], slices, seconds)
        {
            Energy = EnergyEstimate.Of(Mapped, slices, seconds, transport, new PowerOptions().RailOf(_level)),
            Packets = [new("multicast", statistics.Sent), new("taken by multicast engines", statistics.Routed), new("copies on links between chips", statistics.LinkCopies), new("copies to processing elements", Delivered)],
            Drops =
            [
                new("router: output blocked", statistics.DroppedAtLinks + statistics.DroppedAtPorts), new("router: no route", Unrouted),
                new("element: event ring full", _slices.Sum(slice => (double)slice.Counters.Dropped)), new("element: key not in the population table", _slices.Sum(slice => (double)slice.Counters.Unknown)),
            ],
            Chips = chips,
            NocCycles = seconds * new ChipOptions().NocHertz,
            Latency = statistics.Latencies == 0 ? null : new PacketLatency(statistics.MeanLatency * 1e-6, statistics.LatencyQuantile(0.5) * 1e-6, statistics.LatencyQuantile(0.99) * 1e-6, statistics.LongestLatency * 1e-6),
        };
    }

    private ChipRun ChipRunOf(int chip)
    {
        MachineCounts counts = _machine.Counts;
        (int x, int y) = Mapped.Options.Machine.Place(chip);
        double cycles = Math.Max(1, Ticks * _period / 1e15 * new ChipOptions().RouterHertz);
        List<Amount> load = RouterLoad.Of(cycles, counts.Routed(chip), port => counts.ToPort(chip, port), link => counts.OnLink(chip, link));
        NocLoad[] noc = [.. counts.Mesh(chip).Select(link => new NocLoad(link.From, link.Direction, link.Flits))];
        return new ChipRun(chip, x, y, load, noc) { Routed = counts.Routed(chip), Links = [.. Enumerable.Range(0, MachineShape.Links).Select(link => counts.OnLink(chip, link))] };
    }

    private SliceRun Slice(SliceEngine engine)
    {
        SliceCounters c = engine.Counters;
        var levels = new double[4];
        double seconds = Ticks * Mapped.Options.TickMicroseconds * 1e-6;
        levels[(int)_level] = seconds - c.HighSeconds;
        levels[Mapped.Options.DvfsLevels.High] += c.HighSeconds;
        return new SliceRun(engine.Slice, c.Events, c.Synapses, c.Spikes, c.Unknown, c.Dropped, c.Overruns, c.MaxLag, c.MaxEvents, c.Cycles, c.MaxCycles, c.HighTicks)
        {
            HighBusyCycles = _forgetsBusyTicks ? 0 : c.HighCycles,
            HighSeconds = _forgetsBusyTicks ? 0 : c.HighSeconds,
            AwakeCycles = c.Cycles + Ticks * _wake,
            LevelSeconds = levels,
        };
    }
}
