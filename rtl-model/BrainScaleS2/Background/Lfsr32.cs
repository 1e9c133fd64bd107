using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>
/// The random generator of a background source: a 32-bit Galois LFSR that advances once in every 250 MHz cycle. The seed's width and that draws use the low
/// 16 bits are published (haldls, background); the polynomial is not.
/// </summary>
public static class Lfsr32
{
    /// <summary>Taps 32, 22, 2, 1.</summary>
    [ModelChoice("a primitive polynomial of degree 32 (Xilinx XAPP 052); the chip's is unpublished")]
    public const uint Taps = 0x80200003;

    /// <summary>The state after a seed was loaded: 0 would never leave 0.</summary>
    public static uint Load(uint seed) => seed == 0 ? 1 : seed;

    /// <summary>One cycle.</summary>
    public static uint Step(uint state) => (state >> 1) ^ ((state & 1) != 0 ? Taps : 0);
}

/// <summary>A number of cycles of <see cref="Lfsr32"/> at once: a linear map, kept as four tables of 256 words. Nothing but a cache of its number of cycles.</summary>
internal sealed class LfsrJump
{
    private readonly uint[] _tables = new uint[4 * 256];
    private long _cycles = -1;

    /// <summary>The state some cycles later.</summary>
    public uint Advance(uint state, long cycles)
    {
        if (cycles != _cycles) Build(cycles);
        return _tables[state & 0xFF] ^ _tables[256 + (state >> 8 & 0xFF)] ^ _tables[512 + (state >> 16 & 0xFF)] ^ _tables[768 + (state >> 24)];
    }

    private void Build(long cycles)
    {
        Span<uint> map = stackalloc uint[32];
        Span<uint> power = stackalloc uint[32];
        Span<uint> product = stackalloc uint[32];
        for (int bit = 0; bit < 32; bit++)
        {
            map[bit] = 1u << bit;
            power[bit] = Lfsr32.Step(1u << bit);
        }
        for (long left = cycles; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                for (int bit = 0; bit < 32; bit++) product[bit] = Apply(power, map[bit]);
                product.CopyTo(map);
            }
            for (int bit = 0; bit < 32; bit++) product[bit] = Apply(power, power[bit]);
            product.CopyTo(power);
        }
        for (int part = 0; part < 4; part++)
            for (uint value = 0; value < 256; value++)
                _tables[256 * part + (int)value] = Apply(map, value << 8 * part);
        _cycles = cycles;
    }

    private static uint Apply(ReadOnlySpan<uint> map, uint state)
    {
        uint result = 0;
        for (; state != 0; state &= state - 1) result ^= map[System.Numerics.BitOperations.TrailingZeroCount(state)];
        return result;
    }
}
