using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;
using HwModel.SpiNNaker2.Pe.Accelerators.MacArray;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Pe.Accelerators.Rounding;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Pe.Peripherals.Dma;
using HwModel.SpiNNaker2.Pe.Peripherals.Timers;

namespace HwModel.SpiNNaker2.Pe;

/// <summary>The numbers of a processing element, block by block.</summary>
public sealed record PeParameters
{
    /// <summary>The core. The DRAM window lies over the bit-band alias, so that there is none.</summary>
    [ModelChoice("whether the core was built with bit-banding is not published; the DRAM window at 0x20000000 leaves no room for the alias")]
    public CoreParameters Core { get; init; } = CoreParameters.SpiNNaker2 with { BitBand = false };

    /// <inheritdoc cref="SramParameters"/>
    public SramParameters Sram { get; init; } = new();

    /// <inheritdoc cref="CommsParameters"/>
    public CommsParameters Comms { get; init; } = new();

    /// <inheritdoc cref="DmaParameters"/>
    public DmaParameters Dma { get; init; } = new();

    /// <inheritdoc cref="TimerParameters"/>
    public TimerParameters Timers { get; init; } = new();

    /// <inheritdoc cref="MacParameters"/>
    public MacParameters Mac { get; init; } = new();

    /// <inheritdoc cref="ExpLogParameters"/>
    public ExpLogParameters ExpLog { get; init; } = new();

    /// <inheritdoc cref="RandomParameters"/>
    public RandomParameters Random { get; init; } = new();

    /// <inheritdoc cref="RoundingParameters"/>
    public RoundingParameters Rounding { get; init; } = new();
}
