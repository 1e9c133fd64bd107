using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>Bars over named categories: side by side, or stacked; upright, or lying where the names are long.</summary>
/// <param name="category">What the categories are: "Traffic pattern".</param>
/// <param name="categories">Their names, in the order shown.</param>
/// <param name="value">The axis along the bars.</param>
public sealed class BarChart(string title, string category, IReadOnlyList<string> categories, Axis value) : Chart(title)
{
    private readonly List<(string Name, IReadOnlyList<double> Values)> _series = [];
    private readonly List<ReferenceLine> _lines = [];
    private bool _stacked;
    private bool _horizontal;

    internal override object Spec => new
    {
        Kind = "bars",
        Height = HeightInPixels,
        Category = new { Name = category, Unit = "", Categories = categories },
        Value = value.Spec,
        Stacked = _stacked,
        Horizontal = _horizontal,
        Series = _series.Select(series => new { series.Name, series.Values }),
        Lines = _lines.Select(line => line with { Axis = _horizontal ? "x" : "y" }),
    };

    internal override Table Data
    {
        get
        {
            var table = new Table(Title, [Column.Words(category), .. _series.Select(series => Column.Number(series.Name, value.Unit))]);
            for (int i = 0; i < categories.Count; i++) table.Row([categories[i], .. _series.Select(series => (Cell)series.Values[i])]);
            return table;
        }
    }

    /// <summary>One bar for each category.</summary>
    public BarChart Bars(string name, IReadOnlyList<double> values)
    {
        CheckEqualLengths(name, categories.Count, values.Count);
        CheckNewName(name, _series.Select(series => series.Name));
        _series.Add((name, values));
        return this;
    }

    /// <summary>Puts the series upon each other.</summary>
    public BarChart Stacked()
    {
        _stacked = true;
        return this;
    }

    /// <summary>Lays the bars down; the categories read from top to bottom.</summary>
    public BarChart Horizontal()
    {
        _horizontal = true;
        return this;
    }

    /// <summary>A labelled dashed line at one value.</summary>
    public BarChart Line(double at, string label)
    {
        _lines.Add(new ReferenceLine("", at, label));
        return this;
    }
}
