using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>How a chip is built.</summary>
public sealed record ChipOptions
{
    /// <summary>The analog core: mode, seeds, step.</summary>
    public AnalogOptions Analog { get; init; } = new();

    /// <summary>The crossbar.</summary>
    public CrossbarOptions Crossbar { get; init; } = new();

    /// <summary>The PADI buses.</summary>
    public PadiOptions Padi { get; init; } = new();

    /// <summary>The link to the FPGA.</summary>
    public EventLinkOptions Link { get; init; } = new();

    /// <summary>The register bus.</summary>
    public OmnibusOptions Omnibus { get; init; } = new();

    /// <summary>Scale of the fast refractory clocks: 250 MHz / 2^(scale + 1).</summary>
    [ModelChoice("8 ns steps up to 2.04 us, around calix's default of 2 us")]
    public int FastScale { get; init; }

    /// <summary>Scale of the slow refractory clocks.</summary>
    [ModelChoice("128 ns steps up to 32.6 us, calix's feasible range")]
    public int SlowScale { get; init; } = 4;

    /// <summary>Period of the event fabric's clock, in femtoseconds.</summary>
    [Published("fisch, hxcomm: timestamps count 4 ns")]
    public const long EventPeriod = 4_000_000;

    /// <summary>Period of the FPGA's clock, in femtoseconds.</summary>
    [Published("fisch: 125 MHz")]
    public const long FpgaPeriod = 8_000_000;

    /// <summary>Cycles of the event fabric in an event slot.</summary>
    public const int CyclesPerSlot = 2;
}
