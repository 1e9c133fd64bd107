using System.Numerics;

namespace HwModel.SpiNNaker2.Pe.Core.Float;

/// <summary>
/// Single-precision arithmetic in integers, with the rounding, NaN, flush-to-zero and flag rules of FPv4-SP
/// (Arm ARMv7-M ARM, A2.5 and D6.8; IEEE 754-2008 with tininess detected before rounding).
/// </summary>
internal static class SoftFloat
{
    public const uint DefaultNaN = 0x7FC0_0000, Infinity = 0x7F80_0000, SignBit = 0x8000_0000;
    private const uint QuietBit = 0x0040_0000, FractionMask = 0x007F_FFFF;

    public static bool IsNaN(uint x) => (x & ~SignBit) > Infinity;

    public static bool IsSignalling(uint x) => IsNaN(x) && (x & QuietBit) == 0;

    public static bool IsInfinite(uint x) => (x & ~SignBit) == Infinity;

    public static bool IsZero(uint x) => (x & ~SignBit) == 0;

    /// <summary>Flushes a subnormal operand where FPSCR.FZ asks for it.</summary>
    public static uint Input(uint x, ref FloatStatus status)
    {
        if (!status.FlushToZero || (x & Infinity) != 0 || (x & FractionMask) == 0) return x;
        status.Flags |= FloatStatus.InputDenormal;
        return x & SignBit;
    }

    // Where operands and result are normal numbers and rounding is to nearest, the host's IEEE 754 arithmetic gives the same bits: sums of numbers of like
    // size and products of singles are exact in double precision, so that one rounding is left, and whether it was exact can be seen.
    private static bool IsNormal(uint x) => ((x >> 23) + 1 & 0xFE) != 0;

    private static bool IsSafelyNormal(uint x) => (x >> 23 & 0xFF) is > 1 and < 255;

    private static float Value(uint x) => BitConverter.UInt32BitsToSingle(x);

    private static bool RoundsOnce(double exact, ref FloatStatus status, out uint result)
    {
        float rounded = (float)exact;
        result = BitConverter.SingleToUInt32Bits(rounded);
        if (!IsSafelyNormal(result)) return false;
        if (rounded != exact) status.Flags |= FloatStatus.Inexact;
        return true;
    }

    public static uint Add(uint x, uint y, ref FloatStatus status)
    {
        if (status.Mode == RoundingMode.NearestEven && IsNormal(x) && IsNormal(y) && (x >> 23 & 0xFF) - (y >> 23 & 0xFF) + 28 <= 56
            && RoundsOnce((double)Value(x) + Value(y), ref status, out uint result)) return result;
        x = Input(x, ref status);
        y = Input(y, ref status);
        if (IsNaN(x) || IsNaN(y)) return NaN(x, y, ref status);
        if (IsInfinite(x) || IsInfinite(y))
        {
            if (IsInfinite(x) && IsInfinite(y) && x != y) return Invalid(ref status);
            return IsInfinite(x) ? x : y;
        }
        if (IsZero(x) && IsZero(y)) return ZeroSum(x, y, in status);
        (int ex, ulong sx) = Unpack(x);
        (int ey, ulong sy) = Unpack(y);
        sx <<= 36;
        sy <<= 36;
        if (ex < ey)
        {
            sx = ShiftSticky(sx, ey - ex);
            ex = ey;
        }
        else
        {
            sy = ShiftSticky(sy, ex - ey);
        }
        bool negative = (x & SignBit) != 0, otherNegative = (y & SignBit) != 0;
        ulong sum;
        if (negative == otherNegative) sum = sx + sy;
        else if (sx == sy) return status.Mode == RoundingMode.TowardMinus ? SignBit : 0;
        else if (sx > sy) sum = sx - sy;
        else (sum, negative) = (sy - sx, otherNegative);
        return Round(negative, ex - 36, sum, ref status);
    }

    public static uint Multiply(uint x, uint y, ref FloatStatus status)
    {
        if (status.Mode == RoundingMode.NearestEven && IsNormal(x) && IsNormal(y) && RoundsOnce((double)Value(x) * Value(y), ref status, out uint result)) return result;
        x = Input(x, ref status);
        y = Input(y, ref status);
        if (IsNaN(x) || IsNaN(y)) return NaN(x, y, ref status);
        uint sign = (x ^ y) & SignBit;
        if (IsInfinite(x) || IsInfinite(y)) return IsZero(x) || IsZero(y) ? Invalid(ref status) : sign | Infinity;
        if (IsZero(x) || IsZero(y)) return sign;
        (int ex, ulong sx) = Unpack(x);
        (int ey, ulong sy) = Unpack(y);
        return Round(sign != 0, ex + ey, sx * sy, ref status);
    }

