using System.Numerics;

namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>Immediates that an encoding compresses (Arm ARMv7-M ARM, A5.3.2 and A6.4.1).</summary>
internal static class Immediates
{
    /// <summary>ThumbExpandImm: 12 bits i:imm3:imm8 to 32.</summary>
    public static uint ThumbExpand(uint packed)
    {
        uint low = packed & 0xFF;
        return (packed >> 8) switch
        {
            0 => low,
            1 => low << 16 | low,
            2 => low << 24 | low << 8,
            3 => low * 0x0101_0101,
            _ => BitOperations.RotateRight(0x80 | packed & 0x7F, (int)(packed >> 7)),
        };
    }

    /// <summary>The shortest packed form of a value, or false where there is none.</summary>
    public static bool TryThumbPack(uint value, out uint packed)
    {
        uint low = value & 0xFF;
        if (value == low) packed = low;
        else if (value == (low << 16 | low)) packed = 0x100 | low;
        else if (value == low * 0x0101_0101) packed = 0x300 | low;
        else if (value == ((value >> 8 & 0xFF) << 24 | (value >> 8 & 0xFF) << 8)) packed = 0x200 | value >> 8 & 0xFF;
        else
        {
            int rotation = BitOperations.LeadingZeroCount(value) + 8;
            uint eight = BitOperations.RotateLeft(value, rotation);
            packed = (uint)rotation << 7 | eight & 0x7F;
            return eight is >= 0x80 and <= 0xFF;
        }
        return true;
    }

    /// <summary>VFPExpandImm for single precision: sign, three exponent bits, four fraction bits.</summary>
    public static uint FloatExpand(uint packed)
    {
        uint exponent = (packed & 0x40) != 0 ? 0x7Cu : 0x80u;
        return (packed & 0x80) << 24 | (exponent | packed >> 4 & 3) << 23 | (packed & 0xF) << 19;
    }

    /// <summary>Extends the low bits of a value by their sign.</summary>
    public static uint SignExtend(uint value, int bits) => (uint)((int)(value << (32 - bits)) >> (32 - bits));
}
