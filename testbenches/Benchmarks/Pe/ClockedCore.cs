using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.Testing;

namespace HwModel.Benchmarks.Pe;

/// <summary>A program on the clocked core under the kernel, begun again whenever it has ended.</summary>
internal sealed class ClockedCore
{
    private const long Slice = 10_000;

    private readonly ElfImage _image;
    private readonly CortexM4 _core;
    private readonly CortexM4Core _module;
    private readonly ClockDomain _clock;
    private readonly Simulation _simulation = new(new SimulationOptions { InitialState = InitialState.Zero });

    /// <param name="program">Name of one of the test programs; null: WFI for ever.</param>
    /// <param name="stages">Whether the stages of the pipeline are shown.</param>
    public ClockedCore(string? program, bool stages = true)
    {
        _clock = _simulation.Clock("pe", 3_333_333);
        _image = Image(program ?? "sort");
        _core = ElfMachine.Load(_image, MemoryMap.Flat, TextWriter.Null).Core;
        if (program is null) _core.CodeMemory.Write(_core.Pc, [0x30, 0xBF, 0xFD, 0xE7]); // wfi; b .-2
        _module = new CortexM4Core(_simulation.Root, "core", _core, _clock, hasReset: true) { ShowsStages = stages };
        _module.Release();
    }

    /// <summary>Runs that many cycles of the clock.</summary>
    public void Run(long cycles)
    {
        for (long done = 0; done < cycles; done += Slice)
        {
            _simulation.RunCycles(_clock, Slice);
            if (_core.IsStopped) Again();
        }
    }

    /// <summary>The core by itself, many cycles at once; returns the cycles of the program.</summary>
    public static long RunFast(string program)
    {
        CortexM4 core = ElfMachine.Load(Image(program), MemoryMap.Flat, TextWriter.Null).Core;
        while (!core.IsStopped) core.Advance(core.Cycle + 1_000_000);
        return core.Cycle;
    }

    private static ElfImage Image(string program) =>
        ElfImage.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "Pe", "Programs", program + ".elf")), program);

    /// <summary>Writes what the program has changed, so that its code stays decoded, and begins it again.</summary>
    private void Again()
    {
        const int Chunk = 64;
        foreach (ElfSegment segment in _image.Segments)
        {
            for (int at = 0; at < segment.Data.Length; at += Chunk)
            {
                ReadOnlySpan<byte> bytes = segment.Data.Span[at..Math.Min(at + Chunk, segment.Data.Length)];
                uint address = segment.Address + (uint)at;
                if (!_core.CodeMemory.Contents.Slice((int)address, bytes.Length).SequenceEqual(bytes)) _core.CodeMemory.Write(address, bytes);
            }
        }
        _module.Hold();
        _module.Release();
    }
}
