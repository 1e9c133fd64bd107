using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Rows of 16 bytes that an operand asked for: they may arrive in any order and are taken in the order in which they were asked for.</summary>
internal sealed class LineStream : IStatePart
{
    /// <summary>Rows that can be under way or wait to be taken.</summary>
    public const int Depth = 8;

    private readonly ulong[] _low = new ulong[Depth];
    private readonly ulong[] _high = new ulong[Depth];
    private readonly byte[] _note = new byte[Depth];
    private byte _arrived;
    private int _head;
    private int _count;

    public string Schema => "lines";

    /// <summary>Rows asked for and not taken yet.</summary>
    public int Count => _count;

    /// <summary>Whether the oldest row is here.</summary>
    public bool HasLine => _count > 0 && (_arrived >> _head & 1) != 0;

    /// <summary>Where the oldest row goes.</summary>
    public byte Note => _note[_head];

    /// <summary>Bytes 0 to 7 of the oldest row.</summary>
    public ulong Low => _low[_head];

    /// <summary>Bytes 8 to 15.</summary>
    public ulong High => _high[_head];

    /// <summary>Notes a row that is asked for; the result is its tag.</summary>
    public byte Ask(byte note)
    {
        int index = (_head + _count) % Depth;
        _note[index] = note;
        _arrived &= (byte)~(1 << index);
        _count++;
        return (byte)index;
    }

    /// <summary>Takes in a row.</summary>
    public void Arrive(int tag, ulong low, ulong high)
    {
        _low[tag] = low;
        _high[tag] = high;
        _arrived |= (byte)(1 << tag);
    }

    /// <summary>Leaves the oldest row.</summary>
    public void Take()
    {
        _head = (_head + 1) % Depth;
        _count--;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_low);
        Array.Clear(_high);
        Array.Clear(_note);
        _arrived = 0;
        _head = _count = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_low);
        writer.WriteArray(_high);
        writer.WriteArray(_note);
        writer.Write((int)_arrived);
        writer.Write(_head);
        writer.Write(_count);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_low);
        reader.ReadArray(_high);
        reader.ReadArray(_note);
        _arrived = (byte)reader.ReadInt32();
        _head = reader.ReadInt32();
        _count = reader.ReadInt32();
    }

    public void Hash(ref StateHash hash)
    {
        foreach (ulong word in _low) hash.Add(word);
        foreach (ulong word in _high) hash.Add(word);
        foreach (byte note in _note) hash.Add((uint)note);
        hash.Add((uint)_arrived);
        hash.Add(_head);
        hash.Add(_count);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("count", 4);
        trace.Bits("arrived", 8);
        trace.Bits("head_low", 64);
        trace.Bits("head_high", 64);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)_count);
        sampler.Bits(_arrived);
        sampler.Bits(Low);
        sampler.Bits(High);
    }
}
