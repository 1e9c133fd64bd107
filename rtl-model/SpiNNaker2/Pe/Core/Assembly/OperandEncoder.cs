using System.Globalization;
using System.Text.RegularExpressions;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core.Assembly;

/// <summary>Puts an operand's text into the fields of a row: the inverse of <see cref="Lowering"/> and <see cref="Disassembler"/>, which check it.</summary>
internal static class OperandEncoder
{
    public static bool Set(DecodeRow row, string token, string text, uint address, uint it, ref uint word)
    {
        switch (token)
        {
            case "d" or "n" or "m" or "a" or "l" or "h" or "t" or "T": return SetRegister(row, token[0], text, ref word);
            case "vmrst": return text == "APSR_nzcv" ? row.TrySetField('t', 15, ref word) : SetRegister(row, 't', text, ref word);
            case "S": return row.TrySetField('S', text.Length == 0 ? 0u : 1, ref word);
            case "*": return (text.Length != 0) == (it == 0);
            case "x" when row.Class == "system": return Number("0x" + text) is { } value && row.TrySetField('i', (uint)value, ref word);
            case "x": return row.TrySetField('X', text.Length == 0 ? 0u : 1, ref word);
            case "r": return row.TrySetField('R', text.Length == 0 ? 0u : 1, ref word);
            case "rr": return row.TrySetField('R', text.Length == 0 ? 1u : 0, ref word);
            case "e": return row.TrySetField('E', text.Length == 0 ? 0u : 1, ref word);
            case "bt": return row.TrySetField('T', text == "t" ? 1u : 0, ref word);
            case "y": return row.TrySetField('M', text == "t" ? 1u : 0, ref word);
            case "xy": return row.TrySetField('N', text[0] == 't' ? 1u : 0, ref word) && row.TrySetField('M', text[1] == 't' ? 1u : 0, ref word);
            case "su": return row.TrySetField('s', text == "s" ? 1u : 0, ref word);
            case "ppp": return row.TrySetField('p', text switch { "s" => 0, "q" => 1, "sh" => 2, "u" => 4, "uq" => 5, _ => 6 }, ref word);
            case "fx": return row.TrySetField('u', text[0] == 'u' ? 1u : 0, ref word) && row.TrySetField('x', text[1] == '3' ? 1u : 0, ref word);
            case "cond": return row.TrySetField('c', (uint)(RegisterNames.ParseCondition(text) ?? 15), ref word);
            case "i" or "ni" or "sa" or "lsb" or "width" or "fb": return Number(text) is { } number && SetNumber(row, token, number, ref word);
            case "shift": return SetShift(row, text, ref word);
            case "rot": return text.Length == 0 || (Number(text[7..]) is { } rotation && rotation % 8 == 0 && row.TrySetField('r', (uint)rotation / 8, ref word));
            case "list": return RegisterNames.ParseList(text) is { } list && SetList(row, list, ref word);
            case "wb": return row.Has('W') ? row.TrySetField('W', text.Length == 0 ? 0u : 1, ref word) : true;
            case "mem" or "memn" or "memx" or "lit": return SetMemory(row, text, ref word);
            case "target": return Number(text) is { } target && SetTarget(row, (uint)target - (address + 4), ref word);
            case "barrier": return row.TrySetField('o', text == "sy" ? 15 : (uint)(Number(text.TrimStart('#')) ?? 99), ref word);
            case "sysm": return SetSpecial(row, text, ref word);
            case "hint": return row.TrySetField('i', text.Split('.')[0] switch { "nop" => 0, "yield" => 1, "wfe" => 2, "wfi" => 3, "sev" => 4, _ => 0xF0 }, ref word);
            case "option": return text.Length == 0 || (Number(text[2..]) is { } option && row.TrySetField('i', 0xF0 + (uint)option, ref word));
            case "cps": return row.TrySetField('e', text == "cpsid" ? 1u : 0, ref word);
            case "it": return true;
            case "operand": return row.Syntax == "{it}" || (row.TrySetField('I', text.Contains('i', StringComparison.Ordinal) ? 1u : 0, ref word) && row.TrySetField('F', text.Contains('f', StringComparison.Ordinal) ? 1u : 0, ref word));
            default: return SetFloat(row, token, text, ref word);
        }
    }

    /// <summary>The mask of an IT instruction from its mnemonic and condition.</summary>
    public static uint ItMask(string mnemonic, uint condition)
    {
        uint mask = 0, first = condition & 1;
        int bit = 3;
        foreach (char letter in mnemonic[2..]) mask |= (letter == 't' ? first : first ^ 1) << bit--;
        return mask | 1u << bit;
    }

    private static long? Number(string text) => Assembler.ParseNumber(text);

