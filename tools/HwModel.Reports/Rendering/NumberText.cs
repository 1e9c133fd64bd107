using System.Globalization;

namespace HwModel.Reports.Rendering;

/// <summary>Numbers as people read them; the same on every machine.</summary>
public static class NumberText
{
    private const char NarrowSpace = '\u202f';

    /// <summary>
    /// Four significant digits, or the whole part where that is longer, groups of three from 10 000 on, powers of ten below 1e-4 and
    /// from 1e9 on; a dash where not finite.
    /// </summary>
    public static string Format(double value)
    {
        if (!double.IsFinite(value)) return "–";
        if (value == 0) return "0";
        double size = Math.Abs(value);
        if (size < 1e-4 || size >= 1e9) return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        if (value == Math.Floor(value)) return Format(value, 0);
        int decimals = Math.Max(0, 3 - (int)Math.Floor(Math.Log10(size)));
        string text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Group(text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text);
    }

    /// <summary>A fixed number of digits behind the point.</summary>
    public static string Format(double value, int decimals) =>
        double.IsFinite(value) ? Group(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : "–";

    private static string Group(string text)
    {
        int sign = text.StartsWith('-') ? 1 : 0;
        int point = text.IndexOf('.') is var index && index >= 0 ? index : text.Length;
        string grouped = text;
        if (point - sign <= 4) return grouped;
        for (int at = point - 3; at > sign; at -= 3) grouped = grouped.Insert(at, NarrowSpace.ToString());
        return grouped;
    }
}
