using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>Synapses and synapse drivers on the register bus.</summary>
public sealed class SynramBlock : IVerificationBlock
{
    private readonly SynramCoverage _coverage = new();

    public SynramBlock() => Benches = [new SynramBench(_coverage)];

    public string Name => "synram";

    public string Description => "BrainScaleS-2 synapse and driver memory on the register bus: weights, labels, trims, driver words, beside other users of the rows.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("synram.read_back", "A word reads as what was written last to it."),
        new("synram.synapses", "The synapses of a word, and no others, have the weights or labels that were written, the last column those of the low byte."),
        new("synram.atomic", "What another user of the rows has written to a synapse that no word names is there when it reads the row again, whatever words are written meanwhile."),
        new("synram.drivers", "A driver, and no other, works as its words say."),
        new("synram.refused", "An access behind a memory is answered with an error, any other without."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("synram.order_reversed", "The first column has the low byte."),
        new("synram.labels_are_weights", "Labels are written to the weights."),
        new("synram.trim_lost", "Writes do not reach the trims."),
        new("synram.neighbours_cleared", "A synapse of the next word is cleared by a write."),
        new("synram.hold_ignored", "The row port serves others between the reading and the writing of a row that is changed."),
        new("synram.error_hidden", "Accesses behind the memory are answered without an error."),
        new("synram.neighbour_driver", "Words reach the driver beside."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("synram.testplan.yaml");
}

internal sealed class SynramCoverage
{
    public SynramCoverage()
    {
        Model = new CoverageModel("synram");
        Model.Registers("synapse driver registers", new SynapseDriversRegisters());
        State = Model.Fsm<SynapsePortState>("state");
        CoverPoint region = Model.Point("region", Bin.Value("weights", 0), Bin.Value("labels", 1), Bin.Value("nothing", 2));
        CoverPoint kind = Model.Point("access", Bin.Value("read", 0), Bin.Value("write", 1));
        Accesses = new Mesh.Crossing(Model.Cross("region x access", [region, kind]), region, kind);
        Row = Model.Point("row", Bin.Value("first", 0), Bin.Range("middle", 1, 254), Bin.Value("last", 255));
        Quad = Model.Point("quad", Bin.Value("first", 0), Bin.Range("middle", 1, 62), Bin.Value("last", 63));
        Word = Model.Point("driver word", Bin.Value("0", 0), Bin.Value("1", 1), Bin.Value("2", 2));
        Around = Model.Point("around it", Bin.Value("alone, no sensors", 0), Bin.Value("alone, sensors", 1), Bin.Value("rows shared, no sensors", 2), Bin.Value("rows shared, sensors", 3));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Accesses { get; }

    public CoverPoint Row { get; }

    public CoverPoint Quad { get; }

    public CoverPoint Word { get; }

    public CoverPoint Around { get; }
}
