using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// e^x with a fixed sequence of operations, so that scalar and vector code and all machines give the same bits: Cody-Waite reduction by ln 2 and the
/// Taylor polynomial in Horner form with fused multiply-add. Relative error below 1e-15 (double) and 3e-7 (single).
/// </summary>
internal static class Exponential
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Magic = 6755399441055744.0; // 1.5 x 2^52: adding it leaves the nearest whole number in the low bits
    private const double Limit = 700;
    private const float Magic32 = 12582912f; // 1.5 x 2^23
    private const float Limit32 = 85;

    private static readonly double[] Inverse = MakeInverse();

    private static double[] MakeInverse()
    {
        var inverse = new double[14];
        inverse[0] = 1;
        for (int i = 1; i < inverse.Length; i++) inverse[i] = inverse[i - 1] / i;
        return inverse;
    }

    /// <summary>e^x; x is clamped to plus and minus 700.</summary>
    public static double Of(double x)
    {
        x = Math.Min(Math.Max(x, -Limit), Limit);
        double t = Math.FusedMultiplyAdd(x, Log2E, Magic);
        double n = t - Magic;
        double r = Math.FusedMultiplyAdd(n, -Ln2Low, Math.FusedMultiplyAdd(n, -Ln2High, x));
        double p = Inverse[13];
        for (int i = 12; i >= 0; i--) p = Math.FusedMultiplyAdd(p, r, Inverse[i]);
        return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(p) + (BitConverter.DoubleToInt64Bits(t) << 52));
    }

    /// <inheritdoc cref="Of(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-Limit)), Vector512.Create(Limit));
        Vector512<double> t = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2E), Vector512.Create(Magic));
        Vector512<double> n = t - Vector512.Create(Magic);
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x));
        double[] inverse = Inverse;
        Vector512<double> p = Vector512.Create(inverse[13]);
        for (int i = 12; i >= 0; i--) p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(inverse[i]));
        return (p.AsInt64() + Vector512.ShiftLeft(t.AsInt64(), 52)).AsDouble();
    }

    /// <summary>e^x in single precision; x is clamped to plus and minus 85.</summary>
    public static float Of(float x)
    {
        x = MathF.Min(MathF.Max(x, -Limit32), Limit32);
        float t = MathF.FusedMultiplyAdd(x, (float)Log2E, Magic32);
        float n = t - Magic32;
        float r = MathF.FusedMultiplyAdd(n, -1.42860677e-06f, MathF.FusedMultiplyAdd(n, -0.693145752f, x));
        float p = 1f / 5040;
        p = MathF.FusedMultiplyAdd(p, r, 1f / 720);
        p = MathF.FusedMultiplyAdd(p, r, 1f / 120);
        p = MathF.FusedMultiplyAdd(p, r, 1f / 24);
        p = MathF.FusedMultiplyAdd(p, r, 1f / 6);
        p = MathF.FusedMultiplyAdd(p, r, 0.5f);
        p = MathF.FusedMultiplyAdd(p, r, 1);
        p = MathF.FusedMultiplyAdd(p, r, 1);
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(p) + (BitConverter.SingleToInt32Bits(t) << 23));
    }

    /// <inheritdoc cref="Of(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-Limit32)), Vector512.Create(Limit32));
        Vector512<float> t = Vector512.FusedMultiplyAdd(x, Vector512.Create((float)Log2E), Vector512.Create(Magic32));
        Vector512<float> n = t - Vector512.Create(Magic32);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-06f), Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), x));
        Vector512<float> p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        return (p.AsInt32() + Vector512.ShiftLeft(t.AsInt32(), 23)).AsSingle();
    }
}
