using HwModel.Networks.Graph;
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

/// <summary>A network on a chip: what each processing element loads and where its packets go.</summary>
public sealed record MappedNetwork(SpikingNetwork Network, MappingOptions Options, IReadOnlyList<MappedSlice> Slices, IReadOnlyList<RouteEntry> Routes, IReadOnlyList<Quantisation> Quantisation)
{
    /// <summary>Table entries before the minimisation.</summary>
    public int RoutesBefore { get; init; }

    /// <summary>The network's own unit of a membrane in the units of the processing element.</summary>
    /// <param name="population">Number of the population.</param>
    /// <param name="neuron">Neuron of it.</param>
    public double MembraneScale(int population, int neuron) =>
        Quantisation[population].Scale / Population.Of(Network.Populations[population].Gain, neuron);

    /// <summary>The slices of a population.</summary>
    public IEnumerable<MappedSlice> SlicesOf(int population) => Slices.Where(slice => slice.Population == population);
}
