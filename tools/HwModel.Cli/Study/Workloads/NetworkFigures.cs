using HwModel.Networks.Execution;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>The metrics of a network that was shown labelled samples.</summary>
/// <param name="run">The run.</param>
/// <param name="labels">Labels of the samples in the order in which they were shown.</param>
/// <param name="period">Ticks from one sample to the next.</param>
internal sealed class NetworkFigures(NetworkRun run, int[] labels, int period)
{
    private readonly int _output = run.Mapped.Network.Populations.Select((population, number) => (population, number)).First(entry => entry.population is { IsOutput: true, IsSource: false }).number;

    private int Outputs => run.Mapped.Network.Populations[_output].Size;

    /// <summary>All metrics.</summary>
    /// <param name="basis">The base case of the same samples.</param>
    /// <param name="hertz">Clock of the processors.</param>
    /// <param name="distanceTicks">Time constant of the distance, in ticks.</param>
    public RunResult Metrics(NetworkRun basis, double hertz, double distanceTicks)
    {
        double samples = labels.Length;
        double Energy(params string[] parts) => run.Energy.Where(part => parts.Contains(part.Name)).Sum(part => part.Value) * 1e-3 / samples;
        double total = run.Nanojoules * 1e-3 / samples, floor = Energy("chip floor"), sleep = Energy("elements asleep"), core = Energy("processors"), transport = Energy("network-on-chip", "packet router");
        double longest = run.LongestTickShare(hertz);
        return RunResult.Of(
            ("accuracy", Accuracy()),
            ("distance", Distance(new NetworkFigures(basis, labels, period), distanceTicks)),
            ("spikes.output", run.Spikes.Count(spike => spike.Population == _output) / samples),
            ("spikes.all", run.Slices.Sum(slice => (double)slice.Spikes) / samples),
            ("synaptic_events", run.SynapticEvents / samples),
            ("packets.lost", run.Drops.Sum(drop => drop.Value)),
            ("energy.total", total), ("energy.floor", floor), ("energy.sleep", sleep), ("energy.core", core), ("energy.transport", transport), ("energy.other", total - floor - sleep - core - transport),
            ("elements", run.Slices.Count),
            ("routes", run.Mapped.Routes.Count),
            ("overruns", run.Overruns),
            ("realtime.factor", longest > 0 ? 1 / longest : double.NaN),
            ("weights.error", run.Mapped.Quantisation.Max(quality => quality.RootMeanSquareError)),
            ("weights.dropped", run.Mapped.Quantisation.Sum(quality => quality.Dropped)));
    }

    // The share of a tie that the label has: 1 where it alone has the most spikes, 1/2 where another has as many.
    private double Accuracy()
    {
        var counts = new int[labels.Length, Outputs];
        foreach (SpikeEvent spike in run.Spikes)
            if (spike.Population == _output && spike.Row >= 0 && spike.Row / period < labels.Length) counts[spike.Row / period, spike.Neuron]++;
        double right = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            int most = 0, tied = 0;
            for (int neuron = 0; neuron < Outputs; neuron++)
            {
                if (counts[sample, neuron] > most) (most, tied) = (counts[sample, neuron], 0);
                if (counts[sample, neuron] == most) tied++;
            }
            if (labels[sample] < Outputs && counts[sample, labels[sample]] == most) right += 1.0 / tied;
        }
        return right / labels.Length;
    }

    private double Distance(NetworkFigures basis, double timeConstant)
    {
        double sum = 0;
        for (int neuron = 0; neuron < Outputs; neuron++) sum += Math.Pow(SpikeTrains.VanRossum(TrainOf(neuron), basis.TrainOf(neuron), timeConstant), 2);
        return Math.Sqrt(sum / Outputs / labels.Length);
    }

    private double[] TrainOf(int neuron) => [.. run.Spikes.Where(spike => spike.Population == _output && spike.Neuron == neuron).Select(spike => (double)spike.Row)];
}
