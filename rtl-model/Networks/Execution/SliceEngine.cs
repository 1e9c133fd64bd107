using System.Runtime.InteropServices;
using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using static HwModel.Networks.Images.PeFields;

namespace HwModel.Networks.Execution;

/// <summary>Does with a memory image what the firmware does, word for word in the arithmetic: integer sums and single-precision state.</summary>
internal sealed class SliceEngine
{
    private const int GivenBackAtOnce = 64;

    // A header that no block has.
    private const uint Unknown = 1;

    private readonly uint[] _words;
    private readonly NeuronModel _model;
    private readonly int _neurons;
    private readonly Flag _flags;
    private readonly int[] _ring;
    private readonly int _ringMask;
    private readonly int _stride;
    private readonly NeuronBank _bank;
    private readonly int _parameters;
    private readonly int _parameterStep;
    private readonly PopulationTable _table;
    private readonly PacketLog _log;
    private readonly int _element;
    private readonly int _capacity;
    private readonly PeCosts _costs;
    private readonly long _period;
    private readonly long _highPeriod;
    private readonly bool _losesAtWrap;
    private long _arrived;
    private int _handled;
    private long _handledFrom;
    private long _handledUntil;
    private uint _random;
    private Row[] _rows = new Row[64];

    /// <param name="slice">What runs here.</param>
    /// <param name="costs">Cycles of the firmware.</param>
    /// <param name="period">Of the processor's clock, femtoseconds.</param>
    /// <param name="highPeriod">Of its clock in busy ticks.</param>
    /// <param name="log">Packets that come to its quad.</param>
    /// <param name="sourceOf">Number of the slice that has a key.</param>
    /// <param name="losesAtWrap">The mistake to lose every sixteenth packet.</param>
    public SliceEngine(MappedSlice slice, PeCosts costs, long period, long highPeriod, PacketLog log, Func<uint, int> sourceOf, bool losesAtWrap)
    {
        _losesAtWrap = losesAtWrap;
        (_log, _element) = (log, slice.Pe % HwModel.SpiNNaker2.Chip.Floorplan.PesPerQuad);
        log.Join(_element);
        (_period, _highPeriod) = (period, highPeriod);
        Slice = slice;
        _costs = costs;
        _words = new uint[(slice.Image.Length + 3) / 4];
        slice.Image.CopyTo(MemoryMarshal.AsBytes(_words.AsSpan()));
        _model = (NeuronModel)Config(PeFields.Config.Model);
        _neurons = (int)Config(PeFields.Config.Neurons);
        _flags = (Flag)Config(PeFields.Config.Flags);
        _ringMask = (int)Config(PeFields.Config.RingMask);
        _stride = (int)Config(PeFields.Config.RingStride);
        _ring = new int[(_ringMask + 1) * _stride];
        _parameters = At(Config(PeFields.Config.Parameters));
        _parameterStep = (int)Config(PeFields.Config.ParameterStride) / 4;
        _bank = new NeuronBank(_model, _neurons, _parameterStep, (_flags & Flag.ResetBySubtraction) != 0);
        _table = new PopulationTable(_words, At(Config(PeFields.Config.Table)), (int)Config(PeFields.Config.TableEntries), sourceOf, At);
        // A full ring keeps a word free: equal pointers mean empty.
        _capacity = (int)(Config(PeFields.Config.FifoEnd) - Config(PeFields.Config.FifoStart)) / 4 - 1;
        _random = Config(PeFields.Config.Seed);
    }

    public MappedSlice Slice { get; }

    public SliceCounters Counters { get; } = new();

    /// <summary>Whether it sends no packets.</summary>
    public bool IsSilent => (_flags & Flag.Silent) != 0;

    /// <summary>Neurons that spiked in the last tick.</summary>
    public List<int> Spiked { get; } = [];

    /// <summary>When each of them did, femtoseconds after the start of the tick.</summary>
    public List<long> SpikedAfter { get; } = [];

    /// <summary>The membrane of a neuron, in units of integer weights.</summary>
    public float Membrane(int neuron) => _bank.Membrane(neuron);

