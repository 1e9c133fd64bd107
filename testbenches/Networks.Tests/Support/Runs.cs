using HwModel.Benches.Networks;
using HwModel.Kernel;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;

namespace HwModel.Networks.Tests.Support;

/// <summary>Runs of sample networks on the levels that exist.</summary>
internal static class Runs
{
    public static MappedNetwork Map(NirGraph graph, IReadOnlyList<(int Row, int Neuron)> spikes, int rows, NirOptions? options = null, MappingOptions? mapping = null)
    {
        SpikingNetwork network = NirLowering.Lower(graph, options ?? new NirOptions(), "sample.nir");
        string input = network.Populations.First(population => population.IsSource).Name;
        return Mapper.Map(network, (mapping ?? new MappingOptions()) with { Ticks = rows + 1, RecordAll = true }, new SpikeInput(input, spikes));
    }

    public static List<SpikeEvent> Event(MappedNetwork mapped)
    {
        var executor = new EventExecutor(mapped);
        executor.Run(mapped.Options.Ticks);
        return Neurons(mapped, executor.Spikes);
    }

    public static List<SpikeEvent> Core(MappedNetwork mapped)
    {
        var machine = new CoreMachine(mapped);
        machine.Run(mapped.Options.Ticks);
        return Neurons(mapped, machine.Spikes);
    }

    public static (List<SpikeEvent> Spikes, NetworkRun Run) Chip(MappedNetwork mapped, SimulationOptions? options = null)
    {
        var machine = new ChipMachine(mapped, options);
        machine.Run(mapped.Options.Ticks);
        NetworkRun run = machine.Result();
        return (Neurons(mapped, run.Spikes), run);
    }

    /// <summary>The plain simulator on the graph with rounded weights.</summary>
    public static List<SpikeEvent> Plain(NirGraph graph, MappedNetwork mapped, IReadOnlyList<(int Row, int Neuron)> spikes, int rows, NirOptions? options = null)
    {
        options ??= new NirOptions();
        var simulator = new PlainSimulator(QuantisedGraph.Of(graph), options.Step, options.ResetBySubtraction ? PlainReset.Subtract : PlainReset.ToValue, options.Exponential);
        Population input = mapped.Network.Populations.First(population => population.IsSource);
        ILookup<int, int> byRow = spikes.Distinct().ToLookup(spike => spike.Row, spike => spike.Neuron);
        var events = new List<SpikeEvent>();
        for (int row = 0; row < rows; row++)
        {
            var given = new double[input.Size];
            foreach (int neuron in byRow[row]) given[neuron] = 1;
            simulator.Step(new Dictionary<string, double[]> { [input.Name] = given });
            for (int p = 0; p < mapped.Network.Populations.Count; p++)
            {
                if (mapped.Network.Populations[p].IsSource) continue;
                IReadOnlyList<double> output = simulator.Output(mapped.Network.Populations[p].Name);
                for (int n = 0; n < output.Count; n++)
                    if (output[n] == 1) events.Add(new SpikeEvent(row, p, n));
            }
        }
        return events;
    }

    private static List<SpikeEvent> Neurons(MappedNetwork mapped, IEnumerable<SpikeEvent> spikes) => [.. spikes.Where(spike => !mapped.Network.Populations[spike.Population].IsSource)];

    /// <summary>Random input spikes.</summary>
    public static List<(int Row, int Neuron)> Random(int seed, int neurons, int rows, double rate)
    {
        var random = new Random(seed);
        var spikes = new List<(int, int)>();
        for (int row = 0; row < rows; row++)
            for (int n = 0; n < neurons; n++)
                if (random.NextDouble() < rate) spikes.Add((row, n));
        return spikes;
    }
}
