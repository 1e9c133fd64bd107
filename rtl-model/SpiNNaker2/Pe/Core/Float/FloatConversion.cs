using System.Numerics;

namespace HwModel.SpiNNaker2.Pe.Core.Float;

/// <summary>Conversions between single precision, half precision, integers and fixed point (Arm ARMv7-M ARM, D6.8).</summary>
internal static class FloatConversion
{
    /// <summary>An integer of 64 bits, divided by 2^fractionBits, as a float.</summary>
    public static uint FromFixed(long value, int fractionBits, ref FloatStatus status)
    {
        if (value == 0) return 0;
        return SoftFloat.Round(value < 0, -fractionBits, (ulong)Math.Abs(value), ref status);
    }

    /// <summary>A float times 2^fractionBits as an integer, rounded and saturated to a width of 16 or 32 bits.</summary>
    public static uint ToFixed(uint x, int fractionBits, bool signed, int width, RoundingMode mode, ref FloatStatus status)
    {
        x = SoftFloat.Input(x, ref status);
        if (SoftFloat.IsNaN(x))
        {
            status.Flags |= FloatStatus.InvalidOperation;
            return 0;
        }
        long most = signed ? (1L << (width - 1)) - 1 : (1L << width) - 1, least = signed ? -(1L << (width - 1)) : 0;
        bool negative = (x & SoftFloat.SignBit) != 0;
        if (SoftFloat.IsInfinite(x))
        {
            status.Flags |= FloatStatus.InvalidOperation;
            return (uint)(negative ? least : most);
        }
        (int exponent, ulong significand) = SoftFloat.Unpack(x);
        exponent += fractionBits;
        ulong whole, error = 0;
        if (significand == 0) whole = 0;
        else if (exponent >= 40) whole = 1ul << 62;
        else if (exponent >= 0) whole = significand << exponent;
        else if (exponent <= -64) (whole, error) = (0, 1);
        else (whole, error) = (significand >> -exponent, significand << (64 + exponent));
        bool up = mode switch
        {
            RoundingMode.NearestEven => error > 1ul << 63 || (error == 1ul << 63 && (whole & 1) != 0),
            RoundingMode.TowardPlus => error != 0 && !negative,
            RoundingMode.TowardMinus => error != 0 && negative,
            _ => false,
        };
        long value = (long)(whole + (up ? 1u : 0));
        if (negative) value = -value;
        if (value > most || value < least)
        {
            status.Flags |= FloatStatus.InvalidOperation;
            return (uint)(value > most ? most : least);
        }
        if (error != 0) status.Flags |= FloatStatus.Inexact;
        return (uint)value;
    }

    /// <summary>Half to single precision; never inexact.</summary>
    public static uint FromHalf(uint half, ref FloatStatus status)
    {
        uint sign = (half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3FF;
        if (exponent == 31 && !status.AlternativeHalf)
        {
            if (fraction == 0) return sign | SoftFloat.Infinity;
            uint nan = sign | SoftFloat.Infinity | fraction << 13;
            return SoftFloat.NaN(nan, nan, ref status);
        }
        if (exponent != 0) return sign | (exponent + 112) << 23 | fraction << 13;
        if (fraction == 0) return sign;
        int shift = BitOperations.LeadingZeroCount(fraction) - 21;
        return sign | (uint)(113 - shift) << 23 | (fraction << shift & 0x3FF) << 13;
    }

    /// <summary>Single to half precision, IEEE or, where FPSCR.AHP is set, the alternative format without infinities and NaNs.</summary>
    public static uint ToHalf(uint x, ref FloatStatus status)
    {
        x = SoftFloat.Input(x, ref status);
        uint sign = x >> 16 & 0x8000;
        bool alternative = status.AlternativeHalf;
        if (SoftFloat.IsNaN(x))
        {
            if (alternative)
            {
                status.Flags |= FloatStatus.InvalidOperation;
                return sign;
            }
            uint nan = SoftFloat.NaN(x, x, ref status);
            return nan >> 16 & 0x8000 | 0x7E00 | nan >> 13 & 0x1FF;
        }
        if (SoftFloat.IsInfinite(x))
        {
            if (!alternative) return sign | 0x7C00;
            status.Flags |= FloatStatus.InvalidOperation;
            return sign | 0x7FFF;
        }
        if (SoftFloat.IsZero(x)) return sign;
        (int exponent, ulong significand) = SoftFloat.Unpack(x);
        int top = exponent + 63 - BitOperations.LeadingZeroCount(significand);
        int drop = Math.Max(top, -14) - 10 - exponent;
        ulong kept = drop > 63 ? 0 : drop >= 0 ? significand >> drop : significand << -drop;
        ulong error = drop > 63 ? 1 : drop > 0 ? significand << (64 - drop) : 0;
        bool negative = sign != 0;
        bool up = status.Mode switch
        {
            RoundingMode.NearestEven => error > 1ul << 63 || (error == 1ul << 63 && (kept & 1) != 0),
            RoundingMode.TowardPlus => error != 0 && !negative,
            RoundingMode.TowardMinus => error != 0 && negative,
            _ => false,
        };
        if (up) kept++;
        ulong packed = top < -14 ? kept : ((ulong)(top + 15) << 10) + kept - 0x400;
        if (alternative && packed >= 0x8000)
        {
            status.Flags |= FloatStatus.InvalidOperation;
            return sign | 0x7FFF;
        }
        if (top < -14 && error != 0) status.Flags |= FloatStatus.Underflow;
        if (error != 0) status.Flags |= FloatStatus.Inexact;
        if (alternative || packed < 0x7C00) return sign | (uint)packed;
        status.Flags |= FloatStatus.Overflow | FloatStatus.Inexact;
        bool toInfinity = status.Mode == RoundingMode.NearestEven || status.Mode == (negative ? RoundingMode.TowardMinus : RoundingMode.TowardPlus);
        return sign | (toInfinity ? 0x7C00u : 0x7BFF);
    }
}
