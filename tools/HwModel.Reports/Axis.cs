namespace HwModel.Reports;

/// <summary>How an axis spaces its values.</summary>
public enum AxisScale
{
    Linear,

    /// <summary>Decades; every value must be above zero.</summary>
    Logarithmic,
}

/// <summary>A quantity along an axis of a chart.</summary>
/// <param name="Name">What is shown, as a noun: "Offered load".</param>
/// <param name="Unit">Its unit as written behind a number: "flit/node/cycle"; empty for a plain count or ratio.</param>
public sealed record Axis(string Name, string Unit = "")
{
    public AxisScale Scale { get; init; }

    /// <summary>The lower end; null takes it from the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The upper end, drawn up to the next round number on a linear axis; null takes it from the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a linear axis that takes its ends from the data reaches down to zero.</summary>
    public bool FromZero { get; init; } = true;

    /// <summary>An axis in decades.</summary>
    public static Axis Log(string name, string unit = "") => new(name, unit) { Scale = AxisScale.Logarithmic };

    internal object Spec => new
    {
        Name,
        Unit,
        Scale = Scale == AxisScale.Logarithmic ? "log" : "linear",
        Min = Minimum,
        Max = Maximum,
        FromZero,
    };
}

/// <summary>
/// A quantity shown as colour or as a number: its name, its unit and the ends of the colour scale (null takes them from the data).
/// </summary>
public sealed record Measure(string Name, string Unit = "", double? Minimum = null, double? Maximum = null)
{
    /// <summary>The colour scale over these values: from zero (or the least value, if that is below zero) to the greatest.</summary>
    internal object Spec(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = Minimum ?? (finite.Length == 0 ? 0 : Math.Min(0, finite.Min()));
        double high = Maximum ?? (finite.Length == 0 ? 1 : finite.Max());
        return new { Name, Unit, Min = low, Max = high > low ? high : low + 1 };
    }
}
