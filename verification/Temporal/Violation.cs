using System.Globalization;
using System.Text;

namespace HwModel.Verification.Temporal;

/// <summary>How a property was violated.</summary>
public enum ViolationKind
{
    /// <summary>A finite prefix of the trace shows that the property does not hold.</summary>
    Failure,

    /// <summary>The trace ended before something came that had to come; a longer trace could still hold.</summary>
    OpenObligation,
}

/// <summary>A signal's values at the two ends of a violation, as text; the first is null where the start is too long ago.</summary>
public sealed record SampledValue(string Path, string? AtStart, string AtEnd);

/// <summary>One violation of a property: what a waveform marks.</summary>
/// <param name="Property">The property's full name.</param>
/// <param name="Formula">The property in SystemVerilog's notation.</param>
/// <param name="Kind">Failure or open obligation.</param>
/// <param name="StartCycle">The cycle in which the (earliest) attempt started.</param>
/// <param name="EndCycle">The cycle in which it failed, or the last of the trace.</param>
/// <param name="StartTime">Time of the start in femtoseconds.</param>
/// <param name="EndTime">Time of the end in femtoseconds.</param>
/// <param name="Attempts">How many attempts ended so in this cycle.</param>
/// <param name="Values">The property's signals.</param>
public sealed record Violation(
    string Property, string Formula, ViolationKind Kind, long StartCycle, long EndCycle, long StartTime, long EndTime, long Attempts,
    IReadOnlyList<SampledValue> Values)
{
    /// <summary>The violation as a sentence.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Property {Property} ");
        text.Append(Kind == ViolationKind.Failure ? "failed" : "was still open at the end");
        text.Append(CultureInfo.InvariantCulture, $" in cycle {EndCycle} ({SimulatedTime.Text(EndTime)})");
        if (StartCycle != EndCycle) text.Append(CultureInfo.InvariantCulture, $", started in cycle {StartCycle} ({SimulatedTime.Text(StartTime)})");
        if (Attempts > 1) text.Append(CultureInfo.InvariantCulture, $", with {Attempts - 1} later attempts");
        for (int i = 0; i < Values.Count; i++)
        {
            SampledValue value = Values[i];
            text.Append(i == 0 ? ", with " : ", ").Append(value.Path).Append(" = ").Append(value.AtEnd);
            if (value.AtStart is { } start && start != value.AtEnd) text.Append(" (at the start ").Append(start).Append(')');
        }
        return text.Append("; it demands ").Append(Formula).Append('.').ToString();
    }
}

/// <summary>Simulated time as text.</summary>
public static class SimulatedTime
{
    private static readonly (long Femtoseconds, string Unit)[] Units =
        [(1_000_000_000_000_000, "s"), (1_000_000_000_000, "ms"), (1_000_000_000, "us"), (1_000_000, "ns"), (1_000, "ps")];

    /// <summary>Femtoseconds in the greatest unit that leaves a number of at least 1, exactly.</summary>
    public static string Text(long femtoseconds)
    {
        foreach ((long unit, string name) in Units)
            if (Math.Abs(femtoseconds) >= unit) return string.Create(CultureInfo.InvariantCulture, $"{femtoseconds / (decimal)unit:0.###############} {name}");
        return string.Create(CultureInfo.InvariantCulture, $"{femtoseconds} fs");
    }
}
