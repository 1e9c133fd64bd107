using System.Collections.Frozen;

namespace HwModel.BrainScaleS2.Ppu.Isa;

/// <summary>The opcode table (opcodes.txt), read once: from words and from names to rows.</summary>
public sealed class OpcodeTable
{
    private static readonly Lazy<OpcodeTable> Shared = new(() => new OpcodeTable(ReadResource()));

    private readonly OpcodeRow[] _rows;
    private readonly OpcodeRow[][] _buckets = new OpcodeRow[64 * 1024][];
    private readonly FrozenDictionary<string, (OpcodeRow Row, uint Bits)> _names;

    internal OpcodeTable(string text)
    {
        _rows = [.. text.Split('\n').Where(line => line.Contains(';', StringComparison.Ordinal) && line[0] != '#').Select((line, index) => new OpcodeRow(index, line))];
        Array.Fill(_buckets, []);
        for (int i = 0; i < _buckets.Length; i++)
        {
            uint bits = (uint)i >> 10 << 26 | ((uint)i & 1023) << 1;
            OpcodeRow[] candidates = [.. _rows.Where(row => ((row.Value ^ bits) & row.Mask & 0xFC00_07FE) == 0)];
            if (candidates.Length > 0) _buckets[i] = candidates;
        }
        var names = new Dictionary<string, (OpcodeRow, uint)>();
        foreach (OpcodeRow row in _rows)
            foreach ((string name, uint bits) in row.Variants())
                names.TryAdd(name, (row, bits));
        _names = names.ToFrozenDictionary();
    }

    /// <summary>The table of the processor; immutable.</summary>
    public static OpcodeTable Instance => Shared.Value;

    /// <summary>All rows.</summary>
    public IReadOnlyList<OpcodeRow> Rows => _rows;

    /// <summary>The row of a word; null where the processor knows no such instruction.</summary>
    public OpcodeRow? Find(uint word)
    {
        foreach (OpcodeRow row in _buckets[(word >> 26 << 10) | (word >> 1 & 1023)])
            if (row.Matches(word)) return row;
        return null;
    }

    /// <summary>Row and varying bits of a name with its suffixes; null where there is none.</summary>
    public (OpcodeRow Row, uint Bits)? Find(string name) => _names.TryGetValue(name, out (OpcodeRow, uint) found) ? found : null;

    /// <summary>The row of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public OpcodeRow this[string name] => Find(name)?.Row ?? throw new ArgumentException($"the processor has no instruction '{name}'", nameof(name));

    private static string ReadResource()
    {
        using Stream stream = typeof(OpcodeTable).Assembly.GetManifestResourceStream("ppu-opcodes.txt")
            ?? throw new InvalidOperationException("the opcode table is missing from the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