    /// <summary>Does a tick that starts at a time, with the packets that have arrived by then; returns when it ends.</summary>
    public long Tick(int tick, long start)
    {
        Spiked.Clear();
        SpikedAfter.Clear();
        double cycles;
        bool high = false;
        long period = _period;
        if (_model is NeuronModel.SpikeList or NeuronModel.Poisson) cycles = Send(tick);
        else if (tick == 0) cycles = _costs.SourceTick;
        else
        {
            int events = Read(tick, start);
            high = Config(PeFields.Config.DvfsCommand) != 0 && events >= Config(PeFields.Config.DvfsThreshold);
            if (high) period = _highPeriod;
            cycles = HandleAll(tick, events, start, period);
            cycles = Update(tick, cycles);
        }
        for (int i = 0; i < SpikedAfter.Count; i++) SpikedAfter[i] *= period;
        long took = (long)(cycles * period);
        Count(cycles, took * 1e-15, high);
        return start + took;
    }

    // The packets that are in the ring when the tick starts. Rows that are plain synapses are only noted: their places in memory are fetched side by side.
    private int Read(int tick, long start)
    {
        ReadOnlySpan<Arrival> arrivals = _log.NewFor(_element);
        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<uint, ushort>(_words);
        int read = 0, accepted = 0;
        for (; read < arrivals.Length && arrivals[read].Time <= start; read++)
        {
            ref readonly Arrival arrival = ref arrivals[read];
            if ((arrival.Elements >> _element & 1) == 0) continue;
            if (_losesAtWrap && (++_arrived & 15) == 0) continue;
            if (accepted + Held(arrival.Time) >= _capacity)
            {
                Counters.Dropped++;
                continue;
            }
            if (accepted == _rows.Length) Array.Resize(ref _rows, 2 * _rows.Length);
            _rows[accepted++] = RowOf(in arrival, halves);
        }
        _log.Take(_element, read);
        return accepted;
    }

    private Row RowOf(in Arrival arrival, ReadOnlySpan<ushort> halves)
    {
        if (!_table.TryFind(arrival.Source, out PopulationTable.Entry entry)) return new Row(0, 0, 0, Unknown);
        int at = 2 * entry.Offsets + arrival.Neuron;
        return new Row(entry.Rows, halves[at], halves[at + 1], entry.Header) { Steps = entry.Steps };
    }

    // Places of the packets of the tick before that were not given back at a time: the firmware moves the read pointer after 64 packets.
    private int Held(long time)
    {
        if (time >= _handledUntil) return 0;
        long done = time <= _handledFrom ? 0 : (long)_handled * (time - _handledFrom) / (_handledUntil - _handledFrom);
        return _handled - (int)(done / GivenBackAtOnce * GivenBackAtOnce);
    }

    private double HandleAll(int tick, int events, long start, long period)
    {
        SliceCounters c = Counters;
        long steps = c.SearchSteps, blocks = c.Blocks, synapses = c.Synapses, wide = c.WideSynapses;
        c.Events += events;
        c.MaxEvents = Math.Max(c.MaxEvents, events);
        foreach (ref readonly Row row in _rows.AsSpan(0, events)) Handle(tick, in row);
        double cycles = _costs.Tick + _costs.Event * events + _costs.SearchStep * (c.SearchSteps - steps) + _costs.Block * (c.Blocks - blocks)
            + _costs.Synapse * (c.Synapses - synapses) + (_costs.WideSynapse - _costs.Synapse) * (c.WideSynapses - wide);
        (_handled, _handledFrom, _handledUntil) = (events, start, start + (long)(cycles * period));
        return cycles;
    }

    private void Count(double cycles, double seconds, bool high)
    {
        Counters.Spikes += Spiked.Count;
        Counters.Cycles += cycles;
        Counters.Seconds += seconds;
        Counters.MaxCycles = Math.Max(Counters.MaxCycles, cycles);
        if (!high) return;
        Counters.HighTicks++;
        Counters.HighCycles += cycles;
        Counters.HighSeconds += seconds;
    }

