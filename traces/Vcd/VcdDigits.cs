using System.Buffers.Binary;

namespace HwModel.Traces;

/// <summary>Reads the digits of a vector into words of value and unknown bits.</summary>
internal static class VcdDigits
{
    /// <summary>
    /// Fills a vector of <paramref name="width"/> bits, extended to the left by 0 for a first digit 0 or 1, by x for x and by z for z
    /// (IEEE 1364-2005 18.2.1). Digits over the width are allowed where they only repeat that extension. Gives the index of a bad digit, the number
    /// of digits where there are too many, or -1.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> digits, int width, Span<ulong> value, Span<ulong> unknown)
    {
        ulong extension = digits.IsEmpty ? 0 : Code(digits[0]);
        if (extension > 3) return 0;
        int over = Math.Max(0, digits.Length - width);
        foreach (byte digit in digits[..over])
            if (Code(digit) != (extension == 1 ? 0 : extension))
                return digits.Length;
        digits = digits[over..];
        ulong fillValue = extension == 3 ? ulong.MaxValue : 0;
        ulong fillUnknown = extension >= 2 ? ulong.MaxValue : 0;
        int end = digits.Length;
        for (int word = 0; word < value.Length; word++)
        {
            int count = Math.Min(64, end);
            ulong a = 0;
            ulong b = 0;
            if (count > 0)
            {
                int bad = ReadWord(digits.Slice(end - count, count), out a, out b);
                if (bad >= 0) return over + end - count + bad;
                end -= count;
            }
            if (count < 64)
            {
                ulong above = ulong.MaxValue << count;
                a |= fillValue & above;
                b |= fillUnknown & above;
            }
            ulong mask = TraceState.Mask(width - 64 * word);
            value[word] = a & mask;
            unknown[word] = b & mask;
        }
        return -1;
    }

    /// <summary>0 and 1 for those (and VHDL's l and h), 3 for x (and u, w, -), 2 for z; more for what is no digit.</summary>
    public static ulong Code(byte digit) => digit switch
    {
        (byte)'0' or (byte)'l' or (byte)'L' => 0,
        (byte)'1' or (byte)'h' or (byte)'H' => 1,
        (byte)'z' or (byte)'Z' => 2,
        (byte)'x' or (byte)'X' or (byte)'u' or (byte)'U' or (byte)'w' or (byte)'W' or (byte)'-' => 3,
        _ => 4,
    };

    // Up to 64 digits; the index of a bad one, or -1.
    private static int ReadWord(ReadOnlySpan<byte> digits, out ulong value, out ulong unknown)
    {
        value = 0;
        unknown = 0;
        int i = 0;
        // Eight digits at once while they are 0 and 1: the product gathers their low bits in its top byte.
        while (digits.Length - i >= 8)
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(digits[i..]) ^ 0x3030303030303030;
            if ((eight & 0xFEFEFEFEFEFEFEFE) != 0) break;
            value = value << 8 | eight * 0x8040201008040201 >> 56;
            i += 8;
        }
        for (; i < digits.Length; i++)
        {
            ulong code = Code(digits[i]);
            if (code > 3) return i;
            value = value << 1 | code & 1;
            unknown = unknown << 1 | code >> 1;
        }
        return -1;
    }
}
