namespace HwModel.Traces;

/// <summary>When tracing starts and stops. Conditions are written as <see cref="TraceCondition"/> says and tested on the settled values of each instant.</summary>
public sealed record TraceTrigger
{
    /// <summary>Starts the trace at the first instant for which it holds; null starts at once.</summary>
    public string? Start { get; init; }

    /// <summary>What is kept from before the start.</summary>
    public RingLimits Before { get; init; } = new(Changes: 1, Time: 0);

    /// <summary>Stops the trace after the first instant, at or after the start, for which it holds; null goes on to the end.</summary>
    public string? Stop { get; init; }

    /// <summary>How long the trace goes on after the stop, in steps of the hierarchy's unit.</summary>
    public long After { get; init; }
}

/// <summary>Hands on what lies between two conditions, with what a ring kept from before the first. Without a start nothing is handed on.</summary>
public sealed class TriggerSink(TraceTrigger trigger, ITraceSink inner) : StateSink(inner)
{
    private readonly TraceRing _ring = new(trigger.Before);
    private TraceCondition? _start;
    private TraceCondition? _stop;
    private bool _isInstantOpen;
    private bool _isOver;
    private long _time;
    private long _stopTime = long.MaxValue;

    /// <summary>The instant at which the start condition held first; null before that.</summary>
    public long? TriggerTime { get; private set; }

    /// <exception cref="FormatException">A condition does not fit the hierarchy.</exception>
    public override void Begin(TraceHierarchy hierarchy)
    {
        _start = trigger.Start is null ? null : new TraceCondition(trigger.Start, hierarchy);
        _stop = trigger.Stop is null ? null : new TraceCondition(trigger.Stop, hierarchy);
        base.Begin(hierarchy);
        _ring.Begin(hierarchy);
    }

    public override void Time(long time)
    {
        if (_isInstantOpen && time > _time) CloseInstant();
        _isInstantOpen = true;
        _time = time;
        if (TriggerTime is null) _ring.Time(time);
        else if (time > _stopTime) Finish(_stopTime);
        else Inner.Time(time);
    }

    public override void End(long time)
    {
        if (_isInstantOpen) CloseInstant();
        if (TriggerTime is not null) Finish(Math.Min(time, _stopTime));
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (!isDifferent || _isOver) return;
        if (TriggerTime is not null) Forward(signal);
        else if (State.TypeOf(signal).Kind == TraceKind.Event) _ring.Change(signal, 1UL);
        else State.Send(signal, _ring, signal);
    }

    private void CloseInstant()
    {
        _isInstantOpen = false;
        if (_isOver) return;
        bool starts = _start is null || _start.Holds(State);
        if (TriggerTime is null && starts)
        {
            TriggerTime = _time;
            _ring.StartIn(Inner);
        }
        bool stops = _stop is not null && _stop.Holds(State);
        if (TriggerTime is not null && stops && _stopTime == long.MaxValue) _stopTime = _time > long.MaxValue - trigger.After ? long.MaxValue : _time + trigger.After;
    }

    private void Finish(long time)
    {
        if (!_isOver) Inner.End(time);
        _isOver = true;
    }
}
