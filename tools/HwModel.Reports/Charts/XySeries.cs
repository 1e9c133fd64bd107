using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>One curve of an <see cref="XyChart"/>.</summary>
internal sealed record XySeries(string Name, string Shape, IReadOnlyList<double> Xs, IReadOnlyList<double> Ys)
{
    public Interval? Interval { get; init; }

    public bool Markers { get; init; }

    public bool Dashed { get; init; }

    /// <summary>The values themselves where <see cref="Ys"/> holds running sums.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>The upper end of each bin where <see cref="Xs"/> holds the lower.</summary>
    public IReadOnlyList<double>? UpperEdges { get; init; }

    public IReadOnlyList<double> Shown => Values ?? Ys;

    public object Spec => new
    {
        Name,
        Shape,
        Points = Xs.Select((x, i) => UpperEdges is null ? new[] { x, Ys[i] } : [x, UpperEdges[i], Ys[i]]),
        Values,
        Interval = Interval is null ? null : Xs.Select((x, i) => new[] { x, Interval.Low[i], Interval.High[i] }),
        Whiskers = Interval?.AsWhiskers ?? false,
        Markers,
        Dashed,
    };
}

/// <summary>The numbers of an <see cref="XyChart"/> as a table.</summary>
internal static class XyData
{
    /// <summary>One row for each x where all curves share them, else one row for each point of each curve.</summary>
    public static Table Table(string caption, Axis x, Axis y, IReadOnlyList<XySeries> series)
    {
        bool shared = series.Count > 0
            && series.All(other => other.Xs.SequenceEqual(series[0].Xs) && other.UpperEdges is null == series[0].UpperEdges is null);
        return shared ? Wide(caption, x, y, series) : Long(caption, x, y, series);
    }

    private static Table Wide(string caption, Axis x, Axis y, IReadOnlyList<XySeries> series)
    {
        List<Column> columns = [.. XColumns(x, series[0].UpperEdges is not null)];
        foreach (XySeries curve in series)
        {
            columns.Add(Column.Number(curve.Name, y.Unit));
            if (curve.Interval is not null)
                columns.AddRange([Column.Number($"{curve.Name}, low", y.Unit), Column.Number($"{curve.Name}, high", y.Unit)]);
        }
        var table = new Table(caption, columns);
        for (int i = 0; i < series[0].Xs.Count; i++)
        {
            List<Cell> cells = [.. XCells(series[0], i, series[0].UpperEdges is not null)];
            foreach (XySeries curve in series)
            {
                cells.Add(curve.Shown[i]);
                if (curve.Interval is not null) cells.AddRange([curve.Interval.Low[i], curve.Interval.High[i]]);
            }
            table.Row([.. cells]);
        }
        return table;
    }

    private static Table Long(string caption, Axis x, Axis y, IReadOnlyList<XySeries> series)
    {
        bool bins = series.Any(curve => curve.UpperEdges is not null);
        bool intervals = series.Any(curve => curve.Interval is not null);
        List<Column> columns = [Column.Words("Series"), .. XColumns(x, bins), Column.Number(y.Name, y.Unit)];
        if (intervals) columns.AddRange([Column.Number("Low", y.Unit), Column.Number("High", y.Unit)]);
        var table = new Table(caption, columns);
        foreach (XySeries curve in series)
        {
            for (int i = 0; i < curve.Xs.Count; i++)
            {
                List<Cell> cells = [curve.Name, .. XCells(curve, i, bins), curve.Shown[i]];
                if (intervals)
                    cells.AddRange(curve.Interval is null ? [Cell.None, Cell.None] : [curve.Interval.Low[i], curve.Interval.High[i]]);
                table.Row([.. cells]);
            }
        }
        return table;
    }

    private static IEnumerable<Column> XColumns(Axis x, bool bins) =>
        bins ? [Column.Number($"{x.Name} from", x.Unit), Column.Number("to", x.Unit)] : [Column.Number(x.Name, x.Unit)];

    private static IEnumerable<Cell> XCells(XySeries series, int i, bool bins) =>
        bins ? [series.Xs[i], series.UpperEdges is null ? series.Xs[i] : series.UpperEdges[i]] : [series.Xs[i]];
}
