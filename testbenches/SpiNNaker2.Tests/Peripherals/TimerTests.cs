using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Timers;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Peripherals;

/// <summary>The timers against the description of their registers (SpiNNaker datasheet v2.02, section 5; Arm SP804 TRM).</summary>
public sealed class TimerTests
{
    private const long Microsecond = 1_000_000_000;
    private const uint Load = 0x00, Count = 0x04, Control = 0x08, IntClr = 0x0C, RawInt = 0x10, MaskInt = 0x14, BgLoad = 0x18;
    private const uint Run = 0x80, Periodic = 0x40, Enable = 0x20, Size32 = 0x02, OneShot = 0x01;

    [Fact]
    public void Reset_values_are_those_of_the_data_sheet()
    {
        var bench = new TimerBench(null);
        for (uint timer = 0; timer < 0x60; timer += 0x20)
        {
            Assert.Equal(0u, bench.Master.Read(timer + Load));
            Assert.Equal(0xFFFFFFFFu, bench.Master.Read(timer + Count));
            Assert.Equal(0x20u, bench.Master.Read(timer + Control));
            Assert.Equal(0u, bench.Master.Read(timer + RawInt));
        }
        bench.Master.Add(0x1C);
        Assert.True(bench.Master.Await().Reply.Error);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 16)]
    [InlineData(2, 256)]
    public void A_period_is_LOAD_steps_of_the_prescaled_microsecond(int prescale, int divider) => Bench.Kills(
        fault =>
        {
            var bench = new TimerBench(fault, quiescence: prescale == 0);
            bench.Master.Write(Load, 5);
            bench.Master.Write(Control, Run | Periodic | Enable | Size32 | (uint)prescale << 2);
            bench.RunFor(5L * 20 * divider * Microsecond + Microsecond);
            Assert.Equal(20, bench.Timers.Expiries(0));
            Assert.Equal(1u, bench.Master.Read(MaskInt));
        },
        "timer.period_one_too_long");

    [Fact]
    public void Interrupts_come_at_the_reference_edge_plus_the_synchroniser()
    {
        var bench = new TimerBench(null);
        bench.Master.Write(Load, 3);
        bench.Master.Write(Control, Run | Periodic | Enable | Size32);
        // Set up within the first microsecond; the edge at zero is past: edges at 1, 2 and 3 us.
        while (bench.Timers.Interrupts.Value == 0) bench.Simulation.RunCycles(bench.Clock, 1);
        long edge = (3 * Microsecond + Bench.Period - 1) / Bench.Period;
        // Two flip-flops; the interrupt's register shows the cycle after, which RunCycles has just begun.
        Assert.Equal(edge + 2, bench.Clock.Cycle);
        Assert.Equal(0b101UL, bench.Timers.Interrupts.Value);
        bench.Master.Write(IntClr, 12345);
        bench.Simulation.RunCycles(bench.Clock, 1);
        Assert.Equal(0UL, bench.Timers.Interrupts.Value);
        Assert.Equal(0u, bench.Master.Read(RawInt));
    }

    [Fact]
    public void Between_two_edges_of_the_reference_nothing_is_evaluated()
    {
        var bench = new TimerBench(null, quiescence: false);
        bench.Master.Write(Control, Run | Size32);
        long before = bench.Clock.EvaluatedEdges;
        bench.RunFor(100 * Microsecond);
        Assert.InRange(bench.Clock.EvaluatedEdges - before, 99, 101);
        bench.Master.Write(Control, 0);
        bench.RunFor(10 * Microsecond);
        before = bench.Clock.EvaluatedEdges;
        bench.RunFor(1000 * Microsecond);
        Assert.Equal(before, bench.Clock.EvaluatedEdges);
    }

    [Fact]
    public void A_free_running_counter_goes_on_from_its_largest_value() => Bench.Kills(
        fault =>
        {
            var bench = new TimerBench(fault);
            // 16 bits: the upper half does not count.
            bench.Master.Write(Load, 0xABCD0002);
            bench.Master.Write(Control, Run | Enable);
            bench.RunFor(3 * Microsecond + Microsecond / 10);
            Assert.Equal(0xABCDFFFFu, bench.Master.Read(Count));
            Assert.Equal(1, bench.Timers.Expiries(0));
            // 32 bits.
            bench.Master.Write(Load, 2);
            bench.Master.Write(Control, Run | Enable | Size32);
            bench.RunFor(3 * Microsecond);
            Assert.Equal(0xFFFFFFFFu, bench.Master.Read(Count));
        },
        "timer.size_ignored");

    [Fact]
    public void BG_LOAD_acts_at_the_next_zero_and_LOAD_at_once() => Bench.Kills(
        fault =>
        {
            var bench = new TimerBench(fault);
            bench.Master.Write(Load, 10);
            bench.Master.Write(Control, Run | Periodic | Size32);
            bench.RunFor(4 * Microsecond + Microsecond / 10);
            Assert.Equal(6u, bench.Master.Read(Count));
            bench.Master.Write(BgLoad, 100);
            Assert.Equal(6u, bench.Master.Read(Count));
            Assert.Equal(100u, bench.Master.Read(Load));
            bench.RunFor(6 * Microsecond);
            Assert.Equal(100u, bench.Master.Read(Count));
            bench.Master.Write(Load, 7);
            Assert.Equal(7u, bench.Master.Read(Count));
            Assert.Equal(7u, bench.Master.Read(BgLoad));
        },
        "timer.background_load_restarts");

    [Fact]
    public void A_one_shot_timer_stops_at_zero_until_it_is_loaded()
    {
        var bench = new TimerBench(null);
        bench.Master.Write(0x20 + Load, 4);
        bench.Master.Write(0x20 + Control, Run | Enable | Size32 | OneShot);
        bench.RunFor(50 * Microsecond);
        Assert.Equal(0u, bench.Master.Read(0x20 + Count));
        Assert.Equal(1, bench.Timers.Expiries(1));
        Assert.Equal(0b110UL, bench.Timers.Interrupts.Value);
        bench.Master.Write(0x20 + Load, 4);
        bench.RunFor(50 * Microsecond);
        Assert.Equal(2, bench.Timers.Expiries(1));
    }

    [Fact]
    public void Without_the_enable_only_the_raw_interrupt_is_set()
    {
        var bench = new TimerBench(null);
        bench.Master.Write(0x40 + Load, 1);
        bench.Master.Write(0x40 + Control, Run | Periodic | Size32);
        bench.RunFor(3 * Microsecond);
        Assert.Equal(1u, bench.Master.Read(0x40 + RawInt));
        Assert.Equal(0u, bench.Master.Read(0x40 + MaskInt));
        Assert.Equal(0UL, bench.Timers.Interrupts.Value);
        bench.Master.Write(0x40 + Control, Run | Periodic | Size32 | Enable);
        bench.Simulation.RunCycles(bench.Clock, 2);
        Assert.Equal(PeInterrupt.Bit(PeInterrupt.Timers), bench.Timers.Interrupts.Value);
    }

    [Fact]
    public void A_change_of_the_PE_clock_leaves_the_time_as_it_is()
    {
        var bench = new TimerBench(null);
        bench.Master.Write(Load, 10);
        bench.Master.Write(Control, Run | Periodic | Size32);
        bench.RunFor(25 * Microsecond);
        bench.Clock.ChangePeriod(2 * Bench.Period);
        bench.RunFor(25 * Microsecond + Microsecond / 2);
        Assert.Equal(5, bench.Timers.Expiries(0));
    }

    private sealed class TimerBench
    {
        public TimerBench(string? fault, bool quiescence = true)
        {
            Simulation = Bench.New(fault, quiescence ? EvaluationOrder.Shuffled : EvaluationOrder.Forward, quiescence);
            Component top = Bench.Top(Simulation);
            Clock = top.InheritedClock!;
            Timers = new PeTimers(top, "timers", new TimerParameters());
            Master = Bench.Master(top, Timers.Request, Timers.Reply);
        }

        public Simulation Simulation { get; }

        public ClockDomain Clock { get; }

        public PeTimers Timers { get; }

        public RegisterMaster Master { get; }

        public void RunFor(long time) => Simulation.RunFor(time);
    }
}
