using HwModel.BrainScaleS2.Ppu.Vector;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>A vector of a kernel: 128 bytes or 64 halfwords, the even or the odd columns of a row.</summary>
public sealed class KernelVector
{
    private readonly byte[] _bytes = new byte[VectorState.Bytes];

    /// <summary>A byte lane.</summary>
    public byte this[int lane]
    {
        get => _bytes[VectorState.Place(lane)];
        set => _bytes[VectorState.Place(lane)] = value;
    }

    /// <summary>The bytes in the vector unit's order.</summary>
    internal Span<byte> Raw => _bytes;

    /// <summary>A halfword lane.</summary>
    public short Halfword(int lane) => (short)(this[2 * lane] << 8 | this[2 * lane + 1]);

    /// <summary>Copies the bytes out in the order of memory.</summary>
    public void Read(Span<byte> lanes) => VectorState.Reorder(_bytes, lanes);

    /// <summary>Copies bytes in from the order of memory.</summary>
    public void Write(ReadOnlySpan<byte> lanes) => VectorState.Reorder(lanes, _bytes);
}
