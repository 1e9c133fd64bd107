using HwModel.Benches.PeCore.Exceptions;
using HwModel.Benches.PeCore.Interrupts;
using HwModel.Benches.PeCore.LockStep;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeCore;

/// <summary>The Cortex-M4F core of the processing element.</summary>
public sealed class PeCoreBlock : IVerificationBlock
{
    private readonly PeCoreCoverage _coverage = new();

    public PeCoreBlock() => Benches = [new LockStepBench(_coverage), new InterruptBench(_coverage), new ExceptionBench(_coverage)];

    public string Name => "pe";

    public string Description => "Cortex-M4F core: every instruction in lock step with QEMU, interrupts at every cycle, exception order and cycles.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("pe.lockstep", "After every instruction of a random program, registers, flags and floating-point state are those of QEMU 7.2, and at its end all data."),
        new("pe.interrupt_transparent", "An interrupt in any cycle of a random program, with a handler that spoils all it may, leaves the program's result as it is."),
        new("pe.interrupt_taken_once", "An interrupt is served exactly once."),
        new("pe.any_stride", "Cycle by cycle and all at once, a program takes the same cycles and ends in the same state."),
        new("pe.exception_order", "Handlers run in order of group priority, priority and number; a more urgent one preempts, also when it arrives during entry."),
        new("pe.entry_cycles", "A handler's first instruction executes 12 cycles after the interrupt, 29 where floating-point registers are pushed at once."),
        new("pe.return_cycles", "Interrupted code goes on 10 cycles after the return instruction, 27 where floating-point registers are popped."),
        new("pe.tail_chain_cycles", "The next handler's first instruction executes 6 cycles after the return instruction of the one before."),
    ];

    public IReadOnlyList<Fault> Faults { get; } = [.. CoreMistakes.All.Select(mistake => new Fault(mistake.Name, mistake.Description))];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("pe.testplan.yaml");
}
