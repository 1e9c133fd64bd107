using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Noc;

/// <summary>The data network-on-chip of SpiNNaker2.</summary>
public sealed class NocBlock : IVerificationBlock
{
    private readonly NocCoverage _coverage = new();

    public NocBlock() => Benches = [new NocBench(_coverage)];

    public string Name => "noc";

    public string Description => "SpiNNaker2 data network on its floorplan: delivery, order, path, time per hop, copies within a quad.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("noc.delivery", "Every flit arrives once and unchanged at each element of its mask, or at the packet router; nothing else arrives."),
        new("noc.order", "Flits from one element to another arrive in the order of sending."),
        new("noc.path", "A flit travels first along x, then along y, always towards its destination."),
        new("noc.five_cycles_a_hop", "A flit that meets no other is at the next router five cycles after it was at this one."),
        new("noc.copies_together", "The crossbar writes a flit to all elements of its mask in the same cycle."),
        new("noc.credits", "No input of a router is sent more flits than its FIFO and registers hold."),
        new("noc.refusal", "What is for an element that is off is dropped and counted, nothing is written to it, and who asked it gets an answer without data."),
        new("noc.flushed", "What waited in front of an element when its supply went off does not arrive when the supply is back, and is counted as dropped."),
        new("noc.progress", "The network is empty within a bounded time after all elements opened: nothing locks up."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("noc.credit_returned_twice", "The credit of every eighth flit comes back twice."),
        new("noc.credit_lost", "The credit of every eighth flit does not come back."),
        new("noc.pipeline_stage_skipped", "A flit leaves one cycle before the pipeline's end."),
        new("noc.y_first", "Routes go along y before x."),
        new("noc.table_swapped", "The routing table is read with x and y swapped."),
        new("noc.payload_bit_flipped", "A bit of the payload is flipped on the way west."),
        new("noc.copy_lost", "The crossbar loses the copy to the fourth element of a mask of more than one."),
        new("noc.copy_twice", "The crossbar writes to whoever is ready and once more when all are."),
        new("noc.mask_ignored", "The crossbar ignores the mask."),
        new("noc.flit_lost", "Every sixteenth flit of an output is lost."),
        new("noc.fifo_off_by_one", "A FIFO is sent one flit more than it holds."),
        new("noc.isolation_ignored", "The crossbar writes to elements that are off."),
        new("noc.refusal_silent", "A read of an element that is off is dropped without an answer."),
        new("noc.crossing_kept", "What waits in an element's crossing when its supply goes off stays there."),
        new("noc.flits_swapped", "Two neighbouring flits of an input change places now and then."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("noc.testplan.yaml");
}

/// <summary>What the network's cases are meant to reach.</summary>
internal sealed class NocCoverage
{
    public NocCoverage()
    {
        Model = new CoverageModel("noc");
        Model.Registers("noc registers", new NocRegisters());
        Router = Model.Fsm<NocState>("router");
        Crossbar = Model.Fsm<CrossbarState>("crossbar");
        Hops = Model.Point("hops", Bin.Value("none", 0), Bin.Range("few", 1, 4), Bin.Range("many", 5, 10), Bin.Value("corner to corner", 11));
        Copies = Model.Point("copies", Bin.Value("one", 1), Bin.Value("two", 2), Bin.Value("three", 3), Bin.Value("four", 4));
        Edge = Model.Point("edge of the packet router", [.. Enumerable.Range(0, 6).Select(edge => Bin.Value($"edge {edge}", edge))]);
        Ratio = Model.Point("clock ratio", Bin.Value("equal", 1), Bin.Value("half", 2), Bin.Value("third", 3));
        Buffered = Model.Point("flits in an input", Bin.Value("one", 1), Bin.Range("some", 2, 6), Bin.Value("all places", 7));
    }

    public CoverageModel Model { get; }

    public CoverFsm Router { get; }

    public CoverFsm Crossbar { get; }

    public CoverPoint Hops { get; }

    public CoverPoint Copies { get; }

    public CoverPoint Edge { get; }

    public CoverPoint Ratio { get; }

    public CoverPoint Buffered { get; }
}
