using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;

/// <summary>
/// Registers of the exponential and logarithm unit, at 0xE0100100. Names and offsets: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h).
/// At the first four, a write is an argument and a read is the oldest result.
/// </summary>
internal static class ExpLogRegisters
{
    public const uint ExpS1615 = 0x00;
    public const uint ExpS031 = 0x04;
    public const uint LogS1615 = 0x0C;
    public const uint LogS031 = 0x10;
    public const uint Control = 0x18;

    public const uint Iterations = 0xF;
    public const int PendingShift = 8;

    public static RegisterFile Create() => new(
        RegisterSpec.ReadOnly("exp_s1615", ExpS1615),
        RegisterSpec.ReadOnly("exp_s031", ExpS031),
        RegisterSpec.ReadOnly("log_s1615", LogS1615),
        RegisterSpec.ReadOnly("log_s031", LogS031),
        new RegisterSpec("control", Control, Iterations, Iterations));

    /// <summary>What an argument at an offset asks for.</summary>
    public static ExpLogJob Job(uint offset, uint argument, int iterations) => new(
        argument,
        offset is LogS1615 or LogS031,
        offset is ExpS1615 or LogS1615 ? (byte)15 : (byte)31,
        (byte)iterations);
}
