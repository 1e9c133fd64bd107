using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the buses are set.</summary>
/// <param name="Enabled">4 bits: connected to the crossbar.</param>
/// <param name="Extended">4 bits: extended timing.</param>
/// <param name="Stall">The drivers take no event for so many of twice as many cycles; 0: always.</param>
public sealed record PadiSetting(int Enabled, int Extended, int Stall);

/// <summary>What is done to the buses.</summary>
public abstract record PadiCommand;

/// <summary>The crossbar sends events to a bus.</summary>
/// <param name="Bus">0 to 3.</param>
/// <param name="Label">11 bits; counts up by 37.</param>
/// <param name="Events">1 to 12.</param>
public sealed record PadiBurst(int Bus, int Label, int Events) : PadiCommand;

/// <summary>An event is written by hand.</summary>
/// <param name="Buses">4 bits.</param>
/// <param name="Label">11 bits.</param>
public sealed record PadiManual(int Buses, int Label) : PadiCommand;

/// <summary>Nothing for some cycles.</summary>
/// <param name="Cycles">0 to 40.</param>
public sealed record PadiPause(int Cycles) : PadiCommand;

/// <summary>Random events from the crossbar and by hand.</summary>
internal sealed class PadiBench(PadiCoverage coverage) : CaseBench<PadiSetting, PadiCommand>
{
    private const int ManualGap = 48;

    private readonly RegisterTour _tour = new(new PadiRegisters());