    public static uint Divide(uint x, uint y, ref FloatStatus status)
    {
        if (status.Mode == RoundingMode.NearestEven && IsNormal(x) && IsNormal(y))
        {
            float rounded = Value(x) / Value(y);
            uint result = BitConverter.SingleToUInt32Bits(rounded);
            if (IsSafelyNormal(result))
            {
                if ((double)rounded * Value(y) != Value(x)) status.Flags |= FloatStatus.Inexact;
                return result;
            }
        }
        x = Input(x, ref status);
        y = Input(y, ref status);
        if (IsNaN(x) || IsNaN(y)) return NaN(x, y, ref status);
        uint sign = (x ^ y) & SignBit;
        if (IsInfinite(x)) return IsInfinite(y) ? Invalid(ref status) : sign | Infinity;
        if (IsInfinite(y)) return sign;
        if (IsZero(y))
        {
            if (IsZero(x)) return Invalid(ref status);
            status.Flags |= FloatStatus.DivideByZero;
            return sign | Infinity;
        }
        if (IsZero(x)) return sign;
        (int ex, ulong sx) = Normalized(x);
        (int ey, ulong sy) = Normalized(y);
        (ulong quotient, ulong remainder) = Math.DivRem(sx << 39, sy);
        return Round(sign != 0, ex - ey - 39, quotient << 1 | (remainder != 0 ? 1u : 0), 1, ref status);
    }

    public static uint SquareRoot(uint x, ref FloatStatus status)
    {
        x = Input(x, ref status);
        if (IsNaN(x)) return NaN(x, x, ref status);
        if (IsZero(x)) return x;
        if ((x & SignBit) != 0) return Invalid(ref status);
        if (IsInfinite(x)) return x;
        (int exponent, ulong significand) = Normalized(x);
        int shift = (exponent & 1) == 0 ? 38 : 37;
        ulong square = significand << shift;
        ulong root = (ulong)Math.Sqrt(square);
        while (root * root > square) root--;
        while ((root + 1) * (root + 1) <= square) root++;
        return Round(false, (exponent - shift) / 2, root << 1 | (root * root != square ? 1u : 0), 1, ref status);
    }

    /// <summary>addend + x * y with one rounding.</summary>
    public static uint FusedMultiplyAdd(uint addend, uint x, uint y, ref FloatStatus status)
    {
        addend = Input(addend, ref status);
        x = Input(x, ref status);
        y = Input(y, ref status);
        bool invalidProduct = (IsInfinite(x) && IsZero(y)) || (IsZero(x) && IsInfinite(y));
        if (IsNaN(addend) || IsNaN(x) || IsNaN(y))
        {
            uint nan = NaN(addend, x, y, ref status);
            return invalidProduct && !IsSignalling(addend) ? Invalid(ref status) : nan;
        }
        if (invalidProduct) return Invalid(ref status);
        uint sign = (x ^ y) & SignBit;
        if (IsInfinite(x) || IsInfinite(y)) return IsInfinite(addend) && (addend & SignBit) != sign ? Invalid(ref status) : sign | Infinity;
        if (IsInfinite(addend)) return addend;
        if (IsZero(x) || IsZero(y))
        {
            if (!IsZero(addend)) return RoundValue(addend, ref status);
            return ZeroSum(sign, addend, in status);
        }
        (int ex, ulong sx) = Unpack(x);
        (int ey, ulong sy) = Unpack(y);
        int exponent = ex + ey;
        if (IsZero(addend)) return Round(sign != 0, exponent, sx * sy, ref status);
        (int ea, ulong sa) = Unpack(addend);
        // The product in 48 bits and the addend in 24 on a common scale of 128 bits; what lies far below leaves a sticky bit.
        UInt128 product = (UInt128)(sx * sy) << 52, added = (UInt128)sa << 76;
        exponent -= 52;
        ea -= 76;
        if (exponent < ea)
        {
            product = ShiftSticky(product, ea - exponent);
            exponent = ea;
        }
        else
        {
            added = ShiftSticky(added, exponent - ea);
        }
        bool negative = sign != 0, addendNegative = (addend & SignBit) != 0;
        UInt128 sum;
        if (negative == addendNegative) sum = product + added;
        else if (product == added) return status.Mode == RoundingMode.TowardMinus ? SignBit : 0;
        else if (product > added) sum = product - added;
        else (sum, negative) = (added - product, addendNegative);
        int excess = 128 - 63 - (int)UInt128.LeadingZeroCount(sum);
        if (excess > 0)
        {
            sum = ShiftSticky(sum, excess);
            exponent += excess;
        }
        return Round(negative, exponent, (ulong)sum, ref status);
    }

    /// <summary>NZCV in bits 31:28: equal 0110, less 1000, greater 0010, unordered 0011.</summary>
    public static uint Compare(uint x, uint y, bool signalsQuiet, ref FloatStatus status)
    {
        x = Input(x, ref status);
        y = Input(y, ref status);
        if (IsNaN(x) || IsNaN(y))
        {
            if (signalsQuiet || IsSignalling(x) || IsSignalling(y)) status.Flags |= FloatStatus.InvalidOperation;
            return 0x3000_0000;
        }
        if (x == y || (IsZero(x) && IsZero(y))) return 0x6000_0000;
        long left = (x & SignBit) != 0 ? -(long)(x & ~SignBit) : x, right = (y & SignBit) != 0 ? -(long)(y & ~SignBit) : y;
        return left < right ? 0x8000_0000 : 0x2000_0000;
    }

