using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>The rule of <see cref="HomeostasisKernel"/> as a program of the processor. It runs once after each reset and ends in a wait.</summary>
public static class HomeostasisProgram
{
    /// <summary>Address of the counts: 128 bytes of the even, then of the odd columns.</summary>
    public const uint Counts = 0x3000;

    /// <summary>The program.</summary>
    public static PpuProgram Assemble(int row, int target) => PpuAssembler.Assemble($"""
            li r3,{target}
            fxvsplatb v10,r3
            li r3,1
            fxvsplatb v11,r3
            li r3,63
            fxvsplatb v12,r3
            li r3,0
            fxvsplatb v13,r3
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
            sync
        done: wait
            b done
        """);
}
