namespace HwModel.Studies.Design;

/// <summary>A point of a design.</summary>
/// <param name="Number">From 0, in the order of the design.</param>
/// <param name="Values">The value of each factor, in the order of <see cref="StudyPlan.Factors"/>.</param>
/// <param name="IsSearch">Whether the runs of this point look for a threshold; the value of the searched factor is then empty.</param>
public sealed record StudyPoint(int Number, IReadOnlyList<string> Values, bool IsSearch);

/// <summary>A point that was left out.</summary>
/// <param name="Values">The value of each factor.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record RejectedPoint(IReadOnlyList<string> Values, string Reason);

/// <summary>One run of a study.</summary>
/// <param name="Index">From 0, in the order of the results.</param>
/// <param name="Point">What is run.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Key">Names everything that decides the result: two runs with the same key give the same result.</param>
public sealed record StudyRun(int Index, StudyPoint Point, ulong Seed, string Key)
{
    /// <summary>Names everything that decides its warm-up, where other runs of the study have the same; else null.</summary>
    public string? Warmup { get; init; }
}
