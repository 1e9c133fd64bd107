using HwModel.Networks.Graph;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Mapping;

/// <summary>The neurons of one processing element.</summary>
/// <param name="Pe">Its number, the core number less one.</param>
/// <param name="Population">Number of the population.</param>
/// <param name="First">First neuron of the population that is here.</param>
/// <param name="Count">Neurons here.</param>
/// <param name="Key">Key of the first neuron.</param>
/// <param name="Mask">Bits of the key that are the same for all neurons here.</param>
/// <param name="Image">Bytes from the configuration on.</param>
/// <param name="Synapses">Synapses here.</param>
public sealed record MappedSlice(int Pe, int Population, int First, int Count, uint Key, uint Mask, byte[] Image, int Synapses)
{
    /// <summary>Number of its chip in the machine.</summary>
    public int Chip { get; init; }

    /// <summary>Which firmware runs here.</summary>
    public required string Firmware { get; init; }
}

/// <summary>How well the integers stand for a population's weights.</summary>
/// <param name="Population">Its name.</param>
/// <param name="Scale">Integer units in a unit of weight.</param>
/// <param name="Largest">The largest weight.</param>
/// <param name="WorstError">The largest difference of a weight to its integer, in units of weight.</param>
/// <param name="RootMeanSquareError">Relative to the root mean square of the weights.</param>
/// <param name="Dropped">Synapses whose integer is zero.</param>
public sealed record Quantisation(string Population, double Scale, double Largest, double WorstError, double RootMeanSquareError, int Dropped);

/// <summary>A network on chips: what each processing element loads and where its packets go.</summary>
/// <param name="Network">The network.</param>
/// <param name="Options">How it was mapped.</param>
/// <param name="Slices">Processing elements, chip by chip.</param>
/// <param name="Tables">The routing table of every chip of the machine.</param>
/// <param name="Quantisation">How well the weights of every population are met.</param>
public sealed record MappedNetwork(SpikingNetwork Network, MappingOptions Options, IReadOnlyList<MappedSlice> Slices, IReadOnlyList<IReadOnlyList<RouteEntry>> Tables, IReadOnlyList<Quantisation> Quantisation)
{
    /// <summary>The routing table of the first chip.</summary>
    public IReadOnlyList<RouteEntry> Routes => Tables[0];

    /// <summary>Table entries of all chips before any was left out or merged.</summary>
    public int RoutesBefore { get; init; }

    /// <summary>Table entries of all chips that default routing made needless.</summary>
    public int RoutesElided { get; init; }

    /// <summary>Chips that have neurons of the network.</summary>
    public int Chips => Slices.Select(slice => slice.Chip).Distinct().Count();

    /// <summary>Processing elements of every chip that are switched on: whole quads.</summary>
    public int ElementsPerChip => (Slices.Max(slice => slice.Pe) / Floorplan.PesPerQuad + 1) * Floorplan.PesPerQuad;

    /// <summary>The network's own unit of a membrane in the units of the processing element.</summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="neuron">Neuron of it.</param>
    public double MembraneScale(int population, int neuron) =>
        Quantisation[population].Scale / Population.Of(Network.Populations[population].Gain, neuron);

    /// <summary>The slices of a population.</summary>
    public IEnumerable<MappedSlice> SlicesOf(int population) => Slices.Where(slice => slice.Population == population);
}
