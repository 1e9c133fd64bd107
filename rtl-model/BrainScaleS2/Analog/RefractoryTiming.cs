namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The refractory counter of a neuron's digital back end (haldls, neuron): it starts at 0xFF - refractory_time at a spike and counts to 0xFF;
/// the reset is released when bits 7:5 are all one and bits 4:0 are {reset_holdoff, 0}.
/// </summary>
/// <param name="RefractoryTime">8-bit register.</param>
/// <param name="ResetHoldoff">4-bit register.</param>
/// <param name="ClockScale">4-bit register: the counter's clock is 250 MHz / 2^(scale + 1).</param>
public sealed record RefractoryTiming(int RefractoryTime, int ResetHoldoff, int ClockScale)
{
    /// <summary>Length of a counter cycle, in ns.</summary>
    public double CycleNanoseconds => 4.0 * (2 << ClockScale);

    /// <summary>From the spike to the end of the refractory time, in ns.</summary>
    public double RefractoryNanoseconds => RefractoryTime * CycleNanoseconds;

    /// <summary>Counter cycles from the release of the reset to the end of the refractory time, in range for a counter that passes the release value.</summary>
    public int HoldoffCycles => 0x1F - 2 * ResetHoldoff;

    /// <summary>Whether the counter starts beyond the release value, so the release never matches and the reset ends with the refractory time only.</summary>
    public bool ReleaseIsMissed => RefractoryTime < HoldoffCycles;

    /// <summary>From the spike to the release of the reset, in ns.</summary>
    public double ResetNanoseconds => (ReleaseIsMissed ? RefractoryTime : RefractoryTime - HoldoffCycles) * CycleNanoseconds;

    /// <summary>Refractory time in event slots of 8 ns.</summary>
    public int RefractorySlots => RefractoryTime << ClockScale;

    /// <summary>Time of the reset in event slots of 8 ns.</summary>
    public int ResetSlots => (ReleaseIsMissed ? RefractoryTime : RefractoryTime - HoldoffCycles) << ClockScale;

    /// <summary>Refuses values that the registers do not hold.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, the value and the range.</exception>
    public RefractoryTiming Checked()
    {
        ChipConfigurationException.Check("refractory_time", RefractoryTime, 0, 255);
        ChipConfigurationException.Check("reset_holdoff", ResetHoldoff, 0, 15);
        ChipConfigurationException.Check("clock_scale", ClockScale, 0, 15);
        return this;
    }
}
