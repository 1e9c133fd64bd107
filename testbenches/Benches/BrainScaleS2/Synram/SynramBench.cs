using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>What is around the memory.</summary>
/// <param name="Half">0 or 1.</param>
/// <param name="Sensors">Correlation sensors, whose trims lie beside weights and labels.</param>
/// <param name="Rival">Somebody else reads rows all the time, and another one changes single synapses.</param>
public sealed record SynramSetting(int Half, bool Sensors, bool Rival);

/// <summary>What the bus does.</summary>
public abstract record SynramCommand;

/// <summary>A word of four synapses.</summary>
/// <param name="Region">0 weights, 1 labels, 2 behind them.</param>
/// <param name="Row">0 to 255.</param>
/// <param name="Quad">0 to 63.</param>
/// <param name="Data">32 bits.</param>
/// <param name="IsWrite">Written, and read back; else read.</param>
public sealed record SynramWord(int Region, int Row, int Quad, long Data, bool IsWrite) : SynramCommand;

/// <summary>A word of a driver is written.</summary>
/// <param name="Driver">0 to 127.</param>
/// <param name="Word">0 to 2.</param>
/// <param name="Data">16 bits.</param>
public sealed record SynramDriver(int Driver, int Word, int Data) : SynramCommand;

/// <summary>Random words over the register bus, against plain arrays.</summary>
internal sealed class SynramBench(SynramCoverage coverage) : CaseBench<SynramSetting, SynramCommand>
{
    private const int LongestAccess = 80;
    private const uint Neutral = 0x80808080; // trims of code 2

    public override string Name => "words";

