using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>
/// When the steps of a transition happen, in cycles of the 100 MHz reference from its start; the transition ends one cycle after its last step.
/// The times exist as registers (spinnaker_2_tools, quadpe_regfile.h); published is that a level changes within 100 ns (Hoeppner et al., TCAS-I 66(8), 2019).
/// </summary>
[ModelChoice("the values are not published; 40 ns on one rail, 90 ns up and 60 ns down between rails, 200 ns on and 40 ns off")]
public sealed record TransitionTimes
{
    /// <summary>Lower frequency on the same rail.</summary>
    public StepTimes FrequencyDown { get; init; } = new(ClockOff: 1, Supply: -1, Divider: 2, ClockOn: 3);

    /// <summary>Higher frequency on the same rail.</summary>
    public StepTimes FrequencyUp { get; init; } = new(ClockOff: 1, Supply: -1, Divider: 2, ClockOn: 3);

    /// <summary>Lower rail, same frequency.</summary>
    public StepTimes VoltageDown { get; init; } = new(ClockOff: 0, Supply: 2, Divider: -1, ClockOn: 5);

    /// <summary>Higher rail, same frequency.</summary>
    public StepTimes VoltageUp { get; init; } = new(ClockOff: 0, Supply: 4, Divider: -1, ClockOn: 8);

    /// <summary>Lower rail and frequency: the divider first.</summary>
    public StepTimes BothDown { get; init; } = new(ClockOff: 0, Supply: 2, Divider: 1, ClockOn: 5);

    /// <summary>Higher rail and frequency: the supply first.</summary>
    public StepTimes BothUp { get; init; } = new(ClockOff: 0, Supply: 4, Divider: 6, ClockOn: 8);

    /// <summary>Power-off: clock, isolation of the outputs, reset, supply.</summary>
    public GateTimes Off { get; init; } = new(Clock: 0, Isolation: 1, Reset: 2, Supply: 3);

    /// <summary>Power-on: supply after its pre-charge, end of isolation, end of reset, clock.</summary>
    public GateTimes On { get; init; } = new(Clock: 19, Isolation: 14, Reset: 17, Supply: 8);
}

/// <summary>The steps of a change between two levels; -1 is a step that the change does not have.</summary>
/// <param name="ClockOff">When the clock stops, cycles of the reference.</param>
/// <param name="Supply">When the supply is switched, cycles of the reference.</param>
/// <param name="Divider">When the divider changes, cycles of the reference.</param>
/// <param name="ClockOn">When the clock runs again, cycles of the reference.</param>
public sealed record StepTimes(int ClockOff, int Supply, int Divider, int ClockOn);

/// <summary>The steps of switching a processing element off or on.</summary>
/// <param name="Clock">When the clock stops or starts, cycles of the reference.</param>
/// <param name="Isolation">When the outputs are isolated or connected, cycles of the reference.</param>
/// <param name="Reset">When the reset begins or ends, cycles of the reference.</param>
/// <param name="Supply">When the supply is switched, cycles of the reference.</param>
public sealed record GateTimes(int Clock, int Isolation, int Reset, int Supply);
