using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>
/// What a SpiNNaker2 chip consumes. The chip powers behind the fitted numbers are measurements of the product (Scholze et al., OJCAS 2026): 75.2 mW with all processing
/// elements off, 235.4 and 564.7 mW asleep at 0.5 and 0.8 V, 424.6 and 1247.9 mW running CoreMark, 825 and 2219 mW multiplying matrices.
/// </summary>
public sealed record EnergyConstants
{
    /// <summary>Chip with all processing elements off: network, router, periphery; milliwatts.</summary>
    [Published("Scholze et al., OJCAS 2026: all processing elements off")]
    public double ChipFloorMilliwatts { get; init; } = 75.2;

    /// <summary>A processing element asleep at 0.5 V, milliwatts.</summary>
    [Derived("(235.4 - 75.2) mW / 152")]
    public double SleepLowMilliwatts { get; init; } = (235.4 - 75.2) / 152;

    /// <summary>A processing element asleep at 0.8 V, milliwatts.</summary>
    [Derived("(564.7 - 75.2) mW / 152")]
    public double SleepHighMilliwatts { get; init; } = (564.7 - 75.2) / 152;

    /// <summary>A cycle of the processor at 0.5 V, picojoules.</summary>
    [Derived("(424.6 - 235.4) mW / 152 / 150 MHz, CoreMark")]
    public double CoreLowPicojoules { get; init; } = (424.6 - 235.4) / 152 / 150e6 * 1e9;

    /// <summary>A cycle of the processor at 0.8 V, picojoules.</summary>
    [Derived("(1247.9 - 564.7) mW / 152 / 300 MHz, CoreMark")]
    public double CoreHighPicojoules { get; init; } = (1247.9 - 564.7) / 152 / 300e6 * 1e9;

    /// <summary>A multiply-accumulate of the MAC array at 0.5 V, picojoules.</summary>
    [Derived("(825 - 235.4) mW / (2.281 TOPS / 2)")]
    public double MacLowPicojoules { get; init; } = (825 - 235.4) / (2.281e12 / 2) * 1e9;

    /// <summary>A multiply-accumulate of the MAC array at 0.8 V, picojoules.</summary>
    [Derived("(2219 - 564.7) mW / (4.563 TOPS / 2)")]
    public double MacHighPicojoules { get; init; } = (2219 - 564.7) / (4.563e12 / 2) * 1e9;

    /// <summary>A flit over one hop of the network, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double NocHopPicojoules { get; init; } = 4.5;

    /// <summary>A lookup in the routing table, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double RouterLookupPicojoules { get; init; } = 60;

    /// <summary>A unit of 96 bits over a short-range link, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double ShortLinkUnitPicojoules { get; init; } = 30;

    /// <summary>A unit of 96 bits over a long-range link, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double LongLinkUnitPicojoules { get; init; } = 300;

    /// <summary>A byte from or to DRAM, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double DramBytePicojoules { get; init; } = 40;

    /// <summary>A change of the performance level, picojoules.</summary>
    [ModelChoice("nothing is published; a placeholder, not for comparison with silicon")]
    public double TransitionPicojoules { get; init; } = 2000;

    /// <summary>Power of a processing element whose SRAM is kept while its supply is off, as a part of its sleep power.</summary>
    [ModelChoice("nothing is published")]
    public double RetentionShare { get; init; } = 0.2;

    /// <summary>Sleep power of a rail, milliwatts; 1 mW for 1 fs is 1 aJ.</summary>
    public double SleepMilliwatts(Rail rail) => rail == Rail.Low ? SleepLowMilliwatts : SleepHighMilliwatts;

    /// <summary>Energy of a processor cycle on a rail, picojoules.</summary>
    public double CorePicojoules(Rail rail) => rail == Rail.Low ? CoreLowPicojoules : CoreHighPicojoules;

    /// <summary>Energy of a multiply-accumulate on a rail, picojoules.</summary>
    public double MacPicojoules(Rail rail) => rail == Rail.Low ? MacLowPicojoules : MacHighPicojoules;
}
