using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;

namespace HwModel.SpiNNaker2.Tests.Pe;

/// <summary>Cycles of instruction sequences at zero wait states (Arm Cortex-M4 TRM r0p1, 3.3.1, 3.3.3 and 7.2.3); P is the refill parameter.</summary>
public sealed class InstructionTimingTests
{
    [Theory]
    [InlineData("adds r0, r0, r1", 1)]
    [InlineData("mla r0, r1, r2, r3", 1)]
    [InlineData("smlal r0, r1, r2, r3", 1)]
    [InlineData("umaal r0, r1, r2, r3", 1)]
    [InlineData("ldr r0, [r4]", 2)]
    [InlineData("ldr r0, [r4]; ldr r1, [r4]", 3)]
    [InlineData("ldr r0, [r4]; ldr r1, [r4]; ldr r2, [r4]", 4)]
    [InlineData("ldr r0, [r4]; adds r1, r1, r2; ldr r2, [r4]", 5)]
    [InlineData("ldr r4, [r4]; ldr r1, [r4]", 4)] // the address needs the loaded register
    [InlineData("str r0, [r4]", 1)]
    [InlineData("str r0, [r4]; str r1, [r4]", 2)]
    [InlineData("ldr r0, [r4]; str r0, [r4, #20]", 3)]
    [InlineData("str r0, [r4, r5]", 2)]
    [InlineData("ldr r0, [r4]; str r0, [r4, r5]", 3)]
    [InlineData("str r0, [r4, r5]; ldr r0, [r4]", 4)]
    [InlineData("ldmia r4, {r0, r1, r2, r3}", 5)]
    [InlineData("stmia r4!, {r0, r1, r2, r3, r5, r6, r7}", 8)]
    [InlineData("push {r0, r1, r2, r3, r4, r5, r6, lr}", 9)]
    [InlineData("ldrd r0, r1, [r4]", 3)]
    [InlineData("strd r0, r1, [r4]", 3)]
    [InlineData("ldrex r0, [r4]", 2)]
    [InlineData("nop", 1)]
    [InlineData("udiv r0, r1, r2", 2)] // divisor 0
    [InlineData("vmov s0, r0", 1)]
    [InlineData("vadd.f32 s0, s1, s2", 1)]
    [InlineData("vadd.f32 s0, s1, s2; vadd.f32 s3, s0, s2", 3)] // result used at once
    [InlineData("vadd.f32 s0, s1, s2; vadd.f32 s3, s4, s2", 2)]
    [InlineData("vmul.f32 s0, s1, s2; vmla.f32 s0, s4, s2", 4)] // as the addend: no stall
    [InlineData("vmla.f32 s0, s1, s2", 3)]
    [InlineData("vfma.f32 s0, s1, s2", 3)]
    [InlineData("vdiv.f32 s0, s1, s2; nop; nop", 3)] // integer instructions go on
    [InlineData("vdiv.f32 s0, s1, s2; vadd.f32 s3, s4, s5", 15)]
    [InlineData("vldr s0, [r4]", 2)]
    [InlineData("vldr d0, [r4]", 3)]
    [InlineData("vmov r0, r1, d0", 2)]
    [InlineData("vpush {s0-s7}", 9)]
    [InlineData("b.n 0x402", 3)] // 1 + P
    [InlineData("bl 0x404", 3)]
    [InlineData("cmp r0, #0; bne.n 0x408; nop", 3)] // not taken
    [InlineData("adds r5, r5, #0; ldr r0, [r5]", 4)] // address made by the instruction before
    [InlineData("adds r5, r5, #0; str r0, [r5, #4]", 3)]
    [InlineData("adds r5, r5, #0; ldmia r5, {r0, r1}", 5)]
    [InlineData("adds r5, r5, #0; nop; ldr r0, [r5]", 4)]
    [InlineData("cmp r5, #0; ldr r0, [r5]", 3)] // a comparison writes no register
    [InlineData("ldr r0, [r4]; ldr r1, [pc, #0]", 3)] // a literal's address needs no register
    [InlineData("cmp r0, #0; it eq; moveq r1, #5", 2)] // IT folds onto a 16-bit instruction
    [InlineData("add.w r0, r0, r1; it eq; moveq r1, #5", 3)] // and does not behind a 32-bit one
    public void Sequences_take_the_published_cycles(string text, int cycles) => Check(new CoreParameters(), text, cycles);

    /// <summary>Branches whose target decode asks for (Arm Cortex-M3 TRM, DDI 0337G, table 15-3), and what else a fetch unit of 32 bits leads to.</summary>
    [Theory]
    [InlineData("b.n 0x402", 2)]
    [InlineData("bl 0x404", 2)]
    [InlineData("cmp r0, #0; beq.n 0x404", 3)]
    [InlineData("cmp r0, #0; bne.n 0x408; nop", 3)] // not taken
    [InlineData("cbz r0, 0x404; nop", 3)] // it compares in execute
    [InlineData("movw r1, #0x407; bx r1", 4)]
    [InlineData("movw lr, #0x409; nop; bx lr", 4)] // LR is as early as an immediate
    [InlineData("movw lr, #0x407; bx lr", 4)] // unless the instruction before writes it
    [InlineData("nop; add.w r0, r0, r1; add.w r0, r0, r1; nop", 4)]
    [InlineData("nop; add.w r0, r0, r1; add.w r0, r0, r1; add.w r0, r0, r1; add.w r0, r0, r1; nop", 7)] // a run of misaligned 32-bit instructions
    [InlineData("b.n 0x404; nop; ldr r0, [pc, #0]", 5)] // a literal while the prefetch buffer fills
    [InlineData("b.n 0x404; nop; nop; nop; nop; ldr r0, [pc, #0]", 7)] // and when it is full
    public void Early_targets_take_the_documented_cycles(string text, int cycles) => Check(CoreParameters.EarlyTargets, text, cycles);

    private static void Check(CoreParameters parameters, string text, int cycles)
    {
        var assembler = new Assembler();
        ushort[] code = assembler.Assemble(text.Replace(";", "\n", StringComparison.Ordinal) + "\nsvc 0", CoreHarness.Code);
        CortexM4 core = CoreHarness.With(parameters, code);
        core.WriteForHost(0xE000_ED88, 0x00F0_0000, 4);
        core[4] = core[5] = 0x2000;
        long start = core.Cycle;
        while (!IsSvc(core)) core.StepInstruction();
        core.Settle(start + 1000);
        Assert.Equal(cycles, core.Cycle - start);
    }

    private static bool IsSvc(CortexM4 core)
    {
        core.Settle(1000);
        return core.TryPeek(core.Pc, out uint word, out _) && word == 0xDF00;
    }

    [Fact]
    public void A_target_of_32_bits_that_is_not_word_aligned_costs_one_more_cycle()
    {
        // b.n to 0x404 or 0x406 with add.w there
        CortexM4 aligned = CoreHarness.With(CoreParameters.EarlyTargets, 0xE000, 0xBF00, 0xEB00, 0x0001, 0xDF00);
        CortexM4 odd = CoreHarness.With(CoreParameters.EarlyTargets, 0xE001, 0xBF00, 0xBF00, 0xEB00, 0x0001, 0xDF00);
        aligned.StepInstruction();
        aligned.Settle(100);
        odd.StepInstruction();
        odd.Settle(100);
        Assert.Equal(1 + aligned.Parameters.RefillDecode, aligned.Cycle);
        Assert.Equal(2 + odd.Parameters.RefillDecode, odd.Cycle);
    }
}
