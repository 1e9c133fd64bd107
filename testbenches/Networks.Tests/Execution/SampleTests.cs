using System.Globalization;
using HwModel.Networks.Execution;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;

namespace HwModel.Networks.Tests.Execution;

/// <summary>The sample networks from file to spikes: firmware on cycle-accurate cores and the event level, against recorded rows and the plain simulator.</summary>
public sealed class SampleTests
{
    internal static List<(int Row, int Neuron)> RecordedInput() =>
        [.. File.ReadLines(Samples.PathOf("lif_exact.csv")).Select((line, row) => (line, row)).Where(pair => double.Parse(pair.line.Split(',')[0], CultureInfo.InvariantCulture) != 0).Select(pair => (pair.row, 0))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_single_neuron_spikes_in_the_recorded_rows(bool core)
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("lif_norse"));
        MappedNetwork mapped = Runs.Map(graph, RecordedInput(), 1000);
        Assert.Equal(0, mapped.Quantisation[1].WorstError); // one weight, which becomes 127
        List<SpikeEvent> spikes = core ? Runs.Core(mapped) : Runs.Event(mapped);
        Assert.Equal([460, 510, 710, 760], spikes.Select(spike => spike.Row));
    }

    [Fact]
    public void Membranes_follow_the_recorded_ones()
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("lif_norse"));
        double[] recorded = [.. File.ReadLines(Samples.PathOf("lif_spinnaker2.csv")).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture) * 102.02 / 102 / 25)];
        MappedNetwork mapped = Runs.Map(graph, RecordedInput(), 1000);
        var executor = new EventExecutor(mapped);
        var machine = new CoreMachine(mapped);
        executor.Run(1);
        machine.Run(1);
        for (int row = 0; row < 1000; row++)
        {
            executor.Run(1);
            machine.Run(1);
            Assert.Equal(recorded[row], machine.Membrane(1, 0), 1e-6);
            Assert.Equal(executor.Membrane(1, 0), machine.Membrane(1, 0));
        }
    }

    [Theory]
    [InlineData("braille_noDelay_bias_zero", false)]
    [InlineData("braille_noDelay_noBias_subtract", true)]
    public void The_recurrent_network_runs_with_both_ways_of_reset(string sample, bool subtract)
    {
        NirGraph graph = NirReader.Read(Samples.PathOf(sample));
        var options = new NirOptions { ResetBySubtraction = subtract };
        List<(int, int)> input = Runs.Random(3, 12, 256, 0.08);
        MappedNetwork mapped = Runs.Map(graph, input, 256, options, new MappingOptions { MaxNeuronsPerPe = 10 });
        List<SpikeEvent> plain = Runs.Plain(graph, mapped, input, 256, options);
        List<SpikeEvent> core = Runs.Core(mapped);
        Assert.True(plain.Count > 300, $"{plain.Count} spikes");
        Assert.Equal(core, Runs.Event(mapped));
        Assert.Equal(plain, core);
    }

    [Fact]
    public void Two_neurons_spike_by_their_leak()
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("two_lif_neurons"));
        MappedNetwork mapped = Runs.Map(graph, [], 2000);
        List<SpikeEvent> plain = Runs.Plain(graph, mapped, [], 2000);
        Assert.NotEmpty(plain);
        Assert.Equal(plain, Runs.Core(mapped));
        Assert.Equal(plain, Runs.Event(mapped));
    }

    [Fact]
    public void The_convolutional_network_runs_on_the_event_level()
    {
        NirGraph graph = NirReader.Read(Samples.PathOf("cnn_sinabs"));
        List<(int, int)> input = Runs.Random(5, 2 * 34 * 34, 12, 0.1);
        MappedNetwork mapped = Runs.Map(graph, input, 20, null, new MappingOptions { TickMicroseconds = 5000 });
        Assert.InRange(mapped.Slices.Count, 2, 148);
        List<SpikeEvent> plain = Runs.Plain(graph, mapped, input, 20);
        List<SpikeEvent> found = Runs.Event(mapped);
        Assert.True(plain.Count > 1000, $"{plain.Count} spikes");
        // Membranes are single here and double there: a neuron exactly at its threshold may fall to either side.
        int differing = plain.Except(found).Count() + found.Except(plain).Count();
        Assert.True(differing == 0, $"{differing} of {plain.Count} spikes differ");
        Assert.Contains(found, spike => mapped.Network.Populations[spike.Population].IsOutput);
    }
}
