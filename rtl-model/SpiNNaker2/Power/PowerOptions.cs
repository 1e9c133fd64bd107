using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>Levels, limits and times of the power management.</summary>
public sealed record PowerOptions
{
    /// <summary>The central PLL, hertz.</summary>
    [ModelChoice("not published; the least common multiple of 300 and 400 MHz that a digital PLL reaches")]
    public long PllHertz { get; init; } = 2_400_000_000;

    /// <summary>Dividers of the four levels.</summary>
    [ModelChoice("150 and 300 MHz are published; which four levels there are is not")]
    public IReadOnlyList<int> Dividers { get; init; } = [16, 32, 16, 8];

    /// <summary>Rails of the four levels.</summary>
    [ModelChoice("two rails are published; which four levels there are is not")]
    public IReadOnlyList<Rail> Rails { get; init; } = [Rail.Low, Rail.Low, Rail.High, Rail.High];

    /// <summary>The highest clock at 0.5 V, hertz.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    public long LowRailLimitHertz { get; init; } = 150_000_000;

    /// <summary>The highest clock at 0.8 V, hertz.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    public long HighRailLimitHertz { get; init; } = 300_000_000;

    /// <summary>The level after reset.</summary>
    [ModelChoice("not published; the level with the lowest rail and its full clock")]
    public PerformanceLevel ResetLevel { get; init; } = PerformanceLevel.PL0;

    /// <summary>Processing elements of a quad that may change their supply at once.</summary>
    [ModelChoice("hardware semaphores against voltage drop are published, their number is not")]
    public int SwitchingPerQuad { get; init; } = 2;

    /// <summary>Processing elements of the chip that may change their supply at once.</summary>
    [ModelChoice("hardware semaphores against voltage drop are published, their number is not")]
    public int SwitchingPerChip { get; init; } = 16;

    /// <summary>Times of the transitions.</summary>
    public TransitionTimes Times { get; init; } = new();

    /// <summary>What everything costs.</summary>
    public EnergyConstants Energy { get; init; } = new();

    /// <summary>Period of a level's clock in femtoseconds.</summary>
    public long PeriodOf(PerformanceLevel level) => PeriodOf(Dividers[(int)level]);

    /// <summary>Period of the divided clock in femtoseconds, rounded up: never faster than asked for.</summary>
    public long PeriodOf(int divider) => (long)((1_000_000_000_000_000L * (Int128)divider + PllHertz - 1) / PllHertz);

    /// <summary>The rail of a level.</summary>
    public Rail RailOf(PerformanceLevel level) => Rails[(int)level];

    /// <summary>The shortest period that a rail allows, femtoseconds.</summary>
    public long ShortestPeriod(Rail rail) => 1_000_000_000_000_000L / (rail == Rail.Low ? LowRailLimitHertz : HighRailLimitHertz);

    /// <summary>What is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Dividers.Count != 4 || Rails.Count != 4)
        {
            yield return $"{Dividers.Count} dividers and {Rails.Count} rails were given; there are four performance levels";
            yield break;
        }
        for (int level = 0; level < 4; level++)
        {
            if (Dividers[level] < 1) yield return $"the divider of PL{level} is {Dividers[level]}; a divider is 1 or more";
            else if (PeriodOf(Dividers[level]) < ShortestPeriod(Rails[level]))
                yield return $"PL{level} would run at {PllHertz / 1e6 / Dividers[level]:0.#} MHz on the {(Rails[level] == Rail.Low ? "0.5" : "0.8")} V rail, which allows {(Rails[level] == Rail.Low ? LowRailLimitHertz : HighRailLimitHertz) / 1e6:0.#} MHz";
        }
        foreach (string mistake in PowerSequence.Mistakes(Times)) yield return mistake;
        if (SwitchingPerQuad is < 1 or > 4) yield return $"{SwitchingPerQuad} processing elements of a quad may switch at once; allowed are 1 to 4";
        if (SwitchingPerChip < 1) yield return $"{SwitchingPerChip} processing elements of the chip may switch at once; at least 1 must";
    }
}
