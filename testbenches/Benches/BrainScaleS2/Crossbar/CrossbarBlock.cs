using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The event crossbar.</summary>
public sealed class CrossbarBlock : IVerificationBlock
{
    private readonly CrossbarCoverage _coverage = new();

    public CrossbarBlock() => Benches = [new CrossbarBench(_coverage)];

    public string Name => "crossbar";

    public string Description => "BrainScaleS-2 event crossbar: routes, order, timing, drops and counters under random labels and nodes.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("crossbar.routes", "Every event that leaves passed a node of its output, and came from an input."),
        new("crossbar.delivery", "The labels that leave an output are those that a plain model of its queue lets out, in its order."),
        new("crossbar.timing", "Each event leaves in the cycle of the plain model."),
        new("crossbar.spacing", "An output sends one event in 8 ns, a slow one in 16 ns."),
        new("crossbar.drop_counters", "Each input's drop counter has the drops of the nodes that count."),
        new("crossbar.event_counters", "Each output's counter has its events."),
        new("crossbar.fair", "Where several inputs want an output at once, the one after the last winner comes first."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("crossbar.mask_ignored", "Nodes compare the whole label with their target."),
        new("crossbar.wrong_output", "Events from the link for the first two buses change places."),
        new("crossbar.drop_not_counted", "Drops are not counted."),
        new("crossbar.event_repeated", "Some events leave twice."),
        new("crossbar.slow_ignored", "Slow outputs are as fast as others."),
        new("crossbar.unfair", "The lowest input always wins."),
        new("crossbar.newest_overwritten", "A full queue loses its newest event instead of the arriving one."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("crossbar.testplan.yaml");
}

internal sealed class CrossbarCoverage
{
    public CrossbarCoverage()
    {
        Model = new CoverageModel("crossbar");
        Model.Registers("crossbar registers", new CrossbarRegisters());
        State = Model.Fsm("state", Enum.GetNames<CrossbarState>(), [(0, 1), (1, 0), (1, 2), (2, 1)]);
        Bin[] kinds = [Bin.Range("neurons", 0, 7), Bin.Range("link", 8, 11), Bin.Range("background", 12, 19)];
        CoverPoint from = Model.Point("from", kinds);
        CoverPoint to = Model.Point("to", Bin.Range("top", 0, 3), Bin.Range("bottom", 4, 7), Bin.Range("link", 8, 11));
        Ways = new Mesh.Crossing(Model.Cross("from x to", [from, to]), from, to);
        Depth = Model.Point("queue", Bin.Value("one", 1), Bin.Range("some", 2, 7), Bin.Value("full", 8));
        Fan = Model.Point("outputs of an event", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 8), Bin.Value("all of the link", 9));
        Drops = Model.Point("drops of a case", Bin.Value("none", 0), Bin.Range("few", 1, 9), Bin.Range("many", 10, long.MaxValue));
        Slow = Model.Point("slow output", Bin.Value("no", 0), Bin.Value("yes", 1));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public Mesh.Crossing Ways { get; }

    public CoverPoint Depth { get; }

    public CoverPoint Fan { get; }

    public CoverPoint Drops { get; }

    public CoverPoint Slow { get; }
}
