using System.Globalization;
using System.Text;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>The drawing of a register's bits as inline SVG: a row of up to 32 cells, names upright where they fit and turned where they do not.</summary>
internal static class HtmlBits
{
    private const int CellWidth = 28;
    private const int NumberHeight = 16;
    private const int ShortestCell = 34;
    private const int LongestTurned = 24;
    private const double CharacterWidth = 6.7;

    public static string Drawing(RegisterNode register)
    {
        var body = new StringBuilder();
        int top = 0;
        int columns = Math.Min(BitPicture.RowBits, register.Width);
        foreach (IReadOnlyList<BitStretch> row in BitPicture.Rows(register))
        {
            int cell = CellHeight(row);
            int high = row[0].High;
            foreach (BitStretch stretch in row) Cell(body, register, stretch, (high - stretch.High) * CellWidth, top, cell);
            top += NumberHeight + cell + 10;
        }
        int width = (columns * CellWidth) + 2;
        return $"<svg viewBox=\"-1 0 {Text(width)} {Text(top)}\" width=\"{Text(width)}\" height=\"{Text(top)}\" role=\"img\" aria-label=\"Bits of {FormatCode.EscapeHtml(register.InstanceName)}\">{body}</svg>";
    }

    private static void Cell(StringBuilder svg, RegisterNode register, BitStretch stretch, int left, int top, int height)
    {
        int width = stretch.Width * CellWidth;
        string kind = stretch.Field is not { } field ? "none" : field.Software.CanRead() ? field.Software.CanWrite() ? "rw" : "ro" : "wo";
        string link = stretch.Field is null ? "" : $" data-field=\"{HtmlExporter.Id(stretch.Field)}\"";
        svg.Append($"<g class=\"{kind}\"{link}>");
        if (stretch.Field is not null) svg.Append($"<title>{FormatCode.EscapeHtml(Title(stretch.Field))}</title>");
        svg.Append($"<rect x=\"{Text(left)}\" y=\"{Text(top + NumberHeight)}\" width=\"{Text(width)}\" height=\"{Text(height)}\"/>");
        Number(svg, register, stretch.High, left + (stretch.Width == 1 ? CellWidth / 2 : 10), top);
        if (stretch.Width > 1) Number(svg, register, stretch.Low, left + width - 10, top);
        if (stretch.Field is not null) Name(svg, stretch.Field.InstanceName, left, top + NumberHeight, width, height);
        svg.Append("</g>");
    }

    private static void Name(StringBuilder svg, string name, int left, int top, int width, int height)
    {
        double x = left + (width / 2.0), y = top + (height / 2.0);
        if (Fits(name, width))
        {
            svg.Append($"<text class=\"name\" x=\"{Text(x)}\" y=\"{Text(y + 4)}\">{FormatCode.EscapeHtml(name)}</text>");
            return;
        }
        string text = name.Length > LongestTurned ? name.Substring(0, LongestTurned - 1) + "…" : name;
        svg.Append($"<text class=\"name\" transform=\"translate({Text(x + 4)} {Text(y)}) rotate(-90)\">{FormatCode.EscapeHtml(text)}</text>");
    }

    private static void Number(StringBuilder svg, RegisterNode register, int bit, int x, int top) =>
        svg.Append($"<text class=\"bit\" x=\"{Text(x)}\" y=\"{Text(top + 11)}\">{Numbers.Decimal(BitPicture.Number(register, bit))}</text>");

    private static int CellHeight(IReadOnlyList<BitStretch> row)
    {
        int longest = row.Where(s => s.Field is not null && !Fits(s.Field.InstanceName, s.Width * CellWidth)).Select(s => Math.Min(s.Field!.InstanceName.Length, LongestTurned)).DefaultIfEmpty(0).Max();
        return longest == 0 ? ShortestCell : Math.Max(ShortestCell, (int)(longest * CharacterWidth) + 14);
    }

    private static bool Fits(string name, int width) => (name.Length * CharacterWidth) + 6 <= width;

    private static string Title(FieldNode field)
    {
        string description = FormatCode.ToText(field.Description);
        return $"{field.InstanceName} [{ManualText.Bits(field)}], {field.Software.Keyword()}{(description.Length > 0 ? ": " + description : "")}";
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
