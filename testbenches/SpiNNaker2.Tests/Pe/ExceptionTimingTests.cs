using HwModel.SpiNNaker2.Pe.Core;

namespace HwModel.SpiNNaker2.Tests.Pe;

/// <summary>Cycles of exception entry, return and tail-chaining (Arm Cortex-M4 TRM r0p1, 3.9.1).</summary>
public sealed class ExceptionTimingTests
{
    private const ushort Nop = 0xBF00, BxLr = 0x4770, Loop = 0xE7FE;

    private static CortexM4 Ready()
    {
        CortexM4 core = CoreHarness.With(Nop, Nop, Nop, Nop, Nop, Nop, Nop, Nop, Loop);
        for (int number = 16; number < 20; number++)
        {
            CoreHarness.Put(core, CoreHarness.HandlerOf(number), Nop, BxLr);
            Assert.True(core.WriteForHost(0xE000_E100, 0xF, 4));
        }
        return core;
    }

    /// <summary>Cycle in which the instruction at an address issues next.</summary>
    private static long IssueOf(CortexM4 core, uint address)
    {
        for (int i = 0; i < 1000; i++)
        {
            long before = core.Instructions;
            long cycle = core.Cycle;
            core.Advance(cycle + 1);
            if (core.Instructions != before && core.IssuedPc == address) return cycle;
        }
        throw new InvalidOperationException($"0x{address:x} was not reached");
    }

    [Fact]
    public void Entry_takes_12_cycles_from_the_interrupt_to_the_first_instruction_of_the_handler()
    {
        CortexM4 core = Ready();
        core.Advance(3);
        core.Nvic.SetLine(0, true);
        Assert.Equal(3 + 12, IssueOf(core, CoreHarness.HandlerOf(16)));
    }

    [Fact]
    public void Return_takes_10_cycles_from_the_return_instruction_to_the_interrupted_code()
    {
        CortexM4 core = Ready();
        core.Advance(3);
        core.Nvic.Pend(16);
        long back = IssueOf(core, CoreHarness.HandlerOf(16) + 2);
        Assert.Equal(back + 10, IssueOf(core, CoreHarness.Code + 6));
    }

    [Fact]
    public void A_pending_exception_is_tail_chained_in_6_cycles()
    {
        CortexM4 core = Ready();
        core.Advance(3);
        core.Nvic.Pend(16);
        core.Nvic.Pend(17);
        long back = IssueOf(core, CoreHarness.HandlerOf(16) + 2);
        Assert.Equal(back + 6, IssueOf(core, CoreHarness.HandlerOf(17)));
    }

    [Fact]
    public void A_more_urgent_exception_during_entry_is_served_first_without_more_cycles()
    {
        CortexM4 core = Ready();
        core.WriteForHost(0xE000_E400, 0x0000_4080, 4); // interrupt 0 less urgent than 1
        core.Advance(3);
        core.Nvic.Pend(16);
        core.Advance(8);
        core.Nvic.Pend(17);
        Assert.Equal(3 + 12, IssueOf(core, CoreHarness.HandlerOf(17)));
        long back = IssueOf(core, CoreHarness.HandlerOf(17) + 2);
        Assert.Equal(back + 6, IssueOf(core, CoreHarness.HandlerOf(16)));
    }

    [Theory]
    [InlineData(true, 12, 10)]
    [InlineData(false, 29, 27)]
    public void Floating_point_context_takes_29_and_27_cycles_unless_it_is_saved_lazily(bool lazy, int entry, int exit)
    {
        // vmov.f32 s0, s0 makes the context active
        CortexM4 core = CoreHarness.With(0xEEB0, 0x0A40, Nop, Nop, Nop, Nop, Loop);
        core.WriteForHost(0xE000_ED88, 0x00F0_0000, 4);
        core.WriteForHost(0xE000_E100, 1, 4);
        if (!lazy) core.WriteForHost(0xE000_EF34, 0x8000_0000, 4);
        CoreHarness.Put(core, CoreHarness.HandlerOf(16), Nop, BxLr);
        core.Advance(2);
        core.Nvic.Pend(16);
        Assert.Equal(2 + entry, IssueOf(core, CoreHarness.HandlerOf(16)));
        Assert.Equal(lazy ? 0xC000_0019u : 0x8000_0000u, Peek(core, 0xE000_EF34));
        Assert.Equal(0xFFFF_FFE9u, core[14]);
        Assert.Equal(CoreHarness.Stack - 0x68, core[13]);
        long back = IssueOf(core, CoreHarness.HandlerOf(16) + 2);
        Assert.Equal(back + exit, IssueOf(core, CoreHarness.Code + 6));
    }

