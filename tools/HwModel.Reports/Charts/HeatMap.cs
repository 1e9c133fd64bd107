using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>A matrix of coloured cells.</summary>
/// <param name="x">What the columns are, and <paramref name="columns"/> their names.</param>
/// <param name="y">What the rows are, and <paramref name="rows"/> their names, from the bottom up.</param>
/// <param name="values">values[row, column]; a value that is not finite leaves its cell empty.</param>
/// <param name="measure">What the values are.</param>
public sealed class HeatMap(
    string title, string x, IReadOnlyList<string> columns, string y, IReadOnlyList<string> rows, double[,] values, Measure measure) : Chart(title)
{
    private readonly double[,] _values = values.GetLength(0) == rows.Count && values.GetLength(1) == columns.Count
        ? values
        : throw new ArgumentException(
            $"The heat map \"{title}\" has {values.GetLength(0)} x {values.GetLength(1)} values; its names ask for {rows.Count} x {columns.Count}.", nameof(values));

    internal override object Spec => new
    {
        Kind = "heatMap",
        Height = HeightInPixels,
        X = new { Name = x, Unit = "", Categories = columns },
        Y = new { Name = y, Unit = "", Categories = rows },
        Value = measure.Spec(_values.Cast<double>()),
        Cells = Cells().Select(cell => new[] { cell.Column, cell.Row, cell.Value }),
    };

    internal override Table Data
    {
        get
        {
            var table = new Table(Title, Column.Words(y), Column.Words(x), Column.Number(measure.Name, measure.Unit));
            foreach ((int row, int column, double value) in Cells()) table.Row(rows[row], columns[column], value);
            return table;
        }
    }

    private IEnumerable<(int Row, int Column, double Value)> Cells()
    {
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                if (double.IsFinite(_values[row, column])) yield return (row, column, _values[row, column]);
            }
        }
    }
}
