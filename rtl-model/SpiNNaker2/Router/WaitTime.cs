using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The waits of a blocked packet as the control register codes them, mantissa in bits 3:0 and exponent in 7:4 (SpiNNaker datasheet v2.02, 10.10, register 0).
/// </summary>
public static class WaitTime
{
    /// <summary>The code that waits for ever.</summary>
    [Published("SpiNNaker datasheet v2.02, 10.10")]
    public const byte Infinite = 0xFF;

    /// <summary>Cycles of a code; <see cref="long.MaxValue"/> for <see cref="Infinite"/>.</summary>
    public static long Cycles(byte code)
    {
        if (code == Infinite) return long.MaxValue;
        int mantissa = code & 15;
        int exponent = code >> 4;
        return (long)(exponent <= 4 ? mantissa + 16 - (1 << (4 - exponent)) : mantissa + 16) << exponent;
    }
}
