using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>A wish: a performance level, or the supply off.</summary>
/// <param name="Level">Performance level.</param>
/// <param name="On">False: off.</param>
/// <param name="KeepMemory">Where the supply goes off: the SRAM keeps its contents at reduced power.</param>
[Payload]
public readonly partial record struct PowerCommand(PerformanceLevel Level, bool On, bool KeepMemory)
{
    /// <summary>To a performance level.</summary>
    public static PowerCommand To(PerformanceLevel level) => new(level, true, false);

    /// <summary>Off.</summary>
    public static PowerCommand Off(bool keepMemory = false) => new(PerformanceLevel.PL0, false, keepMemory);
}

/// <summary>What is, as the status register shows it.</summary>
/// <param name="Level">Present level.</param>
/// <param name="On">The supply is on.</param>
/// <param name="ClockOn">The clock runs.</param>
/// <param name="Busy">A transition runs or waits for its turn.</param>
[Payload]
public readonly partial record struct PowerStatus(PerformanceLevel Level, bool On, bool ClockOn, bool Busy);

/// <summary>
/// Moves one processing element between its performance levels, and on and off: the supply before the frequency upwards, after it downwards, the clock stopped in between.
/// Runs on the 100 MHz reference; the element's own clock is what it stops, divides and starts. A command that comes during a transition waits for its end.
/// </summary>
[Module]
public sealed partial class PowerController(Component parent, string name, ClockDomain reference, ClockDomain element, IPowered target, PowerOptions options) : Module(parent, name, reference)
{
    // Interface
    [In] public partial In<PowerCommand> Command { get; }

    /// <summary>The element wants to change its supply, or does.</summary>
    [Out(Optional = true)] public partial RegOut<bool> Request { get; }

    /// <summary>It may.</summary>
    [In(Optional = true)] public partial SignalIn<bool> Grant { get; }

    [Out(Optional = true)] public partial RegOut<PowerStatus> Status { get; }

    /// <summary>The element is cut off from the network: from isolation to connection.</summary>
    [Out(Optional = true)] public partial RegOut<bool> Isolation { get; }

    // State
    [Reg, Fsm] private PowerState _state;
    [Reg] private PerformanceLevel _level = options.ResetLevel;
    [Reg] private PowerCommand _wanted = PowerCommand.To(options.ResetLevel);
    [Reg] private Rail _rail = options.RailOf(options.ResetLevel);
    [Reg(Trace = false)] private int _divider = options.Dividers[(int)options.ResetLevel];
    [Reg] private PowerTransition _transition;
    [Reg(Trace = false)] private int _step;
    [Reg(Trace = false)] private long _start;
    [Reg] private readonly PowerMeter _meter = new(options, parent.Simulation.Options.Faults);
    private readonly PowerStep[][] _sequences = Sequences(options.Times, parent.Simulation.Options.Faults);
    private readonly bool _clockRuns = parent.Simulation.Options.Faults.Has("dvfs.clock_not_stopped");
    private readonly bool _ignoresGrant = parent.Simulation.Options.Faults.Has("dvfs.grant_ignored");
    private readonly bool _keepsRequest = parent.Simulation.Options.Faults.Has("dvfs.request_not_released");
    private readonly bool _forgetsMeter = parent.Simulation.Options.Faults.Has("dvfs.energy_at_old_level");
    private readonly bool _neverIsolates = parent.Simulation.Options.Faults.Has("dvfs.isolation_missing");
    private readonly bool _losesCommand = parent.Simulation.Options.Faults.Has("dvfs.command_lost_in_transition");

    // Behaviour

    /// <summary>Where the element is.</summary>
    public PowerState Present => _state;

    /// <summary>The level that it runs at, or ran at last.</summary>
    public PerformanceLevel Level => _level;

    /// <summary>The rail that it is on.</summary>
    public Rail Rail => _rail;

    /// <summary>The wish that it follows, or followed last.</summary>
    public PowerCommand Wanted => _wanted;

    /// <summary>The clock that it moves.</summary>
    public ClockDomain Element => element;

    /// <summary>What the element consumed until a time, and how long it was at each level.</summary>
    /// <param name="time">Femtoseconds, not before the last transition.</param>
    public PowerReading Read(long time) => _meter.Read(time, target.Counters);

