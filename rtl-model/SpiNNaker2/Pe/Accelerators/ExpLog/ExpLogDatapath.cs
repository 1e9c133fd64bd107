using System.Numerics;
using static HwModel.SpiNNaker2.Pe.Accelerators.ExpLog.ExpLogTables;

namespace HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;

/// <summary>
/// The steps of the datapath. Both functions are digit recurrences of radix 4 (multiplicative normalisation; Muller, "Elementary Functions", chapter 8):
/// an iteration finds one digit d of 0 to 3, so that a factor 1 + d / 4^i, or its logarithm, is taken off. After n iterations the rest is below 4^-n,
/// and half of that is put in its place: the relative error of an exponential and the absolute error of a logarithm are at most 2^-(2n+1),
/// plus half a unit in the last place from the final rounding.
/// </summary>
internal static class ExpLogDatapath
{
    public const long One = 1L << Fraction;

    /// <summary>Splits the argument of an exponential into k ln 2 + rest with 0 &lt;= rest &lt; ln 2.</summary>
    public static (long Remainder, int Scale) ReduceExp(uint argument, int fractionBits)
    {
        long x = (long)(int)argument << (Fraction - fractionBits);
        long scale = x / Ln2;
        long rest = x - scale * Ln2;
        if (rest < 0)
        {
            rest += Ln2;
            scale--;
        }
        return (rest, (int)scale);
    }

    /// <summary>Splits the argument of a logarithm, which is above 0, into m 2^k with 1 &lt;= m &lt; 2.</summary>
    public static (long Mantissa, int Scale) ReduceLog(uint argument, int fractionBits)
    {
        int top = BitOperations.Log2(argument);
        return ((long)argument << (Fraction - top), top - fractionBits);
    }

    /// <summary>The largest digit whose logarithm fits into what is left of the argument; takes it off and multiplies the product by its factor.</summary>
    public static int StepExp(ref long rest, ref long product, int iteration)
    {
        int digit = 3;
        while (digit > 0 && Ln(digit, iteration) > rest) digit--;
        if (digit == 0) return 0;
        rest -= Ln(digit, iteration);
        product += digit * product >> (2 * iteration);
        return digit;
    }

    /// <summary>The largest digit whose factor keeps the product at most at the mantissa; multiplies by it and adds its logarithm to the sum.</summary>
    public static int StepLog(long mantissa, ref long product, ref long sum, int iteration)
    {
        int digit = 3;
        while (digit > 0 && product + (digit * product >> (2 * iteration)) > mantissa) digit--;
        if (digit == 0) return 0;
        product += digit * product >> (2 * iteration);
        sum += Ln(digit, iteration);
        return digit;
    }

    /// <summary>The middle of the interval that n iterations leave for the exponential.</summary>
    public static long CorrectExp(long product, int iterations) => product + (product >> (2 * iterations + 1));

    /// <summary>The middle of the interval that n iterations leave for the logarithm, with the scale added.</summary>
    public static long CorrectLog(long sum, int scale, int iterations) => sum + (One >> (2 * iterations + 1)) + scale * Ln2;

    /// <summary>The exponential in the result's format: product x 2^scale, rounded to nearest and saturated.</summary>
    public static uint RoundExp(long product, int scale, int fractionBits)
    {
        int shift = Fraction - fractionBits - scale;
        if (shift > 62) return 0;
        // The product is below 4 in value: with a shift below this the result is beyond the format anyway.
        if (shift < Fraction - 31) return int.MaxValue;
        long rounded = (product + (1L << (shift - 1))) >> shift;
        return (uint)Math.Min(rounded, int.MaxValue);
    }

    /// <summary>The logarithm in the result's format, rounded to nearest (ties up) and saturated.</summary>
    public static uint RoundLog(long value, int fractionBits)
    {
        int shift = Fraction - fractionBits;
        long rounded = (value + (1L << (shift - 1))) >> shift;
        return (uint)(int)Math.Clamp(rounded, int.MinValue, int.MaxValue);
    }
}
