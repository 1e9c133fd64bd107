using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using static HwModel.Networks.Images.PeFields;

namespace HwModel.Networks.Mapping;

/// <summary>Writes the memory image of a slice.</summary>
internal sealed class PeImageBuilder(SpikingNetwork network, List<IntegerProjection> projections, List<Slice> slices, IReadOnlyList<Quantisation> quality, MappingOptions options)
{
    /// <summary>Ticks of membranes that are kept for the host.</summary>
    public const int VoltageTicks = 16;

    private readonly int _moreDelay = options.Faults.Has("network.delay_one_late") ? 1 : 0;
    private readonly bool _shortRing = options.Faults.Has("network.ring_too_short");
    private readonly bool _lastSynapseLost = options.Faults.Has("network.last_synapse_lost");
    private readonly List<ushort> _rows = [];

    /// <summary>Whether all neurons have the same parameters.</summary>
    public static bool HasSharedParameters(Population neurons) =>
        neurons.Model == NeuronModel.Poisson ? neurons.Rate.Length == 1
        : neurons.Decay.Length == 1 && neurons.CurrentDecay.Length == 1 && neurons.InhibitoryDecay.Length == 1 && neurons.Leak.Length == 1
            && neurons.Bias.Length == 1 && neurons.Gain.Length == 1 && neurons.Threshold.Length == 1 && neurons.Reset.Length == 1;

    /// <summary>Whether the rows of a projection are plain lists of narrow synapses: no other projection comes from its source, one receptor, few neurons.</summary>
    public static bool IsPlain(List<IntegerProjection> projections, IntegerProjection projection, bool split, int neurons)
    {
        if (neurons > 256 || projections.Count(other => other.Source == projection.Source && other.Target == projection.Target) > 1) return false;
        return !split || projection.Sign != 0;
    }

    /// <summary>The image of a slice, how many synapses it holds, and the slices from which it takes packets.</summary>
    public (byte[] Image, int Synapses, List<Slice> Sources) Build(Slice slice, IReadOnlyList<(int Row, int Neuron)>? spikes)
    {
        Population neurons = network.Populations[slice.Population];
        var image = new PeImage();
        var sources = new List<Slice>();
        int synapses = 0;
        image.Set(Config.Magic, Magic);
        image.Set(Config.Model, (uint)neurons.Model);
        image.Set(Config.Neurons, (uint)slice.Count);
        image.Set(Config.Ticks, (uint)options.Ticks);
        image.Set(Config.TickMicroseconds, (uint)options.TickMicroseconds);
        image.Set(Config.Key, slice.Key);
        bool records = neurons.IsOutput || options.RecordAll;
        bool voltage = neurons.IsOutput && options.RecordVoltage && !neurons.IsSource;
        image.Set(Config.Flags, (uint)((neurons.ResetBySubtraction ? Flag.ResetBySubtraction : 0) | (records ? Flag.RecordSpikes : 0) | (voltage ? Flag.RecordVoltage : 0) | (options.GlobalTick ? Flag.GlobalTick : 0)));
        if (neurons.Model == NeuronModel.SpikeList) List(image, slice, spikes ?? []);
        else Parameters(image, slice, neurons);
        if (!neurons.IsSource) synapses = Synapses(image, slice, neurons, sources);
        if (records) Record(image);
        if (voltage)
        {
            image.Set(Config.Voltage, image.Take(4 * VoltageTicks * slice.Count));
            image.Set(Config.VoltageMask, VoltageTicks - 1);
        }
        if (!neurons.IsSource) Fifo(image);
        Dvfs(image, slice);
        if (image.Left < 0)
            throw new NetworkException($"The slice of '{neurons.Name}' from neuron {slice.First} on needs {-image.Left} bytes more than the {DataBytes} of a processing element.");
        return (image.ToArray(), synapses, sources);
    }

    private void Parameters(PeImage image, Slice slice, Population neurons)
    {
        bool poisson = neurons.Model == NeuronModel.Poisson;
        bool shared = HasSharedParameters(neurons);
        int bytes = poisson ? 4 : ParameterBytes, count = shared ? 1 : slice.Count;
        uint at = image.Take(count * bytes);
        image.Set(Config.Parameters, at);
        image.Set(Config.ParameterStride, shared ? 0 : (uint)bytes);
        image.Set(Config.Seed, Seed(slice));
        for (int i = 0; i < count; i++, at += (uint)bytes)
        {
            int n = slice.First + i;
            if (poisson) image.Word(at, (uint)Math.Min(uint.MaxValue, Math.Round(Population.Of(neurons.Rate, n) * 4294967296.0)));
            else Neuron(image, at, neurons, n, quality[slice.Population].Scale);
        }
        if (!poisson) image.Set(Config.State, image.Take(4 * StateWords(neurons.Model) * slice.Count));
    }

