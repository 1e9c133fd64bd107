namespace HwModel.SpiNNaker2.Pe.Core.Float;

/// <summary>How results are rounded (FPSCR.RMode).</summary>
internal enum RoundingMode
{
    NearestEven,
    TowardPlus,
    TowardMinus,
    TowardZero,
}

/// <summary>Control and cumulative flags of a floating-point operation (Arm ARMv7-M ARM, A2.5.3).</summary>
internal ref struct FloatStatus
{
    public const uint InvalidOperation = 1, DivideByZero = 2, Overflow = 4, Underflow = 8, Inexact = 16, InputDenormal = 128;

    public FloatStatus(uint fpscr)
    {
        Mode = (RoundingMode)(fpscr >> 22 & 3);
        FlushToZero = (fpscr & 1 << 24) != 0;
        DefaultNaN = (fpscr & 1 << 25) != 0;
        AlternativeHalf = (fpscr & 1 << 26) != 0;
    }

    public RoundingMode Mode;
    public readonly bool FlushToZero;
    public readonly bool DefaultNaN;
    public readonly bool AlternativeHalf;

    /// <summary>Flags raised, in their FPSCR places.</summary>
    public uint Flags;
}
