using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeBus;

/// <summary>What the cases of the two buses are meant to reach.</summary>
internal sealed class BusCoverage
{
    public BusCoverage()
    {
        Model = new CoverageModel("pe-bus");
        Peripherals = Model.Fsm<PeripheralBusState>("peripheral bus");
        Port = Model.Point("master", [.. Enumerable.Range(0, SramPort.Count).Select(port => Bin.Value($"master {port}", port))]);
        Kind = Model.Point<SramAccess>("access");
        PortKind = Model.Cross("master x access", [Port, Kind]);
        Wait = Model.Point("wait", Bin.Value("none", 0), Bin.Range("short", 1, 4), Bin.Range("long", 5, 15), Bin.Range("guarded", 16, 24));
        Rivals = Model.Point("rivals", Bin.Value("none", 0), Bin.Range("some", 1, 3), Bin.Range("many", 4, 7));
        Exclusive = Model.Point("exclusive write", Bin.Value("failed", 0), Bin.Value("done", 1));
        Window = Model.Point("window", Bin.Value("first", 0), Bin.Value("second", 1), Bin.Value("third", 2), Bin.Value("none", 3));
        Outcome = Model.Point("register access", Bin.Value("read", 0), Bin.Value("write", 1), Bin.Value("narrow", 2), Bin.Value("unaligned", 3), Bin.Value("no block", 4));
    }

    public CoverageModel Model { get; }

    public CoverFsm Peripherals { get; }

    public CoverPoint Port { get; }

    public CoverPoint Kind { get; }

    public CoverCross PortKind { get; }

    public CoverPoint Wait { get; }

    public CoverPoint Rivals { get; }

    public CoverPoint Exclusive { get; }

    public CoverPoint Window { get; }

    public CoverPoint Outcome { get; }
}

/// <summary>The local SRAM's bus and the peripheral bus of a processing element.</summary>
public sealed class BusBlock : IVerificationBlock
{
    private readonly BusCoverage _coverage = new();

    public BusBlock() => Benches = [new SramBench(_coverage), new PeripheralBench(_coverage)];

    public string Name => "pe-bus";

    public string Description => "Local SRAM with eight masters and the peripheral bus: data, order, priority, guard, exclusives, address decoding.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("pe-bus.answered", "Every access is answered once, those of one master in order."),
        new("pe-bus.data", "A read gives what the writes granted before it left."),
        new("pe-bus.one_per_bank", "A bank serves one access a cycle."),
        new("pe-bus.priority", "A master goes before one of higher priority only after the guard's time."),
        new("pe-bus.bounded_wait", "No access waits longer than the guard and the other masters explain."),
        new("pe-bus.no_wait_alone", "An access that meets no other has no wait states."),
        new("pe-bus.exclusive", "An exclusive write is done exactly where its reservation stands."),
        new("pe-bus.decode", "A register access reaches the block of its address with its offset, and no other."),
        new("pe-bus.bus_error", "An access without a block, unaligned or not a word is an error, and nothing else is."),
        new("pe-bus.apb_time", "A register access takes three cycles and those of the block."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("sram.contended_write_lost", "A write that waited is lost."),
        new("sram.byte_mask_ignored", "A write of some bytes writes the whole row."),
        new("sram.two_accesses_per_bank", "Two masters are let into a bank in one cycle."),
        new("sram.no_starvation_guard", "Who waits long is not helped."),
        new("sram.reservation_kept", "A reservation outlives a write of another master."),
        new("sram.priority_inverted", "The master of the lowest priority goes first."),
        new("sram.grants_every_other_cycle", "The arbiter rests in odd cycles."),
        new("sram.tag_not_returned", "Answers carry no tag."),
        new("bus.offset_not_subtracted", "A block is given the low bits of the address instead of its offset."),
        new("bus.narrow_access_accepted", "Bytes and halfwords are passed on as words."),
        new("bus.extra_cycle", "An answer is held back for a cycle."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("pe-bus.testplan.yaml");
}
