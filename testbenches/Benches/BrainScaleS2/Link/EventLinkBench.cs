using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the link is set.</summary>
/// <param name="Lanes">8 bits: lanes that are on at first.</param>
/// <param name="Errors">Bit errors in 10,000 bits, 0 to 300.</param>
public sealed record EventLinkSetting(int Lanes, int Errors);

/// <summary>What is done to the link.</summary>
public abstract record LinkCommand;

/// <summary>Events on a channel.</summary>
/// <param name="Channel">0 to 3.</param>
/// <param name="Label">14 bits; counts up.</param>
/// <param name="Events">1 to 60.</param>
/// <param name="Gap">Cycles between, 1 to 12.</param>
/// <param name="Pause">Cycles before the next command, 0 to 150.</param>
public sealed record LinkBurst(int Channel, int Label, int Events, int Gap, int Pause) : LinkCommand;

/// <summary>Other lanes are switched on.</summary>
/// <param name="Lanes">8 bits.</param>
/// <param name="Pause">Cycles before the next command, 0 to 400.</param>
public sealed record LinkLanes(int Lanes, int Pause) : LinkCommand;

/// <summary>Sender at 250 MHz, eight lanes, receiver at 125 MHz.</summary>
internal sealed class EventLinkBench(EventLinkCoverage coverage) : CaseBench<EventLinkSetting, LinkCommand>
{
    private const int Training = 60;

    public override string Name => "events";

    public override int LongestCase => 16;

    private const uint LaneRegister = 0x20;

