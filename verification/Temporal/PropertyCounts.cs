namespace HwModel.Verification.Temporal;

/// <summary>What became of a property's attempts; <see cref="Attempts"/> is the sum of the others (open obligations are among the pending).</summary>
/// <param name="Attempts">Attempts started, one a cycle.</param>
/// <param name="Passes">Decided: holds, and more than an antecedent was evaluated.</param>
/// <param name="Vacuous">Decided: holds because the antecedent never matched.</param>
/// <param name="Failures">Decided: does not hold.</param>
/// <param name="Discarded">Ended by "disable iff".</param>
/// <param name="Pending">Undecided at the end of the trace.</param>
/// <param name="Open">Of the pending, those that wait for something that had to come (strong operators).</param>
public readonly record struct PropertyCounts(long Attempts, long Passes, long Vacuous, long Failures, long Discarded, long Pending, long Open)
{
    /// <summary>Counts of two runs together.</summary>
    public static PropertyCounts operator +(PropertyCounts a, PropertyCounts b) => new(
        a.Attempts + b.Attempts, a.Passes + b.Passes, a.Vacuous + b.Vacuous, a.Failures + b.Failures,
        a.Discarded + b.Discarded, a.Pending + b.Pending, a.Open + b.Open);
}
