using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>A translate filter file of GTKWave: names and background colours for the values of a vector shown in hexadecimal.</summary>
internal static class EnumFilterFile
{
    // Backgrounds on which GTKWave's light text reads well, for values whose table gives no colour.
    private static readonly string[] Palette =
        ["DarkGreen", "MidnightBlue", "SaddleBrown", "DarkSlateBlue", "DarkOliveGreen", "Purple", "DarkCyan", "Sienna", "DarkSlateGray", "MediumVioletRed"];

    private static readonly string[] Troubles = ["err", "fail", "fault", "dead", "drop", "overflow", "illegal"];
    private static readonly string[] Rests = ["idle", "off", "none", "sleep", "wait"];

    public static string Text(EnumTable table, int width)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {VcdName.FreeText(table.Name)}, {width} bits\n");
        int digits = (width + 3) / 4;
        int next = 0;
        foreach (EnumValue value in table.Values)
        {
            string number = (value.Value & TraceState.Mask(width)).ToString("x" + digits, CultureInfo.InvariantCulture);
            string name = VcdName.FreeText(value.Name).Replace('\n', ' ').Replace('?', '_');
            text.Append(CultureInfo.InvariantCulture, $"{number} ?{value.Color ?? ColorOf(value.Name, ref next)}?{name}\n");
        }
        return text.ToString();
    }

    private static string ColorOf(string name, ref int next)
    {
        foreach (string trouble in Troubles)
            if (name.Contains(trouble, StringComparison.OrdinalIgnoreCase)) return "red";
        foreach (string rest in Rests)
            if (name.StartsWith(rest, StringComparison.OrdinalIgnoreCase)) return "gray25";
        return Palette[next++ % Palette.Length];
    }
}
