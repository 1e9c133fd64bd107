using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the converter is set.</summary>
/// <param name="Seed">Draws membranes, trims and what the sensors hold.</param>
/// <param name="ResetWait">8 bits.</param>
/// <param name="DeadTime">8 bits.</param>
/// <param name="Enable">Switched on.</param>
public sealed record CadcSetting(int Seed, int ResetWait, int DeadTime, bool Enable);

/// <summary>Triggers that wait for each other.</summary>
/// <param name="Row">-1: membranes; 0 to 15: correlation of that row.</param>
/// <param name="Times">1 to 4.</param>
public sealed record CadcConvert(int Row, int Times);

/// <summary>Conversions of constant membranes and sensors.</summary>
internal sealed class CadcBench(ConverterCoverage coverage) : CaseBench<CadcSetting, CadcConvert>
{
    private const int Columns = 256;

    private readonly RegisterTour _tour = new(new CadcRegisters());

    public override string Name => "cadc";

    public override int LongestCase => 4;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 24, Effort.Normal => 120, _ => 1200 };

    protected override Gen<CadcSetting> Configurations =>
        from seed in Gen.Choose(0, 100_000)
        from wait in Gen.Frequency((1, Gen.Choose(0, 3)), (3, Gen.Choose(0, 255)))
        from dead in Gen.Frequency((1, Gen.Choose(0, 3)), (3, Gen.Choose(0, 255)))
        from enable in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new CadcSetting(seed, wait, dead, enable);

    protected override Gen<CadcConvert> Commands(CadcSetting configuration) =>
        from row in Gen.Frequency((1, Gen.Constant(-1)), (1, Gen.Choose(0, 15)))
        from times in Gen.Choose(1, 4)
        select new CadcConvert(row, times);

    protected override bool IsAllowed(CadcSetting c) => c.Seed >= 0 && c.ResetWait is >= 0 and <= 255 && c.DeadTime is >= 0 and <= 255;

    protected override void Execute(CadcSetting c, IReadOnlyList<CadcConvert> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        AnalogCore core = ChipBench.Core(top, clock, new AnalogOptions(), out _);
        var rows = new RowArbiter(top, "rows", 1);
        var cadc = new CadcController(top, "cadc", 0);
        rows.Join(core);
        cadc.Join(rows, 0);
        var host = new OmnibusAgent(top, "host", cadc.BusIn, cadc.BusOut);
        var triggers = new List<(long Cycle, CadcTrigger Item)>();
        foreach (CadcConvert command in commands)
            for (int i = 0; i < Math.Clamp(command.Times, 1, 4); i++)
                triggers.Add((8, command.Row < 0 ? new CadcTrigger(CadcSource.Membranes, 0) : new CadcTrigger(CadcSource.Correlation, (byte)(command.Row & 15))));
        Wiring.Connect(new Feeder<CadcTrigger>(top, "triggers", triggers).Output, cadc.TriggerIn);
        simulation.Elaborate();
        var random = new Random(c.Seed);
        double[] volts = [.. Enumerable.Range(0, Columns).Select(_ => random.NextDouble() * 1.2)];
        for (int column = 0; column < Columns; column++)
        {
            core.Array.Configure(column, new NeuronParameters { Leak = 0, LeakPotential = 0.6, Spikes = false });
            core.Array.Neurons.SetMembrane(column, volts[column]);
        }
        int[,] trims = new int[Columns, 2];
        for (int column = 0; column < Columns; column++)
            for (int side = 0; side < 2; side++)
                trims[column, side] = random.Next(3) == 0 ? random.Next(-20, 21) : 0;
        for (int column = 0; column < Columns; column++)
            for (int side = 0; side < 2; side++)
                cadc.Preset(cadc.Registers, (column < 128 ? 0x2000 : 0) + 4 * (2 * (column % 128) + side), (uint)(trims[column, side] + 128));
        cadc.Preset(cadc.Registers, 0x4000, (c.Enable ? 1u : 0) | (uint)c.ResetWait << 4 | (uint)c.DeadTime << 12);
        foreach (int row in Enumerable.Range(0, 16)) Pairs(core, row, random.Next(40));
        core.Wake();
        run.Observe(simulation);
        Follow(c, run, simulation, clock, core, cadc, triggers, volts, trims);
        run.Coverage.Take(coverage.Cadc, cadc.Machines[0]);
        run.Coverage.Take(coverage.Rows, rows.Machines[0]);
        run.Coverage.Sample(coverage.Wait, c.ResetWait + c.DeadTime);
        host.Try(_tour, run.Seed, 8);
    }

    // Causal correlation in even columns, acausal in odd ones: that many pairs of 0.5 counts.
    private static void Pairs(AnalogCore core, int row, int pairs)
    {
        for (int pair = 0; pair < pairs; pair++)
        {
            long at = 1_000_000L * pair;
            for (int column = 1; column < 8; column += 2) core.Array.Sensors(0).Post(column, at);
            core.Array.Sensors(0).Pre(row, 0, at);
            for (int column = 0; column < 8; column += 2) core.Array.Sensors(0).Post(column, at);
        }
    }

    private void Follow(CadcSetting c, CaseRun run, Simulation simulation, ClockDomain clock, AnalogCore core, CadcController cadc, List<(long Cycle, CadcTrigger Item)> triggers, double[] volts, int[,] trims)
    {
        int whole = Math.Max(135, 128 + c.ResetWait + c.DeadTime);
        long last = -1;
        uint done = 0;
        for (int i = 0; i < triggers.Count * (whole + 2) + 300 && done < triggers.Count; i++)
        {
            simulation.RunCycles(clock, 1);
            if (cadc.Done == done) continue;
            CadcTrigger trigger = triggers[(int)done].Item;
            if (last >= 0) run.Check("cadc.period", clock.Cycle - last == whole, $"Conversion {done} followed {clock.Cycle - last} cycles after the one before; waits and ramp take {whole}.", simulation.Time);
            else run.Check("cadc.period", clock.Cycle == 9 + c.ResetWait + 128, $"The first conversion was done in cycle {clock.Cycle}; reset and ramp end in cycle {9 + c.ResetWait + 128}.", simulation.Time);
            last = clock.Cycle;
            done = cadc.Done;
            run.Coverage.Sample(coverage.Source, trigger.Source);
            for (int column = 0; column < Columns; column++)
            {
                if (trigger.Source == CadcSource.Membranes)
                {
                    int expected = Math.Clamp(Math.Clamp((int)Math.Round((volts[column] - 0.06) / 0.0045), 0, 255) + trims[column, 0], 0, 255);
                    byte code = cadc.Causal[column];
                    run.Check("cadc.codes", code == expected, $"Column {column} at {volts[column]} V with trim {trims[column, 0]} gives {code}, expected {expected}.", simulation.Time);
                    run.Coverage.Sample(coverage.Code, expected);
                    run.Coverage.Sample(coverage.Trim, trims[column, 0]);
                    continue;
                }
                int causal = Math.Clamp(Math.Clamp((int)Math.Round(200 - core.Array.Sensors(0).Causal(trigger.Row, column)), 0, 255) + trims[column, 0], 0, 255);
                int acausal = Math.Clamp(Math.Clamp((int)Math.Round(200 - core.Array.Sensors(0).Acausal(trigger.Row, column)), 0, 255) + trims[column, 1], 0, 255);
                (byte first, byte second) = (cadc.Causal[column], cadc.Acausal[column]);
                run.Check("cadc.correlation", first == causal && second == acausal,
                    $"Row {trigger.Row}, column {column} gives {first} and {second}; its sensors hold what gives {causal} and {acausal}.", simulation.Time);
            }
        }
        run.Check("cadc.disabled", done == (c.Enable ? triggers.Count : 0), $"{done} conversions were done for {triggers.Count} triggers; enable is {c.Enable}.", simulation.Time);
    }
}
