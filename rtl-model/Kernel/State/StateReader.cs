using System.Buffers.Binary;
using System.Text;

namespace HwModel.Kernel;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
public sealed class StateReader(ReadOnlyMemory<byte> data)
{
    private int _position;

    /// <summary>Bytes that were not read yet.</summary>
    public int Left => data.Length - _position;

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long ReadInt64() => (long)ReadUInt64();

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => (uint)ReadInt32();

    public bool ReadBoolean() => Take(1)[0] != 0;

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    public string ReadString()
    {
        int length = ReadInt32();
        return Encoding.UTF8.GetString(Take(length));
    }

    public RandomStream ReadRandomStream() => RandomStream.Load(this);

    /// <summary>Reads a value of a payload type.</summary>
    public T ReadValue<T>()
        where T : unmanaged => PayloadCodec<T>.Instance.Load(this);

    /// <summary>Fills an array.</summary>
    public void ReadArray<T>(T[] values)
        where T : unmanaged
    {
        for (int i = 0; i < values.Length; i++) values[i] = PayloadCodec<T>.Instance.Load(this);
    }

    /// <summary>Fills an array of bytes.</summary>
    public void ReadArray(byte[] values) => Take(values.Length).CopyTo(values);

    /// <summary>The next bytes.</summary>
    /// <exception cref="SnapshotException">There are not so many.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left) throw new SnapshotException($"the snapshot ends at byte {data.Length}, but {count} more bytes were expected at byte {_position}");
        ReadOnlySpan<byte> taken = data.Span.Slice(_position, count);
        _position += count;
        return taken;
    }
}

/// <summary>A snapshot that can't be used: damaged, or of another design.</summary>
public sealed class SnapshotException(string message) : Exception(message);
