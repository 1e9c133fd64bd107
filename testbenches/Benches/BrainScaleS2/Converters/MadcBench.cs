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
/// <param name="Adjust">sample_duration_adjust, 0 to 7.</param>
/// <param name="Scale">Divider, -1 off, 0 to 4.</param>
/// <param name="MuxLength">Samples from one input before the other, 0 to 15; 0: one input only.</param>
/// <param name="FirstInput">0 or 1.</param>
/// <param name="Even">mV at the even input, 0 to 1200.</param>
/// <param name="Odd">mV at the odd input, 0 to 1200.</param>
/// <param name="Calibrate">Calibrate first.</param>
public sealed record MadcSetting(int Adjust, int Scale, int MuxLength, int FirstInput, int Even, int Odd, bool Calibrate);

/// <summary>A recording.</summary>
/// <param name="Samples">1 to 60.</param>
/// <param name="Continuous">Until stopped, after about that many samples.</param>
/// <param name="PowerDown">Power down after it.</param>
public sealed record MadcRecord(int Samples, bool Continuous, bool PowerDown);

/// <summary>Recordings of constant voltages, driven over the register bus.</summary>
internal sealed class MadcBench(ConverterCoverage coverage) : CaseBench<MadcSetting, MadcRecord>
{
    private const uint WakeUp = 1;
    private const uint StartBit = 2;
    private const uint StopBit = 4;
    private const int PowerUp = 96;
    private const int Calibration = 40;

    // Recordings are the commands' part.
    private readonly RegisterTour _tour = new(new MadcRegisters(), new() { ["control"] = new TourRule(Zero: WakeUp | StartBit | StopBit) });

    public override string Name => "madc";

