using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the unit starts.</summary>
/// <param name="Early">Commands begin before the loops have locked for the first time.</param>
public sealed record ClockSetting(bool Early);

/// <summary>What is done to the unit.</summary>
public abstract record ClockCommand;

/// <summary>The dividers of a PLL are written.</summary>
/// <param name="Adpll">0 or 1.</param>
/// <param name="P0">1 to 4.</param>
/// <param name="N">1 to 31.</param>
/// <param name="P1">1 to 4.</param>
/// <param name="M0">1 to 31.</param>
/// <param name="M1">1 to 31.</param>
/// <param name="P2">1 to 4.</param>
/// <param name="Wait">Until the loops have locked.</param>
public sealed record ClockDivide(int Adpll, int P0, int N, int P1, int M0, int M1, int P2, bool Wait) : ClockCommand;

/// <summary>The source of a clock is chosen.</summary>
/// <param name="Clock">0 to 3.</param>
/// <param name="Enable">On.</param>
/// <param name="Bypass">From the reference.</param>
/// <param name="Adpll">0 or 1.</param>
/// <param name="Output">0 to 2.</param>
/// <param name="Wait">Until the loops have locked.</param>
public sealed record ClockChoose(int Clock, bool Enable, bool Bypass, int Adpll, int Output, bool Wait) : ClockCommand;

/// <summary>A PLL is switched.</summary>
/// <param name="Adpll">0 or 1.</param>
/// <param name="Enable">Run.</param>
/// <param name="DisableOutput">Without output.</param>
/// <param name="Wait">Until the loops have locked.</param>
public sealed record ClockPower(int Adpll, bool Enable, bool DisableOutput, bool Wait) : ClockCommand;

/// <summary>A self test.</summary>
/// <param name="Source">Clock under test, 0 to 3.</param>
/// <param name="Scaler">0 to 8.</param>
/// <param name="Range">0 to 10.</param>
/// <param name="Inside">Expects a count within the range.</param>
/// <param name="Interrupt">Clocks are changed in between.</param>
public sealed record ClockTest(int Source, int Scaler, int Range, bool Inside, bool Interrupt) : ClockCommand;

/// <summary>Random settings and self tests over the register bus.</summary>
internal sealed class ClockBench(ClockCoverage coverage) : CaseBench<ClockSetting, ClockCommand>
{
    private const int Gap = 12;
    private const int Window = 5000; // 20 us

    public override string Name => "clocks";

