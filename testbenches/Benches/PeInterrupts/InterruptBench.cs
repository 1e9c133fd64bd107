using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Timers;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeInterrupts;

/// <summary>The clock of the element.</summary>
/// <param name="Megahertz">20 to 300.</param>
public sealed record TimerConfiguration(int Megahertz);

/// <summary>What software and the chip do.</summary>
public abstract record TimerCommand;

/// <summary>Writes LOAD and CONTROL of a timer.</summary>
public sealed record SetUp(int Timer, int Load, bool Periodic, bool Interrupt, int Prescale, bool Wide, bool OneShot) : TimerCommand;

/// <summary>Writes BG_LOAD.</summary>
public sealed record Background(int Timer, int Value) : TimerCommand;

/// <summary>Clears the interrupt.</summary>
public sealed record Clear(int Timer) : TimerCommand;

/// <summary>Stops the timer.</summary>
public sealed record Stop(int Timer) : TimerCommand;

/// <summary>The chip drives its lines.</summary>
public sealed record Chip(int Lines) : TimerCommand;

/// <summary>Time passes: tenths of a microsecond.</summary>
public sealed record Wait(int Tenths) : TimerCommand;

/// <summary>A level that a test drives.</summary>
[Module]
internal sealed partial class LevelDriver(Component parent, string name) : Module(parent, name)
{
    [Out] public partial RegOut<byte> Level { get; }

    [Reg] private byte _wanted;

    public void Drive(byte level)
    {
        _wanted = level;
        Wake();
    }

    protected override Activity Tick()
    {
        if (Level.Value != _wanted) Level.Set(_wanted);
        return Activity.Idle;
    }
}

/// <summary>Timers and interrupt lines against counters that are stepped edge by edge.</summary>
internal sealed class InterruptBench(InterruptCoverage coverage) : CaseBench<TimerConfiguration, TimerCommand>
{
    private const uint Load = 0x00, Count = 0x04, Control = 0x08, IntClr = 0x0C, RawInt = 0x10, MaskInt = 0x14, BgLoad = 0x18;
    private const long Reference = 1_000_000_000;

    private readonly RegisterTour _tour = new(new TimerRegisters());

    public override string Name => "timers";