    /// <summary>The first signalling NaN quieted, else the first quiet one, or the default NaN.</summary>
    public static uint NaN(uint x, uint y, ref FloatStatus status) => NaN(x, y, 0, ref status);

    private static uint NaN(uint x, uint y, uint z, ref FloatStatus status)
    {
        uint chosen = IsSignalling(x) ? x : IsSignalling(y) ? y : IsSignalling(z) ? z : IsNaN(x) ? x : IsNaN(y) ? y : z;
        if (IsSignalling(chosen)) status.Flags |= FloatStatus.InvalidOperation;
        return status.DefaultNaN ? DefaultNaN : chosen | QuietBit;
    }

    private static uint Invalid(ref FloatStatus status)
    {
        status.Flags |= FloatStatus.InvalidOperation;
        return DefaultNaN;
    }

    private static uint ZeroSum(uint x, uint y, in FloatStatus status) =>
        x == y ? x : status.Mode == RoundingMode.TowardMinus ? SignBit : 0;

    /// <summary>A finite number as significand times a power of two.</summary>
    internal static (int Exponent, ulong Significand) Unpack(uint x)
    {
        int exponent = (int)(x >> 23 & 0xFF);
        uint fraction = x & FractionMask;
        return exponent == 0 ? (-149, fraction) : (exponent - 150, fraction | 0x80_0000);
    }

    private static (int Exponent, ulong Significand) Normalized(uint x)
    {
        (int exponent, ulong significand) = Unpack(x);
        int shift = BitOperations.LeadingZeroCount(significand) - 40;
        return (exponent - shift, significand << shift);
    }

    private static ulong ShiftSticky(ulong value, int by) =>
        by == 0 ? value : by > 63 ? (value != 0 ? 1u : 0) : value >> by | ((value & (1ul << by) - 1) != 0 ? 1u : 0);

    private static UInt128 ShiftSticky(UInt128 value, int by) =>
        by == 0 ? value : by > 127 ? (value != 0 ? 1u : 0) : value >> by | ((value & (UInt128.One << by) - 1) != 0 ? 1u : 0);

    private static uint RoundValue(uint x, ref FloatStatus status)
    {
        (int exponent, ulong significand) = Unpack(x);
        return Round((x & SignBit) != 0, exponent, significand, ref status);
    }

    private static uint Round(bool negative, int exponent, ulong significand, int extraBits, ref FloatStatus status) =>
        Round(negative, exponent - extraBits, significand, ref status);

    /// <summary>Rounds significand * 2^exponent (not zero; the lowest bit may be sticky) to single precision (FPRound of D6.8).</summary>
    internal static uint Round(bool negative, int exponent, ulong significand, ref FloatStatus status)
    {
        uint sign = negative ? SignBit : 0;
        int lead = 63 - BitOperations.LeadingZeroCount(significand);
        int top = exponent + lead; // value is in [2^top, 2^(top+1))
        if (top < -126 && status.FlushToZero)
        {
            status.Flags |= FloatStatus.Underflow;
            return sign;
        }
        int lowest = Math.Max(top, -126) - 23; // weight of the result's last bit
        int drop = lowest - exponent;
        ulong kept, error;
        if (drop <= 0) (kept, error) = (significand << -drop, 0);
        else if (drop > 63) (kept, error) = (0, drop == 64 ? significand >> 1 | significand & 1 : 1);
        else (kept, error) = (significand >> drop, significand << (64 - drop) >> 1 | (significand << (64 - drop) & 1));
        const ulong half = 1ul << 62;
        bool up = status.Mode switch
        {
            RoundingMode.NearestEven => error > half || (error == half && (kept & 1) != 0),
            RoundingMode.TowardPlus => error != 0 && !negative,
            RoundingMode.TowardMinus => error != 0 && negative,
            _ => false,
        };
        if (top < -126 && error != 0) status.Flags |= FloatStatus.Underflow;
        if (error != 0) status.Flags |= FloatStatus.Inexact;
        if (up) kept++;
        uint biased = top < -126 ? 0 : (uint)(top + 127);
        // A carry out of the fraction moves into the exponent by itself.
        ulong packed = biased == 0 ? kept : ((ulong)biased << 23) + (kept - 0x80_0000);
        if (packed < Infinity) return sign | (uint)packed;
        status.Flags |= FloatStatus.Overflow | FloatStatus.Inexact;
        bool toInfinity = status.Mode switch
        {
            RoundingMode.NearestEven => true,
            RoundingMode.TowardPlus => !negative,
            RoundingMode.TowardMinus => negative,
            _ => false,
        };
        return sign | (toInfinity ? Infinity : Infinity - 1);
    }
}
