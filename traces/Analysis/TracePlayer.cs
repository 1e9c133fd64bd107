namespace HwModel.Traces;

/// <summary>Plays a trace instant by instant into a state.</summary>
internal sealed class TracePlayer
{
    private readonly VcdReader _reader;
    private readonly long _multiplier;
    private readonly bool[] _isTouched;
    private readonly string _name;

    /// <param name="reader">The trace.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="unit">The unit that times are given in; divides the trace's timescale.</param>
    public TracePlayer(VcdReader reader, string name, Timescale unit)
    {
        _reader = reader;
        _name = name;
        _multiplier = reader.Hierarchy.Unit.Femtoseconds / unit.Femtoseconds;
        State = new TraceState(reader.Hierarchy);
        _isTouched = new bool[reader.Hierarchy.SignalCount];
        // A file without a time has nothing to play.
        HasNext = reader.Read() == VcdItem.Time;
        NextTime = HasNext ? Scaled() : 0;
        Start = NextTime;
    }

    public TraceState State { get; }

    /// <summary>Signals that were given a value at the present instant, each once.</summary>
    public List<TraceHandle> Touched { get; } = [];

    /// <summary>False at the end of the trace.</summary>
    public bool HasNext { get; private set; }

    /// <summary>The next instant's time.</summary>
    public long NextTime { get; private set; }

    /// <summary>The first time.</summary>
    public long Start { get; }

    /// <summary>The last time so far.</summary>
    public long Last { get; private set; }

    /// <summary>Plays the next instant.</summary>
    public void Step()
    {
        foreach (TraceHandle signal in Touched) _isTouched[signal.Index] = false;
        Touched.Clear();
        Last = NextTime;
        VcdItem item;
        while ((item = _reader.Read()) == VcdItem.Change)
        {
            if (!_reader.Store(State) || _isTouched[_reader.Signal.Index]) continue;
            _isTouched[_reader.Signal.Index] = true;
            Touched.Add(_reader.Signal);
        }
        HasNext = item == VcdItem.Time;
        if (HasNext) NextTime = Scaled();
    }

    public bool IsTouched(TraceHandle signal) => _isTouched[signal.Index];

    /// <summary>Ends the present instant without going on.</summary>
    public void Rest()
    {
        foreach (TraceHandle signal in Touched) _isTouched[signal.Index] = false;
        Touched.Clear();
    }

    private long Scaled()
    {
        try
        {
            return checked(_reader.Time * _multiplier);
        }
        catch (OverflowException)
        {
            throw new VcdException(_name, _reader.Line, 1, $"the time {_reader.Time} is too large for a comparison in the other trace's timescale");
        }
    }
}
