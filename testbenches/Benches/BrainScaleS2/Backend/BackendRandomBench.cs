using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the neurons are set.</summary>
/// <param name="Seed">Draws addresses, refractory times and which neurons send.</param>
/// <param name="Longest">Longest refractory time, 0 to 60 counts.</param>
/// <param name="Slow">Scale of the slow clock, 0 to 5.</param>
/// <param name="Fast">Scale of the fast clock, 0 to 5.</param>
/// <param name="Holdoff">4 bits.</param>
public sealed record BackendSetting(int Seed, int Longest, int Slow, int Fast, int Holdoff);

/// <summary>What is done to the block.</summary>
public abstract record BackendCommand;

/// <summary>Comparators of an output rise, over and over.</summary>
/// <param name="Output">0 to 3.</param>
/// <param name="First">First neuron of 64.</param>
/// <param name="Neurons">How many from there, 1 to 64.</param>
/// <param name="Times">1 to 300.</param>
/// <param name="Gap">Slots between, 1 to 8.</param>
public sealed record Rise(int Output, int First, int Neurons, int Times, int Gap) : BackendCommand;

/// <summary>All neurons are held for a while.</summary>
/// <param name="Cycles">10 to 60.</param>
public sealed record HoldAll(int Cycles) : BackendCommand;

/// <summary>Nothing for some cycles.</summary>
/// <param name="Cycles">0 to 60.</param>
public sealed record BackendPause(int Cycles) : BackendCommand;

/// <summary>Random comparators against a plain model.</summary>
internal sealed class BackendRandomBench(BackendCoverage coverage) : CaseBench<BackendSetting, BackendCommand>
{
    private readonly RegisterTour _tour = new(new NeuronBackendRegisters());
    private readonly RegisterTour _counterTour = new(new SpikeCountersRegisters());

