using System.Buffers.Binary;
using System.Text;

namespace HwModel.Networks.Hdf5;

/// <summary>The bytes of a file; every read is checked against its end. Numbers are little-endian (HDF5 File Format Specification 3.0, III).</summary>
internal sealed class FileBytes(byte[] bytes, string name)
{
    /// <summary>The address that means "nothing there".</summary>
    public const ulong Undefined = ulong.MaxValue;

    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Length of the file.</summary>
    public long Length => bytes.LongLength;

    /// <summary>A part of the file.</summary>
    /// <param name="at">First byte.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="what">What is read, for the message.</param>
    public ReadOnlySpan<byte> Span(ulong at, ulong count, string what)
    {
        if (at > (ulong)Length || count > (ulong)Length - at)
            throw Bad($"{what} at byte {at} with {count} bytes reaches beyond the end of the file at {Length}: it is truncated or damaged");
        return bytes.AsSpan((int)at, (int)count);
    }

    public byte Byte(ulong at, string what) => Span(at, 1, what)[0];

    public ushort Half(ulong at, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Span(at, 2, what));

    public uint Word(ulong at, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Span(at, 4, what));

    public ulong Long(ulong at, string what) => BinaryPrimitives.ReadUInt64LittleEndian(Span(at, 8, what));

    /// <summary>Checks a four-letter mark.</summary>
    public void Expect(ulong at, string mark, string what)
    {
        if (!Span(at, 4, what).SequenceEqual(Encoding.ASCII.GetBytes(mark))) throw Bad($"{what} at byte {at} does not begin with the mark {mark}: the file is damaged");
    }

    /// <summary>UTF-8 text up to a zero byte or the end of the bytes.</summary>
    public string Text(ReadOnlySpan<byte> data, string what)
    {
        int end = data.IndexOf((byte)0);
        try
        {
            return Strict.GetString(end < 0 ? data : data[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw Bad($"{what} is no UTF-8 text: the file is damaged");
        }
    }

    /// <summary>The exception for this file.</summary>
    public Hdf5Exception Bad(string why) => new($"{name} can't be read as HDF5: {why}.");
}
