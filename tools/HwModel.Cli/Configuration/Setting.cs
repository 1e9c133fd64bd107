using HwModel.Studies.Workloads;

namespace HwModel.Cli.Configuration;

/// <summary>One parameter of a system, reachable by its path from a platform file, from --set and from a study.</summary>
/// <typeparam name="TPlan">What it is set in.</typeparam>
/// <param name="Path">Names joined by dots: <c>router.buffer</c>.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Unit">Its unit; empty where it has none.</param>
/// <param name="Allowed">What is allowed, as the end of a sentence.</param>
/// <param name="Origin">Where its default comes from: published, derived or chosen, and why.</param>
/// <param name="Read">The present value, as the text that would set it.</param>
/// <param name="Write">The plan with the value; null where the text is not a value.</param>
internal sealed record Setting<TPlan>(string Path, string Meaning, string Unit, string Allowed, string Origin, Func<TPlan, string> Read, Func<TPlan, string, TPlan?> Write)
    where TPlan : class
{
    /// <summary>What kind of value it takes.</summary>
    public ParameterKind Kind { get; init; }
}
