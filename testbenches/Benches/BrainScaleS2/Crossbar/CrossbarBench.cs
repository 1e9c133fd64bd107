using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the nodes are set.</summary>
/// <param name="Seed">Draws masks and targets.</param>
/// <param name="Open">Share of nodes that let everything pass, in percent, 0 to 100.</param>
/// <param name="Counted">Nodes count drops.</param>
/// <param name="Slow">4 bits: slow outputs to the link.</param>
public sealed record CrossbarSetting(int Seed, int Open, bool Counted, int Slow);

/// <summary>An input sends events.</summary>
/// <param name="Input">0 to 19.</param>
/// <param name="Label">14 bits; counts up.</param>
/// <param name="Events">1 to 40.</param>
/// <param name="Gap">Cycles between them, 1 to 6.</param>
/// <param name="Pause">Cycles before the next command, 0 to 30.</param>
public sealed record CrossbarBurst(int Input, int Label, int Events, int Gap, int Pause);

/// <summary>Random bursts against a plain model of the queues.</summary>
internal sealed class CrossbarBench(CrossbarCoverage coverage) : CaseBench<CrossbarSetting, CrossbarBurst>
{
    private readonly RegisterTour _tour = new(new CrossbarRegisters());

    public override string Name => "bursts";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 600, _ => 6000 };

    protected override Gen<CrossbarSetting> Configurations =>
        from seed in Gen.Choose(0, 100_000)
        from open in Gen.Elements(0, 10, 30, 100)
        from counted in Gen.Elements(true, false)
        from slow in Gen.Choose(0, 15)
        select new CrossbarSetting(seed, open, counted, slow);

    protected override Gen<CrossbarBurst> Commands(CrossbarSetting configuration) =>
        from input in Gen.Choose(0, 19)
        from label in Gen.Choose(0, 0x3FFF)
        from events in Gen.Frequency((3, Gen.Choose(1, 5)), (1, Gen.Choose(6, 40)))
        from gap in Gen.Choose(1, 6)
        from pause in Gen.Frequency((3, Gen.Choose(0, 2)), (1, Gen.Choose(3, 30)))
        select new CrossbarBurst(input, label, events, gap, pause);

    protected override bool IsAllowed(CrossbarSetting c) => c.Seed >= 0 && c.Open is >= 0 and <= 100 && c.Slow is >= 0 and <= 15;

    protected override void Execute(CrossbarSetting c, IReadOnlyList<CrossbarBurst> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var crossbar = new EventCrossbar(top, "crossbar", new CrossbarOptions());
        var items = new List<(long Cycle, SpikeEvent Item)>[CrossbarTopology.Inputs];
        for (int i = 0; i < items.Length; i++) items[i] = [];
        long end = Schedule(commands, items);
        for (int i = 0; i < items.Length; i++) Wiring.Connect(new Feeder<SpikeEvent>(top, $"feeder[{i}]", items[i]).Output, crossbar.EventIn[i]);
        var sinks = new Collector<SpikeEvent>[CrossbarTopology.Outputs];
        for (int o = 0; o < sinks.Length; o++)
        {
            sinks[o] = new Collector<SpikeEvent>(top, $"sink[{o}]");
            Wiring.Connect(crossbar.EventOut[o], sinks[o].Input);
        }
        var host = new OmnibusAgent(top, "host", crossbar.BusIn, crossbar.BusOut);
        var model = new CrossbarModel(c);
        crossbar.Preset(crossbar.Registers, 0, 0xFFF0u | (uint)c.Slow);
        for (int node = 0; node < CrossbarTopology.Nodes; node++)
            crossbar.Preset(crossbar.Registers, 0x64 + 4 * node, (uint)model.Masks[node] | (uint)model.Targets[node] << 16 | (c.Counted ? 1u << 31 : 0));
        run.Observe(simulation);
        long cycles = end + 40 * 12 + 64;
        simulation.RunCycles(clock, cycles);
        model.Play(items, cycles);
        Compare(c, run, crossbar, sinks, model, simulation.Time);
        run.Coverage.Take(coverage.State, crossbar.Machines[0]);
        Cover(c, run, model);
        host.Try(_tour, run.Seed, 12);
    }

    // Each input sends at most one event a cycle.
    private static long Schedule(IReadOnlyList<CrossbarBurst> commands, List<(long Cycle, SpikeEvent Item)>[] items)
    {
        var free = new long[CrossbarTopology.Inputs];
        long cycle = 8;
        long end = cycle;
        foreach (CrossbarBurst burst in commands)
        {
            int input = (int)((uint)burst.Input % CrossbarTopology.Inputs);
            long at = Math.Max(cycle, free[input]);
            for (int i = 0; i < Math.Clamp(burst.Events, 0, 40); i++)
            {
                items[input].Add((at, new SpikeEvent((ushort)(burst.Label + i & EventCrossbar.LabelMask))));
                at += Math.Clamp(burst.Gap, 1, 6);
            }
            free[input] = at;
            end = Math.Max(end, at);
            cycle += Math.Clamp(burst.Pause, 0, 30);
        }
        return end;
    }

    private void Compare(CrossbarSetting c, CaseRun run, EventCrossbar crossbar, Collector<SpikeEvent>[] sinks, CrossbarModel model, long time)
    {
        for (int o = 0; o < sinks.Length; o++)
        {
            IReadOnlyList<(long Cycle, SpikeEvent Item)> seen = sinks[o].Items;
            List<(long Cycle, ushort Label, int Input, bool Contended)> expected = model.Left[o];
            int output = o;
            foreach ((long cycle, SpikeEvent item) in seen)
                run.Check("crossbar.routes", model.CanLeave(output, item.Label), $"In cycle {cycle} output {output} sent label {item.Label}, which no input sent through a node of that output.", time);
            bool same = seen.Count == expected.Count && Enumerable.Range(0, seen.Count).All(i => seen[i].Item.Label == expected[i].Label);
            run.Check("crossbar.delivery", same, $"Output {output} sent {seen.Count} events, the model {expected.Count}, or in another order.", time);
            for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
            {
                run.Check("crossbar.timing", seen[i].Cycle == expected[i].Cycle, $"Event {i} of output {output} came in cycle {seen[i].Cycle}, expected in {expected[i].Cycle}.", time);
                if (expected[i].Contended)
                    run.Check("crossbar.fair", seen[i].Item.Label == expected[i].Label, $"Event {i} of output {output} has label {seen[i].Item.Label}; input {expected[i].Input} with {expected[i].Label} had its turn.", time);
                if (i == 0) continue;
                int least = o >= 8 && (c.Slow >> o - 8 & 1) != 0 ? 4 : 2;
                run.Check("crossbar.spacing", seen[i].Cycle - seen[i - 1].Cycle >= least, $"Output {output} sent two events {seen[i].Cycle - seen[i - 1].Cycle} cycles apart; {least} are the least.", time);
            }
            long counted = crossbar.Registers.OutputEventCounter[o].Value;
            run.Check("crossbar.event_counters", counted == model.Left[o].Count, $"Output {output} counts {counted} events; the model sent {model.Left[output].Count}.", time);
        }
        for (int i = 0; i < CrossbarTopology.Inputs; i++)
        {
            uint counted = crossbar.Registers.InputDropCounter[i].Value;
            int expected = c.Counted ? model.Drops[i] : 0;
            run.Check("crossbar.drop_counters", counted == expected, $"Input {i} counts {counted} drops; the model dropped {expected}.", time);
        }
    }

    private void Cover(CrossbarSetting c, CaseRun run, CrossbarModel model)
    {
        foreach ((int input, int output) in model.Ways) run.Coverage.Sample(coverage.Ways, input, output);
        foreach (int fan in model.Fans) run.Coverage.Sample(coverage.Fan, fan);
        foreach (int depth in model.Depths) run.Coverage.Sample(coverage.Depth, depth);
        run.Coverage.Sample(coverage.Drops, model.Drops.Sum());
        for (int i = 0; i < 4; i++)
            if (model.Left[8 + i].Count > 1)
                run.Coverage.Sample(coverage.Slow, c.Slow >> i & 1);
        run.Metric("drops", model.Drops.Sum());
    }
}
