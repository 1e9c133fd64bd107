namespace HwModel.Traces;

/// <summary>How much a ring keeps; whole instants are dropped while either is exceeded.</summary>
/// <param name="Changes">The most value changes (a vector counts once per 64 bits); a single instant with more is kept whole.</param>
/// <param name="Time">The longest time back from the present, in steps of the hierarchy's unit.</param>
public sealed record RingLimits(int Changes = 1 << 20, long Time = long.MaxValue);

/// <summary>
/// Keeps the last changes, and the full state at the ring's start. It is written when asked, e.g. when a property fails.
/// </summary>
public sealed class TraceRing : ITraceSink
{
    private const int EventWord = -1;
    private const int TextWord = -2;

    private readonly RingLimits _limits;
    private Entry[] _entries = new Entry[1024];
    private string?[] _texts = [];
    private int _start;
    private int _count;
    private TraceHierarchy? _hierarchy;
    private TraceState? _base;
    private TraceState? _replay;
    private bool _hasTime;
    private bool _hasDropped;
    private long _baseTime;
    private long _now;

    /// <exception cref="ArgumentException">A limit is below 1.</exception>
    public TraceRing(RingLimits limits)
    {
        if (limits.Changes < 1 || limits.Time < 0) throw new ArgumentException("a ring keeps at least one change and no negative time");
        _limits = limits;
    }

    private struct Entry
    {
        public long Time;
        public int Signal;
        public int Word;
        public ulong Value;
        public ulong Unknown;
    }

    /// <summary>The changes that are held.</summary>
    public int Count => _count;

    public void Begin(TraceHierarchy hierarchy)
    {
        hierarchy.Freeze();
        _hierarchy = hierarchy;
        _base = new TraceState(hierarchy);
        foreach (TraceVariable signal in hierarchy.Signals)
            if (signal.Type.Kind == TraceKind.Text) _texts = new string?[_entries.Length];
    }

    public void Time(long time)
    {
        if (_hasTime && time < _now) throw new ArgumentOutOfRangeException(nameof(time), time, $"time goes back from {_now}; times must not fall");
        if (!_hasTime) _baseTime = time;
        _hasTime = true;
        _now = time;
        while (_count > 0 && IsTooOld(_entries[_start].Time)) Drop();
    }

    public void Change(TraceHandle signal, ulong value)
    {
        TraceType type = _base!.TypeOf(signal);
        if (type.Kind == TraceKind.Event)
        {
            Add(signal, EventWord, 0, 0);
            return;
        }
        Add(signal, 0, value & TraceState.Mask(type.Width), 0);
        for (int i = 1; i < type.Words; i++) Add(signal, i, 0, 0);
    }

    public void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default)
    {
        TraceType type = _base!.TypeOf(signal);
        for (int i = 0; i < type.Words; i++)
        {
            ulong mask = TraceState.Mask(type.Width - 64 * i);
            Add(signal, i, value[i] & mask, unknown.IsEmpty ? 0 : unknown[i] & mask);
        }
    }

    public void Change(TraceHandle signal, double value) => Add(signal, 0, BitConverter.DoubleToUInt64Bits(value), 0);

    public void Change(TraceHandle signal, string value) => _texts[Add(signal, TextWord, 0, 0)] = value;

    public void Unknown(TraceHandle signal)
    {
        TraceType type = _base!.TypeOf(signal);
        switch (type.Kind)
        {
            case TraceKind.Event: return;
            case TraceKind.Real: Change(signal, double.NaN); return;
            case TraceKind.Text: Change(signal, ""); return;
        }
        for (int i = 0; i < type.Words; i++)
        {
            ulong mask = TraceState.Mask(type.Width - 64 * i);
            Add(signal, i, mask, mask);
        }
    }

    /// <summary>Ends nothing: the ring stays as it is until it is written.</summary>
    public void End(long time) => Time(time);

    /// <summary>
    /// Writes the ring as a whole trace to a sink that has not begun: declarations, the state at the ring's start as the first instant, the changes,
    /// and the end at the ring's present time. The ring stays as it is.
    /// </summary>
    public void WriteTo(ITraceSink sink)
    {
        StartIn(sink);
        sink.End(_now);
    }

    /// <summary>As <see cref="WriteTo"/>, for a trace that goes on in the sink.</summary>
    internal void StartIn(ITraceSink sink)
    {
        if (_hierarchy is null || _base is null) throw new InvalidOperationException("a ring is written before its trace has begun");
        sink.Begin(_hierarchy);
        if (!_hasTime) return;
        _replay ??= new TraceState(_hierarchy);
        _replay.CopyAll(_base);
        if (_hasDropped || _count == 0 || _entries[_start].Time > _baseTime)
        {
            long oldest = _count > 0 ? _entries[_start].Time : _now;
            long start = _limits.Time == long.MaxValue ? _baseTime : Math.Max(_baseTime, Math.Min(oldest, _now - _limits.Time));
            sink.Time(start);
            _replay.SendAll(sink);
        }
        for (int i = 0; i < _count; i++)
        {
            int place = (_start + i) & (_entries.Length - 1);
            ref Entry entry = ref _entries[place];
            var signal = new TraceHandle(entry.Signal);
            sink.Time(entry.Time);
            if (entry.Word == EventWord)
            {
                sink.Change(signal, 1UL);
                continue;
            }
            Apply(_replay, place);
            if (entry.Word == TextWord || entry.Word == WordsOf(signal) - 1) _replay.Send(signal, sink, signal);
        }
        sink.Time(_now);
    }

    public void Dispose()
    {
    }

    private int WordsOf(TraceHandle signal) => _base!.TypeOf(signal) is { IsBits: true } type ? type.Words : 1;

    private bool IsTooOld(long time) => time < _now && (_count > _limits.Changes || (_limits.Time != long.MaxValue && time < _now - _limits.Time));

    private int Add(TraceHandle signal, int word, ulong value, ulong unknown)
    {
        if (!_hasTime) throw new InvalidOperationException("a change is given before the first time");
        while (_count >= _limits.Changes && _entries[_start].Time < _now) Drop();
        if (_count == _entries.Length) Grow();
        int place = (_start + _count++) & (_entries.Length - 1);
        _entries[place] = new Entry { Time = _now, Signal = signal.Index, Word = word, Value = value, Unknown = unknown };
        return place;
    }

    // Drops the oldest instant: its values become part of the state at the ring's start.
    private void Drop()
    {
        long time = _entries[_start].Time;
        while (_count > 0 && _entries[_start].Time == time)
        {
            Apply(_base!, _start);
            _start = (_start + 1) & (_entries.Length - 1);
            _count--;
        }
        _baseTime = time;
        _hasDropped = true;
    }

    private void Apply(TraceState state, int place)
    {
        ref Entry entry = ref _entries[place];
        var signal = new TraceHandle(entry.Signal);
        if (entry.Word == TextWord) state.Set(signal, _texts[place] ?? "");
        else if (entry.Word != EventWord) state.SetWord(signal, entry.Word, entry.Value, entry.Unknown);
    }

    private void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        string?[] texts = _texts.Length > 0 ? new string?[entries.Length] : [];
        for (int i = 0; i < _count; i++)
        {
            int place = (_start + i) & (_entries.Length - 1);
            entries[i] = _entries[place];
            if (texts.Length > 0) texts[i] = _texts[place];
        }
        (_entries, _texts, _start) = (entries, texts, 0);
    }
}
