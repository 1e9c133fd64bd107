using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HwModel.Kernel;

namespace HwModel.Cli.Describe;

/// <summary>A design as a picture: components as nested boxes, arrays at their indices, connections as lines between modules.</summary>
internal static partial class DesignSvg
{
    private const double LeafWidth = 104;
    private const double LeafHeight = 26;
    private const double Gap = 12;
    private const double Title = 18;

    private sealed record Box(Component Component, double Width, double Height, IReadOnlyList<(Box Child, double X, double Y)> Children);

    public static string Draw(DesignView view)
    {
        Box root = Measure(view, view.Root);
        var boxes = new StringBuilder();
        var centres = new Dictionary<string, (double X, double Y)>();
        Place(root, 0, 0, boxes, centres);
        var lines = new StringBuilder();
        foreach ((string from, string to) in view.Connections().Distinct())
        {
            ((double x1, double y1), (double x2, double y2)) = (centres[from], centres[to]);
            lines.Append(CultureInfo.InvariantCulture, $"<line x1='{x1:0.#}' y1='{y1:0.#}' x2='{x2:0.#}' y2='{y2:0.#}'><title>{Escape(from)} to {Escape(to)}</title></line>\n");
        }
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {root.Width:0} {root.Height:0}' width='{root.Width:0}' height='{root.Height:0}' font-family='system-ui, sans-serif' font-size='10'>
            <style>rect {"{ fill: #1d4ed808; stroke: #64748b; rx: 4 }"} .leaf {"{ fill: #f8fafc; stroke: #1d4ed8 }"} text {"{ fill: #0f172a }"} line {"{ stroke: #0d9488; stroke-opacity: .45 }"}</style>
            {boxes}{lines}</svg>

            """);
    }

    private static Box Measure(DesignView view, Component component)
    {
        if (view.Children(component).Count == 0) return new Box(component, LeafWidth, LeafHeight, []);
        List<(Box Box, int Row, int Column)> cells = [];
        int row = 0;
        foreach (IGrouping<string, Component> group in view.Children(component).GroupBy(child => Stem(child.Name)))
        {
            Component[] members = [.. group];
            int across = (int)Math.Ceiling(Math.Sqrt(members.Length * 2.0));
            int lowest = row;
            for (int i = 0; i < members.Length; i++)
            {
                (int down, int right) = Indices(members[i].Name) ?? (i / across, i % across);
                cells.Add((Measure(view, members[i]), row + down, right));
                lowest = Math.Max(lowest, row + down);
            }
            row = lowest + 1;
        }
        double[] widths = [.. Enumerable.Range(0, cells.Max(cell => cell.Column) + 1).Select(column => cells.Where(cell => cell.Column == column).Select(cell => cell.Box.Width).DefaultIfEmpty(0).Max())];
        double[] heights = [.. Enumerable.Range(0, row).Select(r => cells.Where(cell => cell.Row == r).Select(cell => cell.Box.Height).DefaultIfEmpty(0).Max())];
        var children = cells.Select(cell => (cell.Box, Gap + widths.Take(cell.Column).Sum(width => width + Gap), Title + Gap + heights.Take(cell.Row).Sum(height => height + Gap)));
        return new Box(component, Gap + widths.Sum(width => width + Gap), Title + Gap + heights.Sum(height => height + Gap), [.. children]);
    }

    private static void Place(Box box, double x, double y, StringBuilder svg, Dictionary<string, (double X, double Y)> centres)
    {
        string name = Escape(box.Component.Name);
        centres[box.Component.Path] = (x + box.Width / 2, y + box.Height / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<rect class='{(box.Children.Count == 0 ? "leaf" : "group")}' x='{x:0.#}' y='{y:0.#}' width='{box.Width:0.#}' height='{box.Height:0.#}'><title>{Escape(box.Component.Path)} ({Escape(box.Component.GetType().Name)})</title></rect>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x='{x + 6:0.#}' y='{y + (box.Children.Count == 0 ? 16 : 14):0.#}'>{name}</text>\n");
        foreach ((Box child, double dx, double dy) in box.Children) Place(child, x + dx, y + dy, svg, centres);
    }

    private static string Stem(string name) => name.IndexOf('[', StringComparison.Ordinal) is > 0 and int bracket ? name[..bracket] : "";

    // Row and column of an element of an array of two dimensions.
    private static (int Row, int Column)? Indices(string name) =>
        TwoIndices().Match(name) is { Success: true } match ? (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : null;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"\[(\d+)\]\[(\d+)\]$")]
    private static partial Regex TwoIndices();
}
