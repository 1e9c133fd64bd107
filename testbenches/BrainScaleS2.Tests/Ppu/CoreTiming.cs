using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>Cycles, interrupts, timers, memory and the queue into the vector unit.</summary>
public sealed class CoreTiming
{
    // Time base at the end minus time base at the start of a piece of program, less the cycle of the reading itself.
    private static long Cycles(string text, IPpuRows? rows = null)
    {
        NuxCore core = Run($"mfspr r30,284\n{text}\nmfspr r31,284\nwait", rows);
        return core.Gpr[31] - core.Gpr[30] - 1;
    }

    private static NuxCore Run(string text, IPpuRows? rows = null, long limit = 1_000_000)
    {
        var core = new NuxCore(rows);
        core.Load(PpuAssembler.Assemble(text));
        Assert.NotEqual(-1, core.Run(0, limit));
        Assert.Null(core.Trouble);
        return core;
    }

    // nux, package Frontend: mul_latency 4, div_latency 31, ls_latency 2; a result that nobody waits for costs one cycle.
    [Theory]
    [InlineData("nop\nnop\nnop", 3)]
    [InlineData("mullw r3,r1,r2", 1)]
    [InlineData("mullw r3,r1,r2\nadd r4,r3,r3", 5)]
    [InlineData("divw r3,r1,r2\nadd r4,r3,r3", 32)]
    [InlineData("divw r3,r1,r2\nnop\nnop\nadd r4,r3,r3", 32)]
    [InlineData("lwz r3,0x100(0)\nadd r4,r3,r3", 3)]
    [InlineData("lwz r3,0x100(0)\nnop\nadd r4,r3,r3", 3)]
    [InlineData("b next\nnext:", 2)]
    [InlineData("fxvaddbm v1,v2,v3\nsync", 2)]
    [InlineData("fxvmulbm v1,v2,v3\nsync", 5)]
    [InlineData("fxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3", 5)]
    [InlineData("fxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nfxvmulbm v1,v2,v3\nsync", 29)]
    [InlineData("fxvlax v1,0,r1\nsync", 33)]
    public void Instructions_take_their_cycles(string text, long cycles)
    {
        long measured = Cycles(text.Replace("\nnext:", "\nnext: nop", StringComparison.Ordinal)) - (text.Contains("next:", StringComparison.Ordinal) ? 1 : 0);
        Assert.Equal(cycles, measured);
    }

    [Fact]
    public void A_row_update_takes_the_published_time()
    {
        var rows = new ArrayRows(new AnalogArray(new AnalogOptions()), 0);
        // Cramer et al. 2022: a vector of 256 columns every 1.7 us; haldls: reset_duration 200 + 3 + reset_fall_time 5.
        string read = "lis r3,8\nlis r4,0x28\nori r4,r4,1\nfxvinx v0,r3,r0\nfxvinx v1,r4,r0\nsync";
        Assert.InRange(Cycles(read, rows) * 0.004, 1.69, 1.72);
        string reset = "lis r3,9\naddi r4,r3,1\nfxvsplatb v1,r3\nfxvoutx v1,r3,r0\nfxvoutx v1,r4,r0\nsync";
        Assert.InRange(Cycles(reset, rows) * 0.004, 0.83, 0.86);
        // 256 rows: 0.65 ms.
        string all = $"""
                li r10,256
                mtctr r10
                li r5,0
                li r6,1
                lis r3,8
                lis r4,0x28
                lis r7,9
            row: fxvinx v0,r3,r5
                fxvinx v1,r4,r6
                fxvoutx v0,r7,r5
                fxvoutx v1,r7,r6
                addi r5,r5,2
                addi r6,r6,2
                bdnz row
                sync
            """;
        Assert.InRange(Cycles(all, rows) * 0.004e-3, 0.645, 0.652);
    }

    [Fact]
    public void Loops_calls_and_memory()
    {
        NuxCore core = Run("""
                b start
            table: .word 3, 5, 7, 0x01020304
            sum: lwzu r6,4(r4)
                add r3,r3,r6
                bdnz sum
                blr
            start: li r3,0
                li r4,table
                addi r4,r4,-4
                li r5,3
                mtctr r5
                bl sum
                lbz r7,table+13(0)
                lhz r8,table+14(0)
                lis r9,-1
                sth r9,0x200(0)
                stb r3,0x201(0)
                wait
            """);
        Assert.Equal([15u, 2u, 0x0304u], (uint[])[core.Gpr[3], core.Gpr[7], core.Gpr[8]]);
        Assert.Equal(0x000F_0000u, core.Memory[0x200 / 4]);
    }

