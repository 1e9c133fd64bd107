using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>Short-term plasticity: a train of ten events and a late one, on a depressing, a facilitating and a static driver.</summary>
public sealed class ShortTermPlasticityTrain : Experiment
{
    private const int Events = 10;
    private const double Interval = 12;
    private const double Recovery = 150;

    public override string Name => "stp";

    public override string Description => "Ten events and a late one on a depressing, a facilitating and a static synapse driver: membranes and their peaks.";

    public override IReadOnlyList<int> Watched => [0, 1, 2];

    public override ExperimentResult Run(ExperimentRun run)
    {
        BrainScaleS2System system = run.Build();
        BrainScaleS2Chip chip = system.Chip;
        var neuron = new NeuronParameters
        {
            Capacitance = 2.4,
            Leak = 1.2,
            LeakPotential = 0.42,
            Spikes = false,
            TauExcitatory = 1,
            TauInhibitory = 1,
            JumpExcitatory = 0.005,
        };
        DriverConfiguration[] drivers =
        [
            new() { ExcitatoryBottom = true, ShortTermPlasticity = true, TargetVoltageSet = 1, Recovery = 8, Utilization = 12 },
            new() { ExcitatoryBottom = true, ShortTermPlasticity = true, TargetVoltageSet = 0, Recovery = 8, Utilization = 8 },
            new() { ExcitatoryBottom = true },
        ];
        for (int i = 0; i < drivers.Length; i++)
        {
            // Drivers 0, 1, 2 on the buses 0, 1, 2: one event of the link reaches all.
            chip.SetDriver(0, i, drivers[i]);
            chip.SetSynapse(0, 2 * i, i, 63, 4);
            chip.SetNeuron(i, neuron, i, spikeOut: false);
            chip.SetNode(CrossbarTopology.FirstLinkInput, i, 0, 0);
            chip.Core.Array.Drivers(0).RecoveryClockSpeed = 3;
        }
        chip.Relax();
        double start = system.Now + 2;
        double[] at = [.. Enumerable.Range(0, Events).Select(i => i * Interval), Events * Interval + Recovery];
        foreach (double t in at) system.Player.Program.Spikes(start + t, (ushort)BrainScaleS2Chip.DriverLabel(0, 4));
        system.Check();
        system.Run(2);
        (double[] times, double[][] membranes) = ExperimentRun.Record(system, at[^1] + 20, 0.128, 0, 1, 2);
        var result = new ExperimentResult { ChipTime = system.Now };
        string[] names = ["depressing", "facilitating", "static"];
        double[][] peaks = new double[names.Length][];
        for (int n = 0; n < names.Length; n++)
        {
            result.Add(new ExperimentSeries("Membranes", "Time", "us", "Membrane", "V", names[n], times, membranes[n]));
            peaks[n] = [.. at.Select(t => Peak(times, membranes[n], t))];
            result.Add(new ExperimentSeries("Height of each answer", "Event", "", "Height", "mV", names[n], [.. Enumerable.Range(1, at.Length).Select(i => (double)i)], [.. peaks[n].Select(p => 1000 * p)], IsPoints: true));
        }
        double Ratio(int n) => peaks[n][Events - 1] / peaks[n][0];
        result.Figure("Last over first, depressing", Ratio(0), "", "below 0.9", Ratio(0) < 0.9);
        result.Figure("Last over first, facilitating", Ratio(1), "", "above 1.2", Ratio(1) > 1.2);
        result.Figure("Last over first, static", Ratio(2), "", "1 within noise", Math.Abs(Ratio(2) - 1) < 0.1);
        double back = peaks[0][^1] / peaks[0][0];
        result.Figure("Recovered after 150 us, depressing", 100 * back, "%", "above the last of the train", peaks[0][^1] > peaks[0][Events - 1]);
        return result;
    }

    // Above where the membrane was when the event came.
    private static double Peak(double[] times, double[] membrane, double at)
    {
        int first = Array.FindIndex(times, t => t >= at);
        int last = Array.FindIndex(times, t => t >= at + 8);
        return membrane[first..last].Max() - membrane[first];
    }
}
