using System.Collections.Concurrent;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Tests.PeSystem;

/// <summary>C programs for a processing element (Programs folder), built by arm-none-eabi-gcc.</summary>
internal static class PeProgram
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Built = new();

    public static string Folder => Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "PeSystem", "Programs");

    public static ElfImage Build(string name) => ElfImage.Parse(Built.GetOrAdd(name, key => new Lazy<byte[]>(() => Compile(key))).Value, name);

    private static byte[] Compile(string name)
    {
        using var folder = new TemporaryFolder();
        string elf = folder.File(name + ".elf");
        string[] flags = ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard", "-O2", "-ffreestanding", "-nostdlib", "-fno-tree-loop-distribute-patterns", "-fno-strict-aliasing", "-T", "pe.ld"];
        ToolResult result = OutsideTools.Run("arm-none-eabi-gcc", [.. flags, "startup.c", name + ".c", "-lgcc", "-o", elf], Folder);
        Assert.True(result.ExitCode == 0, result.Error);
        return File.ReadAllBytes(elf);
    }
}
