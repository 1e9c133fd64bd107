namespace HwModel.Traces;

/// <summary>Hands on the instants from one time to another, both included, with the full state at the start of the window. Times stay as they are.</summary>
/// <param name="from">The first time, in steps of the hierarchy's unit.</param>
/// <param name="to">The last time.</param>
/// <param name="inner">Takes the window.</param>
public sealed class WindowSink(long from, long to, ITraceSink inner) : StateSink(inner)
{
    private bool _isOpen;
    private bool _isOver;

    /// <summary>True when an instant or the end lay at or after the start of the window.</summary>
    public bool IsReached { get; private set; }

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        Inner.Begin(hierarchy);
    }

    public override void Time(long time)
    {
        if (time > to)
        {
            if (!_isOpen) Open(from == long.MinValue ? to : from);
            _isOver = true;
        }
        if (_isOver || time < from) return;
        if (!_isOpen) Open(from == long.MinValue ? time : from);
        Inner.Time(time);
    }

    public override void End(long time)
    {
        IsReached |= time >= from;
        if (!_isOpen) Open(from == long.MinValue ? time : from);
        Inner.End(Math.Max(Math.Min(time, to), from));
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (_isOpen && !_isOver && isDifferent) Forward(signal);
    }


    private void Open(long time)
    {
        _isOpen = true;
        IsReached = true;
        Inner.Time(time);
        State.SendAll(Inner);
    }
}
