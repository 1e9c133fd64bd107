using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Timers;

/// <summary>The time base of the timers.</summary>
public sealed record TimerParameters
{
    /// <summary>Time between two edges of the timers' reference, in femtoseconds: 1 MHz.</summary>
    [Published("Scholze et al., OJCAS 2026: three timers on the 1 MHz reference")]
    [Range(1_000_000L, 1_000_000_000_000L)]
    public long ReferencePeriod { get; init; } = 1_000_000_000;

    /// <summary>Cycles of the PE clock until an edge of the reference is seen.</summary>
    [ModelChoice("a synchroniser of two flip-flops")]
    [Range(1, 16)]
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
    private const int TimerCount = 3;
    private const uint TimerBytes = 0x20;

    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    /// <summary>Bit n is interrupt n (<see cref="PeInterrupt"/>).</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private readonly TimerRegisters _registers = new();
    [Reg] private readonly uint[] _prescaler = new uint[TimerCount];
    [Reg] private long _edgesSeen;
    [Reg(Trace = true)] private readonly long[] _expiries = new long[TimerCount];
    private readonly bool _periodTooLong = parent.Simulation.Options.Faults.Has("timer.period_one_too_long");
    private readonly bool _backgroundRestarts = parent.Simulation.Options.Faults.Has("timer.background_load_restarts");
    private readonly bool _clearLost = parent.Simulation.Options.Faults.Has("timer.clear_lost");
    private readonly bool _enableIgnored = parent.Simulation.Options.Faults.Has("timer.enable_ignored");
    private readonly bool _notMirrored = parent.Simulation.Options.Faults.Has("timer.start_not_mirrored");
    private readonly bool _maskStuck = parent.Simulation.Options.Faults.Has("timer.mask_stuck");
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
        for (int timer = 0; timer < TimerCount; timer++)
            if (Control(timer).Run)
                return true;
        return false;
    }

    private void Serve(RegisterRequest request)
    {
        if (!_registers.Holds(request.Offset))
        {
            Reply.Push(RegisterReply.Missing);
            return;
        }
        if (!request.Write)
        {
            bool hides = _maskStuck && request.Offset == _registers.Timer1.MaskInt.Address;
            Reply.Push(new RegisterReply(hides ? 0 : _registers.ReadWord(request.Offset), false));
            return;
        }
        bool anyRan = AnyRuns();
        if (!_clearLost || request.Offset != _registers.Timer3.IntClr.Address) _registers.WriteWord(request.Offset, request.Value);
        int timer = (int)(request.Offset / TimerBytes);
        if (request.Offset == Load(timer).Address) SetStart(timer, request.Value, restart: true);
        else if (request.Offset == BackgroundLoad(timer).Address) SetStart(timer, request.Value, restart: _backgroundRestarts);
        if (!anyRan && AnyRuns()) _edgesSeen = EdgesSeenNow();
        Reply.Push(RegisterReply.Written);
    }

    // Both start registers show the value that was written last to either.
    private void SetStart(int timer, uint value, bool restart)
    {
        (Load(timer).ValueInput, BackgroundLoad(timer).ValueInput) = (value, value);
        Load(timer).ValueWriteEnable = true;
        BackgroundLoad(timer).ValueWriteEnable = !_notMirrored;
        _registers.Clock();
        Load(timer).ValueWriteEnable = BackgroundLoad(timer).ValueWriteEnable = false;
        if (!restart) return;
        SetCount(timer, value);
        _prescaler[timer] = 0;
    }

    private void SetCount(int timer, uint value)
    {
        TimerRegisters.CountRegister count = Count(timer);
        count.ValueInput = value;
        count.ValueWriteEnable = true;
        _registers.Clock();
        count.ValueWriteEnable = false;
        _registers.SettleAll();
    }

    private void StepAll()
    {
        for (int timer = 0; timer < TimerCount; timer++)
        {
            TimerRegisters.ControlRegister control = Control(timer);
            if (!control.Run) continue;
            uint divider = control.Prescale switch { TimerRegisters.TimerPrescaleE.By1 => 1u, TimerRegisters.TimerPrescaleE.By16 => 16u, _ => 256u };
            if (++_prescaler[timer] < divider) continue;
            _prescaler[timer] = 0;
            Step(timer, control);
        }
    }

    private void Step(int timer, TimerRegisters.ControlRegister control)
    {
        uint count = Count(timer).Value;
        uint width = control.SizeField == TimerRegisters.TimerSizeE.Bits32 || _ignoreSize ? 0xFFFFFFFF : 0xFFFF;
        uint low = count & width;
        bool stops = control.OneShot;
        bool periodic = control.Mode == TimerRegisters.TimerModeE.Periodic && !stops;
        uint start = periodic ? Load(timer).Value & width : width;
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
        SetCount(timer, (count & ~width) | low);
    }

    private void Expire(int timer)
    {
        SetRaw(timer, 1);
        _registers.Clock();
        SetRaw(timer, 0);
        _expiries[timer]++;
    }

    private ulong Lines()
    {
        ulong lines = 0;
        if (_registers.Timer1.RawInt.Interrupt || (_enableIgnored && _registers.Timer1.RawInt.Raw)) lines |= PeInterrupt.Bit(PeInterrupt.Timer1);
        if (_registers.Timer2.RawInt.Interrupt) lines |= PeInterrupt.Bit(PeInterrupt.Timer2);
        if (lines != 0 || _registers.Timer3.RawInt.Interrupt) lines |= PeInterrupt.Bit(PeInterrupt.Timers);
        return lines;
    }

    private void SetRaw(int timer, ulong value)
    {
        if (timer == 0) _registers.Timer1.RawInt.RawInput = value;
        else if (timer == 1) _registers.Timer2.RawInt.RawInput = value;
        else _registers.Timer3.RawInt.RawInput = value;
    }

    private TimerRegisters.ControlRegister Control(int timer) => timer switch { 0 => _registers.Timer1.Control, 1 => _registers.Timer2.Control, _ => _registers.Timer3.Control };

    private TimerRegisters.LoadRegister Load(int timer) => timer switch { 0 => _registers.Timer1.Load, 1 => _registers.Timer2.Load, _ => _registers.Timer3.Load };

    private TimerRegisters.CountRegister Count(int timer) => timer switch { 0 => _registers.Timer1.Count, 1 => _registers.Timer2.Count, _ => _registers.Timer3.Count };

    private TimerRegisters.BgLoadRegister BackgroundLoad(int timer) => timer switch { 0 => _registers.Timer1.BgLoad, 1 => _registers.Timer2.BgLoad, _ => _registers.Timer3.BgLoad };
}
