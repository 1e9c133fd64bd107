using System.Globalization;

namespace HwModel.Verification.Temporal;

/// <summary>
/// Watches properties on one clocked trace. The owner calls <see cref="Sample"/> once a cycle, after settling and before the edge, and
/// <see cref="Finish"/> at the end of the trace.
/// </summary>
public sealed class PropertyMonitor
{
    private readonly string _path;
    private readonly int _window;
    private readonly List<TemporalProperty> _properties = [];
    private readonly List<CoverProperty> _covers = [];
    private readonly List<IHistory> _histories = [];
    private readonly List<ISampledSignal> _signals = [];
    private readonly Dictionary<string, int> _signalNumbers = [];
    private readonly Dictionary<TemporalProperty, int[]> _signalsOf = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<IHistory> _known = [];
    private Recorded[] _recent = [];
    private long _cycle = -1;
    private long _time;
    private bool _finished;

    /// <param name="path">Where the properties belong in the hierarchy; their names get it as a prefix. May be empty.</param>
    /// <param name="window">How many cycles back, the last included, a violation can tell the values at its start.</param>
    public PropertyMonitor(string path = "", int window = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        (_path, _window) = (path, window);
    }

    /// <summary>All asserted properties.</summary>
    public IReadOnlyList<TemporalProperty> Properties => _properties;

    /// <summary>All covered sequences.</summary>
    public IReadOnlyList<CoverProperty> Covers => _covers;

    /// <summary>All violations so far, property by property.</summary>
    public IEnumerable<Violation> Violations => _properties.SelectMany(property => property.Violations);

    /// <summary>The last sampled cycle, -1 before the first.</summary>
    public long Cycle => _cycle;

    /// <summary>Demands a formula, by default in every cycle, outside the cycles in which <paramref name="disableIff"/> holds.</summary>
    public TemporalProperty Assert(string name, Formula formula, Condition? disableIff = null, AttemptStart start = AttemptStart.EveryCycle)
    {
        var property = new TemporalProperty(FullName(name), formula, start, disableIff, Describe);
        var visitor = new Visitor(this);
        foreach (Condition condition in property.Conditions) condition.Visit(visitor);
        _signalsOf.Add(property, [.. visitor.Signals]);
        _properties.Add(property);
        _recent = new Recorded[_signals.Count * _window];
        return property;
    }

    /// <summary>Counts the matches of a sequence outside the cycles in which <paramref name="disableIff"/> holds.</summary>
    public CoverProperty Cover(string name, Sequence sequence, Condition? disableIff = null)
    {
        var cover = new CoverProperty(FullName(name), sequence, disableIff);
        var visitor = new Visitor(this);
        foreach (Condition condition in cover.Conditions) condition.Visit(visitor);
        _covers.Add(cover);
        _recent = new Recorded[_signals.Count * _window];
        return cover;
    }

    /// <summary>Takes the present values of all signals as the sample of a cycle.</summary>
    /// <param name="cycle">The cycle's number; each sample's is greater than the one before.</param>
    /// <param name="femtoseconds">The cycle's time.</param>
    public void Sample(long cycle, long femtoseconds)
    {
        if (_finished) throw new InvalidOperationException("The monitor has finished; a new trace needs a new monitor.");
        if (cycle <= _cycle) throw new ArgumentOutOfRangeException(nameof(cycle), $"Cycle {cycle} is sampled after cycle {_cycle}; cycles rise.");
        bool first = _cycle < 0;
        (_cycle, _time) = (cycle, femtoseconds);
        foreach (IHistory history in _histories) history.Advance();
        Record();
        foreach (TemporalProperty property in _properties) property.Sample(cycle, femtoseconds, first);
        foreach (CoverProperty cover in _covers) cover.Sample(cycle);
    }

    /// <summary>The trace ends: live attempts are pending, and those that wait for what had to come are open obligations.</summary>
    public void Finish()
    {
        if (_finished) return;
        _finished = true;
        foreach (TemporalProperty property in _properties) property.Finish();
    }

    private string FullName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_cycle >= 0) throw new InvalidOperationException($"Property {name} is added after the first cycle; add properties before sampling.");
        string full = _path.Length == 0 ? name : $"{_path}.{name}";
        if (!_names.Add(full)) throw new ArgumentException($"There are two properties {full}; names are unique within a monitor.", nameof(name));
        return full;
    }

    private void Record()
    {
        int start = (int)(_cycle % _window) * _signals.Count;
        for (int i = 0; i < _signals.Count; i++) _recent[start + i] = new Recorded(_cycle, _signals[i]);
    }

    private Recorded RecordedAt(long cycle, int signal) => _recent[(int)(cycle % _window) * _signals.Count + signal];

    private Violation Describe(TemporalProperty property, ViolationKind kind, AttemptSet.Group group)
    {
        var values = new List<SampledValue>();
        foreach (int number in _signalsOf[property])
        {
            ISampledSignal signal = _signals[number];
            Recorded start = RecordedAt(group.Start, number);
            values.Add(new SampledValue(signal.Path, start.Cycle == group.Start ? start.Text(signal) : null, RecordedAt(_cycle, number).Text(signal)));
        }
        return new Violation(property.Name, property.Text, kind, group.Start, _cycle, group.StartTime, _time, group.Attempts, values);
    }

    private sealed class Visitor(PropertyMonitor monitor) : IExpressionVisitor
    {
        public SortedSet<int> Signals { get; } = [];

        public void Meet(ISampledSignal signal)
        {
            if (!monitor._signalNumbers.TryGetValue(signal.Path, out int number))
            {
                monitor._signalNumbers.Add(signal.Path, number = monitor._signals.Count);
                monitor._signals.Add(signal);
            }
            Signals.Add(number);
        }

        public void Meet(IHistory history)
        {
            if (history.Owner is not null && history.Owner != monitor)
                throw new ArgumentException("An expression with $past, $rose, $fell, $stable or $changed is used in two monitors; build it anew for each.");
            history.Owner = monitor;
            if (monitor._known.Add(history)) monitor._histories.Add(history);
        }
    }

    /// <summary>One signal's value in one cycle.</summary>
    private readonly struct Recorded
    {
        private readonly ulong _bits;
        private readonly bool _isKnown;
        private readonly long _cyclePlusOne;

        public Recorded(long cycle, ISampledSignal signal)
        {
            _cyclePlusOne = cycle + 1;
            _isKnown = true;
            if (signal.IsReal) _bits = BitConverter.DoubleToUInt64Bits(signal.ReadReal());
            else _isKnown = signal.TryRead(out _bits);
        }

        public long Cycle => _cyclePlusOne - 1;

        public string Text(ISampledSignal signal)
        {
            if (!_isKnown) return "x";
            if (signal.IsReal) return BitConverter.UInt64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture);
            if (signal.NameOf(_bits) is { } name) return name;
            return _bits < 10 ? _bits.ToString(CultureInfo.InvariantCulture) : "0x" + _bits.ToString("x", CultureInfo.InvariantCulture);
        }
    }
}
