using System.Globalization;
using System.Text;

namespace HwModel.Verification.Coverage;

/// <summary>Coverage for readers: Markdown and HTML.</summary>
public static class CoverageText
{
    /// <summary>A Markdown section: one row an item, then the holes and the exclusions.</summary>
    public static string Markdown(CoverageData data)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Coverage of {data.Block}: {data.Percent:0.0} %\n\n| item | kind | covered | of | % |\n| --- | --- | ---: | ---: | ---: |\n");
        foreach (ItemData item in data.Items)
            text.Append(CultureInfo.InvariantCulture, $"| {item.Name} | {item.Kind} | {item.Covered} | {item.Total} | {item.Percent:0.0} |\n");
        (string Item, BinData Bin)[] holes = [.. data.Holes()];
        if (holes.Length > 0) text.Append("\nHoles:\n\n");
        foreach ((string item, BinData bin) in holes) text.Append(CultureInfo.InvariantCulture, $"- {item}: {bin.Name} ({bin.Hits} of {bin.AtLeast} hits)\n");
        var excluded = data.Items.SelectMany(item => item.Bins.Where(bin => bin.Excluded is not null).Select(bin => (item.Name, bin))).ToArray();
        if (excluded.Length > 0) text.Append("\nExcluded:\n\n");
        foreach ((string item, BinData bin) in excluded)
            text.Append(CultureInfo.InvariantCulture, $"- {item}: {bin.Name}: {bin.Excluded}{(bin.IsCovered ? " (but it was hit: the exclusion is wrong)" : "")}\n");
        return text.ToString();
    }

    /// <summary>An HTML section with a bar for each item; open an item to see its bins.</summary>
    public static string Html(CoverageData data)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<section class=\"coverage\"><h3>Coverage: {data.Percent:0.0} %</h3>\n");
        foreach (ItemData item in data.Items)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"<details><summary><meter min=\"0\" max=\"100\" value=\"{item.Percent:0.#}\"></meter> {Escape(item.Name)} ({item.Kind}) {item.Covered} of {item.Total}</summary>\n<table><tr><th>bin</th><th>hits</th><th></th></tr>\n");
            foreach (BinData bin in item.Bins)
            {
                string state = bin.Excluded is not null ? "excluded: " + bin.Excluded
                    : bin.Kind == BinKind.Illegal ? (bin.Hits > 0 ? "illegal, hit" : "illegal")
                    : bin.Kind == BinKind.Ignored ? "ignored" : bin.IsCovered ? "covered" : "hole";
                text.Append(CultureInfo.InvariantCulture, $"<tr class=\"{state.Split(':', ',', ' ')[0]}\"><td>{Escape(bin.Name)}</td><td class=\"n\">{bin.Hits}</td><td>{Escape(state)}</td></tr>\n");
            }
            text.Append("</table></details>\n");
        }
        return text.Append("</section>\n").ToString();
    }

    internal static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
