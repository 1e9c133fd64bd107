using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the synapses are set.</summary>
/// <param name="Seed">Draws weights and labels.</param>
public sealed record SynapseSetting(int Seed);

/// <summary>An event.</summary>
/// <param name="Driver">0 to 3: a measured driver; 4: the trigger that makes the post neuron fire.</param>
/// <param name="Label">0 to 3.</param>
/// <param name="Gap">Slots before it, 8 to 1500.</param>
public sealed record SynapseEvent(int Driver, int Label, int Gap);

/// <summary>Random events on four drivers, integrators that take their charge, and a neuron that fires on demand.</summary>
internal sealed class SynapseBench(SynapseCoverage coverage) : CaseBench<SynapseSetting, SynapseEvent>
{
    private const int Drivers = 4;
    private const int Integrators = 6;
    private const int Post = 20;
    private const double Slot = 0.008;
    private const double Jump = 2e-6;
    private const double Capacitance = 2.4;
    private const double TauSynapse = 0.5;

    public override string Name => "events";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 40, Effort.Normal => 300, _ => 3000 };

    protected override Gen<SynapseSetting> Configurations => from seed in Gen.Choose(0, 100_000) select new SynapseSetting(seed);

    protected override Gen<SynapseEvent> Commands(SynapseSetting configuration) =>
        from driver in Gen.Choose(0, Drivers)
        from label in Gen.Choose(0, 3)
        from gap in Gen.Frequency((2, Gen.Choose(8, 200)), (1, Gen.Choose(201, 1500)))
        select new SynapseEvent(driver, label, gap);

    protected override bool IsAllowed(SynapseSetting c) => c.Seed >= 0;

    protected override void Execute(SynapseSetting c, IReadOnlyList<SynapseEvent> commands, CaseRun run)
    {
        var random = new Random(c.Seed);
        var weights = new int[2 * Drivers, Integrators + 1];
        var labels = new int[2 * Drivers, Integrators + 1];
        for (int row = 0; row < 2 * Drivers; row++)
            for (int column = 0; column <= Integrators; column++)
                (weights[row, column], labels[row, column]) = (random.Next(5) switch { 0 => 0, 1 => 63, _ => random.Next(1, 63) }, random.Next(4));
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var events = new List<(long Cycle, PadiEvent Item)>();
        var pre = new List<(long Slot, int Driver, int Label)>();
        long slot = 16;
        foreach (SynapseEvent e in commands)
        {
            slot += Math.Clamp(e.Gap, 8, 1500);
            int driver = (int)((uint)e.Driver % (Drivers + 1));
            events.Add((2 * slot - 1, new PadiEvent((byte)driver, (byte)(e.Label & 3))));
            if (driver < Drivers) pre.Add((slot, driver, e.Label & 3));
        }
        AnalogCore core = ChipBench.Core(top, clock, new AnalogOptions(), out Collector<ulong>[] sinks, events);
        simulation.Elaborate();
        Configure(core, weights, labels);
        run.Observe(simulation);
        simulation.RunCycles(clock, 2 * (slot + 2500));
        CheckCharge(run, core, weights, labels, pre, simulation.Time);
        // An edge leaves one step of eight slots after the comparator and stands in the sink one cycle later.
        long[] post = [.. sinks[0].Items.Select(f => (f.Cycle - 1) / 2 - 8)];
        CheckCorrelation(run, core, labels, pre, post, simulation.Time);
    }

    private static void Configure(AnalogCore core, int[,] weights, int[,] labels)
    {
        for (int driver = 0; driver < Drivers; driver++)
        {
            core.Array.Drivers(0)[4 * driver] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
            for (int row = 0; row < 2; row++)
            {
                for (int column = 0; column < Integrators; column++) core.Array.Synapses(0).Set(8 * driver + row, column, weights[2 * driver + row, column], labels[2 * driver + row, column]);
                core.Array.Synapses(0).Set(8 * driver + row, Post, 0, labels[2 * driver + row, Integrators]);
            }
        }
        // The trigger fires the post neuron with labels 0 and 1.
        core.Array.Drivers(0)[4 * Drivers] = new DriverConfiguration { ExcitatoryBottom = true, ExcitatoryTop = true };
        core.Array.Synapses(0).Set(8 * Drivers, Post, 63, 0);
        core.Array.Synapses(0).Set(8 * Drivers + 1, Post, 63, 1);
        for (int column = 0; column < Integrators; column++)
        {
            core.Array.Configure(column, new NeuronParameters
            {
                Capacitance = Capacitance,
                Leak = 0,
                LeakPotential = 0.6,
                Spikes = false,
                TauExcitatory = TauSynapse,
                TauInhibitory = TauSynapse,
                JumpExcitatory = Jump,
                JumpInhibitory = Jump,
            });
            core.Array.Neurons.SetMembrane(column, 0.6);
        }
        core.Array.Configure(Post, new NeuronParameters
        {
            Capacitance = Capacitance,
            Leak = 2.4,
            LeakPotential = 0.4,
            Threshold = 0.5,
            ResetPotential = 0.4,
            RefractorySlots = 4,
            ResetSlots = 4,
            TauExcitatory = 0.05,
            TauInhibitory = 0.05,
            JumpExcitatory = 0.2,
        });
        core.Array.Neurons.SetMembrane(Post, 0.4);
        core.Wake();
    }

    private void CheckCharge(CaseRun run, AnalogCore core, int[,] weights, int[,] labels, List<(long Slot, int Driver, int Label)> pre, long time)
    {
        for (int column = 0; column < Integrators; column++)
        {
            double sum = 0;
            foreach ((_, int driver, int label) in pre)
            {
                for (int row = 0; row < 2; row++)
                {
                    bool match = labels[2 * driver + row, column] == label;
                    run.Coverage.Sample(coverage.Match, match ? 1 : 0);
                    if (!match) continue;
                    run.Coverage.Sample(coverage.Weight, weights[2 * driver + row, column]);
                    sum += row == 0 ? weights[2 * driver + row, column] : -weights[2 * driver + row, column];
                }
            }
            double expected = 0.6 + sum * Jump * TauSynapse / Capacitance;
            double membrane = core.Array.Neurons.Membrane(column);
            run.Check("synapse.charge", Math.Abs(membrane - expected) < 1e-9, $"Integrator {column} is at {membrane} V; weights with matching labels give {expected} V.", time);
        }
    }

    private void CheckCorrelation(CaseRun run, AnalogCore core, int[,] labels, List<(long Slot, int Driver, int Label)> pre, long[] post, long time)
    {
        for (int row = 0; row < 2 * Drivers; row++)
        {
            long[] own = [.. pre.Where(e => e.Driver == row / 2 && e.Label == labels[row, Integrators]).Select(e => e.Slot)];
            (double causal, double acausal, int pairs) = Sum(own, post);
            run.Coverage.Sample(coverage.Pairs, pairs);
            foreach (long p in own)
                foreach (long q in post)
                    run.Coverage.Sample(coverage.Delay, (long)Math.Truncate((q - p) * Slot));
            int at = 8 * (row / 2) + row % 2;
            double seenCausal = core.Array.Sensors(0).Causal(at, Post);
            double seenAcausal = core.Array.Sensors(0).Acausal(at, Post);
            run.Check("synapse.causal", Math.Abs(seenCausal - causal) < 1e-4, $"Row {at} has causal correlation {seenCausal}; pairs give {causal}.", time);
            run.Check("synapse.acausal", Math.Abs(seenAcausal - acausal) < 1e-4, $"Row {at} has acausal correlation {seenAcausal}; pairs give {acausal}.", time);
            if (own.Length > 0 && post.Length > 0 && own[0] > post[^1])
                run.Check("synapse.causal", seenCausal == 0, $"Row {at} spiked only after the neuron and has causal correlation {seenCausal}.", time);
        }
    }

    private static (double Causal, double Acausal, int Pairs) Sum(long[] pre, long[] post)
    {
        double causal = 0, acausal = 0;
        int pairs = 0;
        for (int i = 0; i < post.Length; i++)
        {
            long[] since = [.. pre.Where(p => p <= post[i] && (i == 0 || p > post[i - 1]))];
            if (since.Length == 0) continue;
            causal += 0.5 * Math.Exp(-(post[i] - since.Max()) * Slot / 5);
            pairs++;
        }
        for (int i = 0; i < pre.Length; i++)
        {
            long[] since = [.. post.Where(q => q < pre[i] && (i == 0 || q >= pre[i - 1]))];
            if (since.Length == 0) continue;
            acausal += 0.5 * Math.Exp(-(pre[i] - since.Max()) * Slot / 5);
            pairs++;
        }
        return (causal, acausal, pairs);
    }
}
