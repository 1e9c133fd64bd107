using HwModel.Traces;

namespace HwModel.Verification.Cases;

/// <summary>
/// What a viewer shows of a failed case: the times around the failure; on top the signals of the property and of its sentence, then the modules that its sentence names, then those
/// of the property's block, then the others. In each stands first what moves in the shown times; what never moves is folded away.
/// </summary>
internal sealed class FailureView
{
    // So many instants in which something changed are shown before the failure, and after it.
    private const int Before = 40, After = 12;

    // A group of so few signals is shown as a whole.
    private const int Few = 10;

    private readonly ActivitySink _activity;
    private readonly CaseFailure _failure;
    private readonly ViewMarker[] _markers;
    private readonly long _from, _to;

    /// <param name="activity">What moved in the trace.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="end">The last time of the case.</param>
    public FailureView(ActivitySink activity, CaseFailure failure, long end)
    {
        (_activity, _failure) = (activity, failure);
        _markers = Markers(end);
        (_from, long to) = Span(end);
        long shown = Math.Max(1, to - _from);
        // The last moment does not stick to the edge; and GTKWave ignores the first time to show where less than its window is left of the trace.
        _to = to == end ? end + shown / 5 : to;
        TraceEnd = to == end ? end + shown / 2 : end;
    }

    /// <summary>Where the trace ends: somewhat behind a failure that comes last, so that it can be shown.</summary>
    public long TraceEnd { get; }

    /// <summary>The view of a trace.</summary>
    public WaveformView Of(TraceHierarchy hierarchy)
    {
        // Where there is more than a view holds, what moves comes in.
        bool all = hierarchy.Variables.Count <= DefaultView.MaxSignals;
        WaveformView view = DefaultView.Of(hierarchy, variable => all || _activity.Moves(variable.Signal) || IsOwn(variable));
        // A signal is shown once: what goes to the top leaves its group.
        ViewSignal[] own = [.. Signals(view.Rows).Where(signal => IsOwn(signal.Variable))];
        ViewGroup[] groups = [.. view.Rows.Select(row => Without(row, own)).OfType<ViewGroup>().Select(Sorted)];
        string block = _failure.Property.Split('.')[0];
        int open = 0;
        ViewRow[] rows =
        [
            .. view.Rows.Where(row => row is not ViewGroup),
            .. own.Length > 0 ? (ViewRow[])[new ViewGroup(_failure.Property, [.. own.Select(signal => signal with { Label = signal.Variable.Path.Replace('.', '/') })])] : [],
            .. groups.OrderBy(group => Rank(group, block)).Select(group => group with { IsOpen = open++ < DefaultView.OpenGroups && Activity(group) > 0 }),
        ];
        return view with { Rows = rows, Markers = _markers, Span = (_from, _to) };
    }

    private bool IsOwn(TraceVariable variable) => _failure.Signals?.Contains(variable.Path) == true || Names(_failure.Sentence, variable.Path);

    private ViewMarker[] Markers(long end)
    {
        long at = _failure.EndTime < 0 ? end : Math.Min(_failure.EndTime, end);
        IReadOnlyList<long> instants = _activity.Instants;
        // What is only seen when the run is over, something that never came, belongs where the design came to rest.
        if (at == end && instants.Count > 0 && instants[^1] < end) return [new ViewMarker($"{_failure.Property} fails, seen at the end; nothing moves from here on", instants[^1])];
        var fails = new ViewMarker($"{_failure.Property} fails", at);
        return _failure.StartTime >= 0 && _failure.StartTime < at ? [fails, new ViewMarker($"{_failure.Property} starts", _failure.StartTime)] : [fails];
    }

    private (long From, long To) Span(long end)
    {
        IReadOnlyList<long> instants = _activity.Instants;
        if (instants.Count == 0) return (_activity.Start, end);
        long first = _markers.Min(marker => marker.Time), last = _markers.Max(marker => marker.Time);
        int from = 0;
        while (from < instants.Count && instants[from] < first) from++;
        int to = from;
        while (to < instants.Count && instants[to] <= last) to++;
        long start = from < Before ? _activity.Start : instants[from - Before], stop = to + After >= instants.Count ? end : instants[to + After];
        // A long rest at the end is no reason to press what happened before it into a corner.
        if (stop == end) stop = Math.Min(end, Math.Max(last, instants[^1]) + (Math.Max(last, instants[^1]) - start) / 5);
        return (start, Math.Max(stop, start + 1));
    }

    private int Rank(ViewGroup group, string block) =>
        Names(_failure.Sentence, group.Title) ? 0
        : Activity(group) switch { 2 => group.Title.Split('.').Any(name => name.Split('[')[0] == block) ? 1 : 2, 1 => 3, _ => 4 };

    // 2: it moves in the shown times; 1: at another time; 0: never.
    private int Activity(ViewRow row)
    {
        int most = 0;
        foreach (ViewSignal signal in Signals([row]))
        {
            if (_activity.Moves(signal.Variable.Signal, _from, _to)) return 2;
            if (_activity.Moves(signal.Variable.Signal)) most = 1;
        }
        return most;
    }

    private ViewGroup Sorted(ViewGroup group)
    {
        ViewRow[] moving = [.. group.Rows.Where(row => Activity(row) > 0).OrderByDescending(Activity)], still = [.. group.Rows.Where(row => Activity(row) == 0)];
        return moving.Length == 0 || group.Rows.Count <= Few || still.Length == 0 ? group with { Rows = [.. moving, .. still] } : group with { Rows = [.. moving, new ViewGroup($"{group.Title}: unchanged", still, IsOpen: false)] };
    }

    private static IEnumerable<ViewSignal> Signals(IEnumerable<ViewRow> rows) => rows.SelectMany(row => row is ViewGroup group ? Signals(group.Rows) : row is ViewSignal signal ? [signal] : []);

    private static ViewRow? Without(ViewRow row, ViewSignal[] signals) => row switch
    {
        ViewSignal signal => signals.Contains(signal) ? null : signal,
        ViewGroup group when signals.Length > 0 => group.Rows.Select(inner => Without(inner, signals)).OfType<ViewRow>().ToArray() is { Length: > 0 } rows ? group with { Rows = rows } : null,
        _ => row,
    };

    // The path as a whole: not the beginning of a longer one.
    private static bool Names(string sentence, string path)
    {
        for (int at = sentence.IndexOf(path, StringComparison.Ordinal); at >= 0 && path.Length > 0; at = sentence.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            int end = at + path.Length;
            if ((at == 0 || !IsPart(sentence[at - 1])) && (end == sentence.Length || !IsPart(sentence[end]) || (sentence[end] == '.' && (end + 1 == sentence.Length || sentence[end + 1] == ' ')))) return true;
        }
        return false;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '[';
}
