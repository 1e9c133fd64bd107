using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>The AdEx neuron's firing patterns (Naud, Marcille, Clopath, Gerstner, Biological Cybernetics 99, 2008), on the chip's scales.</summary>
public sealed class AdexPatterns : Experiment
{
    private const double Lead = 20;
    private const double Duration = 500;

    // One biological volt is ten on the chip, zero lies at 1.2 V; one ms is one us; 200 pF are 2.4 pF.
    private const double VoltageScale = 10;
    private const double VoltageZero = 1.2;
    private const double CapacitanceScale = 0.012;

    private static readonly Pattern[] Patterns =
    [
        new("tonic", 200, 10, -70, 2, 30, 0, -58, 500),
        new("adapting", 200, 12, -70, 2, 300, 60, -58, 500),
        new("initial burst", 130, 18, -58, 4, 150, 120, -50, 400),
        new("bursting", 200, 10, -58, 2, 120, 100, -46, 210),
        new("accelerating", 200, 12, -70, -10, 300, 0, -58, 300),
        new("transient", 100, 10, -65, 10, 90, 100, -47, 180),
    ];

    public override string Name => "adex";

    public override string Description => "Six firing patterns of AdEx neurons under a current step: tonic, adapting, initial burst, bursting, accelerating, transient.";

    public override IReadOnlyList<int> Watched => [0, 1, 2, 3, 4, 5];

    public override ExperimentResult Run(ExperimentRun run)
    {
        // A step of 32 ns: the upstroke of a spike takes some 100 ns.
        BrainScaleS2System system = run.Build(options => options with { SlotsPerStep = 4 });
        BrainScaleS2Chip chip = system.Chip;
        for (int n = 0; n < Patterns.Length; n++) chip.SetNeuron(n, Patterns[n].Neuron(current: false), n);
        chip.Relax();
        system.Check();
        double start = system.Now;
        (double[] before, double[][] rest) = ExperimentRun.Record(system, Lead, 0.256, [.. Watched]);
        for (int n = 0; n < Patterns.Length; n++) chip.SetNeuron(n, Patterns[n].Neuron(current: true), n);
        (double[] after, double[][] active) = ExperimentRun.Record(system, Duration, 0.256, [.. Watched]);
        run.Report(0.9);
        (List<double> times, List<int> neurons) = ExperimentRun.Spikes(system, start);
        var result = new ExperimentResult { ChipTime = system.Now };
        result.Add(new ExperimentRaster("Spikes", times, neurons));
        bool ideal = run.Settings.Mode == ChipMode.Ideal;
        for (int n = 0; n < Patterns.Length; n++)
        {
            double[] train = [.. times.Where((_, i) => neurons[i] == n).Select(t => t - Lead)];
            string found = Classify(train, Duration);
            result.Figure(Patterns[n].Name, train.Length, "spikes", $"looks {found}", ideal ? found == Patterns[n].Name : null);
            result.Add(new ExperimentSeries($"Neuron {n}: {Patterns[n].Name}", "Time", "us", "Membrane", "V", "membrane",
                [.. before, .. after.Select(t => t + Lead)], [.. rest[n], .. active[n]]));
        }
        result.Remark("Parameters are those of Naud et al. 2008 with 1 ms as 1 us, 200 pF as 2.4 pF and 1 mV as 10 mV around 1.2 V; the reset is immediate.");
        return result;
    }

    /// <summary>The pattern that a spike train under a current step shows, by its intervals.</summary>
    public static string Classify(IReadOnlyList<double> times, double duration)
    {
        if (times.Count < 3) return times.Count == 0 ? "silent" : "transient";
        if (times[^1] < 0.4 * duration) return "transient";
        double[] intervals = [.. times.Skip(1).Zip(times, (b, a) => b - a)];
        double[] late = intervals[(intervals.Length / 2)..];
        if (late.Max() > 3 * late.Min()) return "bursting";
        double steady = late.Average();
        // A burst ends with a jump to a longer interval; adaptation stretches them one after the other.
        double jump = intervals.Skip(1).Zip(intervals, (b, a) => b / a).Max();
        if (jump > 2.5) return "initial burst";
        return intervals[0] < steady / 1.3 ? "adapting" : intervals[0] > 1.3 * steady ? "accelerating" : "tonic";
    }

    /// <summary>A pattern's parameters in pF, nS, mV, ms and pA, as published.</summary>
    private sealed record Pattern(string Name, double C, double G, double Leak, double A, double Tau, double B, double Reset, double Current)
    {
        private const double Threshold = -50;
        private const double Slope = 2;
        private const double Peak = -30;

        public NeuronParameters Neuron(bool current)
        {
            double conductance = CapacitanceScale * 1e-3 * 1e3;
            double amperes = conductance * VoltageScale * 1e-3;
            return new NeuronParameters
            {
                Capacitance = C * CapacitanceScale,
                Leak = G * conductance,
                LeakPotential = Volt(Leak),
                Threshold = Volt(Peak),
                ResetPotential = Volt(Reset),
                ResetSlots = 0,
                RefractorySlots = 5,
                ExponentialSlope = Slope * 1e-3 * VoltageScale,
                ExponentialThreshold = Volt(Threshold),
                AdaptationA = A * conductance,
                AdaptationB = B * amperes,
                TauAdaptation = Tau,
                AdaptationPotential = Volt(Leak),
                OffsetCurrent = current ? Current * amperes : 0,
            };
        }

        private static double Volt(double millivolt) => VoltageZero + VoltageScale * 1e-3 * millivolt;
    }
}
