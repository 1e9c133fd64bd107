namespace HwModel.Studies.Workloads;

/// <summary>What kind of value a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>A name, a size, a file.</summary>
    Word,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>Any number.</summary>
    Real,

    /// <summary>The name of a file, whose content decides the result.</summary>
    File,
}

/// <summary>Something of a workload or its platform that a study can set or vary, by its path.</summary>
/// <param name="Path">Names joined by dots: <c>router.buffer</c>.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="Allowed">What is allowed, as the end of a sentence.</param>
/// <param name="Origin">Where its default comes from.</param>
/// <param name="Default">The value where a study says nothing.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Accepts">Whether a text is a value.</param>
public sealed record Parameter(string Path, string Meaning, string Unit, string Allowed, string Origin, string Default, ParameterKind Kind, Func<string, bool> Accepts);

/// <summary>Whether more of a metric is better.</summary>
public enum Better
{
    /// <summary>Neither.</summary>
    Neither,

    /// <summary>Less is.</summary>
    Lower,

    /// <summary>More is.</summary>
    Higher,
}

/// <summary>One number that a run gives.</summary>
/// <param name="Name">Names joined by dots: <c>latency.mean</c>.</param>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Better">Which way is better.</param>
public sealed record Metric(string Name, string Unit, string Meaning, Better Better = Better.Neither);
