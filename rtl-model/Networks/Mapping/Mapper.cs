using System.Buffers.Binary;
using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Mapping;

/// <summary>Puts a network onto a chip: integer weights, slices, places, keys, memory images, routing table.</summary>
public static class Mapper
{
    /// <summary>Maps a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How.</param>
    /// <param name="inputs">Spikes of the sources that have lists.</param>
    /// <exception cref="NetworkException">It does not fit, or the input does not; the message is one sentence that says by how much.</exception>
    public static MappedNetwork Map(SpikingNetwork network, MappingOptions options, params IReadOnlyList<SpikeInput> inputs)
    {
        if (options.WeightBits is < 2 or > 8) throw new NetworkException($"Weights of {options.WeightBits} bits were asked for; 2 to 8 are allowed.");
        Check(network, options);
        var spikes = new IReadOnlyList<(int Row, int Neuron)>?[network.Populations.Count];
        foreach (SpikeInput input in inputs) spikes[Find(network, input)] = input.Spikes;
        (List<IntegerProjection> projections, List<Quantisation> quality) = new Quantiser(network, options).Run();
        List<Slice> slices = new Slicer(network, projections, options).Run(p => ListBytes(spikes[p], options));
        var builder = new PeImageBuilder(network, projections, slices, quality, options);
        var mapped = new List<MappedSlice>();
        var planner = new RoutePlanner(options);
        foreach (Slice slice in slices)
        {
            (byte[] image, int synapses, List<Slice> sources) = builder.Build(slice, spikes[slice.Population]);
            foreach (Slice source in sources) planner.Add(source, slice);
            string firmware = network.Populations[slice.Population].IsSource ? "sources" : "neurons";
            mapped.Add(new MappedSlice(slice.Pe, slice.Population, slice.First, slice.Count, slice.Key, slice.Mask, image, synapses) { Chip = slice.Chip, Firmware = firmware });
        }
        for (int i = 0; i < mapped.Count; i++)
            if (!planner.HasTargets(slices[i])) Silence(mapped[i].Image);
        List<RouteEntry>[] tables = planner.Plan(slices);
        foreach (List<RouteEntry> table in tables) MakeMistakes(table, options);
        return new MappedNetwork(network, options, mapped, tables, quality) { RoutesBefore = planner.Before, RoutesElided = planner.Elided };
    }

    // A slice whose packets nobody takes sends none; the router would count them as lost.
    private static void Silence(byte[] image)
    {
        Span<byte> flags = image.AsSpan(4 * (int)PeFields.Config.Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(flags, BinaryPrimitives.ReadUInt32LittleEndian(flags) | (uint)PeFields.Flag.Silent);
    }

    private static void MakeMistakes(List<RouteEntry> routes, MappingOptions options)
    {
        if (options.Faults.Has("network.key_mask_too_wide"))
        {
            for (int i = 0; i < routes.Count; i++)
            {
                uint bit = routes[i].Mask & (0 - routes[i].Mask);
                routes[i] = routes[i] with { Mask = routes[i].Mask & ~bit, Key = routes[i].Key & ~bit };
            }
        }
        if (options.Faults.Has("network.route_missing") && routes.Count > 0) routes.RemoveAt(routes.Count - 1);
    }

    private static int ListBytes(IReadOnlyList<(int Row, int Neuron)>? spikes, MappingOptions options) =>
        spikes is null ? 0 : 2 * spikes.Count + 4 * Math.Min(options.Ticks, spikes.Count == 0 ? 0 : spikes.Max(spike => spike.Row) + 1) + 64;

    private static int Find(SpikingNetwork network, SpikeInput input)
    {
        for (int p = 0; p < network.Populations.Count; p++)
        {
            Population population = network.Populations[p];
            if (population.Name != input.Population) continue;
            if (population.Model != NeuronModel.SpikeList) throw new NetworkException($"The population '{input.Population}' takes no list of spikes.");
            foreach ((int row, int neuron) in input.Spikes)
                if (row < 0 || neuron < 0 || neuron >= population.Size) throw new NetworkException($"The spike of row {row} and neuron {neuron} does not belong to '{input.Population}', which has neurons 0 to {population.Size - 1} and rows from 0 on.");
            return p;
        }
        throw new NetworkException($"There is no population '{input.Population}' for a list of spikes; there are {string.Join(", ", network.Populations.Select(population => $"'{population.Name}'"))}.");
    }

    private static void Check(SpikingNetwork network, MappingOptions options)
    {
        if (options.UsablePes < 1 || options.UsablePes > Floorplan.PeCount) throw new NetworkException($"A network may use {options.UsablePes} processing elements of a chip; 1 to {Floorplan.PeCount} are allowed.");
        if (options.TableEntries is < 1 or > MulticastTable.Size) throw new NetworkException($"A routing table of {options.TableEntries} entries; 1 to {MulticastTable.Size} are allowed.");
        foreach (Projection projection in network.Projections)
        {
            Population target = network.Populations[projection.Target];
            if (target.IsSource) throw new NetworkException($"The population '{target.Name}' is a source and can't have synapses.");
            if (projection.Delay is < 0 or > 254) throw new NetworkException($"A projection to '{target.Name}' has a delay of {projection.Delay} ticks; 0 to 254 are allowed.");
            if (projection.Synapses.Sources != network.Populations[projection.Source].Size) throw new NetworkException($"A projection to '{target.Name}' has {projection.Synapses.Sources} sources where its population has {network.Populations[projection.Source].Size} neurons.");
        }
        foreach (Population population in network.Populations)
            if (population.Size is < 1 or > 1 << 24) throw new NetworkException($"The population '{population.Name}' has {population.Size} neurons; 1 to 16,777,216 are allowed.");
    }
}
