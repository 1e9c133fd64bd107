using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Tests.Pe;

/// <summary>C programs built by arm-none-eabi-gcc 12.2 (sources and images in Programs) against QEMU 7.2.</summary>
public sealed class ProgramTests
{
    private static readonly string[] All = ["sort", "crc", "matrix", "fft", "format", "scheduler", "preempt", "protect"];

    private static (ElfMachine Machine, string Output) Run(string name, long step = long.MaxValue)
    {
        var output = new StringWriter();
        ElfMachine machine = CoreHarness.Program(name, output);
        while (!machine.Core.IsStopped && machine.Core.Cycle < 20_000_000) machine.Core.Advance(Math.Min(20_000_000, step == long.MaxValue ? step : machine.Core.Cycle + step));
        return (machine, output.ToString());
    }

    [Fact]
    public void The_check_value_of_CRC_32_is_found()
    {
        (ElfMachine machine, string output) = Run("crc");
        Assert.StartsWith("cbf43926\n", output, StringComparison.Ordinal); // ITU-T V.42, of the digits 1 to 9
        Assert.Equal(0, machine.Console.ExitCode);
    }

    [Fact]
    public void Preempted_tasks_lose_no_floating_point_register()
    {
        (ElfMachine machine, string output) = Run("preempt");
        Assert.Equal("both tasks ran, no register lost\n", output);
        Assert.Equal(0, machine.Console.ExitCode);
        Assert.True(machine.Core.Statistics.Exceptions >= 80, $"{machine.Core.Statistics.Exceptions} exceptions");
    }

    [ToolFact("qemu-system-arm", "gcc")]
    public void Programs_print_and_count_what_QEMU_prints_and_counts()
    {
        using var folder = new TemporaryFolder();
        string plugin = folder.File("count.so"), counted = folder.File("count.txt");
        ToolResult gcc = OutsideTools.Run("gcc", ["-shared", "-fPIC", "-O2", "-o", plugin, Path.Combine(CoreHarness.Folder, "count.c")]);
        Assert.True(gcc.ExitCode == 0, gcc.Error);
        foreach (string name in All)
        {
            ToolResult qemu = OutsideTools.Run("env", [$"QCOUNT={counted}", "qemu-system-arm", "-M", "mps2-an386", "-nographic", "-serial", "none", "-monitor", "none",
                "-semihosting-config", "enable=on,target=native", "-singlestep", "-plugin", plugin, "-kernel", Path.Combine(CoreHarness.Folder, name + ".elf")], input: "");
            (ElfMachine machine, string output) = Run(name);
            Assert.Equal(qemu.Error, output);
            Assert.Equal(qemu.ExitCode, machine.Console.ExitCode);
            // An interrupt that the program pends is taken between two of QEMU's translation blocks: with one instruction in each, at once, as in the core.
            // The timer of the preemptive scheduler runs on QEMU's wall clock: only what it prints is the same.
            if (name != "preempt") Assert.Equal((name, long.Parse(File.ReadAllText(counted), System.Globalization.CultureInfo.InvariantCulture)), (name, machine.Core.Instructions));
        }
    }

    [Fact]
    public void One_cycle_at_a_time_takes_the_same_cycles_as_many_at_once()
    {
        foreach (string name in All)
        {
            (ElfMachine fast, string fastOutput) = Run(name);
            (ElfMachine slow, string slowOutput) = Run(name, step: 1);
            Assert.Equal(fastOutput, slowOutput);
            Assert.Equal((fast.Core.Cycle, fast.Core.Instructions), (slow.Core.Cycle, slow.Core.Instructions));
            Assert.Equal(fast.Core.Statistics.StallCycles, slow.Core.Statistics.StallCycles);
        }
    }

