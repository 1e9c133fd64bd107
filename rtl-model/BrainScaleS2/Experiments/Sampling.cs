using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>
/// Spike-based sampling, the third of the published experiments (Billaudelle et al. 2020; method of Petrovici et al., Physical Review E 94, 2016): neurons under strong balanced Poisson noise sample binary
/// states, 1 while refractory. Four coupled neurons are compared with the Boltzmann distribution whose biases and weights follow from the measured activation.
/// </summary>
public sealed class Sampling : Experiment
{
    private const int Units = 4;
    private const double Refractory = 10;
    private const int Coupling = 22;
    private static readonly (int A, int B)[] Pairs = [(0, 1), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3)];

    public override string Name => "sampling";

    public override string Description => "Four neurons under Poisson noise sample a Boltzmann distribution: coupled pairs, joint states against the distribution that fits their biases and correlations.";

    public override IReadOnlyList<int> Watched => [0, 1, 2, 3];

    public override ExperimentResult Run(ExperimentRun run)
    {
        double time = 1000.0 * (run.Settings.Rounds ?? 20);
        double[] free = States(run, time, coupling: 0, out _, out _);
        run.Report(0.5);
        double[] coupled = States(run, time, Coupling, out List<double> times, out List<int> neurons);
        var result = new ExperimentResult { ChipTime = 2 * time };
        (double[] bias, double[] weights) = Fit(coupled);
        double[] model = Boltzmann(bias, weights);
        string[] names = [.. Enumerable.Range(0, 1 << Units).Select(Bits)];
        double[] x = [.. Enumerable.Range(0, 1 << Units).Select(s => (double)s)];
        result.Add(new ExperimentSeries("Joint states", "State (bits: neuron 3, 2, 1, 0)", "", "Probability", "", "chip, coupled", x, coupled, IsPoints: true));
        result.Add(new ExperimentSeries("Joint states", "State (bits: neuron 3, 2, 1, 0)", "", "Probability", "", "pairwise Boltzmann", x, model));
        result.Add(new ExperimentSeries("Joint states", "State (bits: neuron 3, 2, 1, 0)", "", "Probability", "", "chip, uncoupled", x, free, IsPoints: true));
        int shown = times.FindIndex(t => t > 2000) is var at && at < 0 ? times.Count : at;
        result.Add(new ExperimentRaster("Spikes of the first 2 ms, coupled", times[..shown], neurons[..shown]));
        double divergence = Divergence(coupled, model);
        double independent = Divergence(coupled, Independent(coupled));
        result.Figure("Kullback-Leibler divergence from the pairwise Boltzmann distribution", 1000 * divergence, "millinats", "below 20", divergence < 0.02);
        result.Figure("The same from independent neurons of the same means", 1000 * independent, "millinats", "what the couplings explain", independent > divergence);
        double excitatory = Covariance(coupled, 0, 1);
        double inhibitory = Covariance(coupled, 1, 2);
        result.Figure("Covariance of the pair that excites", excitatory, "", "above 0", excitatory > 0.003);
        result.Figure("Covariance of the pair that inhibits", inhibitory, "", "below 0", inhibitory < -0.003);
        for (int i = 0; i < Units; i++) result.Figure($"Share of time in state 1, neuron {i}", Mean(coupled, i), "", FormattableString.Invariant($"{Mean(free, i):0.000} uncoupled"));
        result.Remark("States in the order " + string.Join(", ", names) + ". The couplings of the model are fitted to the measured means and pair correlations; the joint states of three and four, five numbers, test it.");
        return result;
    }

    private static double[] States(ExperimentRun run, double time, int coupling, out List<double> times, out List<int> neurons)
    {
        BrainScaleS2System system = run.Build();
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters unit = new NeuronTransfer(run.Analog.Constants).Calibrated(new NeuronTargets
        {
            TauMembrane = 2,
            TauExcitatory = 5,
            TauInhibitory = 5,
            Leak = 106,
            Reset = 106,
            Threshold = 116,
            RefractoryTime = Refractory,
            SynapticGm = 500,
            SynapseDac = 600,
            ResetTau = 0,
        });
        for (int n = 0; n < Units; n++)
        {
            chip.SetNeuron(n, unit, n);
            // Noise on bus 1: label 2 n excites, 2 n + 1 inhibits neuron n; couplings on bus 0.
            chip.SetDriver(0, 4 * n + 1, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, RowAddressCompareMask = 0 });
            chip.SetSynapse(0, 8 * n + 2, n, 30, 2 * n);
            chip.SetSynapse(0, 8 * n + 3, n, 30, 2 * n + 1);
            chip.SetDriver(0, 4 * n, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, RowAddressCompareMask = 0 });
        }
        // 0 and 1, and 2 and 3, excite each other, 1 and 2 inhibit each other; row 8 n is n's excitatory, 8 n + 1 its inhibitory row.
        chip.SetSynapse(0, 0, 1, coupling, 0);
        chip.SetSynapse(0, 8, 0, coupling, 1);
        chip.SetSynapse(0, 9, 2, coupling, 1);
        chip.SetSynapse(0, 17, 1, coupling, 2);
        chip.SetSynapse(0, 16, 3, coupling, 2);
        chip.SetSynapse(0, 24, 2, coupling, 3);
        chip.SetNode(0, 0, 0, 0);
        chip.SetNode(CrossbarTopology.FirstBackgroundInput + 1, 1, 0, 0);
        // Eight labels of 0.7 MHz each.
        chip.SetBackground(1, 22, 0, rate: 127, seed: (uint)run.Settings.Seed + 9, mask: 7);
        chip.Relax();
        system.Check();
        double start = system.Now;
        system.Run(time);
        (times, neurons) = ExperimentRun.Spikes(system, start);
        return Histogram(times, neurons, time);
    }

    // A neuron is in state 1 for its refractory time after each spike.
    private static double[] Histogram(List<double> times, List<int> neurons, double time)
    {
        var shares = new double[1 << Units];
        var until = new double[Units];
        int next = 0;
        const double Step = 0.5;
        for (double t = 0; t < time; t += Step)
        {
            for (; next < times.Count && times[next] <= t; next++)
                if (neurons[next] < Units)
                    until[neurons[next]] = times[next] + Refractory;
            int state = 0;
            for (int n = 0; n < Units; n++) state |= (t < until[n] ? 1 : 0) << n;
            shares[state] += Step / time;
        }
        return shares;
    }

    // Iterative scaling of a pairwise model to the means and pair correlations.
    private static (double[] Bias, double[] Weights) Fit(double[] target)
    {
        var bias = new double[Units];
        var weights = new double[Pairs.Length];
        for (int i = 0; i < 4000; i++)
        {
            double[] p = Boltzmann(bias, weights);
            for (int n = 0; n < Units; n++) bias[n] += Mean(target, n) - Mean(p, n);
            for (int n = 0; n < Pairs.Length; n++) weights[n] += Both(target, Pairs[n].A, Pairs[n].B) - Both(p, Pairs[n].A, Pairs[n].B);
        }
        return (bias, weights);
    }

    private static double[] Boltzmann(double[] bias, double[] weights)
    {
        var p = new double[1 << Units];
        for (int s = 0; s < p.Length; s++)
        {
            double energy = 0;
            for (int n = 0; n < Units; n++) energy += bias[n] * (s >> n & 1);
            for (int n = 0; n < Pairs.Length; n++) energy += weights[n] * (s >> Pairs[n].A & s >> Pairs[n].B & 1);
            p[s] = Math.Exp(energy);
        }
        double sum = p.Sum();
        return [.. p.Select(v => v / sum)];
    }

    private static double[] Independent(double[] p) =>
        [.. Enumerable.Range(0, p.Length).Select(s => Enumerable.Range(0, Units).Aggregate(1.0, (product, n) => product * ((s >> n & 1) != 0 ? Mean(p, n) : 1 - Mean(p, n))))];

    private static double Mean(double[] p, int n) => Enumerable.Range(0, p.Length).Where(s => (s >> n & 1) != 0).Sum(s => p[s]);

    private static double Both(double[] p, int a, int b) => Enumerable.Range(0, p.Length).Where(s => (s >> a & s >> b & 1) != 0).Sum(s => p[s]);

    private static double Covariance(double[] p, int a, int b) => Both(p, a, b) - Mean(p, a) * Mean(p, b);

    private static double Divergence(double[] p, double[] q) => Enumerable.Range(0, p.Length).Where(s => p[s] > 0).Sum(s => p[s] * Math.Log(p[s] / Math.Max(1e-12, q[s])));

    private static string Bits(int state) => Convert.ToString(state, 2).PadLeft(Units, '0');
}
