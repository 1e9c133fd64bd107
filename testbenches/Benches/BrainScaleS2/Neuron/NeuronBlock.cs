using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The analog neuron circuit.</summary>
public sealed class NeuronBlock : IVerificationBlock
{
    private readonly NeuronCoverage _coverage = new();

    public NeuronBlock() => Benches = [new NeuronBench(_coverage)];

    public string Name => "neuron";

    public string Description => "BrainScaleS-2 analog neuron: membranes and spikes of random LIF neurons against a Runge-Kutta integration.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("neuron.membrane", "Until its first spike the membrane follows the differential equation within a microvolt."),
        new("neuron.spikes", "Spikes come within two slots of where the integration crosses the threshold."),
        new("neuron.refractory", "No interval is shorter than the refractory time."),
        new("neuron.reset", "After a spike the membrane is at the reset potential while the reset is held."),
        new("neuron.rails", "The membrane stays between its rails."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("neuron.reset_skipped", "A spike does not reset its membrane."),
        new("neuron.refractory_halved", "The refractory time is half as long."),
        new("neuron.inhibition_lost", "Inhibitory lines have no effect."),
        new("neuron.leak_stronger", "The leak is 1 % too strong."),
        new("neuron.rail_missing", "The lower rail does not hold the membrane."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("neuron.testplan.yaml");
}

internal sealed class NeuronCoverage
{
    public NeuronCoverage()
    {
        Model = new CoverageModel("neuron");
        Spikes = Model.Point("spikes", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 9), Bin.Range("many", 10, long.MaxValue));
        Sign = Model.Point("input", Bin.Range("inhibitory", -63, -1), Bin.Range("excitatory", 1, 63));
        Taus = Model.Point("tau_m against tau_s", Bin.Value("shorter", -1), Bin.Value("equal", 0), Bin.Value("longer", 1));
        Restless = Model.Point("leak over threshold", Bin.Value("no", 0), Bin.Value("yes", 1));
        Rail = Model.Point("rail", Bin.Value("free", 0), Bin.Value("at the lower rail", 1));
    }

    public CoverageModel Model { get; }

    public CoverPoint Spikes { get; }

    public CoverPoint Sign { get; }

    public CoverPoint Taus { get; }

    public CoverPoint Restless { get; }

    public CoverPoint Rail { get; }
}