    protected override Activity Tick()
    {
        if (_losesCommand && _state is not (PowerState.On or PowerState.Off) && Command.HasData) Command.Pop();
        if (_state is PowerState.On or PowerState.Off && !TakeCommand())
        {
            Show();
            return Command.HasData ? Activity.Busy : Activity.Idle;
        }
        if (_state == PowerState.Waiting)
        {
            // Who has no arbiter does not wait for it.
            if (Grant.IsConnected && !Grant.Value && !_ignoresGrant) return Activity.Idle;
            Begin();
        }
        PowerStep[] steps = _sequences[(int)_transition];
        while (_start + steps[_step].At <= Now)
        {
            Enter(steps[_step].State);
            if (++_step == steps.Length) return Finish();
        }
        return Activity.Until(_start + steps[_step].At);
    }

    private static PowerStep[][] Sequences(TransitionTimes times, FaultSet faults)
    {
        StepTimes up = times.BothUp;
        PowerStep[][] sequences = [.. Enum.GetValues<PowerTransition>().Select(transition => PowerSequence.Of(transition, times))];
        if (faults.Has("dvfs.supply_after_frequency"))
            sequences[(int)PowerTransition.BothUp] = PowerSequence.Of(PowerTransition.BothUp, times with { BothUp = up with { Supply = up.Divider, Divider = up.Supply } });
        if (faults.Has("dvfs.slow_supply")) sequences[(int)PowerTransition.VoltageUp] = PowerSequence.Of(PowerTransition.VoltageUp, times with { VoltageUp = times.VoltageUp with { ClockOn = times.VoltageUp.ClockOn + 1 } });
        return sequences;
    }

    private bool TakeCommand()
    {
        if (!Command.HasData) return false;
        PowerCommand command = Command.Pop();
        bool isOn = _state == PowerState.On;
        // Nothing to change: the next command, if there is one, is looked at in the next cycle.
        if (command.On == isOn && (!isOn || command.Level == _level)) return false;
        _wanted = command;
        _transition = !command.On ? PowerTransition.Off
            : !isOn ? PowerTransition.On
            : PowerSequence.Between((int)options.RailOf(command.Level) - (int)_rail, options.Dividers[(int)command.Level] - _divider);
        if (_transition is PowerTransition.FrequencyDown or PowerTransition.FrequencyUp) Begin();
        else
        {
            Request.Set(true);
            State = PowerState.Waiting;
            Show();
        }
        return true;
    }

    private void Begin()
    {
        _start = Now;
        _step = 0;
    }

    private Activity Finish()
    {
        if (_wanted.On) _level = _wanted.Level;
        if (!_keepsRequest) Request.Set(false);
        Show();
        return Command.HasData ? Activity.Busy : Activity.Idle;
    }

    private void Enter(PowerState state)
    {
        State = state;
        switch (state)
        {
            case PowerState.Isolated:
                if (!_neverIsolates) Isolation.Set(true);
                break;
            case PowerState.Connected:
                Isolation.Set(false);
                break;
            case PowerState.ClockStopped:
                if (!_clockRuns) element.Stop();
                break;
            case PowerState.SupplySwitched or PowerState.Powered:
                _rail = options.RailOf(_wanted.Level);
                if (state == PowerState.Powered) SetDivider();
                Meter();
                break;
            case PowerState.DividerSet:
                SetDivider();
                Meter();
                break;
            case PowerState.SupplyOff:
                Meter();
                target.LosePower(_wanted.KeepMemory);
                break;
            case PowerState.ClockStarted:
                element.Start();
                break;
        }
        Show();
    }

    private void SetDivider()
    {
        int divider = options.Dividers[(int)_wanted.Level];
        if (divider == _divider) return;
        _divider = divider;
        element.ChangePeriod(options.PeriodOf(divider));
    }

    // The clock stands still, so the element's counters do too.
    private void Meter()
    {
        if (!_forgetsMeter) _meter.Change(Time, target.Counters, _wanted, _rail);
    }

    private void Show()
    {
        var status = new PowerStatus(
            _level,
            _state is not (PowerState.SupplyOff or PowerState.Off or PowerState.Precharging),
            _state is PowerState.On or PowerState.Waiting or PowerState.Preparing or PowerState.ClockStarted,
            _state is not (PowerState.On or PowerState.Off));
        if (status != Status.Value) Status.Set(status);
    }
}
