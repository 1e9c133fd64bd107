using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>
/// Winner take all: sixteen neurons with Poisson input of different strength that inhibit each other and excite themselves over the crossbar. The strongest
/// input moves from phase to phase.
/// </summary>
public sealed class WinnerTakeAll : Experiment
{
    private const int Neurons = 16;
    private const double PhaseTime = 400;

    public override string Name => "winner-take-all";

    public override string Description => "Sixteen neurons inhibit each other through the crossbar; the one with the strongest Poisson input silences the others, from phase to phase another.";

    public override IReadOnlyList<int> Watched => [0, 4, 8, 12];

    public override ExperimentResult Run(ExperimentRun run)
    {
        int phases = run.Settings.Rounds ?? 4;
        (ExperimentResult result, double with, double right) = Play(run, phases, inhibition: 60, keep: true);
        (_, double without, _) = Play(run, phases, inhibition: 0, keep: false);
        result.Figure("Phases with the right winner", 100 * right, "%", "of " + phases, right >= 0.75);
        result.Figure("Winner's share of the spikes", 100 * with, "%", FormattableString.Invariant($"{100 * without:0.#} % without inhibition"), with > 0.5 && with > 1.5 * without);
        return result;
    }

    private static (ExperimentResult Result, double Share, double Right) Play(ExperimentRun run, int phases, int inhibition, bool keep)
    {
        BrainScaleS2System system = run.Build();
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters neuron = new NeuronTransfer(run.Analog.Constants).Calibrated(new NeuronTargets { SynapticGm = 700, SynapseDac = 1022, TauInhibitory = 15, ResetTau = 0 });
        for (int n = 0; n < Neurons; n++)
        {
            chip.SetNeuron(n, neuron, n);
            // Bus 0: every driver hears every spike of output 0; synapses tell neurons apart by their labels.
            chip.SetDriver(0, 4 * n, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, RowAddressCompareMask = 0 });
            // Bus 1: input, one driver for each neuron.
            chip.SetDriver(0, 4 * n + 1, new DriverConfiguration { ExcitatoryBottom = true, RowAddressCompareMask = 0 });
            for (int post = 0; post < Neurons; post++)
            {
                chip.SetSynapse(0, 8 * n, post, post == n ? 8 : 0, n);
                chip.SetSynapse(0, 8 * n + 1, post, post == n ? 0 : inhibition, n);
                chip.SetSynapse(0, 8 * n + 2, post, 0, n);
            }
        }
        chip.SetNode(0, 0, 0, 0);
        chip.SetNode(CrossbarTopology.FirstBackgroundInput + 1, 1, 0, 0);
        // Labels 0 to 15 at random: each neuron gets a sixteenth.
        chip.SetBackground(1, 25, 0, rate: 127, seed: (uint)run.Settings.Seed + 3, mask: Neurons - 1);
        chip.Relax();
        system.Check();
        double start = system.Now;
        double share = 0;
        int right = 0;
        for (int phase = 0; phase < phases; phase++)
        {
            int winner = 4 * phase % Neurons;
            for (int n = 0; n < Neurons; n++) chip.SetSynapse(0, 8 * n + 2, n, n == winner ? 60 : 34, n);
            int from = system.Recorder.Log.Spikes.Count;
            system.Run(PhaseTime);
            int[] counts = new int[Neurons];
            foreach (RecordedSpike spike in system.Recorder.Log.Spikes.Skip(from)) counts[spike.Label & 0xF]++;
            share += counts[winner] / (double)Math.Max(1, counts.Sum()) / phases;
            if (counts[winner] == counts.Max() && counts[winner] > 0) right++;
        }
        var result = new ExperimentResult { ChipTime = system.Now };
        if (keep)
        {
            (List<double> times, List<int> neurons) = ExperimentRun.Spikes(system, start);
            result.Add(new ExperimentRaster("Spikes", times, neurons));
            double[] rates = new double[Neurons];
            foreach (int n in neurons) rates[n] += 1000 / (phases * PhaseTime);
            result.Add(new ExperimentSeries("Mean rates", "Neuron", "", "Rate", "kHz", "all phases", [.. Enumerable.Range(0, Neurons).Select(n => (double)n)], rates, IsPoints: true));
        }
        return (result, share, right / (double)phases);
    }
}