    private readonly RegisterTour _tour = new(new PhyRegisters());

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 500, _ => 5000 };

    protected override Gen<EventLinkSetting> Configurations =>
        from lanes in Gen.Frequency((3, Gen.Constant(255)), (2, Gen.Choose(1, 255)), (2, Gen.Elements(0, 1, 2, 4)))
        from errors in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(5, 30)), (1, Gen.Choose(31, 300)))
        select new EventLinkSetting(lanes, errors);

    protected override Gen<LinkCommand> Commands(EventLinkSetting configuration) => Gen.Frequency(
        (6, from channel in Gen.Choose(0, 3)
            from label in Gen.Choose(0, 0x3FFF)
            from events in Gen.Frequency((2, Gen.Choose(1, 6)), (1, Gen.Choose(30, 60)))
            from gap in Gen.Frequency((1, Gen.Choose(1, 2)), (1, Gen.Choose(3, 12)))
            from pause in Gen.Frequency((2, Gen.Choose(0, 6)), (1, Gen.Choose(7, 150)))
            select (LinkCommand)new LinkBurst(channel, label, events, gap, pause)),
        (1, from lanes in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 255)))
            from pause in Gen.Choose(0, 400)
            select (LinkCommand)new LinkLanes(lanes, pause)));

    protected override bool IsAllowed(EventLinkSetting c) => c.Lanes is >= 0 and <= 255 && c.Errors is >= 0 and <= 300;

    protected override void Execute(EventLinkSetting c, IReadOnlyList<LinkCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        ClockDomain fast = simulation.Clock("clk", ChipOptions.EventPeriod);
        ClockDomain slow = simulation.Clock("fpga_clk", ChipOptions.FpgaPeriod);
        var options = new EventLinkOptions { TrainingCycles = Training, BitErrorRate = c.Errors / 10_000.0 };
        var chip = new Component(simulation.Root, "chip", fast);
        var fpga = new Component(simulation.Root, "fpga", slow);
        var sender = new EventLinkSender(chip, "sender", options);
        var receiver = new EventLinkReceiver(fpga, "receiver", options);
        var items = new List<(long Cycle, SpikeEvent Item)>[4];
        for (int i = 0; i < 4; i++) items[i] = [];
        var masks = new List<(long Cycle, byte Value)> { (0, (byte)c.Lanes) };
        long end = Schedule(c, commands, items, masks, run);
        var sinks = new Collector<TimedEvent>[4];
        for (int i = 0; i < 4; i++)
        {
            sinks[i] = new Collector<TimedEvent>(fpga, $"sink[{i}]");
            Wiring.Connect(new Feeder<SpikeEvent>(chip, $"feeder[{i}]", items[i]).Output, sender.EventIn[i]);
            Wiring.Connect(receiver.TimedOut[i], sinks[i].Input);
        }
        // The mask of the lanes is a register of the PHYs; a write shows one cycle later than a pin would.
        var phys = new LinkControl(chip, "phys");
        Wiring.Connect(phys.LaneMask, sender.LaneMask);
        var host = new OmnibusAgent(chip, "host", phys.BusIn, phys.BusOut, [.. masks.Skip(1).Select(mask => (mask.Cycle - 1, new OmnibusRequest(LaneRegister / 4, mask.Value, true)))]);
        EventLanes.Join(simulation.Root, "lane", sender, receiver, fast, slow, options);
        var samples = new Collector<MadcSample>(fpga, "samples");
        Wiring.Connect(receiver.SampleOut, samples.Input);
        phys.Preset(phys.Registers, LaneRegister, (uint)c.Lanes);
        run.Observe(simulation);
        simulation.RunCycles(fast, end + 2500);
        Compare(c, run, sender, receiver, sinks, samples.Items.Count, items, masks, simulation.Time);
        run.Coverage.Take(coverage.Sender, sender.Machines[0]);
        run.Coverage.Take(coverage.Receiver, receiver.Machines[0]);
        run.Coverage.Sample(coverage.Errors, receiver.CrcErrors);
        run.Coverage.Sample(coverage.Lost, sender.Lost);
        host.Try(_tour, run.Seed, 6);
    }

    private long Schedule(EventLinkSetting c, IReadOnlyList<LinkCommand> commands, List<(long Cycle, SpikeEvent Item)>[] items, List<(long Cycle, byte Value)> masks, CaseRun run)
    {
        long cycle = 10;
        var free = new long[4];
        run.Coverage.Sample(coverage.Lanes, System.Numerics.BitOperations.PopCount((uint)c.Lanes));
        foreach (LinkCommand command in commands)
        {
            switch (command)
            {
                case LinkBurst burst:
                    int channel = burst.Channel & 3;
                    long at = Math.Max(cycle, free[channel]);
                    for (int i = 0; i < Math.Clamp(burst.Events, 0, 60); i++)
                    {
                        items[channel].Add((at, new SpikeEvent((ushort)(burst.Label + i & 0x3FFF))));
                        at += Math.Clamp(burst.Gap, 1, 12);
                    }
                    free[channel] = at;
                    cycle += Math.Clamp(burst.Pause, 0, 150);
                    break;
                case LinkLanes lanes:
                    masks.Add((Math.Max(cycle, masks[^1].Cycle + 4), (byte)lanes.Lanes));
                    cycle += Math.Clamp(lanes.Pause, 0, 400);
                    break;
            }
        }
        return Math.Max(cycle, free.Max());
    }

    private void Compare(EventLinkSetting c, CaseRun run, EventLinkSender sender, EventLinkReceiver receiver, Collector<TimedEvent>[] sinks, int mistaken, List<(long Cycle, SpikeEvent Item)>[] items, List<(long Cycle, byte Value)> masks, long time)
    {
        long went = items.Sum(i => (long)i.Count);
        // A bit error that the check does not see can make a spike a sample.
        long came = sinks.Sum(s => (long)s.Items.Count) + mistaken;
        run.Check("link.conservation", went == came + sender.Lost + receiver.CrcErrors + receiver.Lost + sender.Waiting,
            $"{went} events went in; {came} came out, {sender.Lost} were lost at the sender, {receiver.Lost} at the receiver, {receiver.CrcErrors} frames were broken, {sender.Waiting} wait.", time);
        bool whole = c.Errors == 0 && sender.Lost == 0 && receiver.Lost == 0 && sender.Waiting == 0;
        for (int channel = 0; channel < 4; channel++)
        {
            int at = channel;
            IReadOnlyList<(long Cycle, TimedEvent Item)> seen = sinks[channel].Items;
            if (seen.Count > 0) run.Coverage.Sample(coverage.Channel, channel);
            if (whole && masks.Count == 1)
            {
                bool same = seen.Select(s => (int)s.Item.Label).SequenceEqual(items[channel].Select(s => s.Item.Label | at << 14));
                run.Check("link.delivery", same, $"Channel {at} delivered {seen.Count} events of {items[at].Count}, or in another order.", time);
            }
            var sent = items[channel].Select(s => s.Item.Label | at << 14).ToHashSet();
            foreach ((_, TimedEvent e) in seen)
                if (c.Errors is > 0 and <= 30)
                    run.Check("link.intact", sent.Contains(e.Label) || Seldom(seen, sent), $"Channel {at} delivered label {e.Label}, which was never sent on it.", time);
            if (c.Errors > 0) continue;
            CheckTimes(run, seen, items[channel], masks, time);
        }
        Lonely(c, run, sinks, items, masks, time);
    }

    // Three bits find all errors of one and two bits near each other; few others pass.
    private static bool Seldom(IReadOnlyList<(long Cycle, TimedEvent Item)> seen, HashSet<int> sent) => seen.Count(s => !sent.Contains(s.Item.Label)) <= Math.Max(1, seen.Count / 50);

    private static void CheckTimes(CaseRun run, IReadOnlyList<(long Cycle, TimedEvent Item)> seen, List<(long Cycle, SpikeEvent Item)> sent, List<(long Cycle, byte Value)> masks, long time)
    {
        // An event stands at the sender one cycle after its push; where a queue holds it, its time is still that one.
        var known = sent.Select(s => (s.Cycle + 1, s.Item.Label & 0x3FFF)).ToHashSet();
        foreach ((_, TimedEvent e) in seen)
        {
            run.Check("link.time", known.Contains((e.Time, e.Label & 0x3FFF)), $"Label {e.Label} arrived with time {e.Time}, at which it was not sent.", time);
            bool trained = false;
            long since = long.MaxValue;
            foreach ((long cycle, byte value) in masks)
            {
                if (cycle + 1 > e.Time) break;
                if (value == 0) (trained, since) = (false, long.MaxValue);
                else if (since == long.MaxValue) since = cycle + 1;
            }
            trained = since != long.MaxValue && e.Time >= since + Training;
            run.Check("link.trained", trained, $"Label {e.Label} was taken at {e.Time}, before the lanes were trained.", time);
        }
    }

    private static void Lonely(EventLinkSetting c, CaseRun run, Collector<TimedEvent>[] sinks, List<(long Cycle, SpikeEvent Item)>[] items, List<(long Cycle, byte Value)> masks, long time)
    {
        if (c.Errors > 0 || masks.Count > 1) return;
        for (int channel = 0; channel < 4; channel++)
        {
            IReadOnlyList<(long Cycle, TimedEvent Item)> seen = sinks[channel].Items;
            for (int i = 0; i < seen.Count; i++)
            {
                long sent = seen[i].Item.Time;
                // Alone: since the training nothing else was sent in the 200 cycles before, after which every queue is empty.
                if (items.Any(list => list.Any(e => e.Cycle + 1 < sent && e.Cycle + 1 > sent - 200 && e.Cycle >= Training || e.Cycle + 1 == sent && list != items[channel]))) continue;
                long took = 8 * seen[i].Cycle - 4 * sent;
                run.Check("link.latency", Math.Abs(took - 170) <= 12, $"A lonely event took {took} ns; 170 ns are published.", time);
            }
        }
    }
}