    public override int LongestCase => 16;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 400, _ => 4000 };

    protected override Gen<TimerConfiguration> Configurations => from clock in Gen.Choose(20, 300) select new TimerConfiguration(clock);

    protected override Gen<TimerCommand> Commands(TimerConfiguration configuration) => Gen.Frequency(
        (4, from timer in Gen.Choose(0, 2)
            from load in Gen.Frequency((5, Gen.Choose(0, 6)), (1, Gen.Choose(0, int.MaxValue)), (1, Gen.Elements(0x10001, 0x70003, 0x20000)))
            from flags in Gen.Choose(0, 15)
            from prescale in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            select (TimerCommand)new SetUp(timer, load, (flags & 1) != 0, (flags & 2) != 0, prescale, (flags & 4) != 0, (flags & 8) != 0)),
        (1, from timer in Gen.Choose(0, 2) from value in Gen.Choose(0, 9) select (TimerCommand)new Background(timer, value)),
        (2, from timer in Gen.Choose(0, 2) select (TimerCommand)new Clear(timer)),
        (1, from timer in Gen.Choose(0, 2) select (TimerCommand)new Stop(timer)),
        (1, from lines in Gen.Choose(0, 15) select (TimerCommand)new Chip(lines)),
        (5, from tenths in Gen.Frequency((5, Gen.Choose(0, 40)), (1, Gen.Choose(100, 400))) select (TimerCommand)new Wait(tenths)));

    protected override bool IsAllowed(TimerConfiguration c) => c.Megahertz is >= 20 and <= 300;

    protected override void Execute(TimerConfiguration configuration, IReadOnlyList<TimerCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        long period = Reference / configuration.Megahertz;
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", period));
        var timers = new PeTimers(top, "timer", new TimerParameters());
        var lines = new InterruptLines(top, "lines", 1);
        var chip = new LevelDriver(top, "chip");
        var probe = new LineProbe(top, "probe");
        Wiring.Connect(timers.Interrupts, lines.Block[0]);
        Wiring.Connect(chip.Level, lines.Global);
        Wiring.Connect(lines.Lines, probe.Lines);
        var agent = new RegisterAgent(top, timers.Request, timers.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        var naive = new NaiveTimers(period);
        byte level = 0;
        foreach (TimerCommand command in commands)
        {
            switch (command)
            {
                case SetUp set:
                    uint control = 0x80u | (set.Periodic ? 0x40u : 0) | (set.Interrupt ? 0x20u : 0) | (uint)(set.Prescale & 3) << 2 | (set.Wide ? 2u : 0) | (set.OneShot ? 1u : 0);
                    Write(agent, naive, set.Timer, Load, (uint)set.Load);
                    Write(agent, naive, set.Timer, Control, control);
                    run.Coverage.Sample(coverage.Mode, set.OneShot ? 2 : set.Periodic ? 1 : 0);
                    run.Coverage.Sample(coverage.Size, set.Wide ? 1 : 0);
                    run.Coverage.Sample(coverage.ModeSize, set.OneShot ? 2 : set.Periodic ? 1 : 0, set.Wide ? 1 : 0);
                    run.Coverage.Sample(coverage.Prescale, set.Prescale & 3);
                    run.Coverage.Sample(coverage.Timer, Index(set.Timer));
                    break;
                case Background background:
                    Write(agent, naive, background.Timer, BgLoad, (uint)background.Value);
                    break;
                case Clear clear:
                    Write(agent, naive, clear.Timer, IntClr, 1);
                    break;
                case Stop stop:
                    Write(agent, naive, stop.Timer, Control, naive.ControlOf(Index(stop.Timer)) & ~0x80u);
                    break;
                case Chip driven:
                    level = (byte)(driven.Lines & 15);
                    chip.Drive(level);
                    agent.Run(3);
                    break;
                case Wait wait:
                    agent.Run((int)(Math.Clamp(wait.Tenths, 0, 2000) * Reference / 10 / period) + 3);
                    break;
            }
            Compare(agent, naive, probe, level, run);
        }
        agent.Try(_tour, run.Seed, 12);
    }

    private static int Index(int timer) => (int)((uint)timer % 3);

    // A write takes effect one cycle after it is made; edges of the reference that are seen in the same cycle come first.
    private static void Write(RegisterAgent agent, NaiveTimers naive, int timer, uint register, uint value)
    {
        agent.Write((uint)Index(timer) * 0x20 + register, value);
        naive.StepTo(agent.AskedAt + 1);
        naive.Write(Index(timer), register, value);
    }

    private void Compare(RegisterAgent agent, NaiveTimers naive, LineProbe probe, byte level, CaseRun run)
    {
        naive.StepTo(agent.Clock.Cycle);
        ulong expected = naive.Lines | (ulong)level << PeInterrupt.FeedThrough;
        ulong own = (1UL << 3) - 1;
        run.Check("interrupts.lines", (probe.Lines.Value & own) == (expected & own), $"The lines of the timers are {probe.Lines.Value & own:X} in cycle {agent.Clock.Cycle}, not {expected & own:X}.");
        run.Check("interrupts.chip", (probe.Lines.Value & ~own) == (expected & ~own), $"The other lines are {probe.Lines.Value & ~own:X}, not {expected & ~own:X}.");
        for (int timer = 0; timer < 3; timer++)
        {
            uint at = (uint)timer * 0x20;
            uint count = Read(at + Count);
            run.Check("interrupts.count", count == naive.CountOf(timer), $"COUNT of timer {timer} is 0x{count:X}, not 0x{naive.CountOf(timer):X}, in cycle {agent.AskedAt + 1}.");
            uint raw = Read(at + RawInt);
            run.Check("interrupts.raw", raw == naive.RawOf(timer), $"RAW_INT of timer {timer} is {raw}, not {naive.RawOf(timer)}.");
            uint mask = Read(at + MaskInt);
            run.Check("interrupts.mask", mask == ((naive.ControlOf(timer) & 0x20) != 0 ? naive.RawOf(timer) : 0), $"MASK_INT of timer {timer} is {mask} with CONTROL 0x{naive.ControlOf(timer):X}.");
            uint load = Read(at + Load), background = Read(at + BgLoad);
            run.Check("interrupts.start_value", load == naive.LoadOf(timer) && background == load, $"LOAD and BG_LOAD of timer {timer} read 0x{load:X} and 0x{background:X}; 0x{naive.LoadOf(timer):X} was written last.");
            run.Coverage.Sample(coverage.Raw, raw);
        }

        uint Read(uint offset)
        {
            uint value = agent.Read(offset);
            naive.StepTo(agent.AskedAt + 1);
            return value;
        }
    }
}

/// <summary>Reads the joined lines.</summary>
[Module]
internal sealed partial class LineProbe(Component parent, string name) : Module(parent, name)
{
    [In] public partial SignalIn<ulong> Lines { get; }

    protected override Activity Tick() => Activity.Idle;
}
