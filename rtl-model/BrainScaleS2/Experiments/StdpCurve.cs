using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>Spike pairs at many delays, and what the correlation sensors accumulated, read through the columnar converter.</summary>
public sealed class StdpCurve : Experiment
{
    private const int Pairs = 30;
    private const int Delays = 25;
    private const double DelayStep = 1.6;
    private const double Gap = 100;
    private const int Column = 3;
    private const int TriggerDriver = 5;

    public override string Name => "stdp";

    public override string Description => "Thirty spike pairs at each of 25 delays; causal and acausal correlation of the synapses, read through the columnar converter.";

    public override IReadOnlyList<int> Watched => [Column];

    public override ExperimentResult Run(ExperimentRun run)
    {
        BrainScaleS2System system = run.Build(options => options with { Correlation = true });
        BrainScaleS2Chip chip = system.Chip;
        // The neuron fires at once when its trigger row is driven, and rests again before the next pair.
        var neuron = new NeuronParameters
        {
            Capacitance = 2.4,
            Leak = 2.4,
            LeakPotential = 0.42,
            Threshold = 0.62,
            ResetPotential = 0.42,
            RefractorySlots = 250,
            TauExcitatory = 0.5,
            TauInhibitory = 0.5,
            JumpExcitatory = 0.06,
        };
        chip.SetNeuron(Column, neuron, 1);
        // Bus 1 carries the trigger, bus 0 the measured rows: one driver for each delay.
        chip.SetDriver(0, TriggerDriver, new DriverConfiguration { ExcitatoryBottom = true });
        chip.SetSynapse(0, 2 * TriggerDriver, Column, 63, 1);
        chip.SetNode(CrossbarTopology.FirstLinkInput + 1, 1, 0, 0);
        chip.SetNode(CrossbarTopology.FirstLinkInput, 0, 0, 0);
        for (int delay = 0; delay < Delays; delay++)
        {
            chip.SetDriver(0, 4 * delay, new DriverConfiguration { ExcitatoryBottom = true });
            chip.SetSynapse(0, 8 * delay, Column, 0, 2);
        }
        chip.Relax();
        double start = system.Now + 5;
        double[] delays = [.. Enumerable.Range(0, Delays).Select(i => (i - Delays / 2) * DelayStep)];
        int rounds = run.Settings.Rounds ?? Pairs;
        Play(system, start, delays, rounds);
        system.Check();
        system.Run(Delays * rounds * Gap + 60);
        run.Report(0.9);
        return Evaluate(run, system, start, delays, rounds);
    }

    private static void Play(BrainScaleS2System system, double start, double[] delays, int pairs)
    {
        var trigger = (ushort)(1 << 14 | BrainScaleS2Chip.DriverLabel(TriggerDriver, 1));
        for (int i = 0; i < delays.Length; i++)
        {
            var pre = (ushort)BrainScaleS2Chip.DriverLabel(4 * i, 2);
            for (int pair = 0; pair < pairs; pair++)
            {
                double at = start + (i * pairs + pair) * Gap + 50;
                if (delays[i] < 0)
                {
                    system.Player.Program.Spikes(at, trigger);
                    system.Player.Program.Spikes(at - delays[i], pre);
                }
                else
                {
                    system.Player.Program.Spikes(at - delays[i], pre);
                    system.Player.Program.Spikes(at, trigger);
                }
            }
        }
    }

    private static ExperimentResult Evaluate(ExperimentRun run, BrainScaleS2System system, double start, double[] delays, int pairs)
    {
        AnalogConstants constants = run.Analog.Constants;
        (List<double> spikes, List<int> neurons) = ExperimentRun.Spikes(system, start);
        // From the trigger to the spike, the membrane's rise: the same for every pair. The spike's time is that of its way out: 64 ns and two cycles later than the comparator.
        double rise = spikes.Count > 0 ? spikes[0] - 50 - 0.17 - 0.072 + 0.010 : 0;
        double[] causal = new double[delays.Length];
        double[] acausal = new double[delays.Length];
        double[] expectedCausal = new double[delays.Length];
        double[] expectedAcausal = new double[delays.Length];
        for (int i = 0; i < delays.Length; i++)
        {
            causal[i] = constants.CorrelationLimit - system.Chip.Core.Array.ReadCorrelation(0, 8 * i, Column, acausal: false, i);
            acausal[i] = constants.CorrelationLimit - system.Chip.Core.Array.ReadCorrelation(0, 8 * i, Column, acausal: true, i);
            double delay = delays[i] + rise;
            double sum = pairs * constants.CorrelationAmplitude * Math.Exp(-Math.Abs(delay) / constants.CorrelationTime);
            (expectedCausal[i], expectedAcausal[i]) = delay >= 0 ? (sum, 0.0) : (0.0, sum);
        }
        double[] measured = [.. delays.Select(d => d + rise)];
        var result = new ExperimentResult { ChipTime = system.Now };
        void Curve(string name, double[] ys, bool points) =>
            result.Add(new ExperimentSeries("Correlation against delay", "Post minus pre", "us", "Correlation", "LSB", name, measured, ys, points));
        Curve("causal, expected", expectedCausal, points: false);
        Curve("acausal, expected", expectedAcausal, points: false);
        Curve("causal", causal, points: true);
        Curve("acausal", acausal, points: true);
        result.Add(new ExperimentRaster("Post-synaptic spikes", spikes, neurons));
        double worst = delays.Select((_, i) => Math.Max(Math.Abs(causal[i] - expectedCausal[i]), Math.Abs(acausal[i] - expectedAcausal[i]))).Max();
        bool ideal = run.Settings.Mode == ChipMode.Ideal && run.Settings.Noise != true;
        result.Figure("Post-synaptic spikes", spikes.Count, "", $"{delays.Length * pairs} triggers", ideal ? spikes.Count == delays.Length * pairs : null);
        result.Figure("Largest deviation", worst, "LSB", "below 1 on an ideal chip: half a count of rounding and the delay's uncertainty of 8 ns", ideal ? worst < 1 : null);
        return result;
    }
}
