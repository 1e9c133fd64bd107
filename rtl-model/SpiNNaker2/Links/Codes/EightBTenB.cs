using System.Numerics;

namespace HwModel.SpiNNaker2.Links.Codes;

/// <summary>A decoded symbol.</summary>
/// <param name="Value">The byte.</param>
/// <param name="IsControl">A K character.</param>
/// <param name="IsCode">The ten bits are a code word.</param>
/// <param name="HasDisparity">The code word is allowed at the present running disparity.</param>
public readonly record struct Symbol(byte Value, bool IsControl, bool IsCode, bool HasDisparity)
{
    /// <summary>Whether the symbol is right as far as a receiver can see.</summary>
    public bool IsGood => IsCode && HasDisparity;
}

/// <summary>
/// The 8b10b line code (Widmer, Franaszek, IBM J. Res. Dev. 27, 1983; IEEE 802.3, clause 36, tables 36-1 and 36-2). Bit 9 of a code word is a, which is sent first; bit 0 is j.
/// The running disparity is negative (false) or positive (true).
/// </summary>
public static class EightBTenB
{
    public const byte K28_0 = 0x1C, K28_1 = 0x3C, K28_2 = 0x5C, K28_3 = 0x7C, K28_4 = 0x9C, K28_5 = 0xBC, K28_6 = 0xDC, K28_7 = 0xFC;
    public const byte K23_7 = 0xF7, K27_7 = 0xFB, K29_7 = 0xFD, K30_7 = 0xFE;

    private const int Data = 1 << 8;
    private const int Control = 1 << 9;
    private const int AtNegative = 1 << 10;
    private const int AtPositive = 1 << 11;

    // abcdei at negative running disparity, for the lower five bits.
    private static readonly byte[] Six =
    [
        0b100111, 0b011101, 0b101101, 0b110001, 0b110101, 0b101001, 0b011001, 0b111000, 0b111001, 0b100101, 0b010101, 0b110100, 0b001101, 0b101100, 0b011100, 0b010111,
        0b011011, 0b100011, 0b010011, 0b110010, 0b001011, 0b101010, 0b011010, 0b111010, 0b110011, 0b100110, 0b010110, 0b110110, 0b001110, 0b101110, 0b011110, 0b101011,
    ];

    // fghj at negative running disparity, for the upper three bits; then the alternative for D.x.7.
    private static readonly byte[] Four = [0b1011, 0b1001, 0b0101, 0b1100, 0b1101, 0b1010, 0b0110, 0b1110, 0b0111];

    private static readonly byte[] ControlCharacters = [K28_0, K28_1, K28_2, K28_3, K28_4, K28_5, K28_6, K28_7, K23_7, K27_7, K29_7, K30_7];

    private static readonly ushort[] Decoding = BuildDecoding();

    /// <summary>The control characters.</summary>
    public static ReadOnlySpan<byte> Controls => ControlCharacters;

    /// <summary>The code word of a byte; moves the running disparity on.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="isControl">A K character, one of <see cref="Controls"/>.</param>
    /// <param name="positive">The running disparity.</param>
    public static ushort Encode(byte value, bool isControl, ref bool positive)
    {
        int code = isControl ? EncodeControl(value, positive) : EncodeData(value, positive);
        positive ^= BitOperations.PopCount((uint)code) != 5;
        return (ushort)code;
    }

    /// <summary>The byte of a code word; moves the running disparity on, also where the word is wrong, so that one error is not followed by others for long.</summary>
    public static Symbol Decode(ushort code, ref bool positive)
    {
        int entry = Decoding[code & 0x3FF];
        bool fits = (entry & (positive ? AtPositive : AtNegative)) != 0;
        int ones = BitOperations.PopCount((uint)code & 0x3FF);
        if (ones != 5) positive = ones > 5;
        return new Symbol((byte)entry, (entry & Control) != 0, (entry & (Data | Control)) != 0, fits);
    }

    private static int EncodeData(byte value, bool positive)
    {
        int low = value & 31, high = value >> 5;
        int six = Half(Six[low], 6, positive, low == 7);
        bool after = positive ^ (BitOperations.PopCount((uint)six) != 3);
        // The alternative avoids five equal bits in a row.
        bool alternative = high == 7 && (after ? low is 11 or 13 or 14 : low is 17 or 18 or 20);
        int four = Half(Four[alternative ? 8 : high], 4, after, high == 3);
        return six << 4 | four;
    }

    private static int EncodeControl(byte value, bool positive)
    {
        if (Array.IndexOf(ControlCharacters, value) < 0) throw new ArgumentOutOfRangeException(nameof(value), value, "8b10b has no control character of this value");
        int low = value & 31, high = value >> 5;
        int six = low == 28 ? 0b001111 : Six[low];
        // Every control character's first half is unbalanced, so that the second half starts at positive disparity; the balanced codes 1, 2, 5 and 6 are inverted with it.
        int four = high == 7 ? 0b1000 : high is 0 or 3 or 4 ? ~Four[high] & 15 : Four[high];
        int code = six << 4 | four;
        return positive ? ~code & 0x3FF : code;
    }

    // Codes with as many ones as zeros stay, all others are inverted at positive disparity; and so are 111000 and 1100.
    private static int Half(int code, int bits, bool positive, bool invertsBalanced)
    {
        bool balanced = BitOperations.PopCount((uint)code) * 2 == bits;
        return positive && (!balanced || invertsBalanced) ? ~code & (1 << bits) - 1 : code;
    }

    private static ushort[] BuildDecoding()
    {
        var table = new ushort[1024];
        foreach (bool positive in (ReadOnlySpan<bool>)[false, true])
        {
            int at = positive ? AtPositive : AtNegative;
            for (int value = 0; value < 256; value++) table[EncodeData((byte)value, positive)] |= (ushort)(value | Data | at);
            foreach (byte value in ControlCharacters) table[EncodeControl(value, positive)] |= (ushort)(value | Control | at);
        }
        return table;
    }
}
