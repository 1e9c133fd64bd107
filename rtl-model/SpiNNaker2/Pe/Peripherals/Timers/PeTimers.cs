using HwModel.Kernel;
using static HwModel.SpiNNaker2.Pe.Peripherals.Timers.TimerRegisters;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Timers;

/// <summary>The time base of the timers.</summary>
public sealed record TimerParameters
{
    /// <summary>Time between two edges of the timers' reference, in femtoseconds: 1 MHz.</summary>
    [Published("Scholze et al., OJCAS 2026: three timers on the 1 MHz reference")]
    public long ReferencePeriod { get; init; } = 1_000_000_000;

    /// <summary>Cycles of the PE clock until an edge of the reference is seen.</summary>
    [ModelChoice("a synchroniser of two flip-flops")]
    public int SynchroniserCycles { get; init; } = 2;
}

/// <summary>
/// The three timers of a processing element: 16- or 32-bit down-counters with a prescaler, free-running, periodic or one-shot.
/// A counter steps with the edges of the 1 MHz reference, which is the same for all PEs; nothing is done between them.
/// </summary>
/// <remarks>
/// The interrupt comes when the counter reaches zero; in periodic mode the start value is loaded in its place, so that the period is LOAD steps
/// (LOAD = interval x frequency / prescale: Arm SP804 TRM, DDI 0271, 3.2.1, whose layout this is). LOAD and BG_LOAD read the value written last to either.
/// </remarks>
[Module]
public sealed partial class PeTimers(Component parent, string name, TimerParameters parameters) : Module(parent, name)
{
    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    /// <summary>Bit n is interrupt n (<see cref="PeInterrupt"/>).</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private readonly RegisterFile _registers = Create();
    [Reg] private readonly uint[] _prescaler = new uint[TimerRegisters.Timers];
    [Reg] private long _edgesSeen;
    [Reg(Trace = true)] private readonly long[] _expiries = new long[TimerRegisters.Timers];
    private readonly bool _periodTooLong = parent.Simulation.Options.Faults.Has("timer.period_one_too_long");
    private readonly bool _backgroundRestarts = parent.Simulation.Options.Faults.Has("timer.background_load_restarts");
    private readonly bool _ignoreSize = parent.Simulation.Options.Faults.Has("timer.size_ignored");

    // Behaviour

    /// <summary>How often a timer reached zero.</summary>
    public long Expiries(int timer) => _expiries[timer];

    protected override Activity Tick()
    {
        if (AnyRuns())
        {
            long seen = EdgesSeenNow();
            for (; _edgesSeen < seen; _edgesSeen++) StepAll();
        }
        if (Request.HasData && Reply.CanPush) Serve(Request.Pop());
        ulong lines = Lines();
        if (Interrupts.Value != lines) Interrupts.Set(lines);
        return AnyRuns() ? Activity.Until(CycleOfEdge(_edgesSeen)) : Activity.Idle;
    }

    // Edge k of the reference is at k x period; it is seen some cycles after the first clock edge at or after it.
    private long CycleOfEdge(long edge) => Clock.CycleFrom(edge * parameters.ReferencePeriod) + parameters.SynchroniserCycles;

    private long EdgesSeenNow()
    {
        long edge = Time / parameters.ReferencePeriod + 1;
        while (edge > 0 && CycleOfEdge(edge - 1) > Now) edge--;
        return edge;
    }

    private bool AnyRuns()
    {
        for (int timer = 0; timer < TimerRegisters.Timers; timer++)
            if ((_registers[At(timer, Control)] & Run) != 0)
                return true;
        return false;
    }

    private void Serve(RegisterRequest request)
    {
        if (!_registers.Contains(request.Offset))
        {
            Reply.Push(RegisterReply.Missing);
            return;
        }
        if (!request.Write)
        {
            Reply.Push(new RegisterReply(_registers.Read(request.Offset), false));
            return;
        }
        bool anyRan = AnyRuns();
        _registers.Write(request.Offset, request.Value);
        int timer = (int)(request.Offset / Stride);
        switch (request.Offset % Stride)
        {
            case Load:
                _registers[At(timer, BgLoad)] = request.Value;
                Restart(timer, request.Value);
                break;
            case BgLoad:
                _registers[At(timer, Load)] = request.Value;
                if (_backgroundRestarts) Restart(timer, request.Value);
                break;
            case IntClr:
                _registers[At(timer, RawInt)] = 0;
                break;
        }
        Mask(timer);
        if (!anyRan && AnyRuns()) _edgesSeen = EdgesSeenNow();
        Reply.Push(RegisterReply.Written);
    }

    private void Restart(int timer, uint value)
    {
        _registers[At(timer, Count)] = value;
        _prescaler[timer] = 0;
    }

    private void StepAll()
    {
        for (int timer = 0; timer < TimerRegisters.Timers; timer++)
        {
            uint control = _registers[At(timer, Control)];
            if ((control & Run) == 0) continue;
            uint divider = (control >> PrescaleShift & 3) switch { 0 => 1u, 1 => 16u, _ => 256u };
            if (++_prescaler[timer] < divider) continue;
            _prescaler[timer] = 0;
            Step(timer, control);
        }
    }

    private void Step(int timer, uint control)
    {
        uint count = _registers[At(timer, Count)];
        uint width = (control & Size32) != 0 || _ignoreSize ? 0xFFFFFFFF : 0xFFFF;
        uint low = count & width;
        bool stops = (control & OneShot) != 0;
        bool periodic = (control & Periodic) != 0 && !stops;
        uint start = periodic ? _registers[At(timer, Load)] & width : width;
        if (low == 0)
        {
            if (stops) return; // until it is loaded
            if (start == 0) Expire(timer); // a period that was loaded as zero
            low = start;
        }
        else if (--low == 0)
        {
            Expire(timer);
            if (periodic && !_periodTooLong) low = start;
        }
        _registers[At(timer, Count)] = (count & ~width) | low;
    }

    private void Expire(int timer)
    {
        _registers[At(timer, RawInt)] = 1;
        _expiries[timer]++;
        Mask(timer);
    }

    private void Mask(int timer) =>
        _registers[At(timer, MaskInt)] = (_registers[At(timer, Control)] & InterruptEnable) != 0 ? _registers[At(timer, RawInt)] : 0;

    private ulong Lines()
    {
        ulong lines = 0;
        for (int timer = 0; timer < TimerRegisters.Timers; timer++)
        {
            if (_registers[At(timer, MaskInt)] == 0) continue;
            if (timer == 0) lines |= PeInterrupt.Bit(PeInterrupt.Timer1);
            if (timer == 1) lines |= PeInterrupt.Bit(PeInterrupt.Timer2);
            lines |= PeInterrupt.Bit(PeInterrupt.Timers);
        }
        return lines;
    }
}
