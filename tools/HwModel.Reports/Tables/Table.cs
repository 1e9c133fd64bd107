namespace HwModel.Reports.Tables;

/// <summary>A table; the page lets the reader sort it by any column, filter its rows and save them as CSV.</summary>
/// <param name="caption">What the rows are.</param>
/// <param name="columns">One or more columns.</param>
public sealed class Table(string caption, params IReadOnlyList<Column> columns)
{
    private readonly List<(string? Anchor, Cell[] Cells)> _rows = [];

    internal string Caption { get; } = caption;

    internal IReadOnlyList<Column> Columns { get; } =
        columns.Count > 0 ? columns : throw new ArgumentException($"The table \"{caption}\" has no column; give it one or more.", nameof(columns));

    internal IReadOnlyList<(string? Anchor, Cell[] Cells)> Rows => _rows;

    /// <summary>Adds a row with one cell for each column.</summary>
    public Table Row(params Cell[] cells) => AnchoredRow(null, cells);

    /// <summary>Adds a row that charts and cells of the page can link to.</summary>
    public Table AnchoredRow(string? anchor, params Cell[] cells)
    {
        if (cells.Length != Columns.Count)
            throw new ArgumentException($"A row of the table \"{Caption}\" has {cells.Length} cells; it must have {Columns.Count}, one for each column.", nameof(cells));
        _rows.Add((anchor, cells));
        return this;
    }
}
