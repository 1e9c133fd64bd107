using HwModel.Networks.Execution;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Energy;

/// <summary>The energy that a network on SpiNNaker2 takes, end to end: from running elements to the report.</summary>
public sealed class EnergyBlock : IVerificationBlock
{
    private readonly EnergyCoverage _coverage = new();

    public EnergyBlock() => Benches = [new EnergyBench(_coverage)];

    public string Name => "energy";

    public string Description => "Energy of networks on SpiNNaker2: meters, sums, levels of the model.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("energy.is_the_integral", "An element's meter reads the integral of its power over time: sleep by rail, awake cycles by rail."),
        new("energy.is_the_sum", "The report's energy is the sum over all elements, the floor of all chips, networks, routers and links."),
        new("energy.never_falls", "From tick to tick no component's energy falls."),
        new("energy.levels_fill_the_time", "The seconds at the four levels and without supply are the simulated time."),
        new("energy.changes_counted", "Every change of the level costs its energy."),
        new("energy.transport", "Network, routers and links take what the spikes and the ways of their packets give."),
        new("energy.levels_agree", "The event level's processors take within 5 % of the chip's energy, sleep within 2 %."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("energy.cycles_at_low_rail", "Processor cycles are charged as if at 0.5 V at all levels."),
        new("energy.sleep_not_settled", "The sleep energy before a change of the level is forgotten."),
        new("energy.time_not_settled", "The time before a change of the level is forgotten."),
        new("energy.change_is_free", "Changes of the level are not counted."),
        new("energy.element_forgotten", "The first element of a chip is missing in the chip's sum."),
        new("energy.southward_hops_free", "Hops towards the south are not counted."),
        new("energy.western_links_free", "Copies that leave by the links west, south-west and south are not counted."),
        new("energy.busy_ticks_at_low_level", "The event level takes busy ticks for ticks at the low level."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("energy.testplan.yaml");
}

/// <summary>What the cases are meant to reach.</summary>
internal sealed class EnergyCoverage
{
    private readonly CoverPoint _policy;
    private readonly CoverPoint _chips;
    private readonly CoverPoint _busy;
    private readonly CoverPoint _spikes;
    private readonly CoverCross _policyByChips;

    public EnergyCoverage()
    {
        Model = new CoverageModel("energy");
        _policy = Model.Point("policy", Bin.Value("low", 0), Bin.Value("high", 1), Bin.Value("auto", 2));
        _chips = Model.Point("chips", Bin.Value("one", 1), Bin.Value("two", 2));
        _busy = Model.Point("busy ticks", Bin.Value("none", 0), Bin.Range("some", 1, 10), Bin.Range("many", 11, long.MaxValue));
        _spikes = Model.Point("spikes", Bin.Value("none", 0), Bin.Range("few", 1, 20), Bin.Range("many", 21, long.MaxValue));
        _policyByChips = Model.Cross("policy x chips", [_policy, _chips]);
    }

    public CoverageModel Model { get; }

    public void Sample(CoverageRecord record, EnergyConfiguration c, NetworkRun run)
    {
        record.Sample(_policy, (long)c.Policy);
        record.Sample(_chips, c.Chips);
        record.Sample(_busy, run.Slices.Sum(slice => slice.HighTicks));
        record.Sample(_spikes, run.Slices.Sum(slice => slice.Spikes));
        record.Sample(_policyByChips, (long)c.Policy, c.Chips);
    }
}
