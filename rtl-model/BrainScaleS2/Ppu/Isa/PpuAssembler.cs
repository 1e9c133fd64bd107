using System.Globalization;

namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>A mistake in an assembler text; the message names the line.</summary>
public sealed class PpuAssemblerException(string message) : Exception(message);

/// <summary>An assembled program: words from address 0, and the addresses of its labels.</summary>
public sealed record PpuProgram(uint[] Words, IReadOnlyDictionary<string, uint> Labels);

/// <summary>
/// Assembler for the processor's instructions, made from the opcode table, with the usual simplified mnemonics. One statement a line: <c>label:</c>,
/// an instruction, <c>.word</c>, <c>.space BYTES</c>, <c>.org ADDRESS</c>, <c>.equ NAME, VALUE</c>; comments begin with <c>#</c> or <c>//</c>.
/// Expressions are sums of numbers and names, with <c>@l</c>, <c>@h</c> or <c>@ha</c> at the end for halves of an address.
/// </summary>
public sealed class PpuAssembler
{
    private const int MaxWords = 4096;

    private readonly Dictionary<string, uint> _labels = [];
    private readonly List<uint> _words = [];
    private int _line;

    private PpuAssembler()
    {
    }

    /// <summary>Assembles a text.</summary>
    /// <exception cref="PpuAssemblerException">Names the line and what is wrong.</exception>
    public static PpuProgram Assemble(string text)
    {
        var assembler = new PpuAssembler();
        string[] lines = text.Split('\n');
        // Two passes: the first one finds the labels.
        assembler.Pass(lines, final: false);
        assembler.Pass(lines, final: true);
        return new PpuProgram([.. assembler._words], assembler._labels);
    }

    private void Pass(string[] lines, bool final)
    {
        _words.Clear();
        for (_line = 1; _line <= lines.Length; _line++)
        {
            string text = lines[_line - 1];
            foreach (string comment in (ReadOnlySpan<string>)["#", "//"])
                if (text.IndexOf(comment, StringComparison.Ordinal) is >= 0 and int at) text = text[..at];
            text = text.Trim();
            for (int colon; (colon = text.IndexOf(':', StringComparison.Ordinal)) > 0; text = text[(colon + 1)..].Trim())
                Define(text[..colon].Trim(), (uint)_words.Count * 4, final);
            if (text.Length > 0) Statement(text, final);
            if (_words.Count > MaxWords) throw Error($"the program is longer than the memory of {MaxWords} words");
        }
    }

    private void Define(string name, uint value, bool final)
    {
        if (!final && !_labels.TryAdd(name, value)) throw Error($"'{name}' is defined twice");
    }

    private void Statement(string text, bool final)
    {
        int blank = text.IndexOfAny([' ', '\t']);
        string name = blank < 0 ? text : text[..blank];
        string[] operands = blank < 0 ? [] : [.. text[blank..].Split(',').Select(operand => operand.Trim())];
        switch (name)
        {
            case ".word":
                foreach (string operand in operands) _words.Add(final ? (uint)Value(operand) : 0u);
                return;
            case ".space":
                for (long i = Value(operands[0]); i > 0; i -= 4) _words.Add(0);
                return;
            case ".org":
                for (long end = Value(operands[0]) / 4; _words.Count < end;) _words.Add(0);
                return;
            case ".equ":
                Define(operands[0], (uint)Value(operands[1]), final);
                return;
        }
        (name, operands) = Simplified.Expand(name, operands);
        if (OpcodeTable.Instance.Find(name) is not { } found) throw Error($"'{name}' is no instruction of the processor");
        _words.Add(final ? Encode(found.Row, found.Bits, operands) : 0);
    }

    private uint Encode(OpcodeRow row, uint bits, string[] operands)
    {
        uint word = row.Value | bits;
        int least = row.Operands.Count;
        while (least > 0 && Operands.IsOptional(row.Operands[least - 1])) least--;
        if (operands.Length < least || operands.Length > row.Operands.Count)
            throw Error($"{row.Name} has {operands.Length} operands, but {(least == row.Operands.Count ? $"{least}" : $"{least} to {row.Operands.Count}")} are needed");
        for (int i = 0; i < operands.Length; i++) word |= Field(row, row.Operands[i], operands[i], bits);
        return word;
    }

