namespace HwModel.Traces;

/// <summary>
/// Compares two traces as streams: per signal the first instant at which their settled values part. With a tolerance the sequences of changes
/// are compared, each change with its counterpart.
/// </summary>
public sealed class TraceDiff
{
    private readonly TraceDiffOptions _options;
    private readonly TracePlayer _first;
    private readonly TracePlayer _second;
    private readonly List<Pair> _pairs = [];
    private readonly List<Pair>[] _pairsOfFirst;
    private readonly List<Pair>[] _pairsOfSecond;
    private readonly List<SignalDifference> _differences = [];
    private readonly HashSet<Pair> _waiting = [];
    private readonly List<Pair> _expired = [];

    private TraceDiff(TracePlayer first, TracePlayer second, TraceDiffOptions options, int firstSignals, int secondSignals)
    {
        _options = options;
        _first = first;
        _second = second;
        _pairsOfFirst = new List<Pair>[firstSignals];
        _pairsOfSecond = new List<Pair>[secondSignals];
    }

    // Two signals of one path.
    private sealed class Pair(string path, TraceHandle first, TraceHandle second, bool isEvent, long tolerance)
    {
        public string Path { get; } = path;
        public TraceHandle First { get; } = first;
        public TraceHandle Second { get; } = second;
        public bool IsEvent { get; } = isEvent;
        public long Tolerance { get; } = tolerance;
        public bool IsDone { get; set; }
        public string? LastFirst { get; set; }
        public string? LastSecond { get; set; }

        /// <summary>Changes of one trace whose counterpart has not come yet.</summary>
        public Queue<(long Time, bool IsFirst, string Value)> Open { get; } = new();
    }

    /// <summary>Compares two traces from their beginning to their end.</summary>
    /// <exception cref="VcdException">A trace is damaged.</exception>
    public static TraceDiffResult Compare(VcdReader first, VcdReader second, TraceDiffOptions? options = null)
    {
        options ??= new TraceDiffOptions();
        Timescale unit = first.Hierarchy.Unit.Femtoseconds <= second.Hierarchy.Unit.Femtoseconds ? first.Hierarchy.Unit : second.Hierarchy.Unit;
        var diff = new TraceDiff(
            new TracePlayer(first, "the first trace", unit), new TracePlayer(second, "the second trace", unit), options, first.Hierarchy.SignalCount, second.Hierarchy.SignalCount);
        return diff.Run(first.Hierarchy, second.Hierarchy, unit);
    }

    private TraceDiffResult Run(TraceHierarchy first, TraceHierarchy second, Timescale unit)
    {
        var onlyFirst = new List<string>();
        var onlySecond = new List<string>();
        var otherTypes = new List<string>();
        Match(first, second, unit, onlyFirst, onlySecond, otherTypes);
        long start = _options.OverlapOnly ? Math.Max(_first.Start, _second.Start) : long.MinValue;
        bool isStarted = !_options.OverlapOnly;
        while (_first.HasNext || _second.HasNext)
        {
            long time = !_second.HasNext || (_first.HasNext && _first.NextTime <= _second.NextTime) ? _first.NextTime : _second.NextTime;
            if (_options.OverlapOnly && time > start && (!_first.HasNext || !_second.HasNext)) break;
            if (!isStarted && time > start) isStarted = StartAt(start);
            Expire(time);
            Advance(_first, time);
            Advance(_second, time);
            if (!isStarted) continue;
            foreach (TraceHandle signal in _first.Touched)
                foreach (Pair pair in _pairsOfFirst[signal.Index] ?? [])
                    Compare(pair, time, inFirst: true);
            foreach (TraceHandle signal in _second.Touched)
                foreach (Pair pair in _pairsOfSecond[signal.Index] ?? [])
                    Compare(pair, time, inFirst: false);
        }
        if (!isStarted) StartAt(start);
        if (!_options.OverlapOnly) Expire(long.MaxValue);
        // The rest of the longer trace is read too, so that damage in it is reported.
        while (_first.HasNext) _first.Step();
        while (_second.HasNext) _second.Step();
        return new TraceDiffResult(unit, _pairs.Count, [.. _differences.OrderBy(difference => difference.Time)], onlyFirst, onlySecond, otherTypes, _first.Last, _second.Last);
    }

    private static void Advance(TracePlayer player, long time)
    {
        if (player.HasNext && player.NextTime == time) player.Step();
        else player.Rest();
    }

    // All pairs with the values that both have at the start of the common time.
    private bool StartAt(long time)
    {
        foreach (Pair pair in _pairs)
            if (!pair.IsEvent && !HaveEqualValues(pair)) Report(pair, time, TraceValueText.Show(_first.State, pair.First), TraceValueText.Show(_second.State, pair.Second));
        return true;
    }

    private void Compare(Pair pair, long time, bool inFirst)
    {
        if (pair.IsDone) return;
        if (pair.Tolerance == 0)
        {
            if (pair.IsEvent ? _first.IsTouched(pair.First) == _second.IsTouched(pair.Second) : HaveEqualValues(pair)) return;
            Report(
                pair,
                time,
                pair.IsEvent ? Occurrence(_first.IsTouched(pair.First)) : TraceValueText.Show(_first.State, pair.First),
                pair.IsEvent ? Occurrence(_second.IsTouched(pair.Second)) : TraceValueText.Show(_second.State, pair.Second));
            return;
        }
        string value = inFirst ? TraceValueText.Show(_first.State, pair.First) : TraceValueText.Show(_second.State, pair.Second);
        if (!pair.IsEvent && value == (inFirst ? pair.LastFirst : pair.LastSecond)) return;
        if (inFirst) pair.LastFirst = value;
        else pair.LastSecond = value;
        if (!pair.Open.TryPeek(out (long Time, bool IsFirst, string Value) open) || open.IsFirst == inFirst)
        {
            pair.Open.Enqueue((time, inFirst, value));
            _waiting.Add(pair);
            return;
        }
        if (open.Value != value)
        {
            Report(pair, open.Time, inFirst ? value : open.Value, inFirst ? open.Value : value);
            return;
        }
        pair.Open.Dequeue();
        if (pair.Open.Count == 0) _waiting.Remove(pair);
    }

