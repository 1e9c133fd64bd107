using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// Noise as a function of (seed, instance, step): no order of evaluation and no skipped instance changes it. The instance's key and the step go through the
/// finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014); the sum of its four 16-bit parts, scaled to variance 1, is nearly normal
/// (excess kurtosis -0.3, and -0.04 after the 1 us filter of the membrane's noise current).
/// </summary>
internal static class CounterNoise
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;
    private const ulong First = 0xBF58476D1CE4E5B9UL;
    private const ulong Second = 0x94D049BB133111EBUL;
    private const double Centre = 4 * 32767.5;

    // Variance of one part: (65536^2 - 1)/12.
    private static readonly double Scale = 1 / Math.Sqrt(4 * (65536.0 * 65536.0 - 1) / 12);

    /// <summary>The key of an instance.</summary>
    public static ulong Key(ulong seed, string path) => RandomStream.Derive(seed, path).NextBits();

    /// <summary>The draw of a step, of mean 0 and variance 1.</summary>
    public static double Draw(ulong key, long step)
    {
        ulong z = key + (ulong)step * Golden;
        z = (z ^ (z >> 30)) * First;
        z = (z ^ (z >> 27)) * Second;
        z ^= z >> 31;
        ulong sum = (z & 0xFFFF) + ((z >> 16) & 0xFFFF) + ((z >> 32) & 0xFFFF) + (z >> 48);
        return (sum - Centre) * Scale;
    }

    /// <inheritdoc cref="Draw(ulong, long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Draw(Vector512<ulong> key, long step)
    {
        Vector512<ulong> z = key + Vector512.Create((ulong)step * Golden);
        z = (z ^ (z >>> 30)) * Vector512.Create(First);
        z = (z ^ (z >>> 27)) * Vector512.Create(Second);
        z ^= z >>> 31;
        Vector512<ulong> mask = Vector512.Create(0xFFFFUL);
        Vector512<ulong> sum = (z & mask) + ((z >>> 16) & mask) + ((z >>> 32) & mask) + (z >>> 48);
        return (Vector512.ConvertToDouble(sum.AsInt64()) - Vector512.Create(Centre)) * Vector512.Create(Scale);
    }
}
