using System.Runtime.InteropServices;
using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using static HwModel.Networks.Images.PeFields;

namespace HwModel.Networks.Execution;

/// <summary>Does with a memory image what the firmware does, word for word in the arithmetic: integer sums and single-precision state.</summary>
internal sealed class SliceEngine
{
    private const int EntryWords = SourceBytes / 4;

    private readonly uint[] _words;
    private readonly NeuronModel _model;
    private readonly int _neurons;
    private readonly Flag _flags;
    private readonly int[] _ring;
    private readonly int _ringMask;
    private readonly int _stride;
    private readonly float[] _state;
    private readonly int[] _refractory;
    private readonly int _parameters;
    private readonly int _parameterStep;
    private readonly int _table;
    private readonly int _entries;
    private readonly ArrivalRing _arrivals;
    private readonly PeCosts _costs;
    private readonly long _period;
    private readonly long _highPeriod;
    private readonly bool _losesAtWrap;
    private long _arrived;
    private uint _random;

    /// <param name="slice">What runs here.</param>
    /// <param name="costs">Cycles of the firmware.</param>
    /// <param name="period">Of the processor's clock, femtoseconds.</param>
    /// <param name="highPeriod">Of its clock in busy ticks.</param>
    /// <param name="losesAtWrap">The mistake to lose every sixteenth packet.</param>
    public SliceEngine(MappedSlice slice, PeCosts costs, long period, long highPeriod, bool losesAtWrap)
    {
        _losesAtWrap = losesAtWrap;
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
        _state = new float[_neurons * StateWords(_model)];
        _refractory = new int[_model == NeuronModel.Exponential ? _neurons : 0];
        _parameters = At(Config(PeFields.Config.Parameters));
        _parameterStep = (int)Config(PeFields.Config.ParameterStride) / 4;
        _table = At(Config(PeFields.Config.Table));
        _entries = (int)Config(PeFields.Config.TableEntries);
        // A full ring keeps a word free: equal pointers mean empty.
        _arrivals = new ArrivalRing((int)(Config(PeFields.Config.FifoEnd) - Config(PeFields.Config.FifoStart)) / 4 - 1);
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
    public float Membrane(int neuron) => _state[neuron * StateWords(_model)];

    /// <summary>A packet is in the ring at a time; packets come in the order of their times.</summary>
    public void Arrive(uint key, long time)
    {
        if (_losesAtWrap && (++_arrived & 15) == 0) return;
        if (!_arrivals.TryAdd(time, key)) Counters.Dropped++;
    }

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
            int events = _arrivals.ArrivedBy(start);
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

    private double HandleAll(int tick, int events, long start, long period)
    {
        SliceCounters c = Counters;
        long steps = c.SearchSteps, blocks = c.Blocks, synapses = c.Synapses, wide = c.WideSynapses;
        c.Events += events;
        c.MaxEvents = Math.Max(c.MaxEvents, events);
        for (int i = 0; i < events; i++) Handle(tick, _arrivals[i]);
        double cycles = _costs.Tick + _costs.Event * events + _costs.SearchStep * (c.SearchSteps - steps) + _costs.Block * (c.Blocks - blocks)
            + _costs.Synapse * (c.Synapses - synapses) + (_costs.WideSynapse - _costs.Synapse) * (c.WideSynapses - wide);
        _arrivals.Handle(events, start, start + (long)(cycles * period));
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

    private void Handle(int tick, uint key)
    {
        int entry = _entries == 0 ? -1 : Find(key);
        if (entry < 0 || (key & _words[entry + 1]) != _words[entry])
        {
            Counters.Unknown++;
            return;
        }
        ReadOnlySpan<ushort> offsets = MemoryMarshal.Cast<uint, ushort>(_words.AsSpan(At(_words[entry + 3])));
        int neuron = (int)(key & ~_words[entry + 1]);
        int rows = At(_words[entry + 2]);
        if (_words[entry + 4] is var common and not 0)
        {
            int first = offsets[neuron], count = offsets[neuron + 1] - first;
            Counters.Synapses += count;
            Add(SumsOf(tick, common), MemoryMarshal.Cast<uint, short>(_words.AsSpan(rows)).Slice(first, count));
            return;
        }
        Blocks(tick, rows + offsets[neuron], rows + offsets[neuron + 1]);
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

    // The last entry whose key is not above the packet's.
    private int Find(uint key)
    {
        int low = _table, count = _entries;
        while (count > 1)
        {
            int half = count / 2;
            Counters.SearchSteps++;
            if (_words[low + EntryWords * half] <= key)
            {
                low += EntryWords * half;
                count -= half;
            }
            else count = half;
        }
        return low;
    }

    // Returns the cycles until the end of the tick.
    private double Update(int tick, double cycles)
    {
        Span<int> sums = _ring.AsSpan((tick & _ringMask) * _stride, _stride);
        ReadOnlySpan<float> parameters = MemoryMarshal.Cast<uint, float>(_words.AsSpan(_parameters));
        double neuron = _model switch { NeuronModel.Lif => Lif(sums, parameters), NeuronModel.Cuba => Cuba(sums, parameters), _ => Exponential(sums, parameters) };
        sums.Clear();
        for (int i = 0; i < Spiked.Count; i++) SpikedAfter.Add((long)(cycles + neuron * (Spiked[i] + 1) + _costs.Spike * i));
        return cycles + neuron * _neurons + _costs.Spike * Spiked.Count;
    }

    private double Lif(ReadOnlySpan<int> sums, ReadOnlySpan<float> p)
    {
        Span<float> state = _state;
        for (int n = 0, at = 0; n < sums.Length && n < state.Length; n++, at += _parameterStep)
        {
            float v = p[at] * state[n];
            v += p[at + 3];
            v += sums[n];
            if (v > p[at + 5]) v = Spike(n, v, p[at + 6]);
            state[n] = v;
        }
        return _costs.LifNeuron;
    }

    private double Cuba(ReadOnlySpan<int> sums, ReadOnlySpan<float> p)
    {
        for (int n = 0, at = 0; n < _neurons; n++, at += _parameterStep)
        {
            float current = p[at + 1] * _state[2 * n + 1];
            current += p[at + 4];
            current += sums[n];
            float v = p[at] * _state[2 * n];
            v += p[at + 3];
            v += current;
            if (v > p[at + 5]) v = Spike(n, v, p[at + 6]);
            _state[2 * n] = v;
            _state[2 * n + 1] = current;
        }
        return _costs.CubaNeuron;
    }

    private double Exponential(ReadOnlySpan<int> sums, ReadOnlySpan<float> p)
    {
        for (int n = 0, at = 0; n < _neurons; n++, at += _parameterStep)
        {
            Span<float> state = _state.AsSpan(4 * n, 3);
            float excitatory = p[at + 1] * state[1];
            excitatory += sums[n];
            float inhibitory = p[at + 2] * state[2];
            inhibitory += sums[_neurons + n];
            float v = p[at] * state[0];
            v += p[at + 3];
            v += excitatory;
            v += inhibitory;
            if (_refractory[n] > 0)
            {
                _refractory[n]--;
                v = state[0];
            }
            else if (v > p[at + 5])
            {
                v = Spike(n, v, p[at + 6]);
                _refractory[n] = (int)_words[_parameters + at + 7];
            }
            state[0] = v;
            state[1] = excitatory;
            state[2] = inhibitory;
        }
        return _costs.ExponentialNeuron;
    }

    private float Spike(int neuron, float v, float reset)
    {
        Spiked.Add(neuron);
        return (_flags & Flag.ResetBySubtraction) != 0 ? v - reset : reset;
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

    private static int At(uint address) => address == 0 ? 0 : (int)(address - Configuration) / 4;
}
