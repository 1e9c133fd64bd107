using HwModel.SpiNNaker2.Pe.Peripherals.Dma;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeDma;

/// <summary>What the cases of the DMA are meant to reach.</summary>
internal sealed class DmaCoverage
{
    public DmaCoverage()
    {
        Model = new CoverageModel("dma");
        Model.Registers("dma registers", new DmaRegisters());
        Engine = Model.Fsm<DmaState>("engine");
        Direction = Model.Point("direction", Bin.Value("read", 0), Bin.Value("write", 1));
        Rows = Model.Point("rows", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("up to eight", 2, 8), Bin.Range("more than wait at once", 9, 64));
        DirectionRows = Model.Cross("direction x rows", [Direction, Rows]);
        Queue = Model.Point("queue", Bin.Value("alone", 0), Bin.Value("behind another", 1));
        Abort = Model.Point("abort", Bin.Value("before the first packet", 0), Bin.Value("in the middle", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm Engine { get; }

    public CoverPoint Direction { get; }

    public CoverPoint Rows { get; }

    public CoverCross DirectionRows { get; }

    public CoverPoint Queue { get; }

    public CoverPoint Abort { get; }
}

/// <summary>The bulk DMA of a processing element.</summary>
public sealed class DmaBlock : IVerificationBlock
{
    private readonly DmaCoverage _coverage = new();

    public DmaBlock() => Benches = [new DmaBench(_coverage)];

    public string Name => "dma";

    public string Description => "Bulk DMA: copies against plain ones, with any latency of the network and any fight for the SRAM.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("dma.copies", "Both memories hold what plain copies, one after the other, leave."),
        new("dma.done_after_data", "A read is said to be done when all of its data is in the SRAM."),
        new("dma.interrupt", "The end of a job raises the interrupt of its direction and no other."),
        new("dma.packets", "A job of n rows sends n packets, in order of address."),
        new("dma.outstanding", "At most eight reads wait for their answers."),
        new("dma.least_time", "A job takes its start and a cycle for every row at least."),
        new("dma.ends", "Every job ends."),
        new("dma.abort", "An abort stops the engine: no packet follows but those under way."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("dma.last_packet_lost", "The last row is not copied."),
        new("dma.done_before_last_write", "A read is done when its last answer came, not when it is written."),
        new("dma.slot_mixed", "The answer of slot 5 goes to the place of slot 2."),
        new("dma.start_skipped", "The first packet leaves without the time of the start."),
        new("dma.abort_ignored", "An abort does nothing."),
        new("dma.done_bits_swapped", "The end of a read is noted as the end of a write."),
        new("dma.outstanding_unbounded", "More reads than there is room for wait at once."),
        new("dma.next_job_lost", "The second job of the queue never begins."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("dma.testplan.yaml");
}