    // From the network's unit to that of integer weights: the membrane is multiplied by scale / gain, a weight by scale.
    private static void Neuron(PeImage image, uint at, Population neurons, int n, double scale)
    {
        double membrane = scale / Population.Of(neurons.Gain, n), bias = Population.Of(neurons.Bias, n) * scale;
        double threshold = Population.Of(neurons.Threshold, n), reset = Population.Of(neurons.Reset, n);
        image.Real(at, Population.Of(neurons.Decay, n));
        image.Real(at + 4, Population.Of(neurons.CurrentDecay, n));
        image.Real(at + 8, Population.Of(neurons.InhibitoryDecay, n));
        image.Real(at + 12, Population.Of(neurons.Leak, n) * membrane + (neurons.Model == NeuronModel.Cuba ? 0 : bias));
        image.Real(at + 16, neurons.Model == NeuronModel.Cuba ? bias : 0);
        image.Real(at + 20, threshold * membrane);
        image.Real(at + 24, (neurons.ResetBySubtraction ? threshold - reset : reset) * membrane);
        image.Word(at + 28, (uint)neurons.Refractory);
    }

    private uint Seed(Slice slice)
    {
        // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) of the seed and the key; xorshift needs a state other than zero.
        ulong x = options.Seed + 0x9E3779B97F4A7C15 * (slice.Key + 1UL);
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return (uint)(x ^ x >> 31) is not 0 and uint seed ? seed : 1;
    }

    private void List(PeImage image, Slice slice, IReadOnlyList<(int Row, int Neuron)> spikes)
    {
        (int Row, int Neuron)[] mine = [.. spikes.Where(spike => spike.Neuron >= slice.First && spike.Neuron < slice.First + slice.Count && spike.Row < options.Ticks).Distinct().Order()];
        int rows = mine.Length == 0 ? 0 : mine[^1].Row + 1;
        uint places = image.Take(4 * (rows + 1)), neurons = image.Take(2 * mine.Length);
        image.Set(Config.List, places);
        image.Set(Config.ListNeurons, neurons);
        image.Set(Config.ListTicks, (uint)rows);
        if (image.Left < 0) return;
        int next = 0;
        for (int row = 0; row <= rows; row++)
        {
            while (next < mine.Length && mine[next].Row < row) next++;
            image.Word(places + 4 * (uint)row, (uint)next);
        }
        for (int i = 0; i < mine.Length; i++) image.Half(neurons + 2 * (uint)i, (ushort)(mine[i].Neuron - slice.First));
    }

