namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>One row of the decode table: an encoding, what it does and how it is written.</summary>
public sealed class DecodeRow
{
    private readonly int[]?[] _fieldBits = new int[]?['z' + 1];

    internal DecodeRow(int index, string line)
    {
        string[] columns = line.Split(';', StringSplitOptions.TrimEntries);
        if (columns.Length != 6) throw new FormatException($"decode table row {index} has {columns.Length} columns instead of 6: {line}");
        Index = index;
        Name = columns[0];
        string bits = columns[1].Replace(" ", "", StringComparison.Ordinal);
        if (bits.Length is not (16 or 32)) throw new FormatException($"decode table row {index} ({Name}) has {bits.Length} bits instead of 16 or 32");
        Size = bits.Length / 8;
        ParseBits(bits);
        string[] words = columns[2].Split(' ');
        Operation = Enum.Parse<Operation>(words[0]);
        Options = words[1..];
        Immediate = columns[3];
        Class = columns[4];
        Syntax = columns[5];
    }

    /// <summary>Position in the table, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the encoding, for example "ADD.W imm".</summary>
    public string Name { get; }

    /// <summary>Bytes of the instruction: 2 or 4.</summary>
    public int Size { get; }

    /// <summary>Fixed bits; a 32-bit encoding has its first halfword in bits 31:16.</summary>
    public uint Mask { get; private set; }

    /// <summary>What the fixed bits must be.</summary>
    public uint Value { get; private set; }

    public Operation Operation { get; }

    /// <summary>Fixed registers and options of the operation.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>How the immediate is made of the fields.</summary>
    public string Immediate { get; }

    /// <summary>Class for statistics and weights.</summary>
    public string Class { get; }

    /// <summary>Template of the text.</summary>
    public string Syntax { get; }

    public bool Matches(uint word) => (word & Mask) == Value;

    /// <summary>True where the row has the field.</summary>
    public bool Has(char field) => _fieldBits[field] is not null;

    /// <summary>Bits of a field, 0 where there is none.</summary>
    public int Width(char field) => _fieldBits[field]?.Length ?? 0;

    /// <summary>The field's value in an instruction word; 0 where the row has no such field.</summary>
    public uint Field(char field, uint word)
    {
        uint value = 0;
        if (_fieldBits[field] is { } positions)
            foreach (int position in positions) value = value << 1 | word >> position & 1;
        return value;
    }

    /// <summary>The word with the field set to a value; false where the value needs more bits than the field has.</summary>
    public bool TrySetField(char field, uint value, ref uint word)
    {
        int[]? positions = _fieldBits[field];
        if (positions is null) return value == 0;
        if (positions.Length < 32 && value >> positions.Length != 0) return false;
        for (int i = 0; i < positions.Length; i++)
        {
            uint bit = value >> (positions.Length - 1 - i) & 1;
            word = word & ~(1u << positions[i]) | bit << positions[i];
        }
        return true;
    }

    /// <summary>All fields of the row, in the order of their letters.</summary>
    public IEnumerable<char> Fields => Enumerable.Range(0, _fieldBits.Length).Where(letter => _fieldBits[letter] is not null).Select(letter => (char)letter);

    public override string ToString() => Name;

    private void ParseBits(string bits)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            int position = bits.Length - 1 - i;
            char letter = bits[i];
            if (letter is '0' or '1')
            {
                Mask |= 1u << position;
                if (letter == '1') Value |= 1u << position;
            }
            else
            {
                _fieldBits[letter] = [.. _fieldBits[letter] ?? [], position];
            }
        }
    }
}
