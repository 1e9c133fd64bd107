using System.Diagnostics;
using HwModel.Networks.Execution;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;
using Xunit.Abstractions;

namespace HwModel.Networks.Tests.Execution;

/// <summary>Networks on the chip at register-transfer level: the firmware, the network-on-chip and the packet router together.</summary>
public sealed class ChipTests(ITestOutputHelper output)
{
    [Fact]
    public void The_single_neuron_spikes_in_the_recorded_rows_on_the_chip()
    {
        MappedNetwork mapped = Runs.Map(NirReader.Read(Samples.PathOf("lif_norse")), SampleTests.RecordedInput(), 1000);
        var watch = Stopwatch.StartNew();
        (List<SpikeEvent> spikes, NetworkRun run) = Runs.Chip(mapped);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.00} s for {run.Seconds} s, {run.Nanojoules / 1e6:0.000} mJ");
        Assert.Equal([460, 510, 710, 760], spikes.Select(spike => spike.Row));
        Assert.Equal(0, run.Drops.Sum(drop => drop.Value));
        Assert.Equal(0, run.Overruns);
    }

    [Theory]
    [InlineData("braille_noDelay_bias_zero", false)]
    [InlineData("braille_noDelay_noBias_subtract", true)]
    public void The_recurrent_network_is_the_plain_one_on_the_chip(string sample, bool subtract)
    {
        NirGraph graph = NirReader.Read(Samples.PathOf(sample));
        var options = new NirOptions { ResetBySubtraction = subtract };
        List<(int, int)> input = Runs.Random(3, 12, 256, 0.08);
        MappedNetwork mapped = Runs.Map(graph, input, 256, options, new MappingOptions { MaxNeuronsPerPe = 10 });
        var watch = Stopwatch.StartNew();
        (List<SpikeEvent> spikes, NetworkRun run) = Runs.Chip(mapped);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.00} s for {run.Seconds} s on {mapped.Slices.Count} elements, {spikes.Count} spikes");
        Assert.Equal(Runs.Plain(graph, mapped, input, 256, options), spikes);
        Assert.Equal(0, run.Drops.Sum(drop => drop.Value));
    }

    [Fact]
    public void Busy_ticks_run_at_the_high_level_and_lose_no_spike()
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero"));
        List<(int, int)> input = Runs.Random(3, 12, 100, 0.08);
        MappedNetwork mapped = Runs.Map(graph, input, 100, null, new MappingOptions { MaxNeuronsPerPe = 10, DvfsThreshold = 4 });
        (List<SpikeEvent> spikes, NetworkRun run) = Runs.Chip(mapped);
        Assert.Equal(Runs.Event(mapped), spikes);
        SliceRun hidden = run.Slices.First(slice => mapped.Network.Populations[slice.Slice.Population].Name == "lif1.lif");
        Assert.InRange(hidden.HighTicks, 5, 95);
        Assert.True(hidden.LevelSeconds[3] > 0 && hidden.LevelSeconds[0] > hidden.LevelSeconds[3], $"{hidden.LevelSeconds[3]} s at the high level");
    }

    [Fact]
    public void Own_timers_give_the_same_spikes_as_the_global_tick()
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero"));
        List<(int, int)> input = Runs.Random(3, 12, 60, 0.08);
        List<SpikeEvent> global = Runs.Core(Runs.Map(graph, input, 60));
        Assert.NotEmpty(global);
        Assert.Equal(global, Runs.Core(Runs.Map(graph, input, 60, null, new MappingOptions { GlobalTick = false })));
    }
}
