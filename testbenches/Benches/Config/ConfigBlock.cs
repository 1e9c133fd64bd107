using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Config;

/// <summary>The configuration network of SpiNNaker2 with its endpoints.</summary>
public sealed class ConfigBlock : IVerificationBlock
{
    private readonly ConfigCoverage _coverage = new();

    public ConfigBlock() => Benches = [new ConfigPacketBench(_coverage), new ConfigRegisterBench(_coverage)];

    public string Name => "cnoc";

    public string Description => "SpiNNaker2 configuration network: whole packets, path, time per hop; registers by the host and over the data network.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("cnoc.delivery", "Every packet arrives once, word for word, and its words arrive together."),
        new("cnoc.path", "A packet travels first along x, then along y."),
        new("cnoc.time", "A packet that meets no other is at the next router after the cycles of a hop."),
        new("cnoc.progress", "The network is empty within a bounded time after all nodes opened."),
        new("cnoc.registers", "Reads give what was written last to that register of that node, or to the management node's memory; what is not there is an error, and nothing else changes."),
        new("cnoc.answers", "Every read is answered once, to who asked, in the order of asking, with its tag."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("cnoc.lock_lost", "An output forgets after each word which packet it carries."),
        new("cnoc.lock_kept", "An output does not let go of a packet now and then."),
        new("cnoc.y_first", "Routes go along y before x."),
        new("cnoc.stage_skipped", "A word leaves a cycle early."),
        new("cnoc.tail_lost", "The last word of a long answer is lost."),
        new("cnoc.address_stuck", "Writes of several words all go to the first register."),
        new("cnoc.tag_lost", "The answer carries a tag of zero."),
        new("cnoc.error_hidden", "A register that is missing is answered as zero."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("cnoc.testplan.yaml");
}

/// <summary>What the cases are meant to reach.</summary>
internal sealed class ConfigCoverage
{
    public ConfigCoverage()
    {
        Model = new CoverageModel("cnoc");
        Model.Registers("management registers", new ManagementRegisters());
        Router = Model.Fsm<ConfigRouterState>("router");
        Target = Model.Fsm<ConfigTargetState>("target");
        Management = Model.Fsm<ManagementState>("management");
        Hops = Model.Point("hops", Bin.Value("none", 0), Bin.Range("few", 1, 6), Bin.Range("many", 7, 14));
        Words = Model.Point("words of a packet", Bin.Value("two", 2), Bin.Value("three", 3), Bin.Value("four", 4), Bin.Value("six", 6));
        Access = Model.Point("access", Bin.Value("host write", 0), Bin.Value("host read", 1), Bin.Value("network write", 2), Bin.Value("network read of a word", 3), Bin.Value("network read of a row", 4), Bin.Value("nothing there", 5), Bin.Value("memory of the management node", 6));
    }

    public CoverageModel Model { get; }

    public CoverFsm Router { get; }

    public CoverFsm Target { get; }

    public CoverFsm Management { get; }

    public CoverPoint Hops { get; }

    public CoverPoint Words { get; }

    public CoverPoint Access { get; }
}
