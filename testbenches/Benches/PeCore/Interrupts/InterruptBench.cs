using FsCheck;
using HwModel.Benches.PeCore.LockStep;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore.Interrupts;

/// <summary>Random programs, interrupted once in every one of their cycles: each run must end as the undisturbed one.</summary>
internal sealed class InterruptBench(PeCoreCoverage coverage) : CaseBench<ProgramConfiguration, RandomElement>
{
    public override string Name => "interrupts";

    public override int LongestCase => 12;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 256, _ => 2560 };

    protected override Gen<ProgramConfiguration> Configurations => RandomElement.Configurations;

    protected override Gen<RandomElement> Commands(ProgramConfiguration configuration) => RandomElement.ForInterrupts;

    protected override IEnumerable<RandomElement> Simplify(ProgramConfiguration configuration, RandomElement command) => [];

    protected override IEnumerable<ProgramConfiguration> Simplify(ProgramConfiguration configuration) => [];

    protected override void Execute(ProgramConfiguration configuration, IReadOnlyList<RandomElement> commands, CaseRun run)
    {
        Element[] elements = [.. commands.SelectMany(command => command.Make()).Where(IsIndependent)];
        var program = new RandomProgram(elements, configuration.DataSeed) { LoadsDataAtEnd = false };
        using var machine = new BareMachine(program, run.Faults);
        ProgramEnd expected = machine.Run(-1);
        if (!expected.IsHalted)
        {
            run.Discard("the program does not end");
            return;
        }
        ProgramEnd slow = machine.RunCycleByCycle();
        run.Check("pe.any_stride", slow.Difference(expected) is null && slow.Cycles == expected.Cycles, $"Cycle by cycle the program takes {slow.Cycles} cycles, all at once {expected.Cycles}; {slow.Difference(expected)}.");
        for (long cycle = machine.FirstCycleOfBody; cycle < expected.Cycles; cycle++)
        {
            ProgramEnd end = machine.Run(cycle, record => coverage.SampleInterrupted(run.Coverage, record));
            run.Check("pe.interrupt_transparent", end.Difference(expected) is null, $"An interrupt in cycle {cycle} changes the result: {end.Difference(expected)}.");
            long served = end.Exceptions - expected.Exceptions + (end.IsPending ? 1 : 0);
            run.Check("pe.interrupt_taken_once", served == 1, $"An interrupt in cycle {cycle} is served {served} times.");
            if (run.Failures.Count == 0) continue;
            Draw(program, cycle, run);
            break;
        }
        if (run.Failures.Count > 0) run.Keep(".txt", System.Text.Encoding.UTF8.GetBytes(LockStepBench.List(program)));
    }

    // The run that went wrong, cycle by cycle, beside the undisturbed one.
    private static void Draw(RandomProgram program, long interruptAt, CaseRun run)
    {
        CaseSignals signals = run.Draw();
        if (!signals.IsWatched) return;
        using BareMachine disturbed = new(program, run.Faults), alone = new(program, run.Faults);
        var both = new[] { (Machine: disturbed, Drawn: new CoreSignals(signals, "interrupted")), (Machine: alone, Drawn: new CoreSignals(signals, "undisturbed")) };
        alone.Restart();
        disturbed.Restart();
        while (both.Any(pair => pair.Machine.Runs))
        {
            signals.At(disturbed.Core.Cycle * CoreSignals.Cycle);
            foreach ((BareMachine machine, CoreSignals drawn) in both)
            {
                drawn.Sample(machine.Core);
                if (machine == disturbed && machine.Core.Cycle == interruptAt) machine.PendInterrupt();
                machine.Core.Advance(machine.Core.Cycle + 1);
            }
        }
    }

    /// <summary>False for what an interrupt rightly changes: the exclusive monitor, and memory below the stack pointer.</summary>
    private static bool IsIndependent(Element element)
    {
        DecodeRow row = DecodeTable.Instance.Rows[element.Row];
        return row.Class != "exclusive" && !(row.Options.Contains("n=13") && row.Class is "ldm" or "fpload");
    }
}
