using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.Power;

/// <summary>Performance levels, supplies and energy of the processing elements.</summary>
public sealed class PowerBlock : IVerificationBlock
{
    private readonly PowerCoverage _coverage = new();

    public PowerBlock() => Benches = [new PowerBench(_coverage)];

    public string Name => "dvfs";

    public string Description => "SpiNNaker2 power management: levels, supply switching, energy meter.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("dvfs.clock_within_voltage", "No clock edge comes faster than the present rail allows."),
        new("dvfs.clock_stopped_in_between", "No clock edge comes while supply, divider, isolation or reset change."),
        new("dvfs.transition_time", "A transition takes the time that is specified for its kind."),
        new("dvfs.clock_runs_again", "A clock that stops for a change of level runs again within eight cycles of the reference, unless its element goes off."),
        new("dvfs.switching_limited", "No more elements than allowed change their supply at once, of a quad and of the chip."),
        new("dvfs.wish_reached", "An element ends at the level that it was asked for last."),
        new("dvfs.no_spike_lost", "Every spike that is sent to an element arrives, whatever its level does."),
        new("dvfs.energy_is_the_integral", "The energy meter reads the sum over all cycles of what each cost."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("dvfs.supply_after_frequency", "Upwards, the frequency changes before the supply."),
        new("dvfs.clock_not_stopped", "The clock runs on while the level changes."),
        new("dvfs.grant_ignored", "An element switches its supply without waiting for its turn."),
        new("dvfs.quad_limit_ignored", "The arbiter counts the chip's switching elements only, not the quad's."),
        new("dvfs.request_not_released", "An element that has switched keeps its turn."),
        new("dvfs.command_lost_in_transition", "A wish that comes during a transition is forgotten."),
        new("dvfs.energy_at_old_level", "The meter goes on with the old level's constants."),
        new("dvfs.spike_lost_at_change", "The spike of the first cycle at a new frequency is forgotten."),
        new("dvfs.slow_supply", "The transition to the higher rail takes a cycle longer than its registers say."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("dvfs.testplan.yaml");
}

/// <summary>Kinds of transitions.</summary>
internal enum PowerChange
{
    Same,
    Up,
    Down,
    On,
    Off,
}

/// <summary>What the cases are meant to reach.</summary>
internal sealed class PowerCoverage
{
    public PowerCoverage()
    {
        Model = new CoverageModel("dvfs");
        Model.Registers("dvfs registers", new DvfsRegisters());
        Machine = Model.Fsm<PowerState>("power state");
        Change = Model.Point<PowerChange>("transition");
        Switching = Model.Point("elements switching at once", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 4), Bin.Range("many", 5, 8));
    }

    public CoverageModel Model { get; }

    public CoverFsm Machine { get; }

    public CoverPoint Change { get; }

    public CoverPoint Switching { get; }
}
