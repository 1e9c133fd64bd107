namespace HwModel.Traces;

/// <summary>Hands everything on and notes what moves: which signals change when, and in which instants anything does. The first instant's changes are initial values and do not count.</summary>
public sealed class ActivitySink(ITraceSink inner) : FilterSink(inner)
{
    // Beyond so many changes only their being is noted, not their times.
    private const int MostTimes = 1 << 22;

    private readonly List<long> _instants = [];
    private List<int>?[] _changes = [];
    private int _times;
    private long _now = -1;

    /// <summary>The first instant; -1 before it.</summary>
    public long Start { get; private set; } = -1;

    /// <summary>The instants in which a signal changed, in order.</summary>
    public IReadOnlyList<long> Instants => _instants;

    /// <summary>Whether a signal changes.</summary>
    public bool Moves(TraceHandle signal) => _changes[signal.Index] is not null;

    /// <summary>Whether a signal changes at times from one to another, both included.</summary>
    public bool Moves(TraceHandle signal, long from, long to)
    {
        if (_changes[signal.Index] is not { } changes) return false;
        if (_times >= MostTimes) return true;
        int at = changes.BinarySearch(_instants.BinarySearch(from) is var first && first < 0 ? ~first : first);
        if (at < 0) at = ~at;
        return at < changes.Count && _instants[changes[at]] <= to;
    }

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        _changes = new List<int>?[hierarchy.SignalCount];
    }

    public override void Time(long time)
    {
        if (Start < 0) Start = time;
        _now = time;
        base.Time(time);
    }

    public override void Change(TraceHandle signal, ulong value)
    {
        Note(signal);
        base.Change(signal, value);
    }

    public override void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default)
    {
        Note(signal);
        base.Change(signal, value, unknown);
    }

    public override void Change(TraceHandle signal, double value)
    {
        Note(signal);
        base.Change(signal, value);
    }

    public override void Change(TraceHandle signal, string value)
    {
        Note(signal);
        base.Change(signal, value);
    }

    public override void Unknown(TraceHandle signal)
    {
        Note(signal);
        base.Unknown(signal);
    }

    private void Note(TraceHandle signal)
    {
        if (_now == Start) return;
        if (_instants.Count == 0 || _instants[^1] != _now) _instants.Add(_now);
        List<int> changes = _changes[signal.Index] ??= [];
        if (_times >= MostTimes || (changes.Count > 0 && changes[^1] == _instants.Count - 1)) return;
        changes.Add(_instants.Count - 1);
        _times++;
    }
}