    [Fact]
    public void An_interrupt_ends_a_divide_and_the_divide_begins_again()
    {
        // ldr-free: r0 = 0x40000000, r1 = 3: movs r0,#1; lsls r0,#30; movs r1,#3; udiv r2,r0,r1
        CortexM4 core = CoreHarness.With(0x2001, 0x0780, 0x2103, 0xFBB0, 0xF2F1, Loop);
        core.WriteForHost(0xE000_E100, 1, 4);
        CoreHarness.Put(core, CoreHarness.HandlerOf(16), Nop, BxLr);
        core.Advance(5); // in the divide, which issued in cycle 3
        Assert.Equal(CoreHarness.Code + 6, core.IssuedPc);
        core.Nvic.Pend(16);
        Assert.Equal(5 + 12, IssueOf(core, CoreHarness.HandlerOf(16)));
        Assert.Equal(0u, core[2]);
        core.Advance(core.Cycle + 100);
        Assert.Equal(0x1555_5555u, core[2]);
    }

    [Fact]
    public void A_divide_in_an_IT_block_begins_again_with_its_IT_state()
    {
        // movs r0,#1; lsls r0,#30; movs r1,#3; cmp r1,#3; itte eq; udiveq r2,r0,r1; addeq r2,#1; addne r2,#2
        CortexM4 core = CoreHarness.With(0x2001, 0x0780, 0x2103, 0x2903, 0xBF06, 0xFBB0, 0xF2F1, 0x3201, 0x3202, Loop);
        core.WriteForHost(0xE000_E100, 1, 4);
        CoreHarness.Put(core, CoreHarness.HandlerOf(16), 0x2200, BxLr); // the handler writes r2, which is not restored, and has no IT state of its own
        while (core.IssuedPc != CoreHarness.Code + 10) core.Advance(core.Cycle + 1);
        core.Advance(core.Cycle + 2); // two cycles into the divide
        Assert.Equal(CoreHarness.Code + 10, core.IssuedPc);
        core.Nvic.Pend(16);
        IssueOf(core, CoreHarness.HandlerOf(16));
        uint frame = core[13];
        Assert.Equal(CoreHarness.Code + 10, Peek(core, frame + 24)); // the divide is the return address
        // ITSTATE of ITTE EQ at its first instruction is 0000 0110 (Arm ARMv7-M ARM, B1.4.2: xPSR 26:25 hold IT[1:0], 15:10 hold IT[7:2])
        Assert.Equal(0b10u << 25 | 0b000001u << 10, Peek(core, frame + 28) & 0x0600_FC00);
        Assert.Equal(0u, core.Xpsr & 0x0600_FC00);
        core.Advance(core.Cycle + 100);
        Assert.Equal(0x1555_5556u, core[2]); // the quotient and one: ADDNE stayed out
    }

    [Fact]
    public void An_interrupt_stops_a_load_multiple_which_goes_on_where_it_was()
    {
        // movs r0,#64; ldmia r0,{r1-r7}
        CortexM4 core = CoreHarness.With(0x2040, 0xC8FE, Loop);
        core.WriteForHost(0xE000_E100, 1, 4);
        CoreHarness.Put(core, CoreHarness.HandlerOf(16), Nop, BxLr);
        while (core.Cycle < 6) core.Advance(core.Cycle + 1); // address cycle 1, registers from cycle 2
        Assert.Equal(PipelinePhase.Transfer, core.Phase);
        core.Nvic.Pend(16);
        Assert.Equal(6 + 12, IssueOf(core, CoreHarness.HandlerOf(16)));
        Assert.NotEqual(0u, Peek(core, core[13] + 28) >> 12 & 0xF); // the ICI bits of the stacked xPSR
        Assert.Equal(0u, Peek(core, core[13] + 28) >> 10 & 3);
        core.Advance(core.Cycle + 100);
        for (int i = 1; i < 8; i++) Assert.Equal(Peek(core, 64 + (uint)(i - 1) * 4), core[i]);
        Assert.Equal(64u + 28, core[0]);
    }

    private static uint Peek(CortexM4 core, uint address)
    {
        Assert.True(core.TryReadWord(address, out uint value));
        return value;
    }
}
