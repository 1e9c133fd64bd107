using HwModel.Reports.Rendering;

namespace HwModel.Reports;

/// <summary>How a value is to be read.</summary>
public enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
}

/// <summary>One number that a reader looks for first, shown as a tile.</summary>
/// <param name="Label">What it is: "Mean latency".</param>
/// <param name="Value">The number as text.</param>
/// <param name="Unit">Its unit: "cycle".</param>
/// <param name="Note">A few words of context: "zero-load: 12.5".</param>
public sealed record KeyFigure(string Label, string Value, string Unit = "", string Note = "", Tone Tone = Tone.Plain)
{
    public KeyFigure(string label, double value, string unit = "", string note = "", Tone tone = Tone.Plain)
        : this(label, NumberText.Format(value), unit, note, tone)
    {
    }
}
