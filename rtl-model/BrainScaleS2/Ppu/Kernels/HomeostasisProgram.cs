using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>The rule of <see cref="HomeostasisKernel"/> as a program of the processor.</summary>
public static class HomeostasisProgram
{
    /// <summary>Address of the counts: 128 bytes of the even, then of the odd columns.</summary>
    public const uint Counts = 0x3000;

    /// <summary>Address of the number of updates done, where the processor counts them itself.</summary>
    public const uint Updates = 0x3100;

    // Byte addresses of the register bus as the processor sees it; in a window of spike counters, reads are at 0x2000 and resets 0x1000 behind them.
    private const uint Omnibus = 0x8000_0000;
    private const uint CounterWindow = 0x2000;
    private const uint CounterReset = 0x1000;
    private const uint CounterSpacing = 0x10;
    private const int ColumnsPerSide = 128;

    /// <summary>One update of what stands at <see cref="Counts"/>; the program runs once after each reset and ends in a wait.</summary>
    public static PpuProgram Assemble(int row, int target) => PpuAssembler.Assemble($"""
        {Constants(target)}
        {Update(row)}
            sync
        done: wait
            b done
        """);

    /// <summary>
    /// Updates without end: the decrementer wakes the processor every period, it reads and clears the spike counters of its half over the register bus,
    /// changes the row's weights, and sleeps again.
    /// </summary>
    /// <param name="half">0: top, 1: bottom.</param>
    /// <param name="row">The row that drives the neurons.</param>
    /// <param name="target">Spikes in a period, 1 to 126.</param>
    /// <param name="period">Cycles of a period.</param>
    public static PpuProgram AssembleTimed(int half, int row, int target, uint period) => PpuAssembler.Assemble($"""
            b start
            .org 48
            b update
        start:
            lis r3,0x{period >> 16:x}
            ori r3,r3,0x{period & 0xFFFF:x}
            mtspr 54,r3
            mtdec r3
            lis r4,0x0440
            mtspr 340,r4
        {Constants(target)}
            li r15,0
            lis r6,0
            ori r6,r6,0x8000
            mtmsr r6
        idle: wait
            b idle
        update:
            li r10,0x{Counts:x}
        {Read(half, side: 0)}
        {Read(half, side: 1)}
        {Update(row)}
            sync
            addi r15,r15,1
            stw r15,0x{Updates:x}(0)
            lis r4,0x0800
            mtspr 336,r4
            rfi
        """);

    private static string Constants(int target) => $"""
            li r3,{target}
            fxvsplatb v10,r3
            li r3,1
            fxvsplatb v11,r3
            li r3,63
            fxvsplatb v12,r3
            li r3,0
            fxvsplatb v13,r3
        """;

    // 128 counters of one side, to the even and the odd columns' bytes; the comparison is one of signed bytes, so counts above 127 are taken as that.
    private static string Read(int half, int side)
    {
        uint first = Omnibus + 4 * AddressMap.SpikeCounters(side) + CounterWindow + CounterSpacing * ColumnsPerSide * (uint)half;
        return $"""
                lis r9,0x{first >> 16:x}
                ori r9,r9,0x{first & 0xFFFF:x}
                li r11,{ColumnsPerSide / 2}
                mtctr r11
            read{side}: lwz r8,0(r9)
                stw r8,0x{CounterReset:x}(r9)
                cmplwi r8,{HomeostasisKernel.LargestCount}
                ble even{side}
                li r8,{HomeostasisKernel.LargestCount}
            even{side}: stb r8,0(r10)
                lwz r8,0x{CounterSpacing:x}(r9)
                stw r8,0x{CounterReset + CounterSpacing:x}(r9)
                cmplwi r8,{HomeostasisKernel.LargestCount}
                ble odd{side}
                li r8,{HomeostasisKernel.LargestCount}
            odd{side}: stb r8,128(r10)
                addi r9,r9,0x{2 * CounterSpacing:x}
                addi r10,r10,1
                bdnz read{side}
            """;
    }

    private static string Update(int row) => $"""
            li r4,0x{Counts:x}
            li r5,{2 * row}
            li r6,2
            mtctr r6
        half: fxvlax v0,0,r4
            fxvinx v1,0,r5
            fxvsubbm v2,v10,v0
            fxvcmpb v2
            fxvaddbm v1,v1,v11,1
            fxvsubbm v1,v1,v11,2
            fxvsubbm v2,v1,v12
            fxvcmpb v2
            fxvsel v1,v1,v12,1
            fxvcmpb v1
            fxvsel v1,v1,v13,2
            fxvoutx v1,0,r5
            addi r4,r4,128
            addi r5,r5,1
            bdnz half
        """;
}