    [Fact]
    public void The_decrementer_wakes_the_processor()
    {
        // Auto-reload: one interrupt every 100 cycles, counted in r20.
        NuxCore core = new();
        core.Load(PpuAssembler.Assemble("""
                b start
                .org 48
                b tick
            start: li r3,100
                mtspr 54,r3
                mtdec r3
                lis r4,0x0440
                mtspr 340,r4
                li r5,-32768
                mtmsr r5
            sleep: wait
                b sleep
            tick: addi r20,r20,1
                lis r6,0x0800
                mtspr 336,r6
                rfi
            """));
        long now = 0;
        for (; now < 1050; now = core.NextEvent(now)) core.Tick(now);
        Assert.Equal(10u, core.Gpr[20]);
        Assert.True(core.IsSleeping);
        // Asleep it is computed at interrupts only.
        Assert.True(core.NextEvent(1050) > 1090);
    }

    [Fact]
    public void The_fixed_interval_timer_fires_when_its_bit_of_the_time_base_rises()
    {
        NuxCore core = new();
        core.Load(PpuAssembler.Assemble("""
                b start
                .org 44
                b tick
            start: lis r4,0x0080
                mtspr 340,r4
                li r5,-32768
                mtmsr r5
            sleep: wait
                b sleep
            tick: mfspr r21,284
                addi r20,r20,1
                lis r6,0x0400
                mtspr 336,r6
                rfi
            """));
        for (long now = 0; now < 512 * 4; now = core.NextEvent(now)) core.Tick(now);
        // Bit 8 rises at 256, 768, 1280, 1792; the handler reads the time base a few cycles later.
        Assert.Equal(4u, core.Gpr[20]);
        Assert.InRange(core.Gpr[21], 1792u, 1810u);
    }

    [Fact]
    public void Pins_interrupt_by_level_and_by_edge()
    {
        NuxCore core = new();
        // Mask pin 0, edge, rising.
        core.Load(PpuAssembler.Assemble("""
                b start
                .org 20
                b pin
            start: li r4,0x100
                mtspr 68,r4
                li r5,-32768
                mtmsr r5
            sleep: wait
                b sleep
            pin: addi r20,r20,1
                rfi
            """));
        for (long now = 0; now < 400; now++)
        {
            if (now == 100) core.SetInputs(1);
            if (now == 200) core.SetInputs(0);
            if (now == 300) core.SetInputs(3);
            core.Tick(now);
        }
        Assert.Equal(2u, core.Gpr[20]);
    }

    [Theory]
    [InlineData("lwz r3,2(0)", "access of 4 bytes at 0x00000002, which is not a multiple of 4")]
    [InlineData("lwz r3,0x4000(0)", "access at 0x00004000, where nothing is")]
    [InlineData("li r3,-4\nlwz r4,0(r3)", "access at 0xfffffffc, but no omnibus is connected")]
    [InlineData(".word 0", "0x00000000 at 0x0 is no instruction of the processor")]
    [InlineData("mfspr r3,1000", "special-purpose register 1000 at 0x0, which does not exist")]
    [InlineData("twi 31,r0,0", "trap at 0x0")]
    [InlineData("b 0x4000", "instruction fetch from 0x00004000, beyond the memory")]
    public void Trouble_is_an_interrupt_with_a_reason(string text, string reason)
    {
        var core = new NuxCore();
        core.Load(PpuAssembler.Assemble(text));
        for (long now = 0; now < 20 && core.Trouble is null; now++) core.Tick(now);
        Assert.Equal(reason, core.Trouble);
    }

    [Fact]
    public void Counts_of_bits_and_parity()
    {
        // Power ISA 2.06, popcntb: the number of ones in each byte; prtyw: the parity of the least significant bits of the four bytes.
        NuxCore core = Run("lis r3,0x01FF\nori r3,r3,0x0103\npopcntb r4,r3\nprtyw r5,r3\nmtcrf 255,r3\nmfocrf r6,64\nwait");
        Assert.Equal([0x0108_0102u, 0u, 0x0100_0000u], (uint[])[core.Gpr[4], core.Gpr[5], core.Gpr[6]]);
    }

    [Fact]
    public void Random_generators_run_through_all_states_and_differ()
    {
        Assert.Equal(256, Enumerable.Range(0, 256).Select(ColumnRandom.Polynomial).Distinct().Count());
        var random = new ColumnRandom();
        byte[] seed = [.. Enumerable.Repeat((byte)1, 128)], enables = [.. Enumerable.Repeat((byte)255, 128)];
        random.Seed(false, seed, enables);
        byte[] draw = new byte[128];
        var counts = new int[256];
        for (int i = 0; i < 65535; i++)
        {
            random.Draw(false, draw);
            counts[draw[7]]++;
        }
        // 8 is coprime to the period, so every state is drawn once: every byte 256 times, 0 once less.
        Assert.All(counts.Skip(1), count => Assert.Equal(256, count));
        Assert.Equal(255, counts[0]);
    }
}