    private int Synapses(PeImage image, Slice slice, Population neurons, List<Slice> sources)
    {
        IntegerProjection[] into = [.. projections.Where(projection => projection.Target == slice.Population)];
        int slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)into.Select(projection => projection.Delay).DefaultIfEmpty(0).Max() + 1);
        int stride = slice.Count * Receptors(neurons.Model);
        image.Set(Config.Ring, image.Take(4 * slots * stride));
        image.Set(Config.RingMask, (uint)(_shortRing && slots > 1 ? slots / 2 : slots) - 1);
        image.Set(Config.RingStride, (uint)stride);
        bool split = neurons.Model == NeuronModel.Exponential;
        var entries = new List<(Slice Source, ushort[] Offsets, ushort[] Rows, uint Header)>();
        int synapses = 0;
        foreach (Slice source in slices)
        {
            IntegerProjection[] from = [.. into.Where(projection => projection.Source == source.Population)];
            if (from.Length == 0) continue;
            bool plain = IsPlain(projections, from[0], split, slice.Count);
            int unit = plain ? 1 : 2;
            _rows.Clear();
            var offsets = new ushort[source.Count + 1];
            for (int n = 0; n < source.Count; n++)
            {
                foreach (IntegerProjection projection in from) synapses += Row(projection, source.First + n, slice, split, plain);
                if (_rows.Count / unit > ushort.MaxValue) throw new NetworkException($"The rows from '{network.Populations[source.Population].Name}' to '{neurons.Name}' are longer than the {ushort.MaxValue} units of an offset in a processing element; use fewer neurons in one.");
                offsets[n + 1] = (ushort)(_rows.Count / unit);
            }
            uint header = plain ? Header(0, from[0].Delay + _moreDelay, split && from[0].Sign < 0 ? 1 : 0, false) : 0;
            if (_rows.Count > 0) entries.Add((source, offsets, [.. _rows], header));
        }
        uint table = image.Take(entries.Count * SourceBytes);
        image.Set(Config.Table, table);
        image.Set(Config.TableEntries, (uint)entries.Count);
        foreach ((Slice source, ushort[] offsets, ushort[] rows, uint header) in entries)
        {
            uint halves = image.Take(2 * rows.Length), places = image.Take(2 * offsets.Length);
            image.Halves(halves, rows);
            image.Halves(places, offsets);
            image.Word(table, source.Key);
            image.Word(table + 4, source.Mask);
            image.Word(table + 8, halves);
            image.Word(table + 12, places);
            image.Word(table + 16, header);
            table += SourceBytes;
            sources.Add(source);
        }
        return synapses;
    }

    private int Row(IntegerProjection projection, int source, Slice slice, bool split, bool plain)
    {
        int start = projection.Starts[source], length = projection.Starts[source + 1] - start;
        ReadOnlySpan<int> targets = projection.Targets.AsSpan(start, length);
        int first = LowerBound(targets, slice.First), end = LowerBound(targets, slice.First + slice.Count);
        if (_lastSynapseLost && end - first > 1) end--;
        if (first == end) return 0;
        targets = targets[first..end];
        ReadOnlySpan<sbyte> weights = projection.Weights.AsSpan(start + first, end - first);
        if (plain)
        {
            for (int i = 0; i < targets.Length; i++) _rows.Add(Narrow(weights[i], targets[i] - slice.First));
            return targets.Length;
        }
        if (!split) return Block(projection, targets, weights, slice, 0, any: true, negative: false);
        return Block(projection, targets, weights, slice, 0, any: false, negative: false) + Block(projection, targets, weights, slice, 1, any: false, negative: true);
    }

    private static ushort Narrow(sbyte weight, int neuron) => (ushort)((byte)weight << 8 | neuron);

    private int Block(IntegerProjection projection, ReadOnlySpan<int> targets, ReadOnlySpan<sbyte> weights, Slice slice, int receptor, bool any, bool negative)
    {
        bool wide = slice.Count > 256;
        int header = _rows.Count, count = 0;
        _rows.Add(0);
        _rows.Add(0);
        for (int i = 0; i < targets.Length; i++)
        {
            if (!any && weights[i] < 0 != negative) continue;
            int neuron = targets[i] - slice.First;
            _rows.Add(wide ? (ushort)neuron : Narrow(weights[i], neuron));
            if (wide) _rows.Add(Narrow(weights[i], 0));
            count++;
        }
        if (count == 0)
        {
            _rows.RemoveRange(header, 2);
            return 0;
        }
        if ((_rows.Count - header & 1) != 0) _rows.Add(0);
        uint word = Header(count, projection.Delay + _moreDelay, receptor, wide);
        _rows[header] = (ushort)word;
        _rows[header + 1] = (ushort)(word >> 16);
        return count;
    }

    private static int LowerBound(ReadOnlySpan<int> sorted, int value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Record(PeImage image)
    {
        image.Set(Config.Record, image.Take(4 * options.RecordWords));
        image.Set(Config.RecordMask, (uint)options.RecordWords - 1);
    }

    private void Fifo(PeImage image)
    {
        int bytes = Math.Clamp(image.Left, options.LeastFifoBytes, options.MostFifoBytes) & ~3;
        uint start = image.Take(bytes);
        image.Set(Config.FifoStart, start);
        image.Set(Config.FifoEnd, start + (uint)bytes);
    }

    private void Dvfs(PeImage image, Slice slice)
    {
        if (options.DvfsThreshold is not { } threshold) return;
        // The command register of the own core in the registers of the quad; bit 4 keeps the supply on (dvfs.rdl).
        image.Set(Config.DvfsCommand, 0xF2000180u + 8 * (uint)(slice.Pe % 4));
        image.Set(Config.DvfsHigh, 0x10u | (uint)options.DvfsLevels.High);
        image.Set(Config.DvfsLow, 0x10u | (uint)options.DvfsLevels.Low);
        image.Set(Config.DvfsThreshold, (uint)threshold);
    }
}
