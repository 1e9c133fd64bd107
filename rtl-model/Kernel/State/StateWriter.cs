using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HwModel.Kernel;

/// <summary>Writes state as little-endian words; what a <see cref="StateReader"/> reads back.</summary>
public sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Write(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Write(long value) => Write((ulong)value);

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Write(uint value) => Write((int)value);

    public void Write(bool value)
    {
        _buffer.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _buffer.Advance(1);
    }

    public void Write(double value) => Write(BitConverter.DoubleToUInt64Bits(value));

    public void Write(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Write(bytes.Length);
        Write(bytes.AsSpan());
    }

    /// <summary>Writes bytes as they are, without their number.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    public void Write(RandomStream stream) => stream.Save(this);

    /// <summary>Writes a value of a payload type.</summary>
    public void WriteValue<T>(in T value)
        where T : unmanaged => PayloadCodec<T>.Instance.Save(this, in value);

    /// <summary>Writes an array's elements; its length is part of the design.</summary>
    public void WriteArray<T>(T[] values)
        where T : unmanaged
    {
        for (int i = 0; i < values.Length; i++) PayloadCodec<T>.Instance.Save(this, in values[i]);
    }

    /// <summary>Writes an array of bytes, such as a memory.</summary>
    public void WriteArray(byte[] values) => _buffer.Write(values);
}
