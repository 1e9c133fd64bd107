using System.Globalization;

namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>One line of the opcode table.</summary>
public sealed class OpcodeRow
{
    private const uint RecordBit = 1;
    private const uint AbsoluteBit = 2;
    private const uint OverflowBit = 1 << 10;

    internal OpcodeRow(int index, string line)
    {
        string[] cells = [.. line.Split(';').Select(cell => cell.Trim())];
        Index = index;
        Name = cells[0];
        ParseEncoding(cells[1]);
        Operands = [.. cells[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Isa.Operands.Parse)];
        Operation = Enum.Parse<Operation>(cells[3]);
        Unit = Enum.Parse<Unit>(cells[4], ignoreCase: true);
        if (cells.Length > 5) Arithmetic = ParseArithmetic(cells[5].Split(','));
        foreach (OperandKind kind in Operands) Classify(kind);
    }

    /// <summary>Position in the table.</summary>
    public int Index { get; }

    /// <summary>Name without the suffixes of varying bits.</summary>
    public string Name { get; }

    /// <summary>Bits that are fixed.</summary>
    public uint Mask { get; private set; }

    /// <summary>Values of the fixed bits.</summary>
    public uint Value { get; private set; }

    /// <summary>Operands in the assembler's order.</summary>
    public IReadOnlyList<OperandKind> Operands { get; }

    /// <summary>What it does.</summary>
    public Operation Operation { get; }

    /// <summary>The unit that does it.</summary>
    public Unit Unit { get; }

    /// <summary>For the vector's multiply-adder.</summary>
    public Arithmetic Arithmetic { get; }

    /// <summary>Whether a bit decides about recording in field 0 of the condition register.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>Whether a bit decides about the overflow flags.</summary>
    public bool HasOverflow { get; private set; }

    /// <summary>Whether a bit decides about the link register.</summary>
    public bool HasLink { get; private set; }

    /// <summary>Whether a bit makes the target absolute.</summary>
    public bool HasAbsolute { get; private set; }

    /// <summary>Whether it goes to the vector unit.</summary>
    public bool IsVector => Unit >= Unit.VAdd;

    /// <summary>Whether the vector condition selects elements.</summary>
    public bool HasCondition { get; private set; }

    /// <summary>Whether rt is read, rt is written, ra is read, ra is written, rb is read (general-purpose registers).</summary>
    public bool ReadsRt { get; private set; }

    public bool WritesRt { get; private set; }

    public bool ReadsRa { get; private set; }

    public bool WritesRa { get; private set; }

    public bool ReadsRb { get; private set; }

    /// <summary>Whether a memory access writes its address back.</summary>
    public bool Updates { get; private set; }

    /// <summary>Whether a memory access has a displacement; else it is indexed.</summary>
    public bool IsDisplaced { get; private set; }

    /// <summary>Names with the suffixes of the bits that vary, and the bits.</summary>
    public IEnumerable<(string Name, uint Bits)> Variants()
    {
        for (uint choice = 0; choice < 16; choice++)
        {
            bool record = (choice & 1) != 0, overflow = (choice & 2) != 0, link = (choice & 4) != 0, absolute = (choice & 8) != 0;
            if ((record && !HasRecord) || (overflow && !HasOverflow) || (link && !HasLink) || (absolute && !HasAbsolute)) continue;
            string name = Name + (overflow ? "o" : "") + (link ? "l" : "") + (absolute ? "a" : "") + (record ? "." : "");
            yield return (name, (record || link ? RecordBit : 0) | (overflow ? OverflowBit : 0) | (absolute ? AbsoluteBit : 0));
        }
    }

    /// <summary>Whether the word is of this row.</summary>
    public bool Matches(uint word) => (word & Mask) == Value;

    public override string ToString() => Name;

    private void ParseEncoding(string text)
    {
        string extra = "";
        int plus = text.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0) (text, extra) = (text[..plus], text[(plus + 1)..]);
        string flags = new([.. text.Where(char.IsAsciiLetter)]);
        string[] numbers = text.TrimEnd([.. flags]).Split('/');
        HasRecord = flags.Contains('r', StringComparison.Ordinal);
        HasOverflow = flags.Contains('o', StringComparison.Ordinal);
        HasLink = flags.Contains('l', StringComparison.Ordinal);
        HasAbsolute = flags.Contains('a', StringComparison.Ordinal);
        Mask = 0xFC00_0000;
        Value = uint.Parse(numbers[0], CultureInfo.InvariantCulture) << 26;
        if (numbers.Length > 1)
        {
            bool vector = flags.Contains('v', StringComparison.Ordinal);
            Value |= uint.Parse(numbers[1], CultureInfo.InvariantCulture) << (vector ? 2 : 1);
            Mask |= vector ? 0x7FCu : HasOverflow ? 0x3FEu : 0x7FEu;
            if (!vector && !HasRecord && !HasLink) Mask |= RecordBit;
        }
        if (extra.Length == 0) return;
        uint bits = uint.Parse(extra, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Mask |= bits;
        Value |= bits;
    }

    private static Arithmetic ParseArithmetic(string[] words) => new(
        words[0] == "byte", Enum.Parse<Term>(words[1], ignoreCase: true), words[2] == "acc", words[3] == "sat", Enum.Parse<Destination>(words[4], ignoreCase: true));

    private void Classify(OperandKind kind)
    {
        ReadsRt |= kind == OperandKind.Rs;
        WritesRt |= kind == OperandKind.Rt;
        ReadsRa |= kind is OperandKind.Ra or OperandKind.RaOrZero or OperandKind.RaUpdate or OperandKind.Displaced or OperandKind.DisplacedUpdate;
        WritesRa |= kind is OperandKind.RaTarget or OperandKind.RaUpdate or OperandKind.DisplacedUpdate;
        ReadsRb |= kind == OperandKind.Rb;
        Updates |= kind is OperandKind.RaUpdate or OperandKind.DisplacedUpdate;
        IsDisplaced |= kind is OperandKind.Displaced or OperandKind.DisplacedUpdate;
        HasCondition |= kind == OperandKind.Condition;
    }
}
