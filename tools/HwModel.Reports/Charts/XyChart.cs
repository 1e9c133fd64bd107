using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>The uncertainty of a curve: low and high for each of its points, for example a 95 % confidence interval.</summary>
public sealed record Interval(IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    /// <summary>Drawn as a bar with ends at every point, not as a band.</summary>
    public bool AsWhiskers { get; init; }
}

/// <summary>Curves, points, steps, stacked areas and histograms over two value axes. A value that is not finite is a gap.</summary>
public sealed class XyChart(string title, Axis x, Axis y) : Chart(title)
{
    private readonly List<XySeries> _series = [];
    private readonly List<ReferenceLine> _lines = [];

    internal override object Spec => new
    {
        Kind = "xy",
        Height = HeightInPixels,
        X = x.Spec,
        Y = y.Spec,
        Nearest = _series.All(series => series.Shape is "points" or "bins"),
        Series = _series.Select(series => series.Spec),
        Lines = _lines,
    };

    internal override Table Data => XyData.Table(Title, x, y, _series);

    /// <summary>A curve through the points, in the order given.</summary>
    /// <param name="markers">Whether each point is marked.</param>
    /// <param name="dashed">For theory, bounds and other things not measured.</param>
    public XyChart Line(
        string name, IReadOnlyList<double> xs, IReadOnlyList<double> ys, Interval? interval = null, bool markers = false, bool dashed = false)
    {
        if (interval is not null)
        {
            CheckEqualLengths(name, xs.Count, interval.Low.Count);
            CheckEqualLengths(name, xs.Count, interval.High.Count);
        }
        return Add(new XySeries(name, "line", xs, ys) { Interval = interval, Markers = markers, Dashed = dashed });
    }

    /// <summary>Separate points.</summary>
    public XyChart Points(string name, IReadOnlyList<double> xs, IReadOnlyList<double> ys) => Add(new XySeries(name, "points", xs, ys));

    /// <summary>A value that holds from its point to the next.</summary>
    public XyChart Steps(string name, IReadOnlyList<double> xs, IReadOnlyList<double> ys) => Add(new XySeries(name, "step", xs, ys));

    /// <summary>Shares of a whole over x, one upon the other, the first at the bottom.</summary>
    public XyChart StackedAreas(IReadOnlyList<double> xs, params IReadOnlyList<(string Name, IReadOnlyList<double> Values)> shares)
    {
        double[] sum = new double[xs.Count];
        foreach ((string name, IReadOnlyList<double> values) in shares)
        {
            CheckEqualLengths(name, xs.Count, values.Count);
            for (int i = 0; i < sum.Length; i++) sum[i] += values[i];
            Add(new XySeries(name, "area", xs, [.. sum]) { Values = values });
        }
        return this;
    }

    /// <summary>Bars between edges.</summary>
    /// <param name="edges">The ends of the bins, rising; one more than <paramref name="heights"/>.</param>
    /// <param name="heights">One value for each bin.</param>
    public XyChart Histogram(string name, IReadOnlyList<double> edges, IReadOnlyList<double> heights)
    {
        CheckEqualLengths(name, edges.Count, heights.Count + 1);
        for (int i = 0; i + 1 < edges.Count; i++)
        {
            if (!(edges[i] < edges[i + 1]))
                throw new ArgumentException($"The edges of the histogram \"{name}\" fall or repeat at number {i + 1}; they must rise.", nameof(edges));
        }
        return Add(new XySeries(name, "bins", [.. edges.Take(heights.Count)], heights) { UpperEdges = [.. edges.Skip(1)] });
    }

    /// <summary>A labelled dashed line at one value of x.</summary>
    public XyChart VerticalLine(double at, string label)
    {
        _lines.Add(new ReferenceLine("x", at, label));
        return this;
    }

    /// <summary>A labelled dashed line at one value of y.</summary>
    public XyChart HorizontalLine(double at, string label)
    {
        _lines.Add(new ReferenceLine("y", at, label));
        return this;
    }

    private XyChart Add(XySeries series)
    {
        CheckEqualLengths(series.Name, series.Xs.Count, series.Ys.Count);
        CheckNewName(series.Name, _series.Select(other => other.Name));
        _series.Add(series);
        return this;
    }
}
