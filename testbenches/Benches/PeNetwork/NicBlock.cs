using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.PeNetwork;

/// <summary>What the cases of the network interface are meant to reach.</summary>
internal sealed class NicCoverage
{
    public NicCoverage()
    {
        Model = new CoverageModel("nic");
        Master = Model.Point("master", Bin.Value("core", 0), Bin.Value("MAC array", 1), Bin.Value("DMA", 2));
        Access = Model.Point("access", Bin.Value("read", 0), Bin.Value("write of a row", 1), Bin.Value("write of some bytes", 2));
        Target = Model.Point("target", Bin.Value("own memory", 0), Bin.Value("another's memory", 1));
        UnderWay = Model.Point("reads under way", Bin.Range("up to three", 0, 3), Bin.Range("four or more", 4, 8));
        MasterAccess = Model.Cross("master x access", [Master, Access]);
    }

    public CoverageModel Model { get; }

    public CoverPoint Master { get; }

    public CoverPoint Access { get; }

    public CoverPoint Target { get; }

    public CoverPoint UnderWay { get; }

    public CoverCross MasterAccess { get; }
}

/// <summary>The network interface of a processing element.</summary>
public sealed class NicBlock : IVerificationBlock
{
    private readonly NicCoverage _coverage = new();

    public NicBlock() => Benches = [new NicBench(_coverage)];

    public string Name => "nic";

    public string Description => "Network interface of a processing element: accesses between two elements against plain memories, under any load.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("nic.answers", "Every read is answered once, to the master that asked, with its tag and what its earlier accesses left at the address."),
        new("nic.memory", "At the end both memories hold what plain accesses leave."),
        new("nic.ends", "Every access comes to its end."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("nic.strobes_ignored", "A write of some bytes of a word writes all four."),
        new("nic.quad_index_of_requester", "Answers go to the own number in the quad instead of the asker's."),
        new("nic.answer_lost_when_full", "An answer is lost where four accesses of others are under way."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("nic.testplan.yaml");
}
