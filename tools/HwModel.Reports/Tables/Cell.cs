namespace HwModel.Reports.Tables;

/// <summary>One cell of a table: text or a number, with an optional link within the page and a tone.</summary>
public readonly record struct Cell
{
    private Cell(string? text, double number)
    {
        Text = text;
        Number = number;
    }

    /// <summary>A cell that has no value, shown as a dash and sorted last.</summary>
    public static Cell None => new(null, double.NaN);

    internal string? Text { get; }

    internal double Number { get; }

    internal bool IsNumber => Text is null && !double.IsNaN(Number);

    internal bool IsEmpty => Text is null && double.IsNaN(Number);

    internal Tone Tone { get; private init; }

    internal string? Anchor { get; private init; }

    internal string? File { get; private init; }

    public static implicit operator Cell(string text) => new(text, double.NaN);

    public static implicit operator Cell(double number) => new(null, number);

    public static implicit operator Cell(long number) => new(null, number);

    public static implicit operator Cell(int number) => new(null, number);

    public static implicit operator Cell(bool truth) => new(truth ? "yes" : "no", double.NaN);

    /// <summary>The same cell, coloured by what it says.</summary>
    public Cell As(Tone tone) => this with { Tone = tone };

    /// <summary>The same cell as a link to an anchor of this page (see <see cref="Table.AnchoredRow"/>).</summary>
    public Cell LinkTo(string anchor) => this with { Anchor = anchor };

    /// <summary>The same cell as a link to a file beside the page, by its path from there.</summary>
    public Cell LinkToFile(string path) => this with { File = path };
}
