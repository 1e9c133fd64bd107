using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>The rule of <see cref="RewardKernel"/> as a program of the processor. It runs once after each reset and ends in a wait.</summary>
public static class RewardProgram
{
    /// <summary>Address of the mailbox: state, reward, 1 after the update.</summary>
    public const uint Mailbox = 0x3F00;

    /// <summary>Address of the mean rewards, a word each; negative: none yet.</summary>
    public const uint Means = 0x3000;

    /// <summary>Address of the halved baselines: 128 bytes of the even, then of the odd columns.</summary>
    public const uint Baselines = 0x2F00;

    /// <summary>The program.</summary>
    /// <param name="states">States; the row of state n is row 2 n.</param>
    public static PpuProgram Assemble(int states) => PpuAssembler.Assemble($"""
        .equ MAILBOX, 0x{Mailbox:x}
        .equ MEANS, 0x{Means:x}
        .equ BASELINES, 0x{Baselines:x}
            lwz r3,MAILBOX(0)
            lwz r4,MAILBOX+4(0)
            slwi r5,r3,2
            lwz r6,MEANS(r5)
            cmpwi r6,0
            bge known
            mr r6,r4                # the first reward is expected
        known: subf r7,r6,r4        # success
            srawi r8,r7,1
            add r6,r6,r8
            stw r6,MEANS(r5)
            addi r7,r7,1024
            srawi r7,r7,11          # in units of 1/32
            fxvsplatb v13,r7
            li r9,63
            fxvsplatb v10,r9
            li r9,0
            fxvsplatb v11,r9
            li r9,64
            fxvsplatb v12,r9
            li r9,BASELINES
            fxvlax v14,0,r9
            addi r9,r9,128
            fxvlax v15,0,r9
            li r10,{states}
            mtctr r10
            lis r20,8               # causal: converts
            lis r21,0x28            # causal, of the last conversion
            lis r22,9               # causal reset
            li r23,0                # weights
            li r11,0                # 2 row
        row: addi r12,r11,1
            fxvinx v0,r20,r11
            fxvinx v1,r21,r12
            fxvinx v2,r23,r11
            fxvshb v3,v0,-1
            fxvsubbm v3,v14,v3
            fxvmtacbf v2
            fxvaddactacb v12
            fxvaddactacb v12
            fxvmabfs v2,v3,v13
            fxvsubbm v4,v2,v10
            fxvcmpb v4
            fxvsel v2,v2,v10,1
            fxvcmpb v2
            fxvsel v2,v2,v11,2
            fxvoutx v2,r23,r11
            fxvinx v2,r23,r12
            fxvshb v3,v1,-1
            fxvsubbm v3,v15,v3
            fxvmtacbf v2
            fxvaddactacb v12
            fxvaddactacb v12
            fxvmabfs v2,v3,v13
            fxvsubbm v4,v2,v10
            fxvcmpb v4
            fxvsel v2,v2,v10,1
            fxvcmpb v2
            fxvsel v2,v2,v11,2
            fxvoutx v2,r23,r12
            fxvoutx v10,r22,r11
            fxvoutx v10,r22,r12
            addi r11,r11,4          # the bottom row of the next driver
            bdnz row
            sync
            li r9,1
            stw r9,MAILBOX+8(0)
        done: wait
            b done
        """);
}
