using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Random;

/// <summary>The generators' constants.</summary>
public sealed record RandomParameters
{
    /// <summary>Multiplier of the linear congruential part of KISS64; 304042114 reproduces the prototype's silicon.</summary>
    [ModelChoice("the standard multiplier of JKISS; the prototype's 304042114 (spinnaker_2_tools, random.h) is even, so that its linear congruential part degenerates")]
    public uint Multiplier { get; init; } = 314527869;

    /// <summary>Cycles in which the stand-in for the true random source makes a word at the default sample rate.</summary>
    [ModelChoice("two cycles for each of 32 bits")]
    [Range(1, 1_000_000)]
    public int TrueRandomCycles { get; init; } = 64;
}

/// <summary>
/// One step of Marsaglia's KISS generators in the form of D. Jones, "Good Practice in (Pseudo) Random Number Generation for Bioinformatics Applications", 2010.
/// The state is an array of words: c, x, y, z for KISS64; x, y, z, w, c for KISS32.
/// </summary>
internal static class Kiss
{
    /// <summary>KISS64, called JKISS there: a linear congruential generator, a xorshift and a multiply-with-carry.</summary>
    public static uint Step64(Span<uint> state, uint multiplier)
    {
        uint x = multiplier * state[1] + 1234567;
        uint y = Shift(state[2]);
        ulong t = 4294584393UL * state[3] + state[0];
        state[0] = (uint)(t >> 32);
        state[1] = x;
        state[2] = y;
        state[3] = (uint)t;
        return x + y + (uint)t;
    }

    /// <summary>KISS32, called JKISS32 there: without multiplications.</summary>
    public static uint Step32(Span<uint> state)
    {
        uint x = state[0] + 1411392427;
        uint y = Shift(state[1]);
        uint t = state[2] + state[3] + state[4];
        state[0] = x;
        state[1] = y;
        state[2] = state[3];
        state[4] = t >> 31;
        state[3] = t & 0x7FFFFFFF;
        return x + y + state[3];
    }

    /// <summary>The upper 24 bits as a number from 0 up to but without 1.</summary>
    public static uint AsFloat(uint value) => BitConverter.SingleToUInt32Bits((value >> 8) * (1f / (1 << 24)));

    private static uint Shift(uint y)
    {
        y ^= y << 5;
        y ^= y >> 7;
        return y ^ (y << 22);
    }
}
