using System.Globalization;
using HwModel.Reports.Tables;

namespace HwModel.Reports.Rendering;

/// <summary>A table as its template wants it.</summary>
internal static class TableView
{
    /// <summary>Rows of a chart's folded table; more would only make the page heavy.</summary>
    public const int MaximumChartRows = 500;

    private const int RowsWorthFiltering = 6;
    private const int LongText = 48;

    /// <summary>A table of its own, with filter and download.</summary>
    public static object Of(Table table, string id) =>
        View(table, id, table.Rows.Count, filter: table.Rows.Count >= RowsWorthFiltering, table.Caption);

    /// <summary>A chart's folded table.</summary>
    public static object OfChart(Table table, string id) => View(table, id, MaximumChartRows, filter: false, "");

    private static object View(Table table, string id, int limit, bool filter, string caption) => new
    {
        Id = id,
        Caption = caption,
        Label = table.Caption,
        Filter = filter,
        Count = table.Rows.Count > limit ? $"the first {limit} of {table.Rows.Count} rows" : table.Rows.Count == 1 ? "1 row" : $"{table.Rows.Count} rows",
        Columns = table.Columns.Select((column, i) => new { column.Name, column.Unit, Class = column.IsNumeric ? "number" : IsLong(table, i) ? "words long" : "words" }).ToArray(),
        Rows = table.Rows.Take(limit).Select(row => new
        {
            row.Anchor,
            Cells = row.Cells.Select((cell, i) => Cell(cell, table.Columns[i])).ToArray(),
        }).ToArray(),
    };

    // Sentences get the room to be read in a few lines.
    private static bool IsLong(Table table, int column) => table.Rows.Any(row => row.Cells[column].Text is { Length: >= LongText });

    private static object Cell(Cell cell, Column column) => new
    {
        Text = cell.IsEmpty ? "–"
            : cell.Text ?? (column.Decimals is { } decimals ? NumberText.Format(cell.Number, decimals) : NumberText.Format(cell.Number)),
        Value = cell.IsNumber && double.IsFinite(cell.Number) ? cell.Number.ToString("R", CultureInfo.InvariantCulture) : null,
        Class = string.Join(' ', new[] { column.IsNumeric ? "number" : "words", ToneClass.Of(cell.Tone) }.Where(name => name.Length > 0)),
        Link = cell.Anchor is { } anchor ? $"#{anchor}" : cell.File,
    };
}

/// <summary>The style sheet's names for tones.</summary>
internal static class ToneClass
{
    public static string Of(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        _ => "",
    };
}
