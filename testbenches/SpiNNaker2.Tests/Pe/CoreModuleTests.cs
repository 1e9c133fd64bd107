using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Tests.Pe;

public sealed class CoreModuleTests
{
    private const long Period = 3_333_333; // 300 MHz in femtoseconds

    private static (Simulation Simulation, ClockDomain Clock, CortexM4Core Module, ElfMachine Machine, StringWriter Output) Build(string program, bool stages = true)
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero });
        ClockDomain clock = simulation.Clock("pe", Period);
        var output = new StringWriter();
        ElfMachine machine = CoreHarness.Program(program, output);
        var module = new CortexM4Core(simulation.Root, "core", machine.Core, clock) { ShowsStages = stages };
        simulation.Elaborate();
        return (simulation, clock, module, machine, output);
    }

    [Fact]
    public void The_clocked_core_takes_the_cycles_of_the_unclocked_run()
    {
        ElfMachine alone = CoreHarness.Program("sort", TextWriter.Null);
        alone.Core.Advance(10_000_000);
        (Simulation simulation, ClockDomain clock, _, ElfMachine machine, StringWriter output) = Build("sort");
        simulation.RunCycles(clock, alone.Core.Cycle + 10);
        Assert.Equal(0, machine.Console.ExitCode);
        Assert.Equal("1aace3ad\n", output.ToString()); // as QEMU prints
        Assert.Equal(alone.Core.Instructions, machine.Core.Instructions);
        Assert.Equal(alone.Core.Statistics.StallCycles, machine.Core.Statistics.StallCycles);
    }

    [Theory]
    [InlineData("preempt")]
    [InlineData("fft")]
    [InlineData("matrix")]
    public void Without_visible_stages_the_cycles_are_the_same(string program)
    {
        (Simulation with, ClockDomain clock, _, ElfMachine machine, _) = Build(program);
        (Simulation without, ClockDomain otherClock, CortexM4Core hidden, ElfMachine otherMachine, _) = Build(program, stages: false);
        for (int i = 0; i < 40; i++)
        {
            with.RunCycles(clock, 1777);
            without.RunCycles(otherClock, 1777);
            Assert.Equal((machine.Core.Cycle, machine.Core.Instructions, machine.Core.Pc), (otherMachine.Core.Cycle, otherMachine.Core.Instructions, otherMachine.Core.Pc));
        }
        Assert.Equal(machine.Core.Statistics.StallCycles, otherMachine.Core.Statistics.StallCycles);
        Assert.Equal((0u, 0u), hidden.Decode);
    }

    [Fact]
    public void A_snapshot_in_the_middle_goes_on_as_the_run_itself()
    {
        (Simulation simulation, ClockDomain clock, _, ElfMachine machine, _) = Build("fft");
        simulation.RunCycles(clock, 4321);
        Snapshot snapshot = simulation.Save();
        simulation.RunCycles(clock, 5000);
        (long instructions, uint pc, uint s0) = (machine.Core.Instructions, machine.Core.Pc, machine.Core.GetSingle(0));
        (Simulation other, ClockDomain otherClock, _, ElfMachine otherMachine, _) = Build("fft");
        other.Restore(snapshot);
        other.RunCycles(otherClock, 5000);
        Assert.Equal((instructions, pc, s0), (otherMachine.Core.Instructions, otherMachine.Core.Pc, otherMachine.Core.GetSingle(0)));
        Assert.Equal(machine.Core.CodeMemory.Contents.ToArray(), otherMachine.Core.CodeMemory.Contents.ToArray());
    }

    [Fact]
    public void Every_instruction_was_in_decode_in_the_cycle_before_it_executes()
    {
        // The prefetch buffer works at one word per cycle; the closed-form refill cycles must agree with it.
        (Simulation simulation, ClockDomain clock, CortexM4Core module, ElfMachine machine, _) = Build("matrix");
        simulation.RunCycles(clock, 1);
        (uint address, uint word) before = module.Decode;
        long issued = machine.Core.IssuedAt, count = machine.Core.Instructions, checkedCount = 0;
        for (int i = 0; i < 40_000; i++)
        {
            simulation.RunCycles(clock, 1);
            // An instruction that folds issues together with its successor: both were decoded as one.
            if (machine.Core.IssuedAt != issued && machine.Core.Instructions <= count + 1 && i > 5)
            {
                Assert.Equal(before.address, module.Execute.Address);
                checkedCount++;
            }
            (issued, count) = (machine.Core.IssuedAt, machine.Core.Instructions);
            before = module.Decode;
        }
        Assert.True(checkedCount > 20_000, $"{checkedCount}");
    }

    [Fact]
    public void A_clocked_core_allocates_nothing_per_cycle()
    {
        (Simulation simulation, ClockDomain clock, _, _, _) = Build("matrix");
        simulation.RunCycles(clock, 20_000);
        Assert.Equal(0, Allocation.Least(() => simulation.RunCycles(clock, 10_000)));
    }

    [Fact]
    public void A_core_in_WFI_is_not_called()
    {
        // wfi; b .-2
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero, CheckQuiescence = false });
        ClockDomain clock = simulation.Clock("pe", Period);
        CortexM4 core = CoreHarness.With(0xBF30, 0xE7FD);
        _ = new CortexM4Core(simulation.Root, "core", core, clock);
        simulation.Elaborate();
        simulation.RunCycles(clock, 100);
        long edges = clock.EvaluatedEdges;
        simulation.RunCycles(clock, 1_000_000);
        Assert.InRange(clock.EvaluatedEdges - edges, 0, 1);
        Assert.True(core.IsAsleep);
    }
}
