using System.Diagnostics;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using Xunit.Abstractions;

namespace HwModel.Networks.Tests.Mapping;

/// <summary>Large networks: time and memory of the mapping, speed of the event level, clear errors where something does not fit.</summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    private static SpikingNetwork Random(int neurons, int fanIn, int sources, double rate)
    {
        var random = new System.Random(4);
        var projections = new List<Projection> { new(0, 1, Table(sources, neurons, 1)), new(1, 1, Table(neurons, neurons, fanIn)) };
        return new SpikingNetwork("random",
        [
            new Population("noise", sources, NeuronModel.Poisson) { Rate = [rate] },
            new Population("neurons", neurons, NeuronModel.Lif) { Decay = [0.9], Threshold = [100], IsOutput = true },
        ], projections);

        SynapseTable Table(int from, int to, int each)
        {
            var starts = new int[from + 1];
            int perSource = (int)((long)to * each / from);
            var targets = new int[from * perSource];
            var weights = new float[targets.Length];
            for (int s = 0; s < from; s++)
            {
                starts[s + 1] = starts[s] + perSource;
                for (int i = 0; i < perSource; i++)
                {
                    targets[starts[s] + i] = (int)((long)to * i / perSource) + random.Next(Math.Max(1, to / perSource));
                    weights[starts[s] + i] = (float)(random.NextDouble() - 0.5);
                }
            }
            return new SynapseTable(starts, targets, weights);
        }
    }

    [Fact]
    public void Eighteen_thousand_neurons_and_three_and_a_half_million_synapses_load_within_a_second_and_250_MB()
    {
        SpikingNetwork network = Random(17_500, 200, 500, 0.02);
        Assert.True(network.Neurons >= 18_000 && network.Synapses >= 3_500_000, $"{network.Neurons} neurons, {network.Synapses} synapses");
        _ = Mapper.Map(Random(500, 20, 100, 0.1), new MappingOptions()); // compiled once
        double least = double.MaxValue;
        long bytes = 0;
        EventExecutor? executor = null;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            MappedNetwork mapped = Mapper.Map(network, new MappingOptions { RecordWords = 256 });
            executor = new EventExecutor(mapped);
            least = Math.Min(least, watch.Elapsed.TotalSeconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before; // everything ever allocated: more than was ever held
        }
        output.WriteLine($"{network.Neurons} neurons, {network.Synapses} synapses on {executor!.Mapped.Slices.Count} processing elements: {least:0.000} s, {bytes / 1e6:0.0} MB");
        Assert.True(least < 1, $"{least:0.000} s");
        Assert.True(bytes < 250_000_000, $"{bytes} bytes");
    }

    [Fact]
    public void The_event_level_does_ten_million_synaptic_events_in_a_second()
    {
        SpikingNetwork network = Random(8_000, 200, 1000, 0.05);
        network = network with { Projections = [new Projection(0, 1, network.Projections[1].Synapses with { Starts = network.Projections[1].Synapses.Starts[..1001] })] };
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            var executor = new EventExecutor(Mapper.Map(network, new MappingOptions()));
            executor.Run(50);
            long first = executor.SynapticEvents;
            var watch = Stopwatch.StartNew();
            executor.Run(1000);
            best = Math.Max(best, (executor.SynapticEvents - first) / watch.Elapsed.TotalSeconds);
        }
        output.WriteLine($"{best / 1e6:0.0} million synaptic events a second");
        Assert.True(best > 10e6, $"{best / 1e6:0.0} million a second");
    }

    [Fact]
    public void A_network_that_does_not_fit_says_by_how_much()
    {
        string message = Assert.Throws<NetworkException>(() => Mapper.Map(Random(17_500, 200, 500, 0.02), new MappingOptions { UsablePes = 60 })).Message;
        Assert.Matches(@"^The network needs \d+ processing elements, \d+ more than the 60 that it may use \(noise: 1, neurons: \d+\)\.$", message);
    }

    [Fact]
    public void A_volley_runs_along_the_whole_synfire_chain()
    {
        var options = new SynfireOptions { Pools = 40, Volleys = 1, Closed = false };
        (SpikingNetwork network, SpikeInput input) = SynfireChain.Build(options);
        var executor = new EventExecutor(Mapper.Map(network, new MappingOptions { Ticks = 600 }, input));
        executor.Run(600);
        for (int pool = 0; pool < options.Pools; pool++)
        {
            SpikeEvent[] spikes = [.. executor.Spikes.Where(spike => spike.Population == pool + 1)];
            int excitatory = spikes.Select(spike => spike.Neuron).Where(neuron => neuron < options.Excitatory).Distinct().Count();
            Assert.True(excitatory > 0.9 * options.Excitatory, $"pool {pool}: {excitatory} excitatory neurons spiked");
            // One volley, not a burst that goes on.
            Assert.True(spikes.Length < 2.5 * (options.Excitatory + options.Inhibitory), $"pool {pool}: {spikes.Length} spikes");
            Assert.InRange(spikes.Max(spike => spike.Row) - spikes.Min(spike => spike.Row), 0, 30);
        }
    }

    [Fact]
    public void The_chain_fills_the_chip()
    {
        (SpikingNetwork network, SpikeInput input) = SynfireChain.Build(new SynfireOptions());
        MappedNetwork mapped = Mapper.Map(network, new MappingOptions { UsablePes = 152, Ticks = 1000 }, input);
        Assert.Equal(152, mapped.Slices.Count);
        Assert.Equal(151 * 20_000 + 250 * 20, network.Synapses); // 250 x 60 + 200 x 25 in each pool, and the volley's
        var executor = new EventExecutor(mapped);
        executor.Run(1000);
        output.WriteLine($"{executor.Spikes.Count} spikes, {executor.SynapticEvents} synaptic events in 1000 ticks, most cycles {executor.Counters.Max(counter => counter.MaxCycles):0}");
        Assert.Equal(0, executor.Counters.Sum(counter => counter.Dropped + counter.Unknown));
        Assert.All(Enumerable.Range(1, 90), pool => Assert.Contains(executor.Spikes, spike => spike.Population == pool));
    }
}
