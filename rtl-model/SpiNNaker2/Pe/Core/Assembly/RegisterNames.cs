using System.Globalization;
using System.Numerics;
using System.Text;

namespace HwModel.SpiNNaker2.Pe.Core.Assembly;

/// <summary>How registers, conditions and special registers are written.</summary>
internal static class RegisterNames
{
    private static readonly string[] Core = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"];
    private static readonly string[] Alias = ["a1", "a2", "a3", "a4", "v1", "v2", "v3", "v4", "v5", "sb", "sl", "fp", "ip", "r13", "r14", "r15"];
    private static readonly string[] Conditions = ["eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", ""];

    private static readonly (int Number, string Name)[] Special =
    [
        (0, "APSR"), (1, "IAPSR"), (2, "EAPSR"), (3, "PSR"), (5, "IPSR"), (6, "EPSR"), (7, "IEPSR"), (8, "MSP"), (9, "PSP"),
        (16, "PRIMASK"), (17, "BASEPRI"), (18, "BASEPRI_MAX"), (19, "FAULTMASK"), (20, "CONTROL"),
    ];

    public static string Register(uint number) => Core[number & 15];

    public static string Condition(uint number) => Conditions[number & 15];

    public static int? ParseCondition(string text) => text switch
    {
        "hs" => 2,
        "lo" => 3,
        _ => Array.IndexOf(Conditions, text) is >= 0 and < 15 and var index ? index : null,
    };

    public static int? ParseRegister(string text)
    {
        int index = Array.IndexOf(Core, text);
        if (index < 0) index = Array.IndexOf(Alias, text);
        return index < 0 ? null : index;
    }

    public static int? ParseFloat(string text, char kind)
    {
        if (text.Length < 2 || text[0] != kind || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return null;
        return number < (kind == 's' ? 32 : 16) ? number : null;
    }

    public static string SpecialRegister(uint number)
    {
        foreach ((int index, string name) in Special)
            if (index == number) return name;
        return string.Create(CultureInfo.InvariantCulture, $"sys{number}");
    }

    public static int? ParseSpecial(string text)
    {
        foreach ((int index, string name) in Special)
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase)) return index;
        return text.StartsWith("sys", StringComparison.Ordinal) && byte.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : null;
    }

    public static string List(uint list)
    {
        var text = new StringBuilder("{");
        for (uint rest = list; rest != 0; rest &= rest - 1)
        {
            if (text.Length > 1) text.Append(", ");
            text.Append(Core[BitOperations.TrailingZeroCount(rest)]);
        }
        return text.Append('}').ToString();
    }

    public static uint? ParseList(string text)
    {
        if (text.Length < 3 || text[0] != '{' || text[^1] != '}') return null;
        uint list = 0;
        foreach (string part in text[1..^1].Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || ParseRegister(ends[0]) is not { } first || ParseRegister(ends[^1]) is not { } last || last < first) return null;
            for (int i = first; i <= last; i++) list |= 1u << i;
        }
        return list;
    }
}
