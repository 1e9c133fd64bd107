using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeInterrupts;

/// <summary>What the cases of timers and lines are meant to reach.</summary>
internal sealed class InterruptCoverage
{
    public InterruptCoverage()
    {
        Model = new CoverageModel("interrupts");
        Model.Registers("timer registers", new TimerRegisters());
        Controller = Model.Registers("interrupt controller registers", new InterruptsRegisters(), isWatched: false);
        Timer = Model.Point("timer", Bin.Value("first", 0), Bin.Value("second", 1), Bin.Value("third", 2));
        Mode = Model.Point("mode", Bin.Value("free-running", 0), Bin.Value("periodic", 1), Bin.Value("one-shot", 2));
        Size = Model.Point("size", Bin.Value("16 bits", 0), Bin.Value("32 bits", 1));
        ModeSize = Model.Cross("mode x size", [Mode, Size]);
        Prescale = Model.Point("prescaler", Bin.Value("by 1", 0), Bin.Value("by 16", 1), Bin.Range("by 256", 2, 3));
        Event = Model.Point<NvicEvent>("priorities");
        Group = Model.Point("priority grouping", [.. Enumerable.Range(0, 8).Select(group => Bin.Value($"PRIGROUP {group}", group))]);
        Depth = Model.Point("handlers under way", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Value("two", 2), Bin.Value("three", 3), Bin.Range("more", 4, 8));
        Raw = Model.Point("interrupt", Bin.Value("none", 0), Bin.Value("pending", 1));
    }

    public CoverageModel Model { get; }

    public CoverRegisters Controller { get; }

    public CoverPoint Timer { get; }

    public CoverPoint Mode { get; }

    public CoverPoint Size { get; }

    public CoverCross ModeSize { get; }

    public CoverPoint Prescale { get; }

    public CoverPoint Raw { get; }

    public CoverPoint Event { get; }

    public CoverPoint Group { get; }

    public CoverPoint Depth { get; }
}

/// <summary>The timers and the interrupt lines of a processing element.</summary>
public sealed class InterruptBlock : IVerificationBlock
{
    private readonly InterruptCoverage _coverage = new();

    public InterruptBlock() => Benches = [new InterruptBench(_coverage), new NvicBench(_coverage)];

    public string Name => "interrupts";

    public string Description => "Timers on the 1 MHz reference at any clock of the element, the joined interrupt lines, and the priorities of the core's interrupt controller.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("interrupts.count", "A counter is that of a timer stepped edge by edge of the reference."),
        new("interrupts.raw", "An interrupt is raw pending from zero until it is cleared."),
        new("interrupts.mask", "A masked interrupt is the raw one where it is enabled."),
        new("interrupts.start_value", "LOAD and BG_LOAD read what was written last to either."),
        new("interrupts.lines", "The lines of the timers are their masked interrupts; the third has the common line only."),
        new("interrupts.chip", "The chip's four lines are interrupts 23 to 26, and no other line moves."),
        new("interrupts.nvic_running", "The most urgent interrupt whose group priority beats the active ones, BASEPRI and PRIMASK runs."),
        new("interrupts.nvic_order", "Handlers begin one at a time in order of priority and number, and none begins that may not."),
        new("interrupts.nvic_pending", "An interrupt is pending from a rising edge, an asserted line or software until it is served or taken back."),
        new("interrupts.nvic_active", "An interrupt is active from the entry of its handler to its return."),
        new("interrupts.nvic_tail_chain", "A handler that follows another begins 6 cycles after the return instruction."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("timer.period_one_too_long", "A period is a step too long."),
        new("timer.background_load_restarts", "BG_LOAD restarts the running count."),
        new("timer.size_ignored", "Every counter has 32 bits."),
        new("timer.clear_lost", "A clear of the third timer's interrupt does nothing."),
        new("timer.enable_ignored", "An interrupt is passed on whether it is enabled or not."),
        new("timer.start_not_mirrored", "BG_LOAD does not show what was written to LOAD."),
        new("timer.mask_stuck", "The masked interrupt of the first timer reads as zero."),
        new("interrupts.chip_lines_shifted", "The chip's lines are one number too high."),
        .. CoreMistakes.OfInterrupts.Select(mistake => new Fault(mistake.Name, mistake.Description)),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("interrupts.testplan.yaml");
}
