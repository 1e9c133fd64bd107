using HwModel.Kernel;

namespace HwModel.Registers.Tests.Support;

/// <summary>Power-on as the simulation does it.</summary>
internal static class TestPowerOn
{
    public static PowerOn Zero() => new(InitialState.Zero, 1, isFirst: true);

    public static PowerOn Random(ulong seed) => new(InitialState.Random, seed, isFirst: true);

    public static PowerOn Again() => new(InitialState.Random, 1, isFirst: false);
}
