using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>LIF neurons under constant currents: membranes, and rates against the closed form.</summary>
public sealed class LifCurve : Experiment
{
    private const int Neurons = 24;
    private const double Start = 5;
    private const double Shown = 120;

    public override string Name => "lif";

    public override string Description => "LIF neurons under constant currents: membranes, and the rate of each against the closed form.";

    public override IReadOnlyList<int> Watched => [6, 12, 23];

    public override ExperimentResult Run(ExperimentRun run)
    {
        BrainScaleS2System system = run.Build();
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters lif = new NeuronTransfer(run.Analog.Constants).Calibrated(new NeuronTargets { ResetTau = 0, RefractoryTime = 2, SynapticGm = 500 });
        double[] currents = [.. Enumerable.Range(0, Neurons).Select(n => lif.Leak * (lif.Threshold - lif.LeakPotential) * (0.6 + 0.1 * n))];
        for (int n = 0; n < Neurons; n++) chip.SetNeuron(n, lif with { OffsetCurrent = currents[n] }, n);
        chip.Relax();
        system.Check();
        system.Run(Start);
        double from = system.Now;
        (double[] times, double[][] membranes) = ExperimentRun.Record(system, Shown, 0.256, [.. Watched]);
        run.Report(0.3);
        double duration = 1000.0 * (run.Settings.Rounds ?? 1);
        system.Run(duration);
        run.Report(0.9);
        (List<double> spikes, List<int> neurons) = ExperimentRun.Spikes(system, from);
        var result = new ExperimentResult { ChipTime = system.Now };
        for (int i = 0; i < Watched.Count; i++)
            result.Add(new ExperimentSeries("Membranes", "Time", "us", "Membrane", "V", FormattableString.Invariant($"{currents[Watched[i]] * 1000:0.0} nA"), times, membranes[i]));
        double[] measured = [.. Enumerable.Range(0, Neurons).Select(n => Rate([.. spikes.Where((_, i) => neurons[i] == n)]))];
        double[] expected = [.. currents.Select(i => Expected(chip.Core.Array.Neurons.Parameters(0) with { }, lif, i))];
        double[] nanoampere = [.. currents.Select(i => 1000 * i)];
        result.Add(new ExperimentSeries("Rate against current", "Current", "nA", "Rate", "kHz", "closed form", nanoampere, expected));
        result.Add(new ExperimentSeries("Rate against current", "Current", "nA", "Rate", "kHz", "chip", nanoampere, measured, IsPoints: true));
        int shown = spikes.FindIndex(t => t > Shown) is var at && at < 0 ? spikes.Count : at;
        result.Add(new ExperimentRaster("Spikes", spikes[..shown], neurons[..shown]));
        double worst = Enumerable.Range(0, Neurons).Where(n => expected[n] > 0).Max(n => Math.Abs(measured[n] / expected[n] - 1));
        bool ideal = run.Settings.Mode == ChipMode.Ideal && run.Settings.Noise != true;
        result.Figure("Neurons that fire", measured.Count(r => r > 0), "", $"{expected.Count(r => r > 0)} by the closed form", ideal ? measured.Count(r => r > 0) == expected.Count(r => r > 0) : null);
        result.Figure("Largest deviation of a rate", 100 * worst, "%", ideal ? "below 0.5 %: spikes lie on slots of 8 ns" : "the chip's mismatch", ideal ? worst < 0.005 : null);
        result.Figure("Spikes", spikes.Count);
        return result;
    }

    // The membrane charges from the reset potential once the reset is released; the last counter cycle of the refractory time is free.
    private static double Expected(NeuronParameters held, NeuronParameters lif, double current)
    {
        double end = lif.LeakPotential + current / lif.Leak;
        if (end <= lif.Threshold) return 0;
        double charge = lif.TauMembrane * Math.Log((end - lif.ResetPotential) / (end - lif.Threshold));
        return 1000 / (held.ResetSlots * 0.008 + charge);
    }

    private static double Rate(List<double> times) => times.Count < 2 ? 0 : 1000 * (times.Count - 1) / (times[^1] - times[0]);
}
