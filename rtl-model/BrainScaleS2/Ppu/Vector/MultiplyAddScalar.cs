using System.Runtime.InteropServices;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Vector;

/// <summary>The multiply-adder, element by element: the plain twin of <see cref="MultiplyAddSimd"/>.</summary>
internal static class MultiplyAddScalar
{
    /// <summary>Computes all elements; conditions are the caller's.</summary>
    /// <param name="arithmetic">What to compute.</param>
    /// <param name="a">First operand, internal order.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="accumulator">The accumulator.</param>
    /// <param name="wide">Gets the double-width results where they go to the accumulator.</param>
    /// <param name="result">Gets the results where they go to a register.</param>
    /// <param name="wraps">Whether saturation is left out (a fault).</param>
    public static void Compute(
        Arithmetic arithmetic, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<short> accumulator, Span<short> wide, Span<byte> result, bool wraps)
    {
        if (arithmetic.Bytes)
        {
            for (int i = 0; i < VectorState.Bytes; i++)
            {
                var value = (short)Element(arithmetic, (sbyte)a[i], (sbyte)b[i], accumulator[i], 8, wraps);
                if (arithmetic.Destination == Destination.Acc) wide[i] = value;
                else result[i] = (byte)(arithmetic.Destination == Destination.High ? value >> 8 : value);
            }
            return;
        }
        ReadOnlySpan<short> u = MemoryMarshal.Cast<byte, short>(a), v = MemoryMarshal.Cast<byte, short>(b);
        ReadOnlySpan<int> sums = MemoryMarshal.Cast<short, int>(accumulator);
        Span<int> wideInts = MemoryMarshal.Cast<short, int>(wide);
        Span<short> results = MemoryMarshal.Cast<byte, short>(result);
        for (int i = 0; i < VectorState.Bytes / 2; i++)
        {
            var value = (int)Element(arithmetic, u[i], v[i], sums[i], 16, wraps);
            if (arithmetic.Destination == Destination.Acc) wideInts[i] = value;
            else results[i] = (short)(arithmetic.Destination == Destination.High ? value >> 16 : value);
        }
    }

    // The double-width result, to be cut to 2 x width bits.
    private static long Element(Arithmetic arithmetic, long u, long v, long accumulator, int width, bool wraps)
    {
        long term = arithmetic.Term switch
        {
            Term.Value => u,
            Term.Shifted => u << width,
            Term.Sum => Extended(u + v, arithmetic.Saturate, width, wraps),
            Term.Difference => Extended(u - v, arithmetic.Saturate, width, wraps),
            Term.Product => u * v,
            _ => Limited(u * v * 2, 2 * width, wraps),
        };
        if (!arithmetic.Accumulate) return term;
        // The fractional product is already a number of double width.
        if (arithmetic.Term == Term.Fraction && wraps) term = width == 8 ? (short)term : (int)term;
        return arithmetic.Saturate ? Limited(accumulator + term, 2 * width, wraps) : accumulator + term;
    }

    // A saturated sum stands in the upper half, a modulo one in the lower.
    private static long Extended(long sum, bool saturate, int width, bool wraps) => saturate ? Limited(sum, width, wraps) << width : sum;

    private static long Limited(long value, int bits, bool wraps) => wraps ? value : Math.Clamp(value, -(1L << bits - 1), (1L << bits - 1) - 1);
}