    private readonly RegisterTour _tour = new(new PllRegisters());

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 600, _ => 6000 };

    protected override Gen<ClockSetting> Configurations => from early in Gen.Elements(false, true) select new ClockSetting(early);

    protected override Gen<ClockCommand> Commands(ClockSetting configuration) => Gen.Frequency(
        (3, from adpll in Gen.Choose(0, 1)
            from p0 in Gen.Choose(1, 4)
            from n in Gen.Choose(1, 31)
            from p1 in Gen.Choose(1, 4)
            from m0 in Gen.Choose(1, 31)
            from m1 in Gen.Choose(1, 31)
            from p2 in Gen.Choose(1, 4)
            from wait in Gen.Elements(true, false)
            select (ClockCommand)new ClockDivide(adpll, p0, n, p1, m0, m1, p2, wait)),
        (4, from clock in Gen.Choose(0, 3)
            from enable in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
            from bypass in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            from adpll in Gen.Choose(0, 1)
            from output in Gen.Choose(0, 2)
            from wait in Gen.Elements(true, false)
            select (ClockCommand)new ClockChoose(clock, enable, bypass, adpll, output, wait)),
        (1, from adpll in Gen.Choose(0, 1)
            from enable in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
            from off in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
            from wait in Gen.Elements(true, false)
            select (ClockCommand)new ClockPower(adpll, enable, off, wait)),
        (3, from source in Gen.Choose(0, 3)
            from scaler in Gen.Choose(0, 8)
            from range in Gen.Choose(0, 10)
            from inside in Gen.Elements(true, false)
            from interrupt in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (ClockCommand)new ClockTest(source, scaler, range, inside, interrupt)));

    protected override void Execute(ClockSetting c, IReadOnlyList<ClockCommand> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        var unit = new ClockUnit(top, "pll");
        var plan = new ClockPlan(c.Early ? 20 : ClockUnit.LockCycles + 40);
        foreach (ClockCommand command in commands) Take(command, plan, run);
        var host = new OmnibusAgent(top, "host", unit.BusIn, unit.BusOut, plan.Requests);
        run.Observe(simulation);
        long now = 0;
        foreach ((long cycle, double[] clocks, string property) in plan.Expected)
        {
            simulation.RunCycles(clock, cycle - now);
            now = cycle;
            (double serdes, double phy, double ppu, double madc) = unit.Clocks;
            double[] seen = [serdes, phy, ppu, madc];
            for (int i = 0; i < 4; i++)
                run.Check(property, Math.Abs(seen[i] - clocks[i]) <= 1e-9 * clocks[i], $"In cycle {cycle} clock {i} has {seen[i]} MHz instead of {clocks[i]} MHz.", simulation.Time);
        }
        simulation.RunCycles(clock, Math.Max(0, plan.Cycle + 40 - now));
        Compare(run, host.Replies, plan, simulation.Time);
        run.Coverage.Take(coverage.State, unit.Machines[0]);
        host.Try(_tour, run.Seed, 6);
    }

    private void Take(ClockCommand command, ClockPlan plan, CaseRun run)
    {
        switch (command)
        {
            case ClockDivide d:
                plan.Dividers[d.Adpll & 1] = [Clamp(d.P0, 4), Clamp(d.N, 31), Clamp(d.P1, 4), Clamp(d.M0, 31), Clamp(d.M1, 31), Clamp(d.P2, 4)];
                plan.WriteDividers(d.Adpll & 1);
                plan.Settle(d.Wait);
                break;
            case ClockChoose choose:
                int output = Math.Clamp(choose.Output, 0, 2);
                plan.Choices[choose.Clock & 3] = (choose.Enable, choose.Bypass, choose.Adpll & 1, output);
                plan.WriteChoices();
                plan.Settle(choose.Wait);
                run.Coverage.Sample(coverage.Clock, choose.Clock & 3);
                run.Coverage.Sample(coverage.Sources, !choose.Enable ? 3 : choose.Bypass ? 2 : choose.Adpll & 1, output);
                break;
            case ClockPower power:
                plan.Power[power.Adpll & 1] = (power.Enable, power.DisableOutput);
                plan.WritePower(power.Adpll & 1);
                plan.Settle(power.Wait);
                run.Coverage.Sample(coverage.Power, !power.Enable ? 1 : power.DisableOutput ? 2 : 0);
                break;
            case ClockTest test:
                Test(test, plan, run);
                break;
        }
    }

    private static int Clamp(int value, int most) => Math.Clamp(value, 1, most);

    private void Test(ClockTest test, ClockPlan plan, CaseRun run)
    {
        plan.WaitForLock();
        int source = test.Source & 3;
        int scaler = Math.Clamp(test.Scaler, 0, 8);
        int range = Math.Clamp(test.Range, 0, 10);
        long count = (long)Math.Round(plan.Frequency(source) * 20, 6) >> scaler;
        // Far enough from the limit for a count that is rounded the other way.
        long away = test.Inside ? (1L << range) / 2 : (1L << range) + 3;
        long expected = count >= away ? count - away : count + away;
        plan.Write(5, 1u | (uint)scaler << 1 | (uint)source << 5 | (uint)range << 8 | (uint)expected << 12);
        if (test.Interrupt)
        {
            plan.Cycle += 1000;
            plan.WriteDividers(0);
            plan.Cycle += ClockUnit.LockCycles;
        }
        plan.Cycle += Window + 40;
        plan.Read(7, new ClockStatus(true, test.Inside, count));
        plan.Write(5, 0);
        plan.Cycle += Gap;
        plan.Read(7, new ClockStatus(false, test.Inside, count));
        run.Coverage.Sample(coverage.Verdicts, source, test.Inside ? 1 : 0);
        run.Coverage.Sample(coverage.Interrupted, test.Interrupt ? 1 : 0);
    }

    private static void Compare(CaseRun run, IReadOnlyList<(long Cycle, OmnibusReply Item)> replies, ClockPlan plan, long time)
    {
        run.Check("pll.verdict", replies.Count == plan.Replies.Count, $"{replies.Count} of {plan.Replies.Count} accesses were answered.", time);
        for (int i = 0; i < Math.Min(replies.Count, plan.Replies.Count); i++)
        {
            if (plan.Replies[i] is not { } status) continue;
            uint data = replies[i].Item.Data;
            run.Check("pll.verdict", (data >> 20 & 1) == (status.Finished ? 1 : 0), $"The self test says that it is {((data >> 20 & 1) != 0 ? "" : "not ")}finished.", time);
            if (!status.Finished) continue;
            run.Check("pll.count", Math.Abs((data & 0xFFFFF) - status.Count) <= 1, $"The self test counted {data & 0xFFFFF} instead of {status.Count}.", time);
            run.Check("pll.verdict", (data >> 21 & 1) == (status.Success ? 1 : 0), $"The self test {((data >> 21 & 1) != 0 ? "succeeded" : "failed")} at a count of {data & 0xFFFFF}.", time);
        }
    }
}
