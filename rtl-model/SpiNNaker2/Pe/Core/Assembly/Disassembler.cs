using System.Globalization;
using System.Text;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core.Assembly;

/// <summary>Instruction words to text, by the templates of the decode table (unified assembler syntax, as GNU objdump writes it).</summary>
public sealed class Disassembler(DecodeTable table)
{
    /// <summary>The text of one instruction.</summary>
    /// <param name="word">A 16-bit word, or a 32-bit one with its first halfword in bits 31:16.</param>
    /// <param name="wide">True for a 32-bit instruction.</param>
    /// <param name="address">Its address, for branch targets.</param>
    /// <param name="it">ITSTATE in force: 0 outside an IT block.</param>
    public string Text(uint word, bool wide, uint address, uint it = 0)
    {
        Instruction i = Lowering.Decode(table, word, wide);
        if (i.Row == DecodeTable.NoRow || i.Operation is Operation.Undefined or Operation.NoCoprocessor)
            return wide ? string.Create(CultureInfo.InvariantCulture, $"undefined 0x{word:x8}") : string.Create(CultureInfo.InvariantCulture, $"undefined 0x{word:x4}");
        DecodeRow row = table.Rows[i.Row];
        var text = new StringBuilder();
        string syntax = WithCondition(row.Syntax, it);
        for (int at = 0; at < syntax.Length; at++)
        {
            if (syntax[at] != '{')
            {
                text.Append(syntax[at]);
                continue;
            }
            int end = syntax.IndexOf('}', at);
            text.Append(Token(syntax[(at + 1)..end], row, in i, word, address, it));
            at = end;
        }
        return text.ToString();
    }

