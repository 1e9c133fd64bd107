using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>Synapses with their correlation sensors.</summary>
public sealed class SynapseBlock : IVerificationBlock
{
    private readonly SynapseCoverage _coverage = new();

    public SynapseBlock() => Benches = [new SynapseBench(_coverage)];

    public string Name => "synapse";

    public string Description => "BrainScaleS-2 synapses: charge by weight, label and sign; correlation sensors against a plain nearest-neighbour sum.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("synapse.charge", "The charge on an integrator is the sum of the weights whose labels match, with their signs."),
        new("synapse.causal", "A causal sensor sums exp(-dt/tau) over post spikes, with the latest pre spike since the last post spike; without any before, it is 0."),
        new("synapse.acausal", "An acausal sensor sums exp(-dt/tau) over pre spikes, with the latest post spike since the last pre spike."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("synapse.label_ignored", "Synapses conduct whatever the label."),
        new("synapse.pulse_halved", "Top rows get half a pulse."),
        new("synapse.post_late", "Sensors see a post spike 0.5 us late."),
        new("synapse.sensor_label_wrong", "Sensors see the lowest bit of a pre event's label flipped."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("synapse.testplan.yaml");
}

internal sealed class SynapseCoverage
{
    public SynapseCoverage()
    {
        Model = new CoverageModel("synapse");
        Weight = Model.Point("weight", Bin.Value("zero", 0), Bin.Range("some", 1, 62), Bin.Value("full", 63));
        Match = Model.Point("label", Bin.Value("other", 0), Bin.Value("same", 1));
        Delay = Model.Point("post minus pre, us", Bin.Range("long before", long.MinValue, -6), Bin.Range("before", -5, -1), Bin.Value("together", 0), Bin.Range("after", 1, 5), Bin.Range("long after", 6, long.MaxValue));
        Pairs = Model.Point("pairs of a sensor", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("more", 2, long.MaxValue));
    }

    public CoverageModel Model { get; }

    public CoverPoint Weight { get; }

    public CoverPoint Match { get; }

    public CoverPoint Delay { get; }

    public CoverPoint Pairs { get; }
}
