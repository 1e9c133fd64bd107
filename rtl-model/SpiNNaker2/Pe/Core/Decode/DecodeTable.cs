namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>
/// The decode table of the core, read once from its text (decode-table.txt): rows in order, the first that matches wins
/// (Arm ARMv7-M ARM, A5.2 and A5.3).
/// </summary>
public sealed class DecodeTable
{
    /// <summary>Row index of words that no row matches.</summary>
    public const ushort NoRow = ushort.MaxValue;

    private static readonly Lazy<DecodeTable> Shared = new(() => new DecodeTable(ReadResource()));

    private readonly DecodeRow[] _rows;
    private readonly DecodeRow[][] _narrow = new DecodeRow[256][];
    private readonly DecodeRow[][] _wide = new DecodeRow[512][];

    internal DecodeTable(string text)
    {
        _rows = [.. text.Split('\n').Where(line => line.Contains(';', StringComparison.Ordinal) && line[0] != '#').Select((line, index) => new DecodeRow(index, line))];
        for (int i = 0; i < 256; i++) _narrow[i] = Candidates(2, (uint)i << 8, 0xFF00);
        for (int i = 0; i < 512; i++) _wide[i] = Candidates(4, 0xE000_0000 | (uint)i << 20, 0xFFF0_0000);
    }

    /// <summary>The table of the architecture; immutable.</summary>
    public static DecodeTable Instance => Shared.Value;

    /// <summary>All rows in order.</summary>
    public IReadOnlyList<DecodeRow> Rows => _rows;

    /// <summary>True where a halfword is the first of a 32-bit instruction (Arm ARMv7-M ARM, A5.1).</summary>
    public static bool IsWide(uint firstHalfword) => firstHalfword >> 11 is 0b11101 or 0b11110 or 0b11111;

    /// <summary>The row of an instruction word (32-bit: first halfword in bits 31:16), or null for words that no row matches.</summary>
    public DecodeRow? Find(uint word, bool wide)
    {
        DecodeRow[] bucket = wide ? _wide[word >> 20 & 0x1FF] : _narrow[word >> 8 & 0xFF];
        foreach (DecodeRow row in bucket)
            if (row.Matches(word)) return row;
        return null;
    }

    /// <summary>The row with this name; the size tells apart the names that 16- and 32-bit encodings share.</summary>
    public DecodeRow Named(string name, int size) => _rows.First(row => row.Name == name && row.Size == size);

    private DecodeRow[] Candidates(int size, uint bits, uint known) =>
        [.. _rows.Where(row => row.Size == size && ((row.Value ^ bits) & row.Mask & known) == 0)];

    private static string ReadResource()
    {
        using Stream stream = typeof(DecodeTable).Assembly.GetManifestResourceStream("decode-table.txt")
            ?? throw new InvalidOperationException("the decode table is missing from the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
