using System.Globalization;
using System.Text;

namespace HwModel.Cli.Elf.Gdb;

/// <summary>The registers of the core as GDB's target description (GDB manual, appendix G).</summary>
internal static class TargetDescription
{
    private static readonly string Text = Make();

    /// <summary>The part of the description that a qXfer:features:read packet asks for.</summary>
    public static string Read(string packet)
    {
        string[] parts = packet.Split(':');
        if (parts.Length != 5 || parts[3] != "target.xml") return "E00";
        string[] range = parts[4].Split(',');
        if (range.Length != 2
            || !int.TryParse(range[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int offset)
            || !int.TryParse(range[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length)) return "E01";
        if (offset < 0 || length < 0 || offset >= Text.Length) return "l";
        int end = Math.Min(Text.Length, offset + length);
        return (end == Text.Length ? "l" : "m") + Text[offset..end];
    }

    private static string Make()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\"><architecture>arm</architecture><feature name=\"org.gnu.gdb.arm.m-profile\">");
        for (int i = 0; i < 13; i++) xml.Append(CultureInfo.InvariantCulture, $"<reg name=\"r{i}\" bitsize=\"32\"/>");
        xml.Append("<reg name=\"sp\" bitsize=\"32\" type=\"data_ptr\"/><reg name=\"lr\" bitsize=\"32\"/><reg name=\"pc\" bitsize=\"32\" type=\"code_ptr\"/><reg name=\"xpsr\" bitsize=\"32\" regnum=\"16\"/></feature>");
        xml.Append("<feature name=\"org.gnu.gdb.arm.vfp\">");
        for (int i = 0; i < 16; i++) xml.Append(CultureInfo.InvariantCulture, $"<reg name=\"d{i}\" bitsize=\"64\" type=\"ieee_double\" regnum=\"{17 + i}\"/>");
        xml.Append("<reg name=\"fpscr\" bitsize=\"32\" type=\"int\" group=\"float\" regnum=\"33\"/></feature>");
        xml.Append("<feature name=\"org.gnu.gdb.arm.m-system\"><reg name=\"msp\" bitsize=\"32\" type=\"data_ptr\" regnum=\"34\"/><reg name=\"psp\" bitsize=\"32\" type=\"data_ptr\" regnum=\"35\"/></feature>");
        xml.Append("<feature name=\"org.hwmodel.masks\"><reg name=\"primask\" bitsize=\"32\" regnum=\"36\"/><reg name=\"basepri\" bitsize=\"32\" regnum=\"37\"/><reg name=\"faultmask\" bitsize=\"32\" regnum=\"38\"/><reg name=\"control\" bitsize=\"32\" regnum=\"39\"/></feature></target>");
        return xml.ToString();
    }
}
