using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>A LIF neuron; whole numbers, so that cases shrink well.</summary>
/// <param name="TauMembrane">0.1 us, 10 to 200.</param>
/// <param name="TauSynapse">0.1 us, 5 to 150.</param>
/// <param name="Leak">mV, 300 to 700.</param>
/// <param name="Refractory">Slots, 4 to 300.</param>
/// <param name="Jump">Line current per weight LSB, 0.1 nA, 1 to 40.</param>
public sealed record NeuronSetting(int TauMembrane, int TauSynapse, int Leak, int Refractory, int Jump);

/// <summary>An input event.</summary>
/// <param name="Weight">-63 to 63.</param>
/// <param name="Gap">Slots before it, 1 to 400.</param>
public sealed record NeuronInput(int Weight, int Gap);

/// <summary>Random input onto one neuron of the clocked core.</summary>
internal sealed class NeuronBench(NeuronCoverage coverage) : CaseBench<NeuronSetting, NeuronInput>
{
    private const double Capacitance = 2.4;
    private const double Threshold = 0.6;
    private const double Reset = 0.4;
    private const double Slot = 0.008;
    private const int Step = 8;
    private const int SubSteps = 4;

    public override string Name => "lif";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 40, Effort.Normal => 240, _ => 2400 };

    protected override Gen<NeuronSetting> Configurations =>
        from membrane in Gen.Choose(10, 200)
        from synapse in Gen.Frequency((3, Gen.Choose(5, 150)), (1, Gen.Constant(membrane)))
        from leak in Gen.Frequency((4, Gen.Choose(300, 590)), (1, Gen.Choose(600, 700)))
        from refractory in Gen.Choose(4, 300)
        from jump in Gen.Choose(1, 40)
        select new NeuronSetting(membrane, Math.Min(synapse, 150), leak, refractory, jump);

    protected override Gen<NeuronInput> Commands(NeuronSetting configuration) =>
        from weight in Gen.Choose(-63, 63)
        from gap in Gen.Frequency((3, Gen.Choose(1, 60)), (1, Gen.Choose(61, 400)))
        select new NeuronInput(weight, gap);

    protected override bool IsAllowed(NeuronSetting c) =>
        c.TauMembrane is >= 10 and <= 200 && c.TauSynapse is >= 5 and <= 150 && c.Leak is >= 300 and <= 700 && c.Refractory is >= 4 and <= 300 && c.Jump is >= 1 and <= 40;

    protected override void Execute(NeuronSetting c, IReadOnlyList<NeuronInput> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var events = new List<(long Cycle, PadiEvent Item)>();
        var pulses = new List<(long Slot, int Weight)>();
        long slot = 16;
        // One row for each magnitude would need 63; the row is written between events instead, by driver: 32 of them on bus 0.
        foreach (NeuronInput input in commands.Take(32))
        {
            slot += Math.Clamp(input.Gap, 1, 400);
            events.Add((2 * slot - 1, new PadiEvent((byte)pulses.Count, 0)));
            pulses.Add((slot, Math.Clamp(input.Weight, -63, 63)));
        }
        AnalogCore core = ChipBench.Core(top, clock, new AnalogOptions { Correlation = false }, out Collector<ulong>[] sinks, events);
        simulation.Elaborate();
        Configure(c, core, pulses);
        run.Observe(simulation);
        Watch(c, run, simulation, clock, core, pulses, slot + 1600);
        Judge(c, run, sinks[0].Items, pulses, slot + 1600, simulation.Time);
    }

    private static void Configure(NeuronSetting c, AnalogCore core, List<(long Slot, int Weight)> pulses)
    {
        for (int i = 0; i < pulses.Count; i++)
        {
            core.Array.Drivers(0)[4 * i] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
            core.Array.Synapses(0).SetWeight(8 * i, 0, Math.Max(pulses[i].Weight, 0));
            core.Array.Synapses(0).SetWeight(8 * i + 1, 0, Math.Max(-pulses[i].Weight, 0));
        }
        core.Array.Configure(0, new NeuronParameters
        {
            Capacitance = Capacitance,
            Leak = Capacitance / (c.TauMembrane / 10.0),
            LeakPotential = c.Leak / 1000.0,
            Threshold = Threshold,
            ResetPotential = Reset,
            ResetSlots = c.Refractory / 2,
            RefractorySlots = c.Refractory,
            TauExcitatory = c.TauSynapse / 10.0,
            TauInhibitory = c.TauSynapse / 10.0,
            JumpExcitatory = c.Jump / 10_000.0,
            JumpInhibitory = c.Jump / 10_000.0,
        });
        core.Array.Neurons.SetMembrane(0, Math.Min(c.Leak / 1000.0, 0.5));
        core.Wake();
    }

    private void Watch(NeuronSetting c, CaseRun run, Simulation simulation, ClockDomain clock, AnalogCore core, List<(long Slot, int Weight)> pulses, long end)
    {
        var reference = new Reference(c, pulses);
        var railed = false;
        for (long slot = Step; slot <= end; slot += Step)
        {
            simulation.RunUntil((2 * slot + 1) * ChipOptions.EventPeriod);
            double membrane = core.Array.Neurons.Membrane(0);
            run.Check("neuron.rails", membrane is >= 0 and <= 1.2, $"In slot {slot} the membrane is at {membrane} V.", simulation.Time);
            railed |= membrane == 0;
            long start = core.Array.StartSlot;
            reference.RunTo(start);
            // A rail is met inside a step by the plain integration only.
            if (reference.Spikes == 0 && !reference.NearRail)
                run.Check("neuron.membrane", Math.Abs(membrane - reference.V) < 1e-6, $"In slot {start} the membrane is at {membrane} V, the integration at {reference.V} V.", simulation.Time);
            long since = start - reference.LastSpike;
            if (reference.Spikes > 0 && since >= 2 && since < c.Refractory / 2 - 2 && !reference.NearRail)
                run.Check("neuron.reset", Math.Abs(membrane - Reset) < 1e-9, $"In slot {start}, {since} slots after a spike, the membrane is at {membrane} V; its reset is held at {Reset} V.", simulation.Time);
        }
        run.Coverage.Sample(coverage.Rail, railed ? 1 : 0);
        run.Coverage.Sample(coverage.Taus, Math.Sign(c.TauMembrane - c.TauSynapse));
        run.Coverage.Sample(coverage.Restless, c.Leak >= 600 ? 1 : 0);
        foreach ((_, int weight) in pulses) run.Coverage.Sample(coverage.Sign, weight);
    }

    private void Judge(NeuronSetting c, CaseRun run, IReadOnlyList<(long Cycle, ulong Item)> fired, List<(long Slot, int Weight)> pulses, long end, long time)
    {
        var reference = new Reference(c, pulses);
        reference.RunTo(end - 16);
        // An edge leaves one step after the comparator and stands in the sink one cycle later.
        long[] seen = [.. fired.Select(f => (f.Cycle - 1) / 2 - Step).Where(s => s < end - 32)];
        long[] expected = [.. reference.Times.Where(s => s < end - 32)];
        run.Coverage.Sample(coverage.Spikes, expected.Length);
        run.Check("neuron.spikes", Math.Abs(seen.Length - expected.Length) <= (reference.IsBorderline ? 1 : 0), $"{seen.Length} spikes came, {expected.Length} by the integration.", time);
        for (int i = 0; i < Math.Min(seen.Length, expected.Length) && !reference.IsBorderline && !reference.NearRail; i++)
            run.Check("neuron.spikes", Math.Abs(seen[i] - expected[i]) <= 2 + i / 4, $"Spike {i} came in slot {seen[i]}, by the integration in {expected[i]}.", time);
        for (int i = 1; i < seen.Length; i++)
            run.Check("neuron.refractory", seen[i] - seen[i - 1] >= c.Refractory, $"Spikes {seen[i] - seen[i - 1]} slots apart; the refractory time is {c.Refractory}.", time);
    }

    /// <summary>Classical Runge-Kutta over quarter slots.</summary>
    private sealed class Reference(NeuronSetting c, List<(long Slot, int Weight)> pulses)
    {
        private readonly double _rate = 10.0 / c.TauMembrane;
        private readonly double _decay = 10.0 / c.TauSynapse;
        private double _current;
        private long _slot;
        private int _next;

        public double V { get; private set; } = Math.Min(c.Leak / 1000.0, 0.5);

        public List<long> Times { get; } = [];

        public int Spikes => Times.Count;

        public long LastSpike => Times.Count > 0 ? Times[^1] : long.MinValue / 2;

        public bool NearRail { get; private set; }

        /// <summary>Somewhere the membrane came so close to the threshold that rounding decides.</summary>
        public bool IsBorderline { get; private set; }

        public void RunTo(long slot)
        {
            for (; _slot < slot; _slot++)
            {
                for (; _next < pulses.Count && pulses[_next].Slot == _slot; _next++) _current += pulses[_next].Weight * c.Jump / 10_000.0;
                bool held = _slot < LastSpike + c.Refractory / 2;
                for (int i = 0; i < SubSteps; i++) Integrate(held);
                if (V <= 0.001 || V >= 1.199) NearRail = true;
                V = Math.Clamp(V, 0, 1.2);
                bool canFire = _slot + 1 >= LastSpike + c.Refractory;
                if (canFire && Math.Abs(V - Threshold) < 2e-5) IsBorderline = true;
                if (!canFire || V <= Threshold) continue;
                Times.Add(_slot + 1);
                V = Reset;
            }
        }

        private void Integrate(bool held)
        {
            const double H = Slot / SubSteps;
            double Slope(double v, double i) => held ? 0 : _rate * (c.Leak / 1000.0 - v) + i / Capacitance;
            double half = _current * Math.Exp(-_decay * H / 2);
            double whole = _current * Math.Exp(-_decay * H);
            double k1 = Slope(V, _current);
            double k2 = Slope(V + H / 2 * k1, half);
            double k3 = Slope(V + H / 2 * k2, half);
            double k4 = Slope(V + H * k3, whole);
            V += H / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            _current = whole;
        }
    }
}
