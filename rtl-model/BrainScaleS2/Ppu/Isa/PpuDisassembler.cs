using System.Globalization;
using System.Text;

namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>Instruction words as text, without simplified mnemonics (as GNU objdump prints with -M raw).</summary>
public static class PpuDisassembler
{
    private static readonly string[] BitNames = ["lt", "gt", "eq", "so"];

    /// <summary>The text of a word that lies at an address; data where it is no instruction.</summary>
    public static string Text(uint word, uint address)
    {
        if (OpcodeTable.Instance.Find(word) is not { } row) return string.Create(CultureInfo.InvariantCulture, $".word 0x{word:x8}");
        var text = new StringBuilder(row.Variants().Last(variant => (word & variant.Bits) == variant.Bits && MatchesAll(row, word, variant.Bits)).Name);
        int shown = row.Operands.Count;
        while (shown > 0 && row.Operands[shown - 1] is OperandKind.Condition or OperandKind.PackSize && (word & 3) == 0) shown--;
        for (int i = 0; i < shown; i++) text.Append(i == 0 ? ' ' : ',').Append(Operand(row.Operands[i], word, address));
        return text.ToString();
    }

    // The suffix of exactly the bits that are set.
    private static bool MatchesAll(OpcodeRow row, uint word, uint bits)
    {
        uint varying = row.Variants().Aggregate(0u, (all, variant) => all | variant.Bits);
        return (word & varying) == bits;
    }

    private static string Operand(OperandKind kind, uint word, uint address)
    {
        switch (kind)
        {
            case OperandKind.Displaced or OperandKind.DisplacedUpdate:
                return string.Create(CultureInfo.InvariantCulture, $"{(short)word}({(kind == OperandKind.Displaced ? BaseOrZero(word) : "r" + (word >> 16 & 31))})");
            case OperandKind.RaOrZero:
                return BaseOrZero(word);
            case OperandKind.Target14:
                return Target((short)(word & 0xFFFC), word, address);
            case OperandKind.Target24:
                return Target((int)(word << 6) >> 6 & ~3, word, address);
            case OperandKind.Special:
                return SpecialOf(word).ToString(CultureInfo.InvariantCulture);
        }
        (int low, int width, bool isSigned) = Operands.Field(kind);
        var value = (int)(word >> low & (1u << width) - 1);
        if (isSigned) value = value << 32 - width >> 32 - width;
        if (Operands.IsBit(kind)) return (value < 4 ? "" : $"4*cr{value / 4}+") + BitNames[value % 4];
        return Operands.Prefix(kind) + value.ToString(CultureInfo.InvariantCulture);
    }

    internal static int SpecialOf(uint word) => (int)(word >> 16 & 31 | (word >> 11 & 31) << 5);

    private static string BaseOrZero(uint word) => (word >> 16 & 31) == 0 ? "0" : $"r{word >> 16 & 31}";

    private static string Target(int offset, uint word, uint address)
    {
        uint target = (word & 2) != 0 ? (uint)offset : address + (uint)offset;
        return string.Create(CultureInfo.InvariantCulture, $"0x{target:x}");
    }
}