    private static bool SetRegister(DecodeRow row, char field, string text, ref uint word)
    {
        if (RegisterNames.ParseRegister(text) is not { } number) return false;
        if (!row.Has(field))
        {
            // A register that another operand fixes, or that repeats one: the check by disassembly decides.
            return true;
        }
        if (field == 'm' && row.Name is "REV.W" or "REV16.W" or "REVSH.W" or "RBIT" or "CLZ" && !row.TrySetField('n', (uint)number, ref word)) return false;
        return row.TrySetField(field, (uint)number, ref word);
    }

    private static bool SetNumber(DecodeRow row, string token, long number, ref uint word)
    {
        if (token is "lsb") return row.TrySetField('i', (uint)number, ref word);
        if (token is "sa") return row.TrySetField('i', (uint)number & 31, ref word);
        if (token is "width") return row.TrySetField('w', row.Immediate == "bfx" ? (uint)number - 1 : (uint)number - 1 + row.Field('i', word), ref word);
        if (token is "fb")
        {
            uint fraction = (row.Field('x', word) != 0 ? 32u : 16u) - (uint)number;
            return row.TrySetField('i', fraction & 1, ref word) && row.TrySetField('j', fraction >> 1, ref word);
        }
        uint value = (uint)number;
        switch (row.Immediate)
        {
            case "u*2": return value % 2 == 0 && row.TrySetField('i', value / 2, ref word);
            case "u*4": return value % 4 == 0 && row.TrySetField('i', value / 4, ref word);
            case "exp": return Immediates.TryThumbPack(value, out uint packed) && row.TrySetField('i', packed >> 8, ref word) && row.TrySetField('b', packed & 0xFF, ref word);
            case "plain" or "-plain": return row.TrySetField('i', value >> 8, ref word) && row.TrySetField('b', value & 0xFF, ref word);
            case "w16": return row.TrySetField('j', value >> 12, ref word) && row.TrySetField('i', value >> 8 & 15, ref word) && row.TrySetField('b', value & 0xFF, ref word);
            case "udfw": return row.TrySetField('i', value >> 12, ref word) && row.TrySetField('j', value & 0xFFF, ref word);
            case "s" or "sat": return row.TrySetField('s', value, ref word);
            case "s+1" or "sat+1": return row.TrySetField('s', value - 1, ref word);
            default: return row.TrySetField('i', value, ref word);
        }
    }

    private static bool SetShift(DecodeRow row, string text, ref uint word)
    {
        if (text.Length == 0) return true;
        if (text == ", rrx") return row.TrySetField('t', 3, ref word);
        if (Number(text[7..]) is not { } amount) return false;
        uint type = text[2..5] switch { "lsl" => 0, "lsr" => 1, "asr" => 2, _ => 3 };
        if (row.Has('h')) return type is 0 or 2 && row.TrySetField('h', type / 2, ref word) && row.TrySetField('i', (uint)amount & 31, ref word);
        if (row.Has('t') && row.Immediate == "sh" && !row.TrySetField('t', type, ref word)) return false;
        return row.TrySetField('i', row.Immediate == "i2" ? (uint)amount : (uint)amount & 31, ref word);
    }

    private static bool SetList(DecodeRow row, uint list, ref uint word)
    {
        if (row.Has('M') && !row.TrySetField('M', list >> 14 & 1, ref word)) return false;
        if (row.Has('P') && !row.TrySetField('P', list >> 15, ref word)) return false;
        uint rest = list & ~((row.Has('M') ? 0x4000u : 0) | (row.Has('P') ? 0x8000u : 0));
        return row.TrySetField('r', rest, ref word);
    }

    private static bool SetMemory(DecodeRow row, string text, ref uint word)
    {
        Match match = Regex.Match(text, @"^\[(?<n>\w+)(?:, #(?<pre>-?\w+))?\](?<wb>!?)(?:, #(?<post>-?\w+))?$");
        if (!match.Success || RegisterNames.ParseRegister(match.Groups["n"].Value) is not { } register) return false;
        if (row.Has('n') && !row.TrySetField('n', (uint)register, ref word)) return false;
        bool post = match.Groups["post"].Success;
        string offsetText = post ? match.Groups["post"].Value : match.Groups["pre"].Success ? match.Groups["pre"].Value : "0";
        if (Number(offsetText) is not { } offset) return false;
        bool down = offsetText.StartsWith('-'), writeback = match.Groups["wb"].Length > 0 || post;
        if (row.Has('U') && !row.TrySetField('U', down ? 0u : 1, ref word)) return false;
        if (row.Immediate != "-u" && !row.Has('U') && down) return false;
        if (row.Has('P') && !row.TrySetField('P', post ? 0u : 1, ref word)) return false;
        if (row.Has('W') ? !row.TrySetField('W', writeback ? 1u : 0, ref word) : writeback) return false;
        long magnitude = Math.Abs(offset), scale = row.Immediate.EndsWith("*4", StringComparison.Ordinal) ? 4 : row.Immediate.EndsWith("*2", StringComparison.Ordinal) ? 2 : 1;
        return magnitude % scale == 0 && row.TrySetField('i', (uint)(magnitude / scale), ref word);
    }