    public override string Name => "comparators";

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 400, _ => 4000 };

    protected override Gen<BackendSetting> Configurations =>
        from seed in Gen.Choose(0, 100_000)
        from longest in Gen.Choose(0, 60)
        from slow in Gen.Choose(0, 5)
        from fast in Gen.Choose(0, 5)
        from holdoff in Gen.Choose(0, 15)
        select new BackendSetting(seed, longest, slow, fast, holdoff);

    protected override Gen<BackendCommand> Commands(BackendSetting configuration) => Gen.Frequency(
        (5, from output in Gen.Choose(0, 3)
            from first in Gen.Choose(0, 63)
            from neurons in Gen.Frequency((2, Gen.Constant(1)), (2, Gen.Choose(2, 8)), (1, Gen.Choose(9, 64)))
            from times in Gen.Frequency((3, Gen.Choose(1, 6)), (1, Gen.Choose(250, 300)))
            from gap in Gen.Choose(1, 8)
            select (BackendCommand)new Rise(output, first, neurons, times, gap)),
        (1, from cycles in Gen.Choose(10, 60) select (BackendCommand)new HoldAll(cycles)),
        (1, from cycles in Gen.Choose(0, 60) select (BackendCommand)new BackendPause(cycles)));

    protected override bool IsAllowed(BackendSetting c) => c.Seed >= 0 && c.Longest is >= 0 and <= 60 && c.Slow is >= 0 and <= 5 && c.Fast is >= 0 and <= 5 && c.Holdoff is >= 0 and <= 15;

    protected override void Execute(BackendSetting c, IReadOnlyList<BackendCommand> commands, CaseRun run)
    {
        var model = new BackendModel(c);
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var backend = new NeuronBackend(top, "backend", 0);
        var items = new List<(long Cycle, ulong Item)>[4];
        for (int i = 0; i < 4; i++) items[i] = [];
        var writes = new List<(long Cycle, OmnibusRequest Item)>();
        long end = Schedule(c, commands, items, writes);
        var sinks = new Collector<SpikeEvent>[4];
        for (int i = 0; i < 4; i++)
        {
            sinks[i] = new Collector<SpikeEvent>(top, $"sink[{i}]");
            Wiring.Connect(new Feeder<ulong>(top, $"comparators[{i}]", items[i]).Output, backend.FireIn[i]);
            Wiring.Connect(backend.EventOut[i], sinks[i].Input);
        }
        var host = new OmnibusAgent(top, "host", backend.BusIn, backend.BusOut, writes);
        var counters = new OmnibusAgent(top, "counters", backend.CounterBusIn, backend.CounterBusOut);
        backend.Preset(backend.Registers, 0x2000, Common(c, held: false));
        for (int n = 0; n < NeuronBackend.Neurons; n++)
        {
            uint[] bytes = new BackendConfiguration(model.Address[n], model.Time[n], c.Holdoff, model.IsFast[n], model.Sends[n]).Bytes($"neuron[{n}]");
            for (int i = 0; i < 4; i++) backend.Preset(backend.Registers, 16 * n + 4 * i, bytes[i]);
        }
        run.Observe(simulation);
        long cycles = end + 300;
        simulation.RunCycles(clock, cycles);
        model.Play(items, writes, cycles, run, coverage);
        Compare(run, backend, sinks, model, simulation.Time);
        run.Coverage.Take(coverage.State, backend.Machines[0]);
        run.Coverage.Sample(coverage.Scale, c.Slow);
        run.Coverage.Sample(coverage.Ignored, backend.Ignored);
        run.Coverage.Sample(coverage.Missed, backend.MissedReleases);
        run.Coverage.Sample(coverage.Lost, backend.Lost);
        host.Try(_tour, run.Seed, 12);
        counters.Try(_counterTour, run.Seed, 4);
    }

    private static uint Common(BackendSetting c, bool held) => 4u | (held ? 2u : 0) | (uint)c.Slow << 4 | (uint)c.Fast << 8;

    private static long Schedule(BackendSetting c, IReadOnlyList<BackendCommand> commands, List<(long Cycle, ulong Item)>[] items, List<(long Cycle, OmnibusRequest Item)> writes)
    {
        long cycle = 8;
        var free = new long[4];
        foreach (BackendCommand command in commands)
        {
            switch (command)
            {
                case Rise rise:
                    int output = rise.Output & 3;
                    ulong mask = 0;
                    for (int i = 0; i < Math.Clamp(rise.Neurons, 1, 64); i++) mask |= 1UL << (rise.First + i & 63);
                    long at = Math.Max(cycle, free[output]);
                    for (int i = 0; i < Math.Clamp(rise.Times, 0, 300); i++)
                    {
                        items[output].Add((at, mask));
                        at += 2 * Math.Clamp(rise.Gap, 1, 8);
                    }
                    free[output] = at;
                    cycle += 6;
                    break;
                case HoldAll hold:
                    writes.Add((cycle, new OmnibusRequest(0x800, Common(c, held: true), true)));
                    cycle += Math.Clamp(hold.Cycles, 10, 60);
                    writes.Add((cycle, new OmnibusRequest(0x800, Common(c, held: false), true)));
                    cycle += 6;
                    break;
                case BackendPause pause:
                    cycle += Math.Clamp(pause.Cycles, 0, 60);
                    break;
            }
        }
        return Math.Max(cycle, free.Max());
    }

    private void Compare(CaseRun run, NeuronBackend backend, Collector<SpikeEvent>[] sinks, BackendModel model, long time)
    {
        for (int o = 0; o < 4; o++)
        {
            IReadOnlyList<(long Cycle, SpikeEvent Item)> seen = sinks[o].Items;
            List<(long Cycle, ushort Label)> expected = model.Left[o];
            int output = o;
            bool same = seen.Select(s => s.Item.Label).SequenceEqual(expected.Select(e => e.Label));
            run.Check("backend.delivery", same, $"Output {output} sent {seen.Count} events, the model {expected.Count}, or in another order.", time);
            for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
                run.Check("backend.timing", seen[i].Cycle == expected[i].Cycle, $"Event {i} of output {output} came in cycle {seen[i].Cycle}, expected in {expected[i].Cycle}.", time);
        }
        run.Check("backend.refractory", backend.Ignored - model.IgnoredWhileHeld == model.IgnoredInRefractory, $"{backend.Ignored - model.IgnoredWhileHeld} comparators were ignored in refractory times, {model.IgnoredInRefractory} were expected.", time);
        run.Check("backend.held", model.HeldSlots == 0 || backend.Ignored >= model.IgnoredWhileHeld, $"{model.IgnoredWhileHeld} comparators rose while the block was held; {backend.Ignored} were ignored.", time);
        run.Check("backend.lost", backend.Lost == model.Lost, $"{backend.Lost} spikes are counted as lost, {model.Lost} were.", time);
        for (int n = 0; n < NeuronBackend.Neurons; n++)
        {
            if (model.Count[n] == 0) continue;
            run.Coverage.Sample(coverage.Overflow, model.Count[n]);
            uint count = backend.Counters.SpikeCounter[n].Count;
            bool overflow = backend.Counters.SpikeCounter[n].Overflow;
            run.Check("backend.counters", count == (uint)model.Count[n] % 256 && overflow == model.Count[n] > 255, $"Neuron {n} counts {count} with overflow {overflow}; it had {model.Count[n]} spikes.", time);
        }
    }
}
