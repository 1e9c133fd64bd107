using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Router;

/// <summary>The packet router of SpiNNaker2.</summary>
public sealed class RouterBlock : IVerificationBlock
{
    private readonly RouterCoverage _coverage = new();

    public RouterBlock() => Benches = [new RouterBench(_coverage)];

    public string Name => "router";

    public string Description => "SpiNNaker2 packet router: copies against a plain model, order, times, drops, captures, counters.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("router.delivery", "Every copy that the plain model gives leaves once, by its output, or is in the log of drops; nothing else leaves."),
        new("router.order", "Packets of one input leave an output in the order in which they came."),
        new("router.latency_when_alone", "A packet that meets no other leaves after four cycles (multicast) or two."),
        new("router.wait", "No copy is dropped before it waited as long as the control register says."),
        new("router.captures", "The registers hold the first bad packet since they were read, and say whether there were more."),
        new("router.counters", "Diagnostic counters count the packets that their filters select."),
        new("router.progress", "The router is empty within a bounded time after its outputs open: nothing locks up."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("router.second_match", "The highest matching entry wins instead of the lowest."),
        new("router.mask_ignored", "The mask is not applied to the packet's key."),
        new("router.parity_ignored", "Packets with a parity error are routed."),
        new("router.age_check_inverted", "Packets of every time phase but the expired one are dropped."),
        new("router.default_route_turned", "A packet without an entry turns to the next link."),
        new("router.drop_not_counted", "A dropped copy is neither counted nor kept."),
        new("router.dump_overwritten", "A later dump overwrites the first."),
        new("router.copy_lost", "The last copy of a packet to more than two links is lost."),
        new("router.copy_twice", "Some packets leave by their last link once more."),
        new("router.wait_too_short", "A copy is dropped one cycle early."),
        new("router.emergency_turned", "The emergency route is the next higher link."),
        new("router.overtaking", "A younger packet overtakes an older one at the same output."),
        new("router.filter_ignores_payload", "A filter does not look at the payload."),
        new("router.chip_off_by_one", "The chip table is read one entry off for odd chips."),
        new("router.stage_added", "A multicast packet takes one cycle more."),
        new("router.engine_stuck", "The core-to-core engine stops after its sixth packet."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("router.testplan.yaml");
}
