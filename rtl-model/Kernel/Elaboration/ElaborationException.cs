namespace HwModel.Kernel;

/// <summary>What elaboration checks.</summary>
public enum ElaborationRule
{
    /// <summary>A port that must be connected is not.</summary>
    Unconnected,

    /// <summary>An input with two drivers, or a queue output with two readers.</summary>
    TwoDrivers,

    /// <summary>Two sides of different widths.</summary>
    Width,

    /// <summary>Two sides of different kinds, types or directions.</summary>
    Misfit,

    /// <summary>A loop of combinational wires.</summary>
    CombinationalLoop,

    /// <summary>A connection between clock domains without a crossing element.</summary>
    UnmarkedCrossing,

    /// <summary>Two siblings, or two clocks, of the same name.</summary>
    DuplicateName,
}

/// <summary>One thing that is wrong with a design.</summary>
/// <param name="Rule">Which check.</param>
/// <param name="Message">A sentence with full paths.</param>
public sealed record ElaborationError(ElaborationRule Rule, string Message)
{
    public override string ToString() => $"{Rule}: {Message}";
}

/// <summary>A design that can't be simulated; holds everything that is wrong with it.</summary>
public sealed class ElaborationException(IReadOnlyList<ElaborationError> errors)
    : Exception($"the design has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:{string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"))}")
{
    /// <summary>All errors, in the order of the checks.</summary>
    public IReadOnlyList<ElaborationError> Errors => errors;
}
