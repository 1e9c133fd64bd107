using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The digital back end of 256 neurons.</summary>
public sealed class BackendBlock : IVerificationBlock
{
    private readonly BackendCoverage _coverage = new();

    public BackendBlock() => Benches = [new BackendRandomBench(_coverage)];

    public string Name => "backend";

    public string Description => "BrainScaleS-2 neuron back end: refractory counters, arbitration, addresses, spike counters, holding.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("backend.delivery", "Each output sends the addresses of the spikes that count, in the order of the plain model."),
        new("backend.timing", "Each event leaves in the cycle of the plain model; an output sends one in 8 ns."),
        new("backend.refractory", "No comparator starts a spike before refractory_time x 2^(scale + 1) x 4 ns have passed since the neuron's last one."),
        new("backend.counters", "Spike counters have the spikes modulo 256 and keep their overflow."),
        new("backend.held", "Held neurons start no spike, and none leaves."),
        new("backend.lost", "A spike whose neuron's last one still waits is lost and counted."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("backend.refractory_short", "Refractory counters are one count short."),
        new("backend.refractory_ignored", "A comparator that is high in the refractory time starts a spike."),
        new("backend.priority_reversed", "The last column comes first."),
        new("backend.address_not_inverted", "Addresses go out as stored."),
        new("backend.slot_ignored", "Two events of an output can share a slot."),
        new("backend.hold_passes", "Held neurons send."),
        new("backend.silent_sends", "Neurons without en_spike_out send."),
        new("backend.overflow_missed", "Overflows of spike counters are not kept."),
        new("backend.loss_hidden", "Lost spikes are not counted."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("backend.testplan.yaml");
}

internal sealed class BackendCoverage
{
    public BackendCoverage()
    {
        Model = new CoverageModel("backend");
        Model.Registers("backend registers", new NeuronBackendRegisters());
        Model.Registers("spike counter registers", new SpikeCountersRegisters());
        State = Model.Fsm("state", Enum.GetNames<BackendState>(), [(0, 1), (1, 0), (1, 2), (2, 0), (2, 1)]);
        Together = Model.Point("spikes in one slot", Bin.Value("one", 1), Bin.Range("some", 2, 8), Bin.Range("many", 9, 64));
        Scale = Model.Point("clock scale", Bin.Value("0", 0), Bin.Range("low", 1, 2), Bin.Range("high", 3, 5));
        Ignored = Model.Point("comparator in the refractory time", Bin.Value("never", 0), Bin.Range("sometimes", 1, long.MaxValue));
        Missed = Model.Point("release missed", Bin.Value("no", 0), Bin.Range("yes", 1, long.MaxValue));
        Overflow = Model.Point("counter", Bin.Range("below 256", 0, 255), Bin.Range("overflow", 256, long.MaxValue));
        Lost = Model.Point("lost", Bin.Value("none", 0), Bin.Range("some", 1, long.MaxValue));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public CoverPoint Together { get; }

    public CoverPoint Scale { get; }

    public CoverPoint Ignored { get; }

    public CoverPoint Missed { get; }

    public CoverPoint Overflow { get; }

    public CoverPoint Lost { get; }
}
