using System.Globalization;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;
using Xunit.Abstractions;

namespace HwModel.Networks.Tests.Execution;

/// <summary>The event level's cycles against those that the firmware counts on the chip.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    private static SpikingNetwork Mixed(NeuronModel model, int neurons, int perPe, int seed)
    {
        var random = new Random(seed);
        List<(int, int, double)> Draw(int from, int each) => [.. Enumerable.Range(0, from).SelectMany(source => Enumerable.Range(0, each).Select(_ => (source, random.Next(neurons), random.NextDouble() - 0.45)))];
        return new SpikingNetwork("mixed",
        [
            new Population("in", 60, NeuronModel.Poisson) { Rate = [0.2] },
            new Population("out", neurons, model) { Decay = [0.9], CurrentDecay = [0.6], InhibitoryDecay = [0.7], Threshold = [2], Refractory = 1, MaxPerPe = perPe, IsOutput = true },
        ],
        [new Projection(0, 1, SynapseTable.From(60, Draw(60, 40))), new Projection(0, 1, SynapseTable.From(60, Draw(60, 25)), 3), new Projection(1, 1, SynapseTable.From(neurons, Draw(neurons, 30)), 2)]);
    }

    private static IEnumerable<MappedNetwork> Networks()
    {
        NirGraph braille = NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero"));
        foreach (int most in new[] { 5, 20, 38 }) yield return Runs.Map(braille, Runs.Random(3, 12, 60, 0.2), 60, null, new MappingOptions { MaxNeuronsPerPe = most });
        yield return Runs.Map(NirReader.Read(Samples.PathOf("lif_norse")), SampleTests.RecordedInput(), 700);
        foreach (NeuronModel model in new[] { NeuronModel.Lif, NeuronModel.Cuba, NeuronModel.Exponential })
            foreach ((int neurons, int most) in new[] { (90, 30), (200, 200), (300, 300) }) yield return Mapper.Map(Mixed(model, neurons, most, neurons), new MappingOptions { Ticks = 30 });
        (SpikingNetwork chain, SpikeInput volley) = SynfireChain.Build(new SynfireOptions { Pools = 3, VolleyEvery = 20, Volleys = 3 });
        yield return Mapper.Map(chain, new MappingOptions { Ticks = 60 }, volley);
        yield return Runs.Map(NirReader.Read(Samples.PathOf("cnn_sinabs")), Runs.Random(5, 2 * 34 * 34, 3, 0.05), 5, null, new MappingOptions { TickMicroseconds = 2500 });
    }

    [Fact]
    public void Cycles_of_the_event_level_are_those_of_the_chip()
    {
        double worst = 0, sum = 0, awake = 0, ticks = 0;
        int compared = 0;
        var lines = new List<string>();
        foreach (MappedNetwork mapped in Networks())
        {
            var executor = new EventExecutor(mapped);
            executor.Run(mapped.Options.Ticks);
            (List<SpikeEvent> spikes, NetworkRun chip) = Runs.Chip(mapped);
            Assert.Equal(executor.Result().Spikes.Where(spike => !mapped.Network.Populations[spike.Population].IsSource), spikes);
            for (int i = 0; i < mapped.Slices.Count; i++)
            {
                SliceCounters c = executor.Counters[i];
                MappedSlice slice = mapped.Slices[i];
                double busy = chip.Slices[i].BusyCycles, error = c.Cycles / busy - 1;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{mapped.Network.Populations[slice.Population].Model} {mapped.Options.Ticks} {slice.Count} {c.Events} {c.SearchSteps} {c.Blocks} {c.Synapses} {c.WideSynapses} {c.Spikes} {busy}"));
                if (mapped.Network.Populations[slice.Population].IsSource)
                {
                    // Packets that are sent back to back wait for each other, which is no constant cost.
                    Assert.InRange(error, -0.2, 0.2);
                    continue;
                }
                awake += chip.Slices[i].AwakeCycles - busy;
                ticks += mapped.Options.Ticks;
                worst = Math.Max(worst, Math.Abs(error));
                sum += error * error;
                compared++;
            }
        }
        if (Environment.GetEnvironmentVariable("HWMODEL_COSTS") is { } file) File.WriteAllLines(file, lines);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared} processing elements: root mean square {100 * Math.Sqrt(sum / compared):0.00} %, worst {100 * worst:0.00} %; awake beyond it {awake / ticks:0.0} cycles a tick"));
        Assert.True(worst < 0.02, $"worst {worst:0.000}");
        Assert.True(Math.Sqrt(sum / compared) < 0.005, $"root mean square {Math.Sqrt(sum / compared):0.000}");
    }

    [Fact]
    public void Energy_of_the_event_level_is_that_of_the_chip()
    {
        NirGraph braille = NirReader.Read(Samples.PathOf("braille_noDelay_bias_zero"));
        MappedNetwork mapped = Runs.Map(braille, Runs.Random(3, 12, 200, 0.2), 200);
        var executor = new EventExecutor(mapped);
        executor.Run(mapped.Options.Ticks);
        NetworkRun chip = Runs.Chip(mapped).Run, level = executor.Result();
        foreach (string component in new[] { "processors", "packet router", "network-on-chip" })
        {
            double expected = chip.Energy.First(part => part.Name == component).Value, found = level.Energy.First(part => part.Name == component).Value;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{component}: {expected:0.0} nJ on the chip, {found:0.0} nJ on the event level"));
            Assert.InRange(found / expected, 0.85, 1.15);
        }
    }
}
