using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Encodes instructions by row name and field letters of the decode table.</summary>
internal sealed class CodeEmitter
{
    private static readonly DecodeTable Table = DecodeTable.Instance;

    private readonly List<ushort> _code = [];

    public int Count => _code.Count;

    public ushort[] ToArray() => [.. _code];

    public void Word(uint word, bool wide)
    {
        if (wide) _code.Add((ushort)(word >> 16));
        _code.Add((ushort)word);
    }

    /// <summary>One instruction; each field is a letter of the row's encoding.</summary>
    public CodeEmitter Add(string row, int size, params ReadOnlySpan<(char Field, long Value)> fields)
    {
        DecodeRow found = Table.Named(row, size);
        uint word = found.Value;
        foreach ((char field, long value) in fields)
            if (!found.TrySetField(field, (uint)value, ref word)) throw new ArgumentException($"field {field} of {row} cannot hold {value}", nameof(fields));
        Word(word, size == 4);
        return this;
    }

    /// <summary>A 32-bit constant by MOVW and MOVT.</summary>
    public CodeEmitter Constant(uint register, uint value)
    {
        Half("MOVW", register, value & 0xFFFF);
        if (value >> 16 != 0) Half("MOVT", register, value >> 16);
        return this;
    }

    public void AlignWord()
    {
        if ((_code.Count & 1) != 0) Add("NOP and hints", 2, ('i', 0));
    }

    private void Half(string row, uint register, uint value) =>
        Add(row, 4, ('d', register), ('j', value >> 12), ('i', value >> 8 & 15), ('b', value & 0xFF));
}