    private uint Field(OpcodeRow row, OperandKind kind, string text, uint bits)
    {
        long address = (bits & 2) != 0 ? 0 : _words.Count * 4L;
        switch (kind)
        {
            case OperandKind.Displaced or OperandKind.DisplacedUpdate:
                int open = text.IndexOf('(', StringComparison.Ordinal);
                if (open < 0 || text[^1] != ')') throw Error($"'{text}' is no address: displacement(register) is needed");
                return Checked(row, text, Value(open == 0 ? "0" : text[..open]), 16, isSigned: true) | Register(text[(open + 1)..^1], "r") << 16;
            case OperandKind.Target14 or OperandKind.Target24:
                // Addresses wrap at 32 bits.
                long offset = (int)(Value(text) - address);
                if ((offset & 3) != 0) throw Error($"the target {text} is not a multiple of 4");
                int width = kind == OperandKind.Target14 ? 16 : 26;
                return Checked(row, text, offset, width, isSigned: true);
            case OperandKind.Special:
                uint number = Checked(row, text, Value(text), 10, isSigned: false);
                return (number & 31) << 16 | number >> 5 << 11;
        }
        (int low, int fieldWidth, bool signed) = Operands.Field(kind);
        string prefix = Operands.Prefix(kind);
        if (prefix.Length > 0) return Register(text, prefix) << low;
        long value = Operands.IsBit(kind) ? Bit(text) : Value(text);
        // The upper half of an address may be written without a sign.
        if (row.Operation == Operation.AddImmediateShifted && value is >= 0 and <= 0xFFFF) value = (short)value;
        return Checked(row, text, value, fieldWidth, signed) << low;
    }

    private uint Register(string text, string prefix)
    {
        string digits = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text == "0" && prefix == "r" ? "0" : "";
        uint last = prefix == "cr" ? 7u : 31u;
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) || number > last)
            throw Error($"'{text}' is no register: {prefix}0 to {prefix}{last} are");
        return number;
    }

    private long Bit(string text)
    {
        long field = 0;
        int plus = text.IndexOf('+', StringComparison.Ordinal);
        string name = text[(plus + 1)..];
        if (plus > 0 && text.StartsWith("4*cr", StringComparison.Ordinal)) field = text[4] - '0';
        int bit = Array.IndexOf(["lt", "gt", "eq", "so"], name);
        return bit >= 0 ? 4 * field + bit : Value(text);
    }

    private uint Checked(OpcodeRow row, string text, long value, int width, bool isSigned)
    {
        long low = isSigned ? -(1L << width - 1) : 0;
        long high = isSigned ? (1L << width - 1) - 1 : (1L << width) - 1;
        if (value < low || value > high) throw Error($"{row.Name}: {text} is {value}, but {low} to {high} fit");
        return (uint)value & (uint)((1L << width) - 1);
    }

    private long Value(string text)
    {
        string part = text;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) part = text[..at];
        long sum = 0;
        for (int start = 0; start < part.Length;)
        {
            int end = part.IndexOfAny(['+', '-'], start + 1);
            if (end < 0) end = part.Length;
            sum += Atom(part[start..end].Trim());
            start = end;
        }
        return (at > 0 ? text[(at + 1)..] : "") switch
        {
            "" => sum,
            "l" => (short)sum,
            "h" => sum >> 16 & 0xFFFF,
            "ha" => (short)(sum + 0x8000 >> 16),
            string other => throw Error($"'@{other}' is no half of an address; @l, @h and @ha are"),
        };
    }

    private long Atom(string text)
    {
        bool negative = text.StartsWith('-');
        string name = text.TrimStart('+', '-').Trim();
        long value;
        if (name.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(name[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)) return negative ? -value : value;
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out value)) return negative ? -value : value;
        if (_labels.TryGetValue(name, out uint label)) return negative ? -(long)label : label;
        throw Error($"'{text}' is neither a number nor a label defined so far");
    }

    private PpuAssemblerException Error(string message) => new($"line {_line}: {message}");
}
