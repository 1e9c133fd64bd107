using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>
/// The random generators of the columns: 256 Galois shift registers of 16 bits with different primitive polynomials, of which the vector unit reads 8 bits
/// (haldls and libnux, random). Writing a seed sets the low 8 bits and clears the upper ones; seed 0 stays 0.
/// </summary>
public sealed class ColumnRandom
{
    private const int BitsPerDraw = 8;
    private const int Period = 0xFFFF;

    [ModelChoice("the polynomials are unpublished: the first 256 primitive ones of degree 16")]
    private static readonly ushort[] Polynomials = FindPrimitive(Analog.ChipGeometry.Columns);

    private readonly ushort[] _state = new ushort[Analog.ChipGeometry.Columns];

    internal ushort[] State => _state;

    /// <summary>Draws for the even or the odd columns.</summary>
    public void Draw(bool odd, Span<byte> lanes)
    {
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            int column = 2 * lane + (odd ? 1 : 0);
            lanes[lane] = (byte)_state[column];
            for (int i = 0; i < BitsPerDraw; i++) _state[column] = Next(_state[column], Polynomials[column]);
        }
    }

    /// <summary>Seeds the even or the odd columns.</summary>
    public void Seed(bool odd, ReadOnlySpan<byte> lanes, ReadOnlySpan<byte> enables)
    {
        for (int lane = 0; lane < lanes.Length; lane++)
            if (enables[lane] != 0) _state[2 * lane + (odd ? 1 : 0)] = lanes[lane];
    }

    /// <summary>The feedback mask of a column's register.</summary>
    public static int Polynomial(int column) => Polynomials[column];

    internal void Reset()
    {
        for (int column = 0; column < _state.Length; column++) _state[column] = (ushort)(column + 1);
    }

    private static ushort Next(ushort state, ushort mask) => (ushort)(state >> 1 ^ ((state & 1) != 0 ? mask : 0));

    private static ushort[] FindPrimitive(int count)
    {
        var found = new List<ushort>();
        // The top bit of the mask is the constant term of the polynomial, so it is set.
        for (int mask = 0x8000; found.Count < count; mask++)
            if (IsPrimitive((ushort)mask)) found.Add((ushort)mask);
        return [.. found];
    }

    // The register runs through all 2^16 - 1 states.
    private static bool IsPrimitive(ushort mask)
    {
        ushort state = 1;
        for (int i = 1; i <= Period; i++)
        {
            state = Next(state, mask);
            if (state == 1) return i == Period;
        }
        return false;
    }
}
