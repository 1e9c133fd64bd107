using System.Runtime.InteropServices;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Vector;

/// <summary>Pack, unpack, shift, select, splat and compare (nux, guide: "Permute instructions"), element by element.</summary>
internal static class Permute
{
    private const int Slice = 16;

    /// <summary>Computes the result of a permute instruction; all elements are written.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="a">First operand, internal order.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="mask">The condition's mask, for a select.</param>
    /// <param name="immediate">Shift, missing bits of a packed element, or the value of a splat.</param>
    /// <param name="result">The result, internal order.</param>
    /// <param name="arithmetic">Whether shifts to the right keep the sign (a fault).</param>
    public static void Compute(Operation operation, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> mask, int immediate, Span<byte> result, bool arithmetic)
    {
        switch (operation)
        {
            case Operation.SplatByte:
                result.Fill((byte)immediate);
                break;
            case Operation.SplatHalfword:
                MemoryMarshal.Cast<byte, short>(result).Fill((short)immediate);
                break;
            case Operation.ShiftBytes:
                for (int i = 0; i < result.Length; i++) result[i] = (byte)(immediate < 0 ? (arithmetic ? (sbyte)a[i] >> -immediate : a[i] >> -immediate) : a[i] << immediate);
                break;
            case Operation.ShiftHalfwords:
                ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(a);
                Span<ushort> to = MemoryMarshal.Cast<byte, ushort>(result);
                for (int i = 0; i < to.Length; i++) to[i] = (ushort)(immediate < 0 ? (arithmetic ? (short)from[i] >> -immediate : from[i] >> -immediate) : from[i] << immediate);
                break;
            case Operation.Select:
                for (int i = 0; i < result.Length; i++) result[i] = mask.IsEmpty || mask[i] != 0 ? b[i] : a[i];
                break;
            default:
                for (int slice = 0; slice < result.Length; slice += Slice) Repack(operation, a.Slice(slice, Slice), b.Slice(slice, Slice), immediate, result.Slice(slice, Slice));
                break;
        }
    }

    /// <summary>Compares each element with 0.</summary>
    public static void Compare(bool bytes, ReadOnlySpan<byte> a, VectorState state)
    {
        Span<byte> greater = state.Mask(Condition.Greater), less = state.Mask(Condition.Less), equal = state.Mask(Condition.Equal);
        ReadOnlySpan<short> halfwords = MemoryMarshal.Cast<byte, short>(a);
        for (int i = 0; i < VectorState.Bytes; i++)
        {
            int value = bytes ? (sbyte)a[i] : halfwords[i / 2];
            greater[i] = (byte)(value > 0 ? 0xFF : 0);
            less[i] = (byte)(value < 0 ? 0xFF : 0);
            equal[i] = (byte)(value == 0 ? 0xFF : 0);
        }
    }

    // A slice of 8 halfwords at a time. Packed elements have 8 - missing bits, right-aligned in a byte; halfwords hold two of them, left-aligned.
    private static void Repack(Operation operation, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int missing, Span<byte> result)
    {
        int bits = 8 - missing;
        int ones = 0xFF >> missing;
        ReadOnlySpan<ushort> wideA = MemoryMarshal.Cast<byte, ushort>(a), wideB = MemoryMarshal.Cast<byte, ushort>(b);
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(result);
        switch (operation)
        {
            case Operation.PackUpper or Operation.PackLower:
                int right = operation == Operation.PackUpper ? 16 - bits : 16 - 2 * bits;
                for (int i = 0; i < 8; i++)
                {
                    result[VectorState.Place(i)] = (byte)(wideA[i] >> right & ones);
                    result[VectorState.Place(i + 8)] = (byte)(wideB[i] >> right & ones);
                }
                break;
            default:
                int first = operation == Operation.UnpackLeft ? 0 : 8;
                for (int i = 0; i < 8; i++)
                {
                    int upper = a[VectorState.Place(first + i)] & ones, lower = b[VectorState.Place(first + i)] & ones;
                    wide[i] = (ushort)(upper << 16 - bits | lower << 16 - 2 * bits);
                }
                break;
        }
    }
}
