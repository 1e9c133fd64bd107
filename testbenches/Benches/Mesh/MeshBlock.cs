using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Mesh;

/// <summary>The mesh of wormhole routers.</summary>
public sealed class MeshBlock : IVerificationBlock
{
    private readonly MeshCoverage _coverage = new();

    public MeshBlock() => Benches = [new MeshBench(_coverage)];

    public string Name => "mesh";

    public string Description => "Mesh of wormhole routers: delivery, order, path, latency, credits, progress under random traffic.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("mesh.conservation", "In every cycle the flits that went in are those that came out and those inside."),
        new("mesh.delivery", "Every packet arrives once, at its destination, and nothing else arrives."),
        new("mesh.in_order_per_flow", "With one virtual channel, packets from one node to another arrive in the order of sending."),
        new("mesh.xy_path", "A flit travels first along x, then along y, always towards its destination."),
        new("mesh.latency_lower_bound", "No packet is faster than the stages of the routers on its way."),
        new("mesh.latency_when_alone", "A packet of one flit that meets no other takes exactly the stages of the routers on its way."),
        new("mesh.hops_counted", "A flit counts the links it has passed."),
        new("mesh.credits", "No buffer is sent more flits than it holds, and no credit comes back that was not spent."),
        new("mesh.no_starvation", "No packet waits longer than all flits of the case would take one after the other."),
        new("mesh.progress", "While flits are inside, one moves within a few cycles: nothing locks up."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("mesh.credit_returned_twice", "A router forgets to count the credit it spends for every 32nd packet."),
        new("mesh.wrong_turn", "A router sends packets for some destinations the opposite way."),
        new("mesh.flit_lost", "A router loses the flits of every fourth packet."),
        new("mesh.flit_repeated", "A router sends the flit of every fourth packet once more, with the number of the packet before."),
        new("mesh.credit_lost", "A router does not return the credits of every fourth packet."),
        new("mesh.sequence_bit_flipped", "A router flips the lowest bit of the sequence number of packets that go east."),
        new("mesh.arbiter_stuck", "The arbiters of the east ports choose nobody in 30 of 32 cycles."),
        new("mesh.pipeline_stage_skipped", "A router forwards a flit one stage early."),
        new("mesh.pipeline_stage_added", "A router holds a flit one cycle too long."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("mesh.testplan.yaml");
}
