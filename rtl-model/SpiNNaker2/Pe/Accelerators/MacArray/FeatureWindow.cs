using System.Buffers.Binary;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>
/// The array's side of operand A: a ring of chunks, each with 16 bytes for every row of the tile. In a convolution most rows of a chunk are those of the
/// chunk before, moved up by one: the shift register that reuses the input feature map.
/// </summary>
internal sealed class FeatureWindow : IStatePart
{
    private const int Slots = 8;
    private const int Rows = 4;
    private const int Line = 16;

    private readonly byte[] _bytes = new byte[Slots * Rows * Line];
    private readonly byte[] _elements = new byte[Slots];
    private readonly byte[] _missing = new byte[Slots];
    private readonly byte[] _shifted = new byte[Slots];
    private int _head;
    private int _count;

    public string Schema => "window";

    /// <summary>Whether another chunk can be begun; one slot stays as it is for the shift.</summary>
    public bool HasRoom => _count < Slots - 1;

    /// <summary>Begins a chunk; the result is its slot.</summary>
    /// <param name="elements">Elements of each row.</param>
    /// <param name="fetched">Rows that arrive from memory.</param>
    /// <param name="shifted">Rows that are taken from the chunk before.</param>
    public int Begin(int elements, int fetched, int shifted)
    {
        int slot = (_head + _count) % Slots;
        _elements[slot] = (byte)elements;
        _missing[slot] = (byte)fetched;
        _shifted[slot] = (byte)shifted;
        _count++;
        return slot;
    }

    /// <summary>Takes in a row of a chunk. Rows arrive in the order of their chunks.</summary>
    public void Arrive(int slot, int row, ulong low, ulong high)
    {
        Span<byte> line = _bytes.AsSpan((slot * Rows + row) * Line, Line);
        BinaryPrimitives.WriteUInt64LittleEndian(line, low);
        BinaryPrimitives.WriteUInt64LittleEndian(line[8..], high);
        if (--_missing[slot] != 0) return;
        int before = (slot + Slots - 1) % Slots;
        for (int i = 0; i < Rows; i++)
            if ((_shifted[slot] >> i & 1) != 0)
                _bytes.AsSpan((before * Rows + i + 1) * Line, Line).CopyTo(_bytes.AsSpan((slot * Rows + i) * Line));
    }

    /// <summary>Elements that are complete, from the oldest chunk on.</summary>
    public int Ready
    {
        get
        {
            int ready = 0;
            for (int i = 0; i < _count; i++)
            {
                int slot = (_head + i) % Slots;
                if (_missing[slot] != 0) break;
                ready += _elements[slot];
            }
            return ready;
        }
    }

    /// <summary>Elements of the oldest chunk.</summary>
    public int Elements => _elements[_head];

    /// <summary>A byte of a row of the oldest chunk.</summary>
    public byte this[int row, int index] => _bytes[(_head * Rows + row) * Line + index];

    /// <summary>Leaves the oldest chunk.</summary>
    public void Take()
    {
        _head = (_head + 1) % Slots;
        _count--;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_bytes);
        Array.Clear(_elements);
        Array.Clear(_missing);
        Array.Clear(_shifted);
        _head = _count = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_bytes);
        writer.WriteArray(_elements);
        writer.WriteArray(_missing);
        writer.WriteArray(_shifted);
        writer.Write(_head);
        writer.Write(_count);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_bytes);
        reader.ReadArray(_elements);
        reader.ReadArray(_missing);
        reader.ReadArray(_shifted);
        _head = reader.ReadInt32();
        _count = reader.ReadInt32();
    }

    public void Hash(ref StateHash hash)
    {
        foreach (byte value in _bytes) hash.Add((uint)value);
        for (int slot = 0; slot < Slots; slot++) hash.Add((uint)(_elements[slot] << 16 | _missing[slot] << 8 | _shifted[slot]));
        hash.Add(_head);
        hash.Add(_count);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("chunks", 4);
        trace.Bits("elements_ready", 8);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)_count);
        sampler.Bits((ulong)Ready);
    }
}
