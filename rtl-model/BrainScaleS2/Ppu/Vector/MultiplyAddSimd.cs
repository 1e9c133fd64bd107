using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Vector;

/// <summary>The multiply-adder, 64 bytes or 32 halfwords at a time; gives the bits of <see cref="MultiplyAddScalar"/>.</summary>
internal static class MultiplyAddSimd
{
    private const int Block = 64;

    /// <inheritdoc cref="MultiplyAddScalar.Compute"/>
    public static void Compute(Arithmetic arithmetic, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<short> accumulator, Span<short> wide, Span<byte> result)
    {
        for (int at = 0; at < VectorState.Bytes; at += Block)
        {
            if (arithmetic.Bytes)
            {
                Vector512<sbyte> u = Vector512.Create(a.Slice(at, Block)).AsSByte(), v = Vector512.Create(b.Slice(at, Block)).AsSByte();
                Vector512<short> low = OfBytes(arithmetic, Vector512.WidenLower(u), Vector512.WidenLower(v), Vector512.Create(accumulator.Slice(at, Block / 2)));
                Vector512<short> high = OfBytes(arithmetic, Vector512.WidenUpper(u), Vector512.WidenUpper(v), Vector512.Create(accumulator.Slice(at + Block / 2, Block / 2)));
                if (arithmetic.Destination == Destination.Acc)
                {
                    low.CopyTo(wide[at..]);
                    high.CopyTo(wide[(at + Block / 2)..]);
                    continue;
                }
                if (arithmetic.Destination == Destination.High) (low, high) = (low >> 8, high >> 8);
                Vector512.Narrow(low, high).AsByte().CopyTo(result[at..]);
            }
            else
            {
                Vector512<short> u = Vector512.Create(a.Slice(at, Block)).AsInt16(), v = Vector512.Create(b.Slice(at, Block)).AsInt16();
                ReadOnlySpan<int> sums = MemoryMarshal.Cast<short, int>(accumulator.Slice(at, Block));
                Vector512<int> low = OfHalfwords(arithmetic, Vector512.WidenLower(u), Vector512.WidenLower(v), Vector512.Create(sums[..(Block / 4)]));
                Vector512<int> high = OfHalfwords(arithmetic, Vector512.WidenUpper(u), Vector512.WidenUpper(v), Vector512.Create(sums[(Block / 4)..]));
                if (arithmetic.Destination == Destination.Acc)
                {
                    low.AsInt16().CopyTo(wide[at..]);
                    high.AsInt16().CopyTo(wide[(at + Block / 2)..]);
                    continue;
                }
                if (arithmetic.Destination == Destination.High) (low, high) = (low >> 16, high >> 16);
                Vector512.Narrow(low, high).AsByte().CopyTo(result[at..]);
            }
        }
    }

    private static Vector512<short> OfBytes(Arithmetic arithmetic, Vector512<short> u, Vector512<short> v, Vector512<short> accumulator)
    {
        Vector512<short> term = arithmetic.Term switch
        {
            Term.Value => u,
            Term.Shifted => u << 8,
            Term.Sum => arithmetic.Saturate ? Limited(u + v) << 8 : u + v,
            Term.Difference => arithmetic.Saturate ? Limited(u - v) << 8 : u - v,
            Term.Product => u * v,
            // Twice 0x4000 is the only product that does not fit.
            _ => Vector512.ConditionalSelect(Vector512.Equals(u * v, Vector512.Create((short)0x4000)), Vector512.Create(short.MaxValue), u * v << 1),
        };
        if (!arithmetic.Accumulate) return term;
        Vector512<short> sum = accumulator + term;
        if (!arithmetic.Saturate) return sum;
        Vector512<short> overflow = (accumulator ^ sum) & (term ^ sum);
        return Vector512.ConditionalSelect(Vector512.LessThan(overflow, Vector512<short>.Zero), sum >> 15 ^ Vector512.Create(short.MinValue), sum);
    }

    private static Vector512<int> OfHalfwords(Arithmetic arithmetic, Vector512<int> u, Vector512<int> v, Vector512<int> accumulator)
    {
        Vector512<int> term = arithmetic.Term switch
        {
            Term.Value => u,
            Term.Shifted => u << 16,
            Term.Sum => arithmetic.Saturate ? Limited(u + v) << 16 : u + v,
            Term.Difference => arithmetic.Saturate ? Limited(u - v) << 16 : u - v,
            Term.Product => u * v,
            _ => Vector512.ConditionalSelect(Vector512.Equals(u * v, Vector512.Create(0x4000_0000)), Vector512.Create(int.MaxValue), u * v << 1),
        };
        if (!arithmetic.Accumulate) return term;
        Vector512<int> sum = accumulator + term;
        if (!arithmetic.Saturate) return sum;
        Vector512<int> overflow = (accumulator ^ sum) & (term ^ sum);
        return Vector512.ConditionalSelect(Vector512.LessThan(overflow, Vector512<int>.Zero), sum >> 31 ^ Vector512.Create(int.MinValue), sum);
    }

    private static Vector512<short> Limited(Vector512<short> value) =>
        Vector512.Min(Vector512.Create((short)sbyte.MaxValue), Vector512.Max(Vector512.Create((short)sbyte.MinValue), value));

    private static Vector512<int> Limited(Vector512<int> value) =>
        Vector512.Min(Vector512.Create((int)short.MaxValue), Vector512.Max(Vector512.Create((int)short.MinValue), value));
}
