using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>The two inner loops of a matrix multiply; eight lanes and fused operations on every machine, so that results have the same bits.</summary>
internal static class VectorKernels
{
    private const int Lanes = 8;

    /// <summary>sums += factor x values.</summary>
    public static void AddScaled(Span<double> sums, double factor, ReadOnlySpan<double> values)
    {
        if (sums.Length != values.Length) throw new ArgumentException($"{values.Length} values cannot be added to {sums.Length} sums");
        ref double to = ref MemoryMarshal.GetReference(sums);
        ref double from = ref MemoryMarshal.GetReference(values);
        Vector512<double> a = Vector512.Create(factor);
        int i = 0;
        for (; i <= sums.Length - Lanes; i += Lanes)
            Vector512.FusedMultiplyAdd(a, Vector512.LoadUnsafe(ref from, (nuint)i), Vector512.LoadUnsafe(ref to, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        for (; i < sums.Length; i++) sums[i] = Math.FusedMultiplyAdd(factor, values[i], sums[i]);
    }

    /// <summary>The scalar product.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length) throw new ArgumentException($"{left.Length} values cannot be multiplied with {right.Length}");
        ref double l = ref MemoryMarshal.GetReference(left);
        ref double r = ref MemoryMarshal.GetReference(right);
        Vector512<double> partial = Vector512<double>.Zero;
        int i = 0;
        for (; i <= left.Length - Lanes; i += Lanes)
            partial = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref l, (nuint)i), Vector512.LoadUnsafe(ref r, (nuint)i), partial);
        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += partial[lane];
        for (; i < left.Length; i++) sum = Math.FusedMultiplyAdd(left[i], right[i], sum);
        return sum;
    }
}
