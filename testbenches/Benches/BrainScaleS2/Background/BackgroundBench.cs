using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The source's fixed registers.</summary>
/// <param name="Seed">Of the generator.</param>
/// <param name="Label">14 bits.</param>
/// <param name="Mask">8 bits.</param>
public sealed record BackgroundSetting(int Seed, int Label, int Mask);

/// <summary>The source runs for some cycles with these registers.</summary>
/// <param name="Enable">Runs.</param>
/// <param name="IsRandom">Poisson.</param>
/// <param name="Period">1 to 500.</param>
/// <param name="Rate">0 to 255.</param>
/// <param name="Cycles">4 to 1500.</param>
public sealed record BackgroundPhase(bool Enable, bool IsRandom, int Period, int Rate, int Cycles);

/// <summary>Phases of random registers.</summary>
internal sealed class BackgroundBench(BackgroundCoverage coverage) : CaseBench<BackgroundSetting, BackgroundPhase>
{
    private const uint Taps = 0x80200003;

    public override string Name => "phases";

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 800, _ => 8000 };

    protected override Gen<BackgroundSetting> Configurations =>
        from seed in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, int.MaxValue)))
        from label in Gen.Choose(0, 0x3FFF)
        from mask in Gen.Frequency((2, Gen.Elements(0, 255)), (3, Gen.Choose(1, 254)))
        select new BackgroundSetting(seed, label, mask);

    protected override Gen<BackgroundPhase> Commands(BackgroundSetting configuration) =>
        from enable in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from random in Gen.Elements(true, false)
        from period in Gen.Frequency((2, Gen.Choose(1, 20)), (1, Gen.Choose(21, 500)))
        from rate in Gen.Frequency((2, Gen.Elements(0, 255)), (3, Gen.Choose(1, 254)))
        from cycles in Gen.Frequency((1, Gen.Choose(4, 40)), (2, Gen.Choose(100, 1500)))
        select new BackgroundPhase(enable, random, period, rate, cycles);

    protected override bool IsAllowed(BackgroundSetting c) => c.Seed >= 0 && c.Label is >= 0 and <= 0x3FFF && c.Mask is >= 0 and <= 255;

    protected override void Execute(BackgroundSetting c, IReadOnlyList<BackgroundPhase> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var source = new BackgroundSource(top, "source");
        var values = new List<(long Cycle, BackgroundSettings Value)>();
        long cycle = 4;
        foreach (BackgroundPhase p in commands)
        {
            int period = Math.Clamp(p.Period, 1, 500);
            values.Add((cycle, new BackgroundSettings(p.Enable, p.IsRandom, (ushort)period, (uint)c.Seed, (ushort)c.Label, (byte)p.Rate, (byte)c.Mask)));
            cycle += Math.Clamp(p.Cycles, 4, 1500);
            if (!p.Enable) continue;
            run.Coverage.Sample(coverage.Period, period);
            if (p.IsRandom) run.Coverage.Sample(coverage.Rate, (byte)p.Rate);
        }
        run.Coverage.Sample(coverage.Mask, c.Mask);
        run.Coverage.Sample(coverage.Seed, c.Seed);
        var pin = new Pin<BackgroundSettings>(top, "registers", values);
        var sink = new Collector<SpikeEvent>(top, "sink");
        Wiring.Connect(pin.Output, source.Settings);
        Wiring.Connect(source.EventOut, sink.Input);
        run.Observe(simulation);
        simulation.RunCycles(clock, cycle + 8);
        Compare(run, Expected(c, values, cycle + 8), sink.Items, values, simulation.Time);
        run.Coverage.Take(coverage.State, source.Machines[0]);
    }

    // The generator steps in every cycle, the period counts down.
    private static List<(long Cycle, ushort Label, bool IsFirst)> Expected(BackgroundSetting c, List<(long Cycle, BackgroundSettings Value)> values, long cycles)
    {
        var spikes = new List<(long, ushort, bool)>();
        BackgroundSettings now = default;
        int next = 0;
        uint state = 1;
        long left = 0;
        bool running = false;
        bool first = false;
        for (long cycle = 0; cycle < cycles; cycle++)
        {
            if (running)
            {
                state = (state >> 1) ^ ((state & 1) != 0 ? Taps : 0);
                left--;
            }
            // A value set in one cycle is seen in the next.
            if (next < values.Count && values[next].Cycle + 1 == cycle) now = values[next++].Value;
            if (!now.Enable)
            {
                running = false;
                continue;
            }
            if (!running)
            {
                running = first = true;
                state = c.Seed == 0 ? 1 : (uint)c.Seed;
                left = now.Period;
                continue;
            }
            if (left > 0) continue;
            left = now.Period;
            if (cycle + 1 < cycles && (!now.IsRandom || (now.Rate > 0 && (state & 0xFF) <= now.Rate)))
                spikes.Add((cycle + 1, (ushort)(c.Label & ~c.Mask | (int)(state >> 8) & c.Mask), first));
            first = false;
        }
        return spikes;
    }

    private static void Compare(CaseRun run, List<(long Cycle, ushort Label, bool IsFirst)> expected, IReadOnlyList<(long Cycle, SpikeEvent Item)> seen, List<(long Cycle, BackgroundSettings Value)> values, long time)
    {
        foreach ((long cycle, BackgroundSettings value) in values)
        {
            if (value.Enable && !(value.IsRandom && value.Rate == 0)) continue;
            // From the cycle in which the source sees the registers to the one in which it sees others; a spike stands in the sink one cycle later.
            int next = values.FindIndex(v => v.Cycle > cycle);
            long end = next < 0 ? long.MaxValue : values[next].Cycle + 1;
            int count = seen.Count(s => s.Cycle - 1 >= cycle + 1 && s.Cycle - 1 < end);
            run.Check("background.silent", count == 0, $"{count} spikes came from cycle {cycle} on, where the source has to be silent.", time);
        }
        run.Check("background.times", seen.Count == expected.Count, $"{seen.Count} spikes came, {expected.Count} were expected.", time);
        for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
        {
            run.Check("background.times", seen[i].Cycle == expected[i].Cycle, $"Spike {i} came in cycle {seen[i].Cycle}, expected in {expected[i].Cycle}.", time);
            if (expected[i].IsFirst) run.Check("background.first_period", seen[i].Cycle == expected[i].Cycle, $"The first spike after enable came in cycle {seen[i].Cycle}, expected in {expected[i].Cycle}.", time);
            if (seen[i].Cycle == expected[i].Cycle)
                run.Check("background.labels", seen[i].Item.Label == expected[i].Label, $"The spike of cycle {seen[i].Cycle} has label {seen[i].Item.Label}, expected {expected[i].Label}.", time);
        }
    }
}
