using HwModel.Networks.Mapping;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Networks;

/// <summary>Networks on SpiNNaker2, end to end: graph, mapping, firmware, chip.</summary>
public sealed class NetworkBlock : IVerificationBlock
{
    private readonly NetworkCoverage _coverage = new();

    public NetworkBlock() => Benches = [new NetworkBench(_coverage)];

    public string Name => "network";

    public string Description => "Spiking networks on SpiNNaker2: from the graph over mapping, firmware and chip to spikes.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("network.spikes", "Every neuron spikes in exactly the rows in which the plain simulator of the same graph lets it spike."),
        new("network.levels_agree", "The event level has the spikes of the firmware."),
        new("network.nothing_lost", "No packet is lost, and none arrives where nobody knows its key."),
        new("network.synaptic_events", "Every spike reaches as many synapses as its row of the matrix has."),
        new("network.membranes", "At the end the membranes are those of the plain simulator, up to single precision."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("network.weight_sign_swapped", "The weights of every third source neuron have the wrong sign."),
        new("network.delay_one_late", "Synapses act a tick too late."),
        new("network.ring_too_short", "The ring of delayed input has half the slots that the longest delay needs."),
        new("network.last_synapse_lost", "The last synapse of every row is missing."),
        new("network.key_mask_too_wide", "The mask of routing entries leaves out one bit, so that an entry takes the keys of its neighbour."),
        new("network.route_missing", "The last routing entry is missing."),
        new("network.spike_lost_at_wrap", "The event level loses every sixteenth packet of a processing element."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("network.testplan.yaml");
}

/// <summary>What the networks' cases are meant to reach.</summary>
internal sealed class NetworkCoverage
{
    private readonly CoverPoint _neurons;
    private readonly CoverPoint _elements;
    private readonly CoverPoint _delay;
    private readonly CoverPoint _spikes;
    private readonly CoverPoint _level;
    private readonly CoverPoint _loop;
    private readonly CoverCross _kindByLevel;

    public NetworkCoverage()
    {
        Model = new CoverageModel("network");
        _neurons = Model.Point("neurons", Bin.Value("IF", 0), Bin.Value("LIF", 1), Bin.Value("CubaLIF", 2));
        _elements = Model.Point("elements", Bin.Value("three", 3), Bin.Range("some", 4, 5), Bin.Range("many", 6, long.MaxValue));
        _delay = Model.Point("delay", Bin.Value("none", 0), Bin.Range("short", 1, 3), Bin.Range("long", 4, 6));
        _spikes = Model.Point("spikes", Bin.Value("none", 0), Bin.Range("few", 1, 20), Bin.Range("many", 21, long.MaxValue));
        _level = Model.Point("level", Bin.Value("core", 0), Bin.Value("chip", 1));
        _loop = Model.Point("loop", Bin.Value("none", 0), Bin.Value("recurrent", 1));
        _kindByLevel = Model.Cross("neurons x level", [_neurons, _level]);
    }

    public CoverageModel Model { get; }

    public void Sample(CoverageRecord record, NetworkConfiguration c, MappedNetwork mapped, int spikes)
    {
        record.Sample(_neurons, (long)c.Neurons);
        record.Sample(_elements, mapped.Slices.Count);
        record.Sample(_delay, c.Delay);
        record.Sample(_spikes, spikes);
        record.Sample(_level, (long)c.Level);
        record.Sample(_loop, c.Recurrent ? 1 : 0);
        record.Sample(_kindByLevel, (long)c.Neurons, (long)c.Level);
    }
}