    public override string Name => "events";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 600, _ => 6000 };

    protected override Gen<PadiSetting> Configurations =>
        from enabled in Gen.Frequency((2, Gen.Constant(15)), (1, Gen.Choose(0, 15)))
        from extended in Gen.Choose(0, 15)
        from stall in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 24)))
        select new PadiSetting(enabled, extended, stall);

    protected override Gen<PadiCommand> Commands(PadiSetting configuration) => Gen.Frequency(
        (4, from bus in Gen.Choose(0, 3) from label in Gen.Choose(0, 2047) from events in Gen.Frequency((1, Gen.Choose(1, 3)), (1, Gen.Choose(4, 12))) select (PadiCommand)new PadiBurst(bus, label, events)),
        (2, from buses in Gen.Choose(0, 15) from label in Gen.Choose(0, 2047) select (PadiCommand)new PadiManual(buses, label)),
        (1, from cycles in Gen.Choose(0, 40) select (PadiCommand)new PadiPause(cycles)));

    protected override bool IsAllowed(PadiSetting c) => c.Enabled is >= 0 and <= 15 && c.Extended is >= 0 and <= 15 && c.Stall is >= 0 and <= 24;

    protected override void Execute(PadiSetting c, IReadOnlyList<PadiCommand> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var control = new PadiControl(top, "control");
        var buses = new PadiBus[4];
        var items = new List<(long Cycle, SpikeEvent Item)>[4];
        var writes = new List<(long Cycle, OmnibusRequest Item)>();
        var manual = new List<int>[4];
        for (int bus = 0; bus < 4; bus++) (items[bus], manual[bus]) = ([], []);
        long end = Schedule(commands, items, writes, manual, run);
        var sinks = new Collector<PadiEvent>[4];
        for (int bus = 0; bus < 4; bus++)
        {
            buses[bus] = new PadiBus(top, $"bus[{bus}]", new PadiOptions());
            sinks[bus] = new Collector<PadiEvent>(top, $"drivers[{bus}]", c.Stall);
            Wiring.Connect(control.Settings[bus], buses[bus].Settings);
            Wiring.Connect(control.ManualOut[bus], buses[bus].ManualIn);
            Wiring.Connect(new Feeder<SpikeEvent>(top, $"crossbar[{bus}]", items[bus]).Output, buses[bus].EventIn);
            Wiring.Connect(buses[bus].EventOut, sinks[bus].Input);
        }
        var host = new OmnibusAgent(top, "host", control.BusIn, control.BusOut, writes);
        control.Preset(control.Registers, 4, (uint)(c.Enabled | c.Extended << 4));
        run.Observe(simulation);
        // Every event one after the other, with stalls.
        long events = items.Sum(i => (long)i.Count) + 4 * writes.Count;
        var watch = new PadiWatch(buses, sinks, coverage, run);
        for (long cycles = end + 64 + events * (4 + 2 * c.Stall); cycles > 0; cycles--)
        {
            simulation.RunCycles(clock, 1);
            long cycle = clock.CycleAt(simulation.Time);
            watch.Sample(cycle, clock.TimeOfCycle(cycle));
        }
        watch.Finish();
        for (int bus = 0; bus < 4; bus++) Compare(c, run, bus, buses[bus], sinks[bus].Items, items[bus], manual[bus], simulation.Time);
        foreach (PadiBus bus in buses) run.Coverage.Take(coverage.State, bus.Machines[0]);
        host.Try(_tour, run.Seed, 6);
    }

    private long Schedule(IReadOnlyList<PadiCommand> commands, List<(long Cycle, SpikeEvent Item)>[] items, List<(long Cycle, OmnibusRequest Item)> writes, List<int>[] manual, CaseRun run)
    {
        long cycle = 8;
        long nextWrite = 8;
        foreach (PadiCommand command in commands)
        {
            switch (command)
            {
                case PadiBurst burst:
                    // The crossbar sends an event in two cycles.
                    int bus = burst.Bus & 3;
                    long from = items[bus].Count > 0 ? Math.Max(cycle, items[bus][^1].Cycle + 2) : cycle;
                    for (int i = 0; i < Math.Clamp(burst.Events, 0, 12); i++) items[bus].Add((from + 2 * i, new SpikeEvent((ushort)(burst.Label + 37 * i & 2047))));
                    cycle += 3;
                    break;
                case PadiManual m:
                    nextWrite = Math.Max(nextWrite + ManualGap, cycle);
                    writes.Add((nextWrite, new OmnibusRequest(0, (uint)(m.Buses & 15 | (m.Label & 63) << 16 | (m.Label >> 6 & 31) << 22), true)));
                    for (int b = 0; b < 4; b++)
                        if ((m.Buses >> b & 1) != 0)
                            manual[b].Add(m.Label & 2047);
                    run.Coverage.Sample(coverage.Fire, System.Numerics.BitOperations.PopCount((uint)m.Buses & 15));
                    break;
                case PadiPause pause:
                    cycle += Math.Clamp(pause.Cycles, 0, 40);
                    break;
            }
        }
        return Math.Max(cycle, nextWrite) + 64;
    }

    private void Compare(PadiSetting c, CaseRun run, int bus, PadiBus module, IReadOnlyList<(long Cycle, PadiEvent Item)> seen, List<(long Cycle, SpikeEvent Item)> sent, List<int> manual, long time)
    {
        bool enabled = (c.Enabled >> bus & 1) != 0;
        bool extended = (c.Extended >> bus & 1) != 0;
        run.Coverage.Sample(coverage.Settings, enabled ? 1 : 0, extended ? 1 : 0);
        // Events of the crossbar keep their order, so do those by hand; who is who is found by matching.
        var crossbar = new Queue<int>(enabled ? sent.Select(s => (int)s.Item.Label) : []);
        var hand = new Queue<int>(manual);
        int expected = crossbar.Count + hand.Count;
        foreach ((long cycle, PadiEvent e) in seen)
        {
            int label = e.RowSelect << 6 | e.Label;
            run.Coverage.Sample(coverage.RowSelect, e.RowSelect);
            run.Coverage.Sample(coverage.Label, e.Label);
            bool isHand = hand.Count > 0 && hand.Peek() == label && !(crossbar.Count > 0 && crossbar.Peek() == label && crossbar.Count >= hand.Count);
            bool isCrossbar = !isHand && crossbar.Count > 0 && crossbar.Peek() == label;
            if (isHand) hand.Dequeue();
            else if (isCrossbar) crossbar.Dequeue();
            run.Check("padi.decode", isHand || isCrossbar, $"In cycle {cycle} bus {bus} had row select {e.RowSelect}, label {e.Label}, which was not next from the crossbar nor by hand.", cycle * ChipOptions.EventPeriod);
        }
        run.Check("padi.manual", hand.Count == 0 && (seen.Count <= expected || enabled), $"On bus {bus} {hand.Count} events written by hand are missing, or others came.", time);
        if (enabled) run.Check("padi.decode", crossbar.Count == 0, $"On bus {bus} {crossbar.Count} events of the crossbar are missing.", time);
        else run.Check("padi.gate", seen.Count == manual.Count && module.Blocked == sent.Count, $"Bus {bus} is not connected; it passed {seen.Count} events, {manual.Count} were written by hand, and counts {module.Blocked} of {sent.Count} dropped ones.", time);
        if (c.Stall > 0) return;
        for (int i = 1; i < seen.Count; i++)
            run.Check("padi.spacing", seen[i].Cycle - seen[i - 1].Cycle >= (extended ? 4 : 2), $"Bus {bus} had two events {seen[i].Cycle - seen[i - 1].Cycle} cycles apart, the later in cycle {seen[i].Cycle}.", seen[i].Cycle * ChipOptions.EventPeriod);
    }
}