    /// <summary>Inserts the condition of an IT block behind the mnemonic, before its suffix.</summary>
    private static string WithCondition(string syntax, uint it)
    {
        if (it == 0 || syntax[0] == '{') return syntax;
        int end = syntax.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0) end = syntax.Length;
        int dot = syntax.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && dot < end) end = dot;
        return syntax.Insert(end, RegisterNames.Condition(it >> 4));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Token(string token, DecodeRow row, in Instruction i, uint word, uint address, uint it)
    {
        uint pc = address + 4;
        switch (token)
        {
            case "d": return RegisterNames.Register(i.D);
            case "n": return RegisterNames.Register(i.N);
            case "m": return RegisterNames.Register(i.M);
            case "a": return RegisterNames.Register(i.A);
            case "l": return RegisterNames.Register(i.D);
            case "h": return RegisterNames.Register(i.A);
            case "t": return RegisterNames.Register(row.Field('t', word));
            case "T": return RegisterNames.Register(i.A);
            case "S": return row.Field('S', word) != 0 ? "s" : "";
            case "*": return it == 0 ? "s" : "";
            case "i": return Number(i.Immediate);
            case "ni": return Number(-(long)(int)i.Immediate);
            case "x": return row.Class == "system" ? row.Field('i', word).ToString("x4", CultureInfo.InvariantCulture) : row.Field('X', word) != 0 ? "x" : "";
            case "sa": return Number(i.ShiftAmount == 0 ? 32 : i.ShiftAmount);
            case "shift": return Shift(row, in i);
            case "rot": return i.Shift == 0 ? "" : ", ror #" + Number(i.Shift);
            case "lsb": return Number(i.Shift);
            case "width": return Number(i.Immediate);
            case "list": return RegisterNames.List(i.Immediate);
            case "wb": return i.Has(InstructionFlags.Writeback) ? "!" : "";
            case "mem" or "memn" or "memx": return Memory(token, row, in i, word);
            case "lit": return string.Create(CultureInfo.InvariantCulture, $"[pc, #{Signed(row, word)}]");
            case "target": return "0x" + (pc + i.Immediate).ToString("x", CultureInfo.InvariantCulture);
            case "cond": return RegisterNames.Condition(i.N);
            case "cps": return Cps(i.Immediate);
            case "hint": return HintName(row, i.Immediate);
            case "it": return It(i.Immediate);
            case "barrier": return i.Immediate == 15 ? "sy" : "#" + Number(i.Immediate);
            case "sysm": return RegisterNames.SpecialRegister(i.Immediate) + (row.Operation == Operation.Msr && i.Immediate < 4 ? MaskSuffix(i.A) : "");
            case "ppp": return (i.Shift switch { 0 => "s", 1 => "q", 2 => "sh", 4 => "u", 5 => "uq", _ => "uh" });
            case "xy": return (i.Shift >> 1 != 0 ? "t" : "b") + ((i.Shift & 1) != 0 ? "t" : "b");
            case "y": return i.Shift != 0 ? "t" : "b";
            case "r": return i.Shift != 0 ? "r" : "";
            default: return FloatToken(token, row, in i, word);
        }
    }

    private static string FloatToken(string token, DecodeRow row, in Instruction i, uint word) => token switch
    {
        "sd" => "s" + Number(i.D),
        "sn" => "s" + Number(i.N),
        "sm" => "s" + Number(i.M),
        "sm1" => "s" + Number(i.M + 1),
        "dm" => "d" + Number(i.M >> 1),
        "dn" => "d" + Number(i.N >> 1),
        "xi" => Number(i.N & 1),
        "fd" => i.Has(InstructionFlags.DoubleWord) ? "d" + Number(i.D >> 1) : "s" + Number(i.D),
        "vlist" => FloatList(in i),
        "vmrst" => i.D == 15 ? "APSR_nzcv" : RegisterNames.Register(i.D),
        "vi" => BitConverter.UInt32BitsToSingle(i.Immediate).ToString("0.0######", CultureInfo.InvariantCulture),
        "bt" => i.Shift != 0 ? "t" : "b",
        "e" => i.Shift != 0 ? "e" : "",
        "su" => i.Immediate != 0 ? "s" : "u",
        "rr" => i.Shift != 0 ? "" : "r",
        "fx" => ((i.Shift & 1) != 0 ? "u" : "s") + ((i.Shift & 2) != 0 ? "32" : "16"),
        "fb" => Number(i.Immediate),
        _ => throw new FormatException($"decode table row {row.Name} has the unknown token {token} (word 0x{word:x})"),
    };

    private static long Signed(DecodeRow row, uint word)
    {
        long offset = row.Field('i', word) * (row.Immediate.EndsWith("*4", StringComparison.Ordinal) ? 4L : row.Immediate.EndsWith("*2", StringComparison.Ordinal) ? 2 : 1);
        return row.Has('U') && row.Field('U', word) == 0 || row.Immediate == "-u" ? -offset : offset;
    }

    private static string Shift(DecodeRow row, in Instruction i)
    {
        if (row.Immediate == "i2") return i.Shift == 0 ? "" : ", lsl #" + Number(i.Shift);
        if (i.Shift == 0) return "";
        if (i.ShiftType == ShiftType.Rrx) return ", rrx";
        int amount = i.ShiftAmount == 0 ? 32 : i.ShiftAmount;
        return string.Create(CultureInfo.InvariantCulture, $", {i.ShiftType.ToString().ToLowerInvariant()} #{amount}");
    }

    private static string Memory(string token, DecodeRow row, in Instruction i, uint word)
    {
        string register = RegisterNames.Register(i.N);
        long offset = Signed(row, word);
        bool minusZero = offset == 0 && row.Has('U') && row.Field('U', word) == 0;
        string text = minusZero ? "#-0" : "#" + Number(offset);
        if (token == "memx" && i.Has(InstructionFlags.PostIndexed)) return $"[{register}], {text}";
        string inner = offset == 0 && !minusZero && !i.Has(InstructionFlags.Writeback) ? $"[{register}]" : $"[{register}, {text}]";
        return token == "memx" && i.Has(InstructionFlags.Writeback) ? inner + "!" : inner;
    }

    private static string MaskSuffix(int mask) => mask switch { 1 => "_g", 2 => "_nzcvq", 3 => "_nzcvqg", _ => "_none" };

    private static string Cps(uint value) => ((value & 4) != 0 ? "cpsid " : "cpsie ") + ((value & 2) != 0 ? "i" : "") + ((value & 1) != 0 ? "f" : "") + ((value & 3) == 0 ? "none" : "");

    private static string HintName(DecodeRow row, uint value)
    {
        string suffix = row.Size == 4 ? ".w" : "";
        return value switch
        {
            0 => "nop" + suffix,
            1 => "yield" + suffix,
            2 => "wfe" + suffix,
            3 => "wfi" + suffix,
            4 => "sev" + suffix,
            >= 0xF0 => "dbg #" + Number(value - 0xF0),
            _ => string.Create(CultureInfo.InvariantCulture, $"hint{suffix} #{value}"),
        };
    }

    private static string It(uint value)
    {
        uint first = value >> 4 & 1, mask = value & 15;
        var text = new StringBuilder("it");
        for (int bit = 3; bit > 0 && (mask & (1u << bit) - 1) != 0; bit--) text.Append((mask >> bit & 1) == first ? 't' : 'e');
        return text.Append(' ').Append(RegisterNames.Condition(value >> 4)).ToString();
    }

    private static string FloatList(in Instruction i)
    {
        bool isDouble = i.Has(InstructionFlags.DoubleWord);
        int first = isDouble ? i.D >> 1 : i.D, count = (int)(isDouble ? i.Immediate >> 1 : i.Immediate);
        char kind = isDouble ? 'd' : 's';
        return count == 1 ? $"{{{kind}{first}}}" : string.Create(CultureInfo.InvariantCulture, $"{{{kind}{first}-{kind}{first + count - 1}}}");
    }
}
