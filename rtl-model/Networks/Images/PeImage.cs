using System.Buffers.Binary;

namespace HwModel.Networks.Images;

/// <summary>The bytes that are loaded into a processing element from the configuration on, and a pen that places data one after the other.</summary>
internal sealed class PeImage
{
    private byte[] _bytes = new byte[4096];
    private uint _next = PeFields.Data;

    /// <summary>Bytes of data placed so far.</summary>
    public int Used => (int)(_next - PeFields.Data);

    /// <summary>Bytes that are left.</summary>
    public int Left => PeFields.DataBytes - Used;

    /// <summary>Takes room and gives its address, a multiple of 4. What does not fit is taken all the same; see <see cref="Left"/>.</summary>
    public uint Take(int bytes)
    {
        uint at = _next;
        _next += (uint)(bytes + 3 & ~3);
        int end = (int)(_next - PeFields.Configuration);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        return at;
    }

    public void Set(PeFields.Config word, uint value) => Word(PeFields.AddressOf(word), value);

    public void Word(uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(address), value);

    public void Half(uint address, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(address), value);

    public void Halves(uint address, ReadOnlySpan<ushort> values)
    {
        // Every machine that runs .NET 10 here is little-endian, as the processing element is.
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).CopyTo(At(address));
    }

    public void Real(uint address, double value) => BinaryPrimitives.WriteSingleLittleEndian(At(address), (float)value);

    /// <summary>The bytes from the configuration to the last byte placed.</summary>
    public byte[] ToArray() => _bytes[..(int)(_next - PeFields.Configuration)];

    private Span<byte> At(uint address) => _bytes.AsSpan((int)(address - PeFields.Configuration));
}
