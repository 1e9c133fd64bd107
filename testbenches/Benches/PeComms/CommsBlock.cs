using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeComms;

/// <summary>What the cases of the communications controller are meant to reach.</summary>
internal sealed class CommsCoverage
{
    public CommsCoverage()
    {
        Model = new CoverageModel("comms");
        Registers = Model.Registers("comms registers", new CommsRegisters(), isWatched: false);
        Record = Model.Point("record", Bin.Value("key", 0), Bin.Value("one word", 1), Bin.Value("two words", 2), Bin.Value("four words", 3));
        Mode = Model.Point("full ring", Bin.Value("drops", 0), Bin.Value("overwrites", 1), Bin.Value("stalls", 2));
        RecordMode = Model.Cross("record x full ring", [Record, Mode]);
        Kind = Model.Point("packet", Bin.Value("receiver", 0), Bin.Value("FIFO 0", 1), Bin.Value("FIFO 1", 2));
        Taken = Model.Point("records at once", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("several", 2, 64));
        Lost = Model.Point("losses", Bin.Value("none", 0), Bin.Value("some", 1));
        Filled = Model.Point("ring", Bin.Value("empty", 0), Bin.Value("filled", 1));
        Set = Model.Point("register set", Bin.Value("0", 0), Bin.Value("1", 1), Bin.Value("2", 2), Bin.Value("3", 3));
        Payload = Model.Point("payload", Bin.Value("none", 0), Bin.Value("one word", 1), Bin.Value("two words", 2), Bin.Value("four words", 3));
        SetPayload = Model.Cross("register set x payload", [Set, Payload]);
    }

    public CoverageModel Model { get; }

    public CoverRegisters Registers { get; }

    public CoverPoint Record { get; }

    public CoverPoint Mode { get; }

    public CoverCross RecordMode { get; }

    public CoverPoint Kind { get; }

    public CoverPoint Taken { get; }

    public CoverPoint Lost { get; }

    public CoverPoint Filled { get; }

    public CoverPoint Set { get; }

    public CoverPoint Payload { get; }

    public CoverCross SetPayload { get; }
}

/// <summary>The communications controller of a processing element.</summary>
public sealed class CommsBlock : IVerificationBlock
{
    private readonly CommsCoverage _coverage = new();

    public CommsBlock() => Benches = [new CommsBench(_coverage)];

    public string Name => "comms";

    public string Description => "Communications controller: events into rings, packets to the processor, packets from it.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("comms.filter", "An event is in the ring of its filter; what no filter takes is in the receiver."),
        new("comms.events_in_order", "A ring gives events in the order of their arrival, none twice."),
        new("comms.event_data", "The data of a record that the write pointer has passed is in the SRAM, and right."),
        new("comms.events_conserved", "Every event is read or counted as lost."),
        new("comms.stall_keeps_all", "A ring that stalls loses nothing."),
        new("comms.overwrite_keeps_latest", "A ring that overwrites holds the latest event."),
        new("comms.not_empty", "The not-empty interrupt is on while the pointers differ."),
        new("comms.receiver", "The receiver gives every packet once, in order, with its payload."),
        new("comms.launches", "Every launched packet leaves once, in order of its register set, with its payload."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("comms.filter_ignores_mask", "Filters compare all bits of the key."),
        new("comms.launched_twice", "Every fifth packet leaves twice."),
        new("comms.pointer_before_data", "The write pointer moves before the data is written."),
        new("comms.ring_overfilled", "A ring is filled to the last word, so that it seems empty."),
        new("comms.loss_not_counted", "Every other lost event is not counted."),
        new("comms.not_empty_stuck", "The not-empty interrupt of FIFO 1 stays off."),
        new("comms.receiver_words_swapped", "The receiver shows the payload words in the other order."),
        new("comms.stall_drops", "A ring that should stall drops."),
        new("comms.overwrite_drops", "A ring that should overwrite drops."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("comms.testplan.yaml");
}