    public override int LongestCase => 20;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 300, _ => 3000 };

    protected override Gen<SynramSetting> Configurations =>
        from half in Gen.Choose(0, 1)
        from sensors in Gen.Elements(true, false)
        from rival in Gen.Elements(true, false)
        select new SynramSetting(half, sensors, rival);

    protected override Gen<SynramCommand> Commands(SynramSetting configuration) => Gen.Frequency(
        (5, from region in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Constant(1)), (1, Gen.Constant(2)))
            from row in Gen.Frequency((1, Gen.Choose(0, 255)), (2, Gen.Elements(0, 255)))
            from quad in Gen.Frequency((1, Gen.Choose(0, 63)), (2, Gen.Elements(0, 1, 63)))
            from data in Gen.Choose(1, int.MaxValue)
            from write in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
            select (SynramCommand)new SynramWord(region, row, quad, 2L * data + (quad & 1), write)),
        (2, from driver in Gen.Choose(0, 127) from word in Gen.Choose(0, 2) from data in Gen.Choose(1, 0xFFFF) select (SynramCommand)new SynramDriver(driver, word, data)));

    protected override bool IsAllowed(SynramSetting c) => c.Half is 0 or 1;

    protected override void Execute(SynramSetting c, IReadOnlyList<SynramCommand> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        AnalogCore core = ChipBench.Core(top, clock, new AnalogOptions { Correlation = c.Sensors }, out _);
        var rows = new RowArbiter(top, "rows", 3);
        rows.Join(core);
        var port = new SynapsePort(top, "synapses", c.Half, c.Sensors);
        port.Join(rows, 2);
        var rival = new Feeder<RowRequest>(top, "rival", [.. Enumerable.Range(0, c.Rival ? 200 : 0).Select(i => (8L + 9 * i, new RowRequest(RowAccess.ReadLabels, (byte)c.Half, (byte)i)))]);
        Wiring.Connect(rival.Output, rows.RequestIn[0]);
        Wiring.Connect(rows.DoneOut[0], new Collector<RowRequest>(top, "rival_done").Input);
        var writer = new RowRival(top, "writer", c.Half, c.Rival ? 400 : 0);
        writer.Join(rows, 1);
        var drivers = new DriverControl(top, "drivers", c.Half);
        Wiring.Connect(drivers.UpdateOut, core.DriverIn[c.Half]);
        var plan = new SynramPlan(c.Sensors);
        foreach (SynramCommand command in commands) Take(command, plan, run, c.Rival);
        var synapseReplies = new Collector<OmnibusReply>(top, "synapse_replies");
        var driverReplies = new Collector<OmnibusReply>(top, "driver_replies");
        Wiring.Connect(new Feeder<OmnibusRequest>(top, "synapse_host", plan.Words).Output, port.BusIn);
        Wiring.Connect(port.BusOut, synapseReplies.Input);
        Wiring.Connect(new Feeder<OmnibusRequest>(top, "driver_host", plan.DriverWords).Output, drivers.BusIn);
        Wiring.Connect(drivers.BusOut, driverReplies.Input);
        run.Observe(simulation);
        simulation.RunCycles(clock, 64 + (c.Rival ? 2 : 1) * LongestAccess * (plan.Words.Count + plan.DriverWords.Count));
        run.Coverage.Sample(coverage.Around, (c.Rival ? 2 : 0) + (c.Sensors ? 1 : 0));
        Compare(run, synapseReplies.Items, plan.WordReplies, simulation.Time);
        Compare(run, driverReplies.Items, plan.DriverReplies, simulation.Time);
        CompareSynapses(run, core.Array.Synapses(c.Half), plan, c.Rival, simulation.Time);
        run.Check("synram.atomic", writer.Lost.Count == 0, $"{writer.Lost.FirstOrDefault()}", simulation.Time);
        foreach ((int driver, int[] words) in plan.Drivers)
            run.Check("synram.drivers", core.Array.Drivers(c.Half)[driver] == SynramPlan.Driver(words), $"Driver {driver} has {core.Array.Drivers(c.Half)[driver]}, but its words say {SynramPlan.Driver(words)}.", simulation.Time);
        run.Coverage.Take(coverage.State, port.Machines[0]);
    }

    private void Take(SynramCommand command, SynramPlan plan, CaseRun run, bool hasRival)
    {
        switch (command)
        {
            case SynramWord w:
                int region = Math.Clamp(w.Region, 0, 2), row = w.Row & 255, quad = w.Quad & 63;
                // The rival's word is its own.
                if (hasRival && quad == RowRival.Column / 4) quad++;
                // Behind the labels, and between the regions.
                uint address = region == 2 ? (w.IsWrite ? 0x44000u : 0x4000u) + (uint)quad : 0x40000u * (uint)region + 64u * (uint)row + (uint)quad;
                run.Coverage.Sample(coverage.Accesses, region, w.IsWrite ? 1 : 0);
                run.Coverage.Sample(coverage.Row, row);
                run.Coverage.Sample(coverage.Quad, quad);
                if (w.IsWrite) plan.Write(address, (uint)w.Data, region < 2);
                plan.Read(address, region < 2);
                break;
            case SynramDriver d:
                run.Coverage.Sample(coverage.Word, Math.Clamp(d.Word, 0, 2));
                plan.WriteDriver(d.Driver & 127, Math.Clamp(d.Word, 0, 2), d.Data & 0xFFFF);
                break;
        }
    }

    private static void Compare(CaseRun run, IReadOnlyList<(long Cycle, OmnibusReply Item)> seen, List<(OmnibusReply Reply, string What)> expected, long time)
    {
        run.Check("synram.refused", seen.Count == expected.Count, $"{seen.Count} of {expected.Count} accesses were answered.", time);
        for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
        {
            (OmnibusReply reply, string what) = expected[i];
            run.Check("synram.refused", seen[i].Item.IsError == reply.IsError, $"The {what} was answered {(seen[i].Item.IsError ? "with" : "without")} an error.", time);
            if (!reply.IsError) run.Check("synram.read_back", seen[i].Item.Data == reply.Data, $"The {what} gave 0x{seen[i].Item.Data:x8} instead of 0x{reply.Data:x8}.", time);
        }
    }

    // All synapses of the rows that were touched.
    private static void CompareSynapses(CaseRun run, SynapseArray synapses, SynramPlan plan, bool hasRival, long time)
    {
        foreach (int row in plan.Memory.Keys.Select(address => (int)(address & 0x3FFF) / 64).Distinct())
        {
            for (int column = 0; column < 256; column++)
            {
                if (hasRival && column == RowRival.Column) continue;
                uint word = 64u * (uint)row + (uint)column / 4;
                int shift = 8 * (3 - column % 4);
                int weight = (int)(plan.Memory.GetValueOrDefault(word, Neutral) >> shift & 63);
                int label = (int)(plan.Memory.GetValueOrDefault(0x40000 + word, Neutral) >> shift & 63);
                run.Check("synram.synapses", synapses.Weight(row, column) == weight && synapses.Label(row, column) == label,
                    $"Row {row}, column {column} has weight {synapses.Weight(row, column)} and label {synapses.Label(row, column)} instead of {weight} and {label}.", time);
            }
        }
    }
}
