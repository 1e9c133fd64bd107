namespace HwModel.SpiNNaker2.Pe.Accelerators.Rounding;

/// <summary>What is rounded, and to what: codes of the width fields.</summary>
internal enum RoundingWidth : byte
{
    /// <summary>16-bit signed integer.</summary>
    Bits16,

    /// <summary>32-bit signed integer.</summary>
    Bits32,

    /// <summary>64-bit signed integer.</summary>
    Bits64,

    /// <summary>As an argument: single precision, which is rounded to BFloat16.</summary>
    Float,
}

/// <summary>The rounding unit's datapath (functions: Scholze et al., OJCAS 2026).</summary>
internal static class RoundingFunction
{
    /// <summary>
    /// Takes <paramref name="position"/> bits off, rounded, and saturates to the result's width. Rounding adds to the bits below the position: half of the
    /// position for the nearest value (ties go up), a random number of as many bits for stochastic rounding.
    /// </summary>
    public static long Round(long argument, RoundingWidth from, RoundingWidth to, int position, bool stochastic, uint random)
    {
        long value = from switch { RoundingWidth.Bits16 => (short)argument, RoundingWidth.Bits32 => (int)argument, _ => argument };
        if (position > 0)
        {
            ulong below = position == 32 ? random : random & ((1u << position) - 1);
            Int128 sum = (Int128)value + (stochastic ? below : 1UL << (position - 1));
            value = (long)(sum >> position);
        }
        return to switch
        {
            RoundingWidth.Bits16 => Math.Clamp(value, short.MinValue, short.MaxValue),
            RoundingWidth.Bits32 => Math.Clamp(value, int.MinValue, int.MaxValue),
            _ => value,
        };
    }

    /// <summary>Single precision to BFloat16, in the result's lower 16 bits. A number that is no number stays one; rounding up may give infinity.</summary>
    public static uint ToBFloat16(uint single, bool stochastic, uint random)
    {
        if ((single & 0x7FFFFFFF) > 0x7F800000) return (single >> 16) | 0x40;
        if ((single & 0x7F800000) == 0x7F800000) return single >> 16;
        return (single + (stochastic ? random & 0xFFFF : 0x8000)) >> 16;
    }
}
