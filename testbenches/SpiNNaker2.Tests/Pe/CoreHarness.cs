using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Tests.Pe;

/// <summary>A core with 128 KB at 0 and code given in halfwords.</summary>
internal static class CoreHarness
{
    public const uint Code = 0x400, Stack = 0x8000;

    /// <summary>A core at its first instruction; vectors of all exceptions point to 0x1000 + 16 n.</summary>
    public static CortexM4 With(params ReadOnlySpan<ushort> code) => With(new CoreParameters(), code);

    public static CortexM4 With(CoreParameters parameters, params ReadOnlySpan<ushort> code)
    {
        var memory = new LocalMemory(0, 128 << 10);
        Word(memory, 0, Stack);
        Word(memory, 4, Code | 1);
        for (uint i = 2; i < 64; i++) Word(memory, i * 4, HandlerOf((int)i) | 1);
        for (int i = 0; i < code.Length; i++) memory.Write(Code + (uint)i * 2, BitConverter.GetBytes(code[i]));
        return new CortexM4(parameters, memory, null, new EmptyBus());
    }

    public static uint HandlerOf(int exception) => 0x1000u + 16u * (uint)exception;

    /// <summary>Puts code at an address.</summary>
    public static void Put(CortexM4 core, uint address, params ReadOnlySpan<ushort> code)
    {
        for (int i = 0; i < code.Length; i++) core.CodeMemory.Write(address + (uint)i * 2, BitConverter.GetBytes(code[i]));
    }

    public static ElfMachine Program(string name, TextWriter output) =>
        ElfMachine.Load(ElfImage.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".elf")), name), MemoryMap.Flat, output);

    public static string Folder => Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "Pe", "Programs");

    private static void Word(LocalMemory memory, uint address, uint value) => memory.Write(address, BitConverter.GetBytes(value));
}
