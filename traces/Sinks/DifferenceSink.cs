namespace HwModel.Traces;

/// <summary>Hands on only changes to another value; at the first instant all.</summary>
public sealed class DifferenceSink(ITraceSink inner) : StateSink(inner)
{
    private long _first = -1;
    private long _now;

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        Inner.Begin(hierarchy);
    }

    public override void Time(long time)
    {
        if (_first < 0) _first = time;
        _now = time;
        base.Time(time);
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (isDifferent || _now == _first) Forward(signal);
    }
}
