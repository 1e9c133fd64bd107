using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>Cycles of the processor, 4 ns each.</summary>
public sealed record PpuTiming
{
    /// <summary>The model chip's.</summary>
    public static PpuTiming Default { get; } = new();

    /// <summary>Clock period, in us.</summary>
    [Published("haldls, pll: 250 MHz; libnux counts 250 cycles per us")]
    public double CyclePeriod { get; init; } = 0.004;

    /// <summary>From the issue of a scalar multiplication to its result.</summary>
    [Published("nux, package Frontend: mul_latency")]
    public int Multiply { get; init; } = 4;

    /// <summary>From the issue of a division to its result.</summary>
    [Published("nux, package Frontend: div_latency")]
    public int Divide { get; init; } = 31;

    /// <summary>From the issue of a load to its result.</summary>
    [Published("nux, package Frontend: ls_latency")]
    public int Load { get; init; } = 2;

    /// <summary>Cycles that a taken branch takes; one that is not taken takes one.</summary>
    [ModelChoice("the fetch stage is refilled; the branch predictor is not modelled")]
    public int TakenBranch { get; init; } = 2;

    /// <summary>From an interrupt to the first instruction of its handler.</summary>
    [ModelChoice("as a taken branch and a cycle for saving the state")]
    public int Interrupt { get; init; } = 3;

    /// <summary>Instructions that wait for the vector unit.</summary>
    [Published("nux: vector instruction queue of 4 to 5")]
    public int VectorQueue { get; init; } = 4;

    /// <summary>A vector instruction of adder, compare or permute unit.</summary>
    [Published("nux: vector add 1")]
    public int VectorAdd { get; init; } = 1;

    /// <summary>A vector multiplication.</summary>
    [Published("nux: vector multiply 4")]
    public int VectorMultiply { get; init; } = 4;

    /// <summary>Load or store of a vector from or to the memory.</summary>
    [Derived("128 bytes through a port of 32 bits")]
    public int VectorMemory { get; init; } = 32;

    /// <summary>Weights, labels, trim bits or buffered samples of half a row (one vector).</summary>
    [ModelChoice("128 cycles for a row of two vectors: the synapse SRAM is read in the time of a conversion's ramp")]
    public int Row { get; init; } = 64;

    /// <summary>Half a row of the converter with a conversion.</summary>
    [Derived("a row of 256 columns in 1.7 us (Cramer et al. 2022) = 425 cycles, less the buffered half")]
    public int Conversion { get; init; } = 425 - 64;

    /// <summary>Reset of the correlation of half a row.</summary>
    [Derived("reset_duration 200, + 3, reset_fall_time 5 (haldls, correlation): 0.83 us for a row of two vectors")]
    public int CorrelationReset { get; init; } = 104;

    /// <summary>Access of the processor to the omnibus.</summary>
    [ModelChoice("20 cycles, one outstanding")]
    public int Omnibus { get; init; } = 20;

    /// <summary>Reading all 256 spike counters of a half.</summary>
    [Published("haldls, test of the spike counters from the PPU: at most 320 cycles")]
    public int SpikeCounters { get; init; } = 320;

    /// <summary>Cycles of a vector instruction in its unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="address">Address of a row access.</param>
    /// <param name="store">Whether a row access writes.</param>
    public int Vector(Unit unit, uint address = 0, bool store = false) => unit switch
    {
        Unit.VMultiply => VectorMultiply,
        Unit.VMemory => VectorMemory,
        Unit.VRow => RowCycles(RowAddress.Decode(address), store),
        _ => VectorAdd,
    };

    /// <summary>Cycles of an access to half a row.</summary>
    public int RowCycles(RowAddress address, bool store) => address.Region switch
    {
        RowRegion.Causal or RowRegion.Acausal => address.IsBuffered ? Row : Conversion,
        RowRegion.CausalReset or RowRegion.AcausalReset when store => CorrelationReset,
        _ => Row,
    };
}