    public override int LongestCase => 5;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 40, Effort.Normal => 300, _ => 3000 };

    protected override Gen<MadcSetting> Configurations =>
        from adjust in Gen.Choose(0, 7)
        from scale in Gen.Frequency((2, Gen.Constant(-1)), (1, Gen.Choose(0, 4)))
        from length in Gen.Choose(0, 15)
        from first in Gen.Choose(0, 1)
        from even in Gen.Choose(0, 1200)
        from odd in Gen.Choose(0, 1200)
        from calibrate in Gen.Elements(true, false)
        select new MadcSetting(adjust, scale, length, first, even, odd, calibrate);

    protected override Gen<MadcRecord> Commands(MadcSetting configuration) =>
        from samples in Gen.Choose(1, 60)
        from continuous in Gen.Elements(true, false)
        from down in Gen.Elements(true, false)
        select new MadcRecord(samples, continuous, down);

    protected override bool IsAllowed(MadcSetting c) =>
        c.Adjust is >= 0 and <= 7 && c.Scale is >= -1 and <= 4 && c.MuxLength is >= 0 and <= 15 && c.FirstInput is 0 or 1 && c.Even is >= 0 and <= 1200 && c.Odd is >= 0 and <= 1200;

    protected override void Execute(MadcSetting c, IReadOnlyList<MadcRecord> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var madc = new MadcController(top, "madc", AnalogConstants.Default);
        var sink = new Collector<MadcSample>(top, "sink");
        Wiring.Connect(new Pin<double>(top, "even", [(0, c.Even / 1000.0)]).Output, madc.Voltage[0]);
        Wiring.Connect(new Pin<double>(top, "odd", [(0, c.Odd / 1000.0)]).Output, madc.Voltage[1]);
        Wiring.Connect(madc.SampleOut, sink.Input);
        int period = (c.Adjust + 12) * (c.Scale < 0 ? 1 : 2 * (c.Scale + 1));
        var writes = new List<(long Cycle, OmnibusRequest Item)>();
        var starts = new List<(long Cycle, MadcRecord Record, long Stop)>();
        long cycle = 8;
        bool awake = false;
        foreach (MadcRecord record in commands)
        {
            int samples = Math.Clamp(record.Samples, 1, 60);
            uint mode = (record.PowerDown ? 8u : 0) | (record.Continuous ? 16u : 0);
            writes.Add((cycle, new OmnibusRequest(4, (uint)samples, true)));
            cycle += 6;
            if (!awake)
            {
                writes.Add((cycle, new OmnibusRequest(0, mode | WakeUp, true)));
                cycle += 12 + PowerUp + (c.Calibrate ? Calibration : 0);
            }
            writes.Add((cycle, new OmnibusRequest(0, mode | StartBit, true)));
            long stop = cycle + 20 + (long)samples * period / 2;
            starts.Add((cycle, record with { Samples = samples }, stop));
            cycle = stop + 20 + period;
            if (record.Continuous) writes.Add((stop, new OmnibusRequest(0, mode | StopBit, true)));
            cycle += 20;
            awake = !record.PowerDown;
        }
        var host = new OmnibusAgent(top, "host", madc.BusIn, madc.BusOut, writes);
        madc.Preset(madc.Registers, 0x04, (uint)(c.Adjust << 8 | c.MuxLength << 4 | c.FirstInput << 3));
        madc.Preset(madc.Registers, 0x0C, (c.Calibrate ? 1u << 15 : 0) | Calibration);
        madc.Preset(madc.Registers, 0x24, c.Scale < 0 ? 0 : 1u | (uint)c.Scale << 1);
        run.Observe(simulation);
        simulation.RunCycles(clock, cycle + 50);
        Compare(c, run, sink.Items, starts, period, simulation.Time);
        run.Coverage.Take(coverage.Madc, madc.Machines[0]);
        run.Coverage.Sample(coverage.Divider, c.Scale < 0 ? 0 : 1);
        host.Try(_tour, run.Seed, 12);
    }

    private void Compare(MadcSetting c, CaseRun run, IReadOnlyList<(long Cycle, MadcSample Item)> seen, List<(long Cycle, MadcRecord Record, long Stop)> starts, int period, long time)
    {
        int next = 0;
        for (int i = 0; i < starts.Count; i++)
        {
            (long cycle, MadcRecord record, long stop) = starts[i];
            long end = i + 1 < starts.Count ? starts[i + 1].Cycle : long.MaxValue;
            (long Cycle, MadcSample Item)[] own = [.. seen.Skip(next).TakeWhile(s => s.Cycle < end)];
            next += own.Length;
            // The write stands at the block one cycle later and is seen by the machine in that same cycle's state of the register one later: sample k is due at half-cycle 2 (cycle + 2) + 12 + (k + 1) period.
            long First(int k) => 2 * (cycle + 2) + 12 + (k + 1L) * period;
            int expected = record.Continuous ? Enumerable.Range(0, 1000).Count(k => (First(k) + 1) / 2 < stop + 2) : record.Samples;
            run.Check("madc.count", own.Length == expected, $"Recording {i} has {own.Length} samples, {expected} were expected.", time);
            for (int k = 0; k < Math.Min(own.Length, expected); k++)
            {
                // It stands in the sink one cycle after it was pushed.
                long due = (First(k) + 1) / 2 + 1;
                run.Check("madc.period", own[k].Cycle == due, $"Sample {k} of recording {i} came in cycle {own[k].Cycle}, expected in {due}.", time);
                int input = c.MuxLength == 0 ? c.FirstInput : (c.FirstInput + k / c.MuxLength) % 2;
                int millivolt = input == 0 ? c.Even : c.Odd;
                int code = Math.Min(1023, (int)Math.Floor(millivolt / 1200.0 * 1024));
                run.Check("madc.codes", own[k].Item.Value == code && own[k].Item.Channel == input, $"Sample {k} of recording {i} is {own[k].Item.Value} of input {own[k].Item.Channel}; {millivolt} mV at input {input} give {code}.", time);
                run.Coverage.Sample(coverage.Sample, code);
                run.Coverage.Sample(coverage.Input, input);
            }
        }
        run.Check("madc.count", next == seen.Count, $"{seen.Count - next} samples came outside of recordings.", time);
    }
}
