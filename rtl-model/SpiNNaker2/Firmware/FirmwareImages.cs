using System.Reflection;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Firmware;

/// <summary>The programs of processing elements that run spiking networks, built from the C sources of this folder.</summary>
public static class FirmwareImages
{
    /// <summary>Names of the programs.</summary>
    public static IReadOnlyList<string> Names { get; } = ["neurons", "sources"];

    /// <summary>A program.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static ElfImage Load(string name) => ElfImage.Parse(Bytes(name), name + ".elf");

    /// <summary>The bytes of a program's file.</summary>
    public static byte[] Bytes(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"firmware.{name}.elf")
            ?? throw new ArgumentException($"there is no firmware '{name}'; there are {string.Join(", ", Names)}", nameof(name));
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Puts a program into a memory.</summary>
    public static void Place(ElfImage program, LocalMemory memory)
    {
        foreach (ElfSegment segment in program.Segments) memory.Write(segment.Address, segment.Data.Span);
    }
}
