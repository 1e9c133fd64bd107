using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Ppu.Kernels;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>
/// Homeostasis (brainscales2-demos, ts_11): 512 neurons under Poisson input of 120 kHz; after every 10 ms each weight moves by one towards a target of 60 spikes.
/// The chip does it by itself: each plasticity processor sleeps, is woken by its decrementer, reads the spike counters of its half over the register bus and changes its weights.
/// </summary>
public sealed class Homeostasis : Experiment
{
    private const int Updates = 63;
    private const double Period = 10_000;
    private const int Target = 60;
    private const int Row = 0;

    private const double CyclesPerMicrosecond = 250;

    // When the host looks, an update that takes some 100 us is over.
    private const double Look = 500;

    public override string Name => "homeostasis";

    public override string Description => "512 neurons under 120 kHz of Poisson input; their plasticity processors move weights by one every 10 ms until each fires 60 times in that time.";

    public override IReadOnlyList<int> Watched => [0, 300];

    public override ExperimentResult Run(ExperimentRun run)
    {
        BrainScaleS2System system = run.Build();
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters neuron = new NeuronTransfer(run.Analog.Constants).Calibrated(new NeuronTargets { ResetTau = 0, SynapticGm = 600, SynapseDac = 1000 });
        for (int n = 0; n < ChipGeometry.Neurons; n++)
        {
            chip.SetNeuron(n, neuron, n % 64, spikeOut: false);
            chip.SetSynapse(n / ChipGeometry.Columns, Row, n % ChipGeometry.Columns, 0, 0);
        }
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            chip.SetDriver(half, 0, new DriverConfiguration { ExcitatoryBottom = true });
            chip.SetNode(CrossbarTopology.FirstBackgroundInput + 4 * half, 4 * half, 0, 0);
            // 250 MHz / 106 x 13/256: 119.8 kHz.
            chip.SetBackground(4 * half, 106, 0, rate: 12, seed: (uint)run.Settings.Seed + 17 * (uint)half);
        }
        for (int half = 0; half < ChipGeometry.Halves; half++) chip.Processors[half].Core.Load(HomeostasisProgram.AssembleTimed(half, Row, Target, (uint)(Period * CyclesPerMicrosecond)));
        chip.Relax();
        system.Check();
        for (int half = 0; half < ChipGeometry.Halves; half++) chip.SetProcessor(half, run: true);
        int updates = run.Settings.Rounds ?? Updates;
        var means = new List<double>();
        var meanWeights = new List<double>();
        var spread = new List<double>();
        int[] counts = [];
        system.Run(Look);
        for (int update = 0; update < updates; update++)
        {
            meanWeights.Add(MeanWeight(chip));
            system.Run(Period);
            counts = Counts(chip);
            means.Add(counts.Average() / Period * 1000);
            spread.Add(counts.Average(c => Math.Abs(c - Target)));
            run.Report((update + 1.0) / updates);
        }
        return Evaluate(system, means, meanWeights, spread, counts);
    }

    private static ExperimentResult Evaluate(BrainScaleS2System system, List<double> means, List<double> meanWeights, List<double> spread, int[] counts)
    {
        var result = new ExperimentResult { ChipTime = system.Now };
        double[] x = [.. Enumerable.Range(0, means.Count).Select(i => (double)i)];
        result.Add(new ExperimentSeries("Mean rate", "Update", "", "Rate", "kHz", "mean of 512 neurons", x, means));
        result.Add(new ExperimentSeries("Mean rate", "Update", "", "Rate", "kHz", "target", [0, means.Count - 1.0], [6, 6]));
        result.Add(new ExperimentSeries("Mean weight", "Update", "", "Weight", "LSB", "mean of 512 synapses", x, meanWeights));
        result.Add(new ExperimentSeries("Distance from the target", "Update", "", "Mean distance", "spikes", "mean of 512 neurons", x, spread));
        result.Add(new ExperimentSeries("Spikes of each neuron in the last period", "Neuron", "", "Spikes", "", "last period", [.. Enumerable.Range(0, counts.Length).Select(i => (double)i)], [.. counts.Select(c => (double)c)], IsPoints: true));
        // Once there, the rule toggles around the target, and a Poisson count has its own spread: the mean of the last ten periods is judged.
        double settled = means.TakeLast(10).Average();
        int converged = means.FindIndex(m => m >= 5.7);
        result.Figure("Mean rate of the last ten periods", settled, "kHz", "target 6 kHz, within 5 %", means.Count < Updates ? null : Math.Abs(settled - 6) < 0.3);
        result.Figure("Updates until 95 % of the target", converged, "", "at most 63", means.Count < Updates ? null : converged is >= 0 and <= Updates);
        result.Figure("Mean weight at the end", meanWeights[^1], "LSB", "0 to 63");
        result.Figure("Mean distance of a neuron from 60", spread[^1], "spikes");
        uint done = system.Chip.Processors[0].Core.Memory[HomeostasisProgram.Updates / 4];
        result.Figure("Updates of the plasticity processors", done, "", "one in 10 ms", done == means.Count && system.Chip.Processors[1].Core.Memory[HomeostasisProgram.Updates / 4] == done);
        return result;
    }

    // What the processors have read.
    private static int[] Counts(BrainScaleS2Chip chip)
    {
        var counts = new int[ChipGeometry.Neurons];
        for (int n = 0; n < counts.Length; n++)
        {
            int column = n % ChipGeometry.Columns;
            counts[n] = chip.Processors[n / ChipGeometry.Columns].Core.ReadByte(HomeostasisProgram.Counts + (uint)(column % 2 * 128 + column / 2));
        }
        return counts;
    }

    private static double MeanWeight(BrainScaleS2Chip chip) =>
        Enumerable.Range(0, ChipGeometry.Neurons).Average(n => chip.Core.Array.Synapses(n / ChipGeometry.Columns).Weight(Row, n % ChipGeometry.Columns));
}