    [Fact]
    public void An_interrupt_at_any_cycle_leaves_the_result_as_it_is()
    {
        (ElfMachine undisturbed, string expected) = Run("matrix");
        long cycles = undisturbed.Core.Cycle;
        var random = new Random(11);
        for (int run = 0; run < 60; run++)
        {
            var output = new StringWriter();
            ElfMachine machine = CoreHarness.Program("matrix", output);
            CortexM4 core = machine.Core;
            // Interrupt 0 comes back after every few cycles; its handler returns at once.
            CoreHarness.Put(core, 0x1F000, 0x4770);
            core.WriteForHost(0x40, 0x1F001, 4);
            core.WriteForHost(0xE000_E100, 1, 4);
            long next = 200 + run;
            int interval = random.Next(40, 900);
            while (!core.IsStopped && core.Cycle < cycles * 30)
            {
                core.Advance(next);
                core.Nvic.Pend(16);
                next = Math.Max(core.Cycle, next) + interval;
            }
            Assert.Equal(expected, output.ToString());
            Assert.Equal(0, machine.Console.ExitCode);
            Assert.Equal(undisturbed.Core.Instructions + core.Statistics.Exceptions, core.Instructions);
        }
    }

    [Fact]
    public void Interrupts_at_every_cycle_of_a_short_program_leave_its_result()
    {
        // Multiple loads and stores, a divide, IT blocks, floating point: everything an interrupt can stop in the middle.
        string text = """
            movs r0, #100
            movs r1, #7
            vmov s0, r0
            vcvt.f32.s32 s0, s0
            push {r0, r1, r4, r5, r6, r7, lr}
            udiv r2, r0, r1
            ldmia r0, {r1, r2, r3, r4}
            stmia r0!, {r1, r2, r3, r4, r5}
            cmp r0, #1
            itte ne
            addne r3, r3, r2
            ldmiane r0, {r5, r6}
            moveq r4, #1
            vmla.f32 s1, s0, s0
            vsqrt.f32 s2, s1
            vpush {s0-s9}
            vpop {s10-s19}
            sdiv r6, r3, r2
            ldmia.w sp!, {r0, r1, r4, r5, r6, r7, lr}
            ldrd r2, r3, [r0]
            bkpt 0x00aa
            """;
        ushort[] code = new HwModel.SpiNNaker2.Pe.Core.Assembly.Assembler().Assemble(text, CoreHarness.Code);
        uint[] expected = Finish(Make(), -1, out long length);
        for (int at = 0; at < length; at++) Assert.Equal(expected, Finish(Make(), at, out _));

        CortexM4 Make()
        {
            CortexM4 core = CoreHarness.With(code);
            core.WriteForHost(0xE000_ED88, 0x00F0_0000, 4);
            core.WriteForHost(0xE000_E100, 1, 4);
            // A handler that spoils all it may: vmov s0,r14; vmov s15,r14; movs r0..r3; bx lr
            CoreHarness.Put(core, CoreHarness.HandlerOf(16), 0xEE00, 0xEA10, 0xEE07, 0xEA90, 0x2055, 0x2155, 0x2255, 0x2355, 0x4770);
            return core;
        }

        static uint Cfsr(CortexM4 core) => core.TryReadWord(0xE000_ED28, out uint value) ? value : 0;

        static uint[] Finish(CortexM4 core, int interruptAt, out long length)
        {
            if (interruptAt >= 0)
            {
                while (core.Cycle < interruptAt) core.Advance(core.Cycle + 1);
                core.Nvic.Pend(16);
            }
            // The program ends with its HardFault: what waits then is not served any more. Settle first: the entry may be under way already.
            uint end = CoreHarness.HandlerOf(3);
            core.Settle(long.MaxValue - 1);
            for (int i = 0; i < 2000 && core.Pc != end; i++)
            {
                core.StepInstruction();
                core.Settle(long.MaxValue - 1);
            }
            Assert.Equal(end, core.Pc);
            length = core.Cycle;
            if (interruptAt >= 0) Assert.True(core.Statistics.Exceptions + (core.Nvic.IsPending(16) ? 1 : 0) == 2, $"interrupt at {interruptAt}: {core.Statistics.Exceptions} exceptions, last fault at {core.LastFaultPc:x}, CFSR {Cfsr(core):x}");
            var state = new List<uint>();
            for (int i = 0; i < 15; i++) state.Add(core[i]);
            state.Add(core.Xpsr);
            for (int i = 0; i < 32; i++) state.Add(core.GetSingle(i));
            return [.. state];
        }
    }
}
