using HwModel.BrainScaleS2.Digital;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The register bus.</summary>
public sealed class OmnibusVerification : IVerificationBlock
{
    private readonly OmnibusCoverage _coverage = new();

    public OmnibusVerification() => Benches = [new OmnibusBench(_coverage)];

    public string Name => "omnibus";

    public string Description => "BrainScaleS-2 register bus: four masters with priority, address map, errors, latency.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("omnibus.destination", "An access reaches the block that holds its address, at the offset in it, as it was sent, and no other block."),
        new("omnibus.answer", "Every access is answered once, to its master, with what the block gave."),
        new("omnibus.error", "An access is answered with an error where no block holds its address, and only there."),
        new("omnibus.priority", "While accesses wait, the next is that of the first master: top processor, bottom processor, FPGA, debug port."),
        new("omnibus.latency", "An access that nothing holds up takes its master's latency and the block's own time."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("omnibus.priority_reversed", "The last master comes first."),
        new("omnibus.wrong_block", "Accesses reach the next block."),
        new("omnibus.error_hidden", "Addresses without a block are answered without an error."),
        new("omnibus.base_not_subtracted", "Blocks see the chip's address instead of their own."),
        new("omnibus.latency_short", "Accesses travel in half the time."),
        new("omnibus.last_word_refused", "The last word of a block is taken for none."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("omnibus.testplan.yaml");
}

internal sealed class OmnibusCoverage
{
    public OmnibusCoverage()
    {
        Model = new CoverageModel("omnibus");
        State = Model.Fsm<OmnibusState>("state");
        CoverPoint master = Model.Point<OmnibusMaster>("master");
        CoverPoint target = Model.Point("target", Bin.Range("block", 0, OmnibusBench.BlockCount - 1), Bin.Value("nowhere", OmnibusBench.BlockCount));
        Targets = new Mesh.Crossing(Model.Cross("master x target", [master, target]), master, target);
        Place = Model.Point("word of its block", Bin.Value("first", 0), Bin.Value("middle", 1), Bin.Value("last", 2));
        Waiting = Model.Point("masters that wait", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("several", 2, 3));
        Kind = Model.Point("access", Bin.Value("read", 0), Bin.Value("write", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Targets { get; }

    public CoverPoint Place { get; }

    public CoverPoint Waiting { get; }

    public CoverPoint Kind { get; }
}
