using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>A SpiNNaker2 chip: clocks, sizes and times, block by block.</summary>
public sealed record ChipOptions
{
    /// <summary>The reference: configuration network, power management, tick; hertz.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    [Range(1_000_000L, 2_000_000_000L)]
    public long ReferenceHertz { get; init; } = 100_000_000;

    /// <summary>The data network, hertz.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    [Range(1_000_000L, 2_000_000_000L)]
    public long NocHertz { get; init; } = 300_000_000;

    /// <summary>The packet router, hertz.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    [Range(1_000_000L, 2_000_000_000L)]
    public long RouterHertz { get; init; } = 400_000_000;

    /// <summary>Time between two ticks, microseconds.</summary>
    [Published("Scholze et al., OJCAS 2026: typically 1 ms")]
    [Range(1, 1_000_000)]
    public int TickMicroseconds { get; init; } = 1000;

    /// <summary>Time from the start to the first tick, microseconds: programs set themselves up.</summary>
    [ModelChoice("the host starts the programs first and the tick then; how long it waits is not published")]
    [Range(0, 1_000_000)]
    public int FirstTickMicroseconds { get; init; } = 1000;

    /// <summary>How many ticks there are; a negative number is no end.</summary>
    public long Ticks { get; init; } = -1;

    /// <summary>Column of the chip in its machine.</summary>
    public int X { get; init; }

    /// <summary>Row of the chip in its machine.</summary>
    public int Y { get; init; }

    /// <summary>How many processing elements the chip has: those with the lowest core numbers. Fewer build and load faster.</summary>
    public int Elements { get; init; } = Floorplan.PeCount;

    /// <summary>The processing elements.</summary>
    public PeParameters Pe { get; init; } = new();

    /// <summary>The data network.</summary>
    public NocParameters Noc { get; init; } = new();

    /// <summary>The configuration network.</summary>
    public ConfigParameters Config { get; init; } = new();

    /// <summary>Both DRAM interfaces.</summary>
    public DramParameters Dram { get; init; } = new();

    /// <summary>The bridge to Ethernet.</summary>
    public EthernetParameters Ethernet { get; init; } = new();

    /// <summary>The packet router.</summary>
    public RouterParameters Router { get; init; } = new();

    /// <summary>Levels, supplies and energies.</summary>
    public PowerOptions Power { get; init; } = new();

    /// <summary>The chip's number, 256 x + y.</summary>
    public int Number => (X << 8) | Y;

    /// <summary>Period of a frequency, femtoseconds, to the nearest.</summary>
    internal static long PeriodOf(long hertz) => (1_000_000_000_000_000L + (hertz / 2)) / hertz;

    /// <summary>What is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (ReferenceHertz < 1 || NocHertz < 1 || RouterHertz < 1) yield return "a clock of the chip has a frequency below 1 Hz";
        if (TickMicroseconds < 1) yield return $"the time between ticks is {TickMicroseconds} us; it is at least 1 us";
        if (FirstTickMicroseconds < 0) yield return $"the first tick comes after {FirstTickMicroseconds} us; it can't be before the start";
        if (X is < 0 or > 255 || Y is < 0 or > 255) yield return $"the chip is at ({X},{Y}); coordinates are 0 to 255";
        if (Elements < 0 || Elements > Floorplan.PeCount || Elements % Floorplan.PesPerQuad != 0)
            yield return $"the chip has {Elements} processing elements; allowed are multiples of {Floorplan.PesPerQuad} up to {Floorplan.PeCount}";
        foreach (string mistake in Power.Mistakes()) yield return mistake;
        foreach (string mistake in Config.Mistakes()) yield return mistake;
        foreach (string mistake in Dram.Mistakes()) yield return mistake;
        foreach (string mistake in Ethernet.Mistakes()) yield return mistake;
    }
}
