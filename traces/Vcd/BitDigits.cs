using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HwModel.Traces;

/// <summary>Expands bits into the digits of a value change, most significant first.</summary>
internal static class BitDigits
{
    /// <summary>Writes 32 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write32(ref byte destination, uint value)
    {
        if (Vector256.IsHardwareAccelerated)
            (Vector256.Create((byte)'0') - Set32(value)).StoreUnsafe(ref destination);
        else
            Write32Narrow(ref destination, value);
    }

    /// <summary>Writes 64 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write64(ref byte destination, ulong value)
    {
        Write32(ref destination, (uint)(value >> 32));
        Write32(ref Unsafe.Add(ref destination, 32), (uint)value);
    }

    /// <summary>Writes 64 digits of 0, 1, x (both bits) and z (unknown only).</summary>
    public static void Write64(ref byte destination, ulong value, ulong unknown)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            WriteFourState32(ref destination, (uint)(value >> 32), (uint)(unknown >> 32));
            WriteFourState32(ref Unsafe.Add(ref destination, 32), (uint)value, (uint)unknown);
        }
        else
        {
            WriteScalar(MemoryMarshal.CreateSpan(ref destination, 64), value, unknown);
        }
    }

    /// <summary>The plain twin of the vector code: as many digits as the destination has, at most 64.</summary>
    public static void WriteScalar(Span<byte> destination, ulong value, ulong unknown)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int bit = destination.Length - 1 - i;
            bool one = (value >> bit & 1) != 0;
            bool isUnknown = (unknown >> bit & 1) != 0;
            destination[i] = (byte)(isUnknown ? one ? 'x' : 'z' : one ? '1' : '0');
        }
    }

    /// <summary>The twin with vectors of 16 bytes.</summary>
    internal static void Write32Narrow(ref byte destination, uint value)
    {
        (Vector128.Create((byte)'0') - Set16(value >> 16)).StoreUnsafe(ref destination);
        (Vector128.Create((byte)'0') - Set16(value & 0xFFFF)).StoreUnsafe(ref destination, 16);
    }

    // 255 (that is, -1) in each byte whose bit is set; bit 31 in byte 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Set32(uint value)
    {
        Vector256<byte> spread = Vector256.Shuffle(
            Vector256.Create(value).AsByte(),
            Vector256.Create(
                (byte)3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 17, 17, 17, 17, 17, 17, 17, 17, 16, 16, 16, 16, 16, 16, 16, 16));
        Vector256<byte> bits = Vector256.Create(0x0102040810204080UL).AsByte();
        return Vector256.Equals(spread & bits, bits);
    }

    private static Vector128<byte> Set16(uint value)
    {
        Vector128<byte> spread = Vector128.Shuffle(
            Vector128.Create(value).AsByte(), Vector128.Create((byte)1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        Vector128<byte> bits = Vector128.Create(0x0102040810204080UL).AsByte();
        return Vector128.Equals(spread & bits, bits);
    }

    private static void WriteFourState32(ref byte destination, uint value, uint unknown)
    {
        Vector256<byte> ones = Set32(value);
        Vector256<byte> known = Vector256.Create((byte)'0') - ones;
        Vector256<byte> other = Vector256.Create((byte)'z') + ones + ones;
        Vector256.ConditionalSelect(Set32(unknown), other, known).StoreUnsafe(ref destination);
    }
}
