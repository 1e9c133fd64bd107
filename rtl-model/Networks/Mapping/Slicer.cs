using HwModel.Networks.Graph;
using HwModel.Networks.Images;

namespace HwModel.Networks.Mapping;

/// <summary>The neurons of a population that share a processing element.</summary>
/// <param name="Population">Number of the population.</param>
/// <param name="First">First neuron.</param>
/// <param name="Count">Neurons.</param>
/// <param name="Pe">Number of the processing element.</param>
/// <param name="Key">Key of the first neuron.</param>
/// <param name="Mask">Bits of the key that all neurons share.</param>
/// <param name="Chip">Number of the chip.</param>
internal sealed record Slice(int Population, int First, int Count, int Pe, uint Key, uint Mask, int Chip);

/// <summary>
/// Cuts populations into slices that fit into processing elements, as few as possible and of equal size, places them in the order of the core numbers
/// (neighbouring quads) on as few chips as hold them, equally many on each, and gives them keys: aligned blocks, those of a population beside each other so that table entries can be merged.
/// </summary>
internal sealed class Slicer(SpikingNetwork network, List<IntegerProjection> projections, MappingOptions options)
{
    /// <summary>Below are the keys that nobody uses, so that a packet from a mistaken source is never taken for a neuron's.</summary>
    private const uint FirstKey = 0x0001_0000;

    public List<Slice> Run(Func<int, int> listBytes)
    {
        var counts = new int[network.Populations.Count];
        for (int p = 0; p < counts.Length; p++) counts[p] = network.Populations[p].IsSource ? SourceSlices(p, listBytes(p)) : NeuronSlices(p);
        int needed = counts.Sum();
        if (needed > Usable)
        {
            string chips = options.Machine.Count == 1 ? "" : $" on {options.Machine.Count} chips of {options.UsablePes}";
            throw new NetworkException($"The network needs {needed} processing elements, {needed - Usable} more than the {Usable} that it may use{chips} ({string.Join(", ", counts.Select((count, p) => $"{network.Populations[p].Name}: {count}"))}).");
        }
        return Place(counts);
    }

    private int Usable => options.UsablePes * options.Machine.Count;

    // The nearest to chip 0 first: parts of a network that belong together stay together, and packets pass few links.
    private int[] ChipsByDistance()
    {
        var way = new byte[1024];
        return [.. Enumerable.Range(0, options.Machine.Count).OrderBy(chip => options.Machine.Way(0, chip, way))];
    }

