using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Rounding;

/// <summary>
/// Registers of the rounding unit: one set for each of its four threads. The functions are published (Scholze et al., OJCAS 2026), the register map is not:
/// names, offsets and fields are a model choice.
/// </summary>
internal static class RoundingRegisters
{
    public const int Threads = 4;
    public const uint Stride = 0x20;

    /// <summary>Width of the argument, width of the result, way of rounding, position.</summary>
    public const uint Config = 0x00;

    /// <summary>Upper half of a 64-bit argument.</summary>
    public const uint ArgumentHigh = 0x04;

    /// <summary>The argument, or its lower half; writing it starts the job.</summary>
    public const uint Argument = 0x08;

    /// <summary>The result, or its lower half; a read waits for the job.</summary>
    public const uint Result = 0x0C;

    /// <summary>Upper half of a 64-bit result.</summary>
    public const uint ResultHigh = 0x10;

    public const uint ConfigMask = 0x3F1F;
    public const uint ArgumentWidth = 3;
    public const int ResultWidthShift = 2;
    public const uint Stochastic = 1u << 4;
    public const int PositionShift = 8;

    public static RegisterFile Create() => new(Enumerable.Range(0, Threads).SelectMany(thread => new RegisterSpec[]
    {
        new($"thread{thread}.config", At(thread, Config), ConfigMask),
        new($"thread{thread}.argument_high", At(thread, ArgumentHigh)),
        new($"thread{thread}.argument", At(thread, Argument)),
        RegisterSpec.ReadOnly($"thread{thread}.result", At(thread, Result)),
        RegisterSpec.ReadOnly($"thread{thread}.result_high", At(thread, ResultHigh)),
    }));

    /// <summary>Offset of a thread's register.</summary>
    public static uint At(int thread, uint register) => (uint)thread * Stride + register;
}
