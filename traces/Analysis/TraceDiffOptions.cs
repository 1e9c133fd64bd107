namespace HwModel.Traces;

/// <summary>A tolerance for the signals whose path fits a pattern.</summary>
public sealed record TimeTolerance(PathGlob Signals, long Femtoseconds);

/// <summary>The names below one prefix are compared with those below another.</summary>
public sealed record PathMap(string From, string To);

/// <summary>What is compared, and how closely.</summary>
public sealed record TraceDiffOptions
{
    /// <summary>Which signals are compared, by their path after <see cref="Maps"/>.</summary>
    public TraceSelection Selection { get; init; } = TraceSelection.All;

    /// <summary>Changes of scope names in the first trace, tried in turn; an empty <see cref="PathMap.To"/> strips the scope.</summary>
    public IReadOnlyList<PathMap> Maps { get; init; } = [];

    /// <summary>How far a change may lie from its counterpart; the first pattern that fits counts, none means the same instant.</summary>
    public IReadOnlyList<TimeTolerance> Tolerances { get; init; } = [];

    /// <summary>How far two reals may be apart, relative to the larger magnitude.</summary>
    public double RealTolerance { get; init; }

    /// <summary>True takes x and z as equal to anything.</summary>
    public bool IgnoreUnknown { get; init; }

    /// <summary>True compares only the time that both traces cover.</summary>
    public bool OverlapOnly { get; init; }
}

/// <summary>The first difference of one signal.</summary>
/// <param name="Path">The signal's path (after mapping).</param>
/// <param name="Time">When the traces part, in steps of <see cref="TraceDiffResult.Unit"/>.</param>
/// <param name="First">The value in the first trace.</param>
/// <param name="Second">The value in the second trace.</param>
public sealed record SignalDifference(string Path, long Time, string First, string Second);

/// <summary>What a comparison has found.</summary>
/// <param name="Unit">The unit of the times: the finer timescale of both.</param>
/// <param name="Compared">How many signals were compared.</param>
/// <param name="Differences">First differences, in order of time.</param>
/// <param name="OnlyInFirst">Paths that the second trace lacks.</param>
/// <param name="OnlyInSecond">Paths that the first trace lacks.</param>
/// <param name="OtherTypes">Signals that cannot be compared because their kind or width differs, as sentences.</param>
/// <param name="FirstEnd">The last time of the first trace.</param>
/// <param name="SecondEnd">The last time of the second trace.</param>
public sealed record TraceDiffResult(
    Timescale Unit,
    int Compared,
    IReadOnlyList<SignalDifference> Differences,
    IReadOnlyList<string> OnlyInFirst,
    IReadOnlyList<string> OnlyInSecond,
    IReadOnlyList<string> OtherTypes,
    long FirstEnd,
    long SecondEnd)
{
    /// <summary>True when all compared signals are equal and both traces have the same signals.</summary>
    public bool AreEqual => Differences.Count == 0 && OnlyInFirst.Count == 0 && OnlyInSecond.Count == 0 && OtherTypes.Count == 0;
}
