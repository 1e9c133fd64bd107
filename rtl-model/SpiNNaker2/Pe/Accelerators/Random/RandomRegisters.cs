using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Random;

/// <summary>Registers of the random number generators, at 0xE0100000. Names and offsets: SpiNNaker2 prototype headers (spinnaker_2_tools, qpe-types.h).</summary>
internal static class RandomRegisters
{
    public const int Generators = 3;

    /// <summary>The KISS64 generator; the others are KISS32.</summary>
    public const int Kiss64 = 2;
    public const uint Stride = 0x20;

    public const int Seeds = 5;
    public const uint Seed = 0x00;
    public const uint Value = 0x14;
    public const uint ValueFloat = 0x18;

    public const uint SampleRate = 0x80;
    public const uint Bitwise = 0x84;
    public const uint Mixed = 0x88;
    public const uint Scramble = 0x8C;
    public const uint BitwiseValue = 0x90;
    public const uint MixedValue = 0x98;

    public const int BitwiseEnableShift = 8;
    public const uint BitwiseDecorrelate = 0xFF;
    public const int MixedEnableShift = 5;
    public const int MixedRotateShift = 1;
    public const uint MixedDetectToggle = 1;

    public static RegisterFile Create() => new(
    [
        .. Enumerable.Range(0, Generators).SelectMany(GeneratorRegisters),
        new("trng_sample_rate", SampleRate, 0xFFFF),
        new("trng_bitwise", Bitwise, 0x3FF),
        new("trng_mixed", Mixed, 0x7F),
        new("trng_scramble", Scramble, 0xF),
        RegisterSpec.ReadOnly("trng_bitwise_value0", BitwiseValue),
        RegisterSpec.ReadOnly("trng_bitwise_value1", BitwiseValue + 4),
        RegisterSpec.ReadOnly("trng_mixed_value0", MixedValue),
        RegisterSpec.ReadOnly("trng_mixed_value1", MixedValue + 4),
    ]);

    private static IEnumerable<RegisterSpec> GeneratorRegisters(int generator) =>
    [
        .. Enumerable.Range(0, Seeds).Select(seed => new RegisterSpec($"kiss{generator}.seed{seed}", At(generator, Seed + 4 * (uint)seed))),
        RegisterSpec.ReadOnly($"kiss{generator}.value", At(generator, Value)),
        RegisterSpec.ReadOnly($"kiss{generator}.value_float", At(generator, ValueFloat)),
    ];

    /// <summary>Offset of a generator's register.</summary>
    public static uint At(int generator, uint register) => (uint)generator * Stride + register;
}
