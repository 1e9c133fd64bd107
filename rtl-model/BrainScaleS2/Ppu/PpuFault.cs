using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>Mistakes that can be switched into the processor to show that its verification notices them.</summary>
[Flags]
public enum PpuFault
{
    None = 0,

    /// <summary>Fractional arithmetic wraps instead of saturating.</summary>
    SaturationMissing = 1,

    /// <summary>The conditions gt and lt are swapped.</summary>
    ConditionInverted = 2,

    /// <summary>addc and its relatives never set the carry.</summary>
    CarryLost = 4,

    /// <summary>Vector loads from memory swap the bytes of each halfword.</summary>
    LaneOrder = 8,

    /// <summary>A row access of an odd row goes to the row before.</summary>
    RowOffByOne = 16,

    /// <summary>The accumulator ignores conditions.</summary>
    AccumulatorUnmasked = 32,

    /// <summary>Shifts to the right fill with the sign.</summary>
    ShiftArithmetic = 64,

    /// <summary>Shorter latency: the vector multiplier is charged like the adder.</summary>
    MultiplierTooFast = 128,

    /// <summary>A sync does not wait for the vector unit.</summary>
    SyncIgnored = 256,

    /// <summary>A wait behind an even number of vector instructions is passed over.</summary>
    WaitLost = 512,
}

/// <summary>From a simulation's faults to the processor's.</summary>
public static class PpuFaults
{
    /// <summary>Names of the faults, as the verification knows them.</summary>
    public static IReadOnlyList<(string Name, PpuFault Fault)> Names { get; } =
    [
        ("ppu.saturation_missing", PpuFault.SaturationMissing),
        ("ppu.condition_inverted", PpuFault.ConditionInverted),
        ("ppu.carry_lost", PpuFault.CarryLost),
        ("ppu.lane_order", PpuFault.LaneOrder),
        ("ppu.row_off_by_one", PpuFault.RowOffByOne),
        ("ppu.accumulator_unmasked", PpuFault.AccumulatorUnmasked),
        ("ppu.shift_arithmetic", PpuFault.ShiftArithmetic),
        ("ppu.multiplier_too_fast", PpuFault.MultiplierTooFast),
        ("ppu.sync_ignored", PpuFault.SyncIgnored),
        ("ppu.wait_lost", PpuFault.WaitLost),
    ];

    /// <summary>The faults that are switched on in a simulation.</summary>
    public static PpuFault Of(SimulationOptions options)
    {
        PpuFault faults = PpuFault.None;
        foreach ((string name, PpuFault fault) in Names)
            if (options.Faults.Has(name)) faults |= fault;
        return faults;
    }
}