    private List<Slice> Place(int[] counts)
    {
        var slices = new List<Slice>();
        int[] chips = ChipsByDistance();
        int whole = counts.Sum(), used = (whole + options.UsablePes - 1) / options.UsablePes, perChip = (whole + used - 1) / used;
        ulong key = FirstKey;
        for (int p = 0; p < counts.Length; p++)
        {
            int size = SizeOf(p, counts[p]);
            ulong block = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)size);
            ulong keys = block * System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)counts[p]);
            key = (key + keys - 1) / keys * keys;
            if (key + keys > 1UL << 32) throw new NetworkException($"The network needs more than 2^32 keys; the population '{network.Populations[p].Name}' does not fit any more.");
            for (int s = 0; s < counts[p]; s++)
            {
                int first = s * size;
                slices.Add(new Slice(p, first, Math.Min(size, network.Populations[p].Size - first), slices.Count % perChip, (uint)(key + (ulong)s * block), (uint)~(block - 1), chips[slices.Count / perChip]));
            }
            key += keys;
        }
        return slices;
    }

    private int SizeOf(int population, int slices) => (network.Populations[population].Size + slices - 1) / slices;

    // Equal slices, of which the last one is not empty.
    private int Whole(int population, int slices)
    {
        int size = SizeOf(population, slices);
        return (network.Populations[population].Size + size - 1) / size;
    }

    private int SourceSlices(int population, int listBytes)
    {
        Population source = network.Populations[population];
        int most = source.MaxPerPe > 0 ? source.MaxPerPe : options.MaxSourcesPerPe;
        int least = Math.Max((source.Size + most - 1) / most, (listBytes + options.DataBytes - 1) / options.DataBytes);
        return Whole(population, Math.Min(source.Size, least));
    }

    private int NeuronSlices(int population)
    {
        Population neurons = network.Populations[population];
        int most = neurons.MaxPerPe > 0 ? Math.Min(1024, neurons.MaxPerPe) : options.MaxNeuronsPerPe;
        int low = (neurons.Size + most - 1) / most, high = low;
        if (Excess(population, low) <= 0) return Whole(population, low);
        // More slices, until they fit; then as few of them as possible.
        while (Excess(population, high) > 0)
        {
            if (high >= neurons.Size)
                throw new NetworkException($"A neuron of the population '{neurons.Name}' needs {Excess(population, high)} bytes more than the {options.DataBytes} of a processing element: it has too many synapses.");
            low = high;
            high = Math.Min(neurons.Size, 2 * high);
        }
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Excess(population, middle) > 0) low = middle;
            else high = middle;
        }
        return Whole(population, high);
    }

    /// <summary>Bytes by which the largest slice exceeds the memory.</summary>
    private int Excess(int population, int slices)
    {
        Population neurons = network.Populations[population];
        int size = SizeOf(population, slices), count = (neurons.Size + size - 1) / size;
        var halves = new long[count];
        var counted = new HashSet<int>();
        int fixedBytes = FixedBytes(neurons, size, projections.Where(projection => projection.Target == population).Select(projection => projection.Delay).DefaultIfEmpty(0).Max(),
            projections.Where(projection => projection.Target == population).Sum(projection => 2 * ((network.Populations[projection.Source].Size + 127) / 128)));
        bool split = neurons.Model == NeuronModel.Exponential;
        foreach (IntegerProjection projection in projections)
        {
            if (projection.Target != population) continue;
            Population source = network.Populations[projection.Source];
            if (counted.Add(projection.Source)) fixedBytes += 2 * source.Size + 4;
            CountHalves(projection, size, split, PeImageBuilder.IsPlain(projections, projection, split, size), halves);
        }
        return (int)Math.Min(int.MaxValue, fixedBytes + 2 * halves.Max() - options.DataBytes);
    }

    private static void CountHalves(IntegerProjection projection, int size, bool split, bool plain, long[] halves)
    {
        if (plain)
        {
            // Of most networks all synapses pass here: one division each.
            int[] targets = projection.Targets;
            for (int i = 0, end = projection.Starts[^1]; i < end; i++) halves[targets[i] / size]++;
            return;
        }
        bool wide = size > 256;
        for (int source = 0; source + 1 < projection.Starts.Length; source++)
        {
            int end = projection.Starts[source + 1];
            for (int i = projection.Starts[source]; i < end;)
            {
                int slice = projection.Targets[i] / size, stop = (slice + 1) * size, positive = 0, negative = 0;
                for (; i < end && projection.Targets[i] < stop; i++)
                {
                    if (split && projection.Weights[i] < 0) negative++;
                    else positive++;
                }
                halves[slice] += Block(positive, wide) + Block(negative, wide);
            }
        }
    }

    private static int Block(int synapses, bool wide) => synapses == 0 ? 0 : 2 + (wide ? 2 * synapses : synapses + 1 & ~1);

    private int FixedBytes(Population neurons, int size, int delay, int sources)
    {
        bool same = PeImageBuilder.HasSharedParameters(neurons);
        int slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)delay + 1);
        bool records = neurons.IsOutput || options.RecordAll;
        return (same ? 1 : size) * PeFields.ParameterBytes + 4 * size * PeFields.StateWords(neurons.Model) + 4 * slots * size * PeFields.Receptors(neurons.Model)
            + options.LeastFifoBytes + (records ? 4 * options.RecordWords : 0) + (neurons.IsOutput && options.RecordVoltage ? 4 * size * PeImageBuilder.VoltageTicks : 0)
            + Math.Min(Usable, sources) * (PeFields.SourceBytes + 4);
    }
}
