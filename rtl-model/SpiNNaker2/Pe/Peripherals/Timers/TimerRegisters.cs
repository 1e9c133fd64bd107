namespace HwModel.SpiNNaker2.Pe.Peripherals.Timers;

/// <summary>
/// Registers of one timer. Order: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h); fields: SpiNNaker datasheet v2.02, section 5.
/// </summary>
internal static class TimerRegisters
{
    public const int Timers = 3;
    public const uint Stride = 0x20;

    public const uint Load = 0x00;
    public const uint Count = 0x04;
    public const uint Control = 0x08;
    public const uint IntClr = 0x0C;
    public const uint RawInt = 0x10;
    public const uint MaskInt = 0x14;
    public const uint BgLoad = 0x18;

    public const uint Run = 1u << 7;
    public const uint Periodic = 1u << 6;
    public const uint InterruptEnable = 1u << 5;
    public const int PrescaleShift = 2;
    public const uint Size32 = 1u << 1;
    public const uint OneShot = 1u << 0;
    public const uint ControlMask = 0xEF;

    public static RegisterFile Create() => new(Enumerable.Range(0, Timers).SelectMany(timer => new RegisterSpec[]
    {
        new($"timer{timer + 1}.load", At(timer, Load)),
        RegisterSpec.ReadOnly($"timer{timer + 1}.count", At(timer, Count), 0xFFFFFFFF),
        new($"timer{timer + 1}.control", At(timer, Control), ControlMask, InterruptEnable),
        new($"timer{timer + 1}.int_clr", At(timer, IntClr), 0, Readable: false),
        RegisterSpec.ReadOnly($"timer{timer + 1}.raw_int", At(timer, RawInt)),
        RegisterSpec.ReadOnly($"timer{timer + 1}.mask_int", At(timer, MaskInt)),
        new($"timer{timer + 1}.bg_load", At(timer, BgLoad)),
    }));

    /// <summary>Offset of a timer's register.</summary>
    public static uint At(int timer, uint register) => (uint)timer * Stride + register;
}
