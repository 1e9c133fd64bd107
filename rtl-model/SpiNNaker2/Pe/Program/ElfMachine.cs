using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Program;

/// <summary>A core with memory and a loaded program, reset and ready to run.</summary>
public sealed class ElfMachine
{
    private ElfMachine(CortexM4 core, SemihostConsole console, ElfImage image)
    {
        Core = core;
        Console = console;
        Image = image;
    }

    public CortexM4 Core { get; }

    /// <summary>The program's semihosting console.</summary>
    public SemihostConsole Console { get; }

    public ElfImage Image { get; }

    /// <summary>Loads a program.</summary>
    /// <param name="image">The program.</param>
    /// <param name="map">Its memory.</param>
    /// <param name="output">Where its console output goes.</param>
    /// <param name="parameters">The core's parameters; null for those of the map.</param>
    /// <param name="faults">Named faults that are switched into the core; null for none.</param>
    /// <exception cref="ElfException">A segment lies outside the memory, or no vector table is at address 0.</exception>
    public static ElfMachine Load(ElfImage image, MemoryMap map, TextWriter output, CoreParameters? parameters = null, FaultSet? faults = null)
    {
        LocalMemory code = map == MemoryMap.Split ? new(0, 4 << 20) : new(0, 128 << 10);
        LocalMemory? data = map == MemoryMap.Split ? new(0x2000_0000, 4 << 20) : null;
        bool hasVectors = false;
        foreach (ElfSegment segment in image.Segments)
        {
            Place(segment, code, data, map);
            hasVectors |= segment.Address == 0 && segment.Data.Length >= 8;
        }
        if (!hasVectors) throw new ElfException($"The program cannot be run: no segment loads a vector table at address 0 (initial stack pointer and reset address).");
        var core = new CortexM4(parameters ?? (map == MemoryMap.Pe ? CoreParameters.SpiNNaker2 : new CoreParameters()), code, data, map == MemoryMap.Split ? new ConsoleUart(output) : new EmptyBus(), faults);
        LocalMemory heap = data ?? code;
        uint end = image.AddressOf("end") ?? image.AddressOf("_end") ?? heap.BaseAddress;
        var console = new SemihostConsole(output) { Heap = (end, heap.BaseAddress + heap.Size, heap.BaseAddress + heap.Size, 0) };
        core.Semihost = console;
        return new ElfMachine(core, console, image);
    }

    private static void Place(ElfSegment segment, LocalMemory code, LocalMemory? data, MemoryMap map)
    {
        LocalMemory? run = MemoryOf(segment.RunAddress, segment.MemorySize, code, data);
        if (run is null) throw Outside(segment.RunAddress, segment.MemorySize, map);
        if (segment.Data.Length == 0) return;
        LocalMemory? load = MemoryOf(segment.Address, (uint)segment.Data.Length, code, data);
        if (load is null) throw Outside(segment.Address, (uint)segment.Data.Length, map);
        load.Write(segment.Address, segment.Data.Span);
    }

    private static LocalMemory? MemoryOf(uint address, uint length, LocalMemory code, LocalMemory? data) =>
        code.Contains(address, length) ? code : data is not null && data.Contains(address, length) ? data : null;

    private static ElfException Outside(uint address, uint length, MemoryMap map) =>
        new($"The program cannot be run: its segment of {length} bytes at 0x{address:X8} lies outside the memory map '{map.ToString().ToLowerInvariant()}' ({Ranges(map)}).");

    private static string Ranges(MemoryMap map) => map == MemoryMap.Split
        ? "0x00000000 to 0x003FFFFF and 0x20000000 to 0x203FFFFF"
        : "0x00000000 to 0x0001FFFF";
}
