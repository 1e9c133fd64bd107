using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>Mistakes that can be switched into the processor to show that its verification notices them.</summary>
[Flags]
public enum PpuFault
{
    None = 0,

    /// <summary>Fractional arithmetic wraps instead of saturating.</summary>
    [NamedFault("ppu.saturation_missing")] SaturationMissing = 1,

    /// <summary>The conditions gt and lt are swapped.</summary>
    [NamedFault("ppu.condition_inverted")] ConditionInverted = 2,

    /// <summary>addc and its relatives never set the carry.</summary>
    [NamedFault("ppu.carry_lost")] CarryLost = 4,

    /// <summary>Vector loads from memory swap the bytes of each halfword.</summary>
    [NamedFault("ppu.lane_order")] LaneOrder = 8,

    /// <summary>A row access of an odd row goes to the row before.</summary>
    [NamedFault("ppu.row_off_by_one")] RowOffByOne = 16,

    /// <summary>The accumulator ignores conditions.</summary>
    [NamedFault("ppu.accumulator_unmasked")] AccumulatorUnmasked = 32,

    /// <summary>Shifts to the right fill with the sign.</summary>
    [NamedFault("ppu.shift_arithmetic")] ShiftArithmetic = 64,

    /// <summary>Shorter latency: the vector multiplier is charged like the adder.</summary>
    [NamedFault("ppu.multiplier_too_fast")] MultiplierTooFast = 128,

    /// <summary>A sync does not wait for the vector unit.</summary>
    [NamedFault("ppu.sync_ignored")] SyncIgnored = 256,

    /// <summary>A wait behind an even number of vector instructions is passed over.</summary>
    [NamedFault("ppu.wait_lost")] WaitLost = 512,
}
