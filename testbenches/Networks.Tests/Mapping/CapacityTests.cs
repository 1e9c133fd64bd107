using System.Diagnostics;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Machines;
using Xunit.Abstractions;

namespace HwModel.Networks.Tests.Mapping;

/// <summary>Large networks: time and memory of the mapping, speed of the event level, clear errors where something does not fit.</summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    [Fact]
    public void Eighteen_thousand_neurons_and_three_and_a_half_million_synapses_load_within_a_second_and_250_MB()
    {
        SpikingNetwork network = RandomNetwork.Build(new RandomNetworkOptions());
        Assert.True(network.Neurons >= 18_000 && network.Synapses >= 3_500_000, $"{network.Neurons} neurons, {network.Synapses} synapses");
        _ = Mapper.Map(RandomNetwork.Build(new RandomNetworkOptions { Neurons = 500, FanIn = 20 }), new MappingOptions()); // compiled once
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
        MappedNetwork mapped = Mapper.Map(RandomNetwork.Build(new RandomNetworkOptions()), new MappingOptions { Machine = MachineShape.Rectangle(2, 1), LeastFifoBytes = 8192 });
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            var executor = new EventExecutor(mapped);
            executor.Run(100);
            long first = executor.SynapticEvents;
            var watch = Stopwatch.StartNew();
            executor.Run(100);
            best = Math.Max(best, (executor.SynapticEvents - first) / watch.Elapsed.TotalSeconds);
            if (round > 0) continue;
            NetworkRun run = executor.Result();
            double rate = run.Slices.Where(slice => slice.Slice.Population == 1).Sum(slice => slice.Spikes) / 17_500.0 / run.Seconds;
            output.WriteLine($"{rate:0.0} spikes a second, {run.Overruns} overruns, {run.Drops.Sum(drop => drop.Value)} lost, latency {run.Latency}");
            Assert.InRange(rate, 5, 60);
        }
        output.WriteLine($"{best / 1e6:0.0} million synaptic events a second");
        Assert.True(best > 10e6, $"{best / 1e6:0.0} million a second");
    }

    [Fact]
    public void A_network_that_does_not_fit_says_by_how_much()
    {
        string message = Assert.Throws<NetworkException>(() => Mapper.Map(RandomNetwork.Build(new RandomNetworkOptions()), new MappingOptions { UsablePes = 60 })).Message;
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