    private void Handle(int tick, in Row row)
    {
        Counters.SearchSteps += row.Steps;
        if (row.Header == 0) Blocks(tick, row.Words + row.First, row.Words + row.End);
        else if (row.Header == Unknown) Counters.Unknown++;
        else
        {
            Counters.Synapses += row.End - row.First;
            Add(SumsOf(tick, row.Header), MemoryMarshal.Cast<uint, short>(_words).Slice(2 * row.Words + row.First, row.End - row.First));
        }
    }

    private Span<int> SumsOf(int tick, uint header) =>
        _ring.AsSpan((tick + (int)(header >> 16 & 0xFF) & _ringMask) * _stride + ((header >> 24 & 1) != 0 ? _neurons : 0));

    private static void Add(Span<int> sums, ReadOnlySpan<short> synapses)
    {
        foreach (short synapse in synapses) sums[synapse & 0xFF] += synapse >> 8;
    }

    private void Blocks(int tick, int at, int end)
    {
        while (at < end)
        {
            uint header = _words[at++];
            int count = (int)(header & 0xFFFF);
            Span<int> sums = SumsOf(tick, header);
            Counters.Blocks++;
            Counters.Synapses += count;
            if ((header >> 25 & 1) != 0)
            {
                Counters.WideSynapses += count;
                foreach (uint synapse in _words.AsSpan(at, count)) sums[(int)(synapse & 0xFFFF)] += (int)synapse >> 24;
                at += count;
            }
            else
            {
                int words = (count + 1) / 2;
                Add(sums, MemoryMarshal.Cast<uint, short>(_words.AsSpan(at, words))[..count]);
                at += words;
            }
        }
    }

    // Returns the cycles until the end of the tick.
    private double Update(int tick, double cycles)
    {
        Span<int> sums = _ring.AsSpan((tick & _ringMask) * _stride, _stride);
        _bank.Update(sums, _words.AsSpan(_parameters), Spiked);
        sums.Clear();
        double neuron = _model switch { NeuronModel.Lif => _costs.LifNeuron, NeuronModel.Cuba => _costs.CubaNeuron, _ => _costs.ExponentialNeuron };
        for (int i = 0; i < Spiked.Count; i++) SpikedAfter.Add((long)(cycles + neuron * (Spiked[i] + 1) + _costs.Spike * i));
        return cycles + neuron * _neurons + _costs.Spike * Spiked.Count;
    }

    private double Send(int tick)
    {
        double cycles = _costs.SourceTick;
        if (_model == NeuronModel.SpikeList)
        {
            if (tick >= Config(PeFields.Config.ListTicks)) return cycles;
            int places = At(Config(PeFields.Config.List)) + tick;
            ReadOnlySpan<ushort> neurons = MemoryMarshal.Cast<uint, ushort>(_words.AsSpan(At(Config(PeFields.Config.ListNeurons))));
            for (uint at = _words[places]; at < _words[places + 1]; at++)
            {
                Spiked.Add(neurons[(int)at]);
                SpikedAfter.Add((long)(cycles += _costs.ListSpike));
            }
            return cycles;
        }
        for (int n = 0; n < _neurons; n++)
        {
            cycles += _costs.PoissonNeuron;
            _random ^= _random << 13;
            _random ^= _random >> 17;
            _random ^= _random << 5;
            if (_random >= _words[_parameters + n * _parameterStep]) continue;
            Spiked.Add(n);
            SpikedAfter.Add((long)(cycles += _costs.Spike));
        }
        return cycles;
    }

    private uint Config(PeFields.Config word) => _words[(int)word];

    /// <summary>The row of a packet's neuron.</summary>
    /// <param name="Words">First word of the source's rows.</param>
    /// <param name="First">Start, in half words where there is a header, else in words.</param>
    /// <param name="End">Its end.</param>
    /// <param name="Header">The header that its synapses share, 0 or <see cref="Unknown"/>.</param>
    private readonly record struct Row(int Words, int First, int End, uint Header)
    {
        public int Steps { get; init; }
    }

    private static int At(uint address) => address == 0 ? 0 : (int)(address - Configuration) / 4;
}