    private static string Occurrence(bool occurs) => occurs ? "event" : "no event";

    // A change whose counterpart is overdue is a difference.
    private void Expire(long time)
    {
        if (_waiting.Count == 0) return;
        _expired.Clear();
        foreach (Pair pair in _waiting)
            if (time - pair.Open.Peek().Time > pair.Tolerance) _expired.Add(pair);
        foreach (Pair pair in _expired)
        {
            (long at, bool isFirst, string value) = pair.Open.Peek();
            string first = isFirst ? value : pair.IsEvent ? Occurrence(false) : TraceValueText.Show(_first.State, pair.First);
            string second = !isFirst ? value : pair.IsEvent ? Occurrence(false) : TraceValueText.Show(_second.State, pair.Second);
            Report(pair, at, first, second);
        }
    }

    private void Report(Pair pair, long time, string first, string second)
    {
        if (pair.IsDone) return;
        pair.IsDone = true;
        pair.Open.Clear();
        _waiting.Remove(pair);
        _differences.Add(new SignalDifference(pair.Path, time, first, second));
    }

    private bool HaveEqualValues(Pair pair)
    {
        TraceType type = _first.State.TypeOf(pair.First);
        if (type.Kind == TraceKind.Real)
        {
            double a = _first.State.Real(pair.First);
            double b = _second.State.Real(pair.Second);
            return a.Equals(b) || Math.Abs(a - b) <= _options.RealTolerance * Math.Max(Math.Abs(a), Math.Abs(b));
        }
        if (!_options.IgnoreUnknown || !type.IsBits) return _first.State.Equals(pair.First, _second.State, pair.Second);
        ReadOnlySpan<ulong> bits = _first.State.Bits(pair.First);
        ReadOnlySpan<ulong> unknown = _first.State.UnknownBits(pair.First);
        ReadOnlySpan<ulong> otherBits = _second.State.Bits(pair.Second);
        ReadOnlySpan<ulong> otherUnknown = _second.State.UnknownBits(pair.Second);
        for (int i = 0; i < bits.Length; i++)
            if (((bits[i] ^ otherBits[i]) & ~unknown[i] & ~otherUnknown[i]) != 0) return false;
        return true;
    }

    private void Match(TraceHierarchy first, TraceHierarchy second, Timescale unit, List<string> onlyFirst, List<string> onlySecond, List<string> otherTypes)
    {
        var others = new Dictionary<string, TraceVariable>();
        foreach (TraceVariable variable in second.Variables)
            if (_options.Selection.Matches(variable)) others.TryAdd(variable.Path, variable);
        var seen = new HashSet<(int, int)>();
        var names = new HashSet<string>();
        foreach (TraceVariable variable in first.Variables)
        {
            string path = Mapped(variable.Path);
            if (!_options.Selection.Matches(path, variable.Hints.Role)) continue;
            names.Add(path);
            if (!others.TryGetValue(path, out TraceVariable? other))
            {
                onlyFirst.Add(path);
                continue;
            }
            if (!seen.Add((variable.Signal.Index, other.Signal.Index))) continue;
            if (variable.Type.Width != other.Type.Width || variable.Type.IsBits != other.Type.IsBits || (!variable.Type.IsBits && variable.Type.Kind != other.Type.Kind))
            {
                otherTypes.Add($"{path} is {Describe(variable.Type)} in the first trace and {Describe(other.Type)} in the second");
                continue;
            }
            var pair = new Pair(path, variable.Signal, other.Signal, variable.Type.Kind == TraceKind.Event, ToleranceOf(path, unit));
            _pairs.Add(pair);
            (_pairsOfFirst[pair.First.Index] ??= []).Add(pair);
            (_pairsOfSecond[pair.Second.Index] ??= []).Add(pair);
        }
        foreach (string path in others.Keys)
            if (!names.Contains(path)) onlySecond.Add(path);
    }

    private static string Describe(TraceType type) => type.IsBits ? $"{type.Width} bits wide" : $"a {type.Kind.ToString().ToLowerInvariant()}";

    private string Mapped(string path)
    {
        foreach (PathMap map in _options.Maps)
        {
            if (!path.StartsWith(map.From, StringComparison.Ordinal)) continue;
            string rest = path[map.From.Length..];
            if (rest.Length > 0 && rest[0] != '.' && map.From.Length > 0) continue;
            rest = rest.TrimStart('.');
            return map.To.Length == 0 ? rest : rest.Length == 0 ? map.To : $"{map.To}.{rest}";
        }
        return path;
    }

    private long ToleranceOf(string path, Timescale unit)
    {
        foreach (TimeTolerance tolerance in _options.Tolerances)
            if (new TraceSelection { Include = [tolerance.Signals] }.Matches(path, TraceRole.Signal)) return tolerance.Femtoseconds / unit.Femtoseconds;
        return 0;
    }
}
