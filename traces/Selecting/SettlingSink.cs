namespace HwModel.Traces;

/// <summary>Hands on, per instant, only the last value of each signal, and only where it is another than at the instant before. Events are handed on once.</summary>
public sealed class SettlingSink(ITraceSink inner) : StateSink(inner)
{
    private readonly List<int> _touched = [];
    private TraceState? _sent;
    private bool[] _isTouched = [];
    private bool _isFirst = true;
    private bool _hasTime;
    private long _time;

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        _sent = new TraceState(hierarchy);
        _isTouched = new bool[hierarchy.SignalCount];
        Inner.Begin(hierarchy);
    }

    public override void Time(long time)
    {
        if (_hasTime && time == _time) return;
        if (_hasTime) Settle();
        _time = time;
        _hasTime = true;
    }

    public override void End(long time)
    {
        if (_hasTime) Settle();
        Inner.End(time);
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (_isTouched[signal.Index]) return;
        _isTouched[signal.Index] = true;
        _touched.Add(signal.Index);
    }

    private void Settle()
    {
        bool isOpen = _isFirst;
        if (isOpen) Inner.Time(_time);
        foreach (int index in _touched)
        {
            _isTouched[index] = false;
            var signal = new TraceHandle(index);
            if (!_isFirst && State.Equals(signal, _sent!, signal)) continue;
            if (!isOpen) Inner.Time(_time);
            isOpen = true;
            _sent!.Copy(signal, State);
            Forward(signal);
        }
        _touched.Clear();
        _isFirst = false;
    }
}
