using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The PADI buses of a half with their registers.</summary>
public sealed class PadiBlock : IVerificationBlock
{
    private readonly PadiCoverage _coverage = new();

    public PadiBlock() => Benches = [new PadiBench(_coverage)];

    public string Name => "padi";

    public string Description => "BrainScaleS-2 PADI buses: decoding, spacing, gating, events written by hand, drivers that stall.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("padi.decode", "An event on a bus has the row select and the label of the event that was sent, and comes in its order."),
        new("padi.spacing", "Two events of a bus are 8 ns apart, 16 ns with extended timing."),
        new("padi.gate", "A bus without connection passes no event of the crossbar and counts what it drops."),
        new("padi.manual_first", "An event written by hand that waits is the next on its bus, before any of the crossbar."),
        new("padi.manual", "An event written by hand comes once on each bus that it names, and on no other."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("padi.row_select_shifted", "The row select loses its lowest bit."),
        new("padi.label_bit_lost", "The label loses its highest bit."),
        new("padi.gap_skipped", "Events follow each other without the rest of the slot."),
        new("padi.disabled_passes", "A bus without connection passes events."),
        new("padi.manual_wrong_bus", "An event written by hand comes on the next bus."),
        new("padi.manual_lost_when_busy", "An event written by hand is lost while another waits."),
        new("padi.manual_last", "An event written by hand lets those of the crossbar go first."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("padi.testplan.yaml");
}

internal sealed class PadiCoverage
{
    public PadiCoverage()
    {
        Model = new CoverageModel("padi");
        Model.Registers("padi registers", new PadiRegisters());
        State = Model.Fsm("state", Enum.GetNames<PadiState>(), [(0, 1), (0, 3), (1, 2), (2, 0), (2, 1), (2, 3), (3, 1)]);
        CoverPoint enabled = Model.Point("connected", Bin.Value("no", 0), Bin.Value("yes", 1));
        CoverPoint extended = Model.Point("timing", Bin.Value("usual", 0), Bin.Value("extended", 1));
        Settings = new Mesh.Crossing(Model.Cross("connected x timing", [enabled, extended]), enabled, extended);
        Fire = Model.Point("buses written by hand", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 3), Bin.Value("all", 4));
        Meets = Model.Point("an event by hand meets", Bin.Value("an idle bus", 0), Bin.Value("a slot that is taken", 1), Bin.Value("an event of the crossbar", 2));
        RowSelect = Model.Toggle("row select", 5);
        Label = Model.Toggle("label", 6);
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Settings { get; }

    public CoverPoint Fire { get; }

    public CoverPoint Meets { get; }

    public CoverToggle RowSelect { get; }

    public CoverToggle Label { get; }
}