    private static bool SetTarget(DecodeRow row, uint offset, ref uint word)
    {
        if ((offset & 1) != 0) return false;
        int half = (int)offset >> 1;
        bool Fits(int bits) => half >= -(1 << (bits - 1)) && half < 1 << (bits - 1);
        uint F(int from, int bits) => (uint)half >> from & (1u << bits) - 1;
        switch (row.Immediate)
        {
            case "s*2": return Fits(row.Width('i')) && row.TrySetField('i', F(0, row.Width('i')), ref word);
            case "cbz": return half is >= 0 and < 64 && row.TrySetField('i', F(5, 1), ref word) && row.TrySetField('j', F(0, 5), ref word);
            case "b20":
                return Fits(20) && row.TrySetField('S', F(19, 1), ref word) && row.TrySetField('K', F(18, 1), ref word) && row.TrySetField('J', F(17, 1), ref word)
                    && row.TrySetField('i', F(11, 6), ref word) && row.TrySetField('j', F(0, 11), ref word);
            default:
                uint sign = F(23, 1);
                return Fits(24) && row.TrySetField('S', sign, ref word) && row.TrySetField('J', F(22, 1) ^ sign ^ 1, ref word) && row.TrySetField('K', F(21, 1) ^ sign ^ 1, ref word)
                    && row.TrySetField('i', F(11, 10), ref word) && row.TrySetField('j', F(0, 11), ref word);
        }
    }

    private static bool SetSpecial(DecodeRow row, string text, ref uint word)
    {
        uint mask = 2;
        foreach ((string suffix, uint bits) in ((string, uint)[])[("_nzcvqg", 3), ("_nzcvq", 2), ("_none", 0), ("_g", 1)])
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            text = text[..^suffix.Length];
            mask = bits;
            break;
        }
        return RegisterNames.ParseSpecial(text) is { } number && row.TrySetField('s', (uint)number, ref word) && (!row.Has('k') || row.TrySetField('k', mask, ref word));
    }

    private static bool SetFloat(DecodeRow row, string token, string text, ref uint word)
    {
        switch (token)
        {
            case "sd" or "sn" or "sm":
                if (RegisterNames.ParseFloat(text, 's') is not { } single) return false;
                char low = token[1];
                return row.TrySetField(low, (uint)single >> 1, ref word) && row.TrySetField(char.ToUpperInvariant(low), (uint)single & 1, ref word);
            case "sm1": return RegisterNames.ParseFloat(text, 's') is not null;
            case "dm" or "dn": return RegisterNames.ParseFloat(text, 'd') is { } wide && row.TrySetField(token[1], (uint)wide, ref word);
            case "xi": return Number(text) is { } index && row.TrySetField('x', (uint)index, ref word);
            case "fd":
                if (RegisterNames.ParseFloat(text, 'd') is { } both) return row.TrySetField('z', 1, ref word) && row.TrySetField('d', (uint)both, ref word);
                return SetFloat(row, "sd", text, ref word);
            case "vi":
                if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)) return false;
                uint bits = BitConverter.SingleToUInt32Bits(value);
                for (uint packed = 0; packed < 256; packed++)
                    if (Immediates.FloatExpand(packed) == bits) return row.TrySetField('i', packed >> 4, ref word) && row.TrySetField('j', packed & 15, ref word);
                return false;
            case "vlist": return SetFloatList(row, text, ref word);
            default: return false;
        }
    }

    private static bool SetFloatList(DecodeRow row, string text, ref uint word)
    {
        Match match = Regex.Match(text, @"^\{(?<kind>[sd])(?<first>\d+)(?:-\k<kind>(?<last>\d+))?\}$");
        if (!match.Success) return false;
        bool wide = match.Groups["kind"].Value == "d";
        int first = int.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        int last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].ValueSpan, CultureInfo.InvariantCulture) : first;
        if (last < first || last >= (wide ? 16 : 32)) return false;
        uint count = (uint)(last - first + 1);
        if (wide) return row.TrySetField('z', 1, ref word) && row.TrySetField('d', (uint)first, ref word) && row.TrySetField('i', count * 2, ref word);
        return row.TrySetField('d', (uint)first >> 1, ref word) && row.TrySetField('D', (uint)first & 1, ref word) && row.TrySetField('i', count, ref word);
    }
}
