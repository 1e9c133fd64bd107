namespace HwModel.Traces.Tests.Support;

/// <summary>A random hierarchy and random changes of all kinds, the same for the same seed.</summary>
public sealed class RandomTrace
{
    private static readonly int[] Widths = [1, 1, 1, 2, 3, 7, 8, 16, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 256, 1024];

    private readonly Random _random;
    private readonly List<TraceHandle> _handles = [];

    public RandomTrace(int seed)
    {
        _random = new Random(seed);
        Hierarchy = new TraceHierarchy();
        TraceScope scope = Hierarchy.Root;
        int count = _random.Next(1, 40);
        for (int i = 0; i < count; i++)
        {
            scope = _random.Next(4) switch
            {
                0 => scope.Scope($"s{i}[{_random.Next(10)}]", (ScopeKind)_random.Next(22)),
                1 when scope.Parent is not null => scope.Parent,
                _ => scope,
            };
            TraceHandle handle = _random.Next(8) switch
            {
                0 => scope.Real($"v{i}"),
                1 => scope.Text($"v{i}"),
                2 => scope.Event($"v{i}"),
                3 => scope.Integer($"v{i}"),
                _ => scope.Vector($"v{i}", Widths[_random.Next(Widths.Length)]),
            };
            _handles.Add(handle);
            if (_random.Next(6) == 0) scope.Alias($"a{i}", _handles[_random.Next(_handles.Count)]);
        }
    }

    public TraceHierarchy Hierarchy { get; }

    /// <summary>Begins, changes, ends.</summary>
    public void Send(ITraceSink sink)
    {
        sink.Begin(Hierarchy);
        long time = _random.Next(2) == 0 ? 0 : _random.Next(1000);
        int instants = _random.Next(1, 40);
        for (int i = 0; i < instants; i++)
        {
            sink.Time(time);
            int changes = _random.Next(10);
            for (int j = 0; j < changes; j++) Change(sink, _handles[_random.Next(_handles.Count)]);
            time += _random.Next(1, 50);
        }
        sink.End(time);
    }

    private void Change(ITraceSink sink, TraceHandle signal)
    {
        TraceType type = Hierarchy.Signals[signal.Index].Type;
        switch (type.Kind)
        {
            case TraceKind.Real:
                sink.Change(signal, _random.Next(5) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => _random.Next(-3, 4), _ => (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-20, 20)) });
                return;
            case TraceKind.Text:
                sink.Change(signal, new string([.. Enumerable.Range(0, _random.Next(6)).Select(_ => "aZ\\\" \n\t\u0001é€%?"[_random.Next(12)])]));
                return;
            case TraceKind.Event:
                sink.Occur(signal);
                return;
        }
        int choice = _random.Next(8);
        if (choice == 0)
        {
            sink.Unknown(signal);
            return;
        }
        if (choice < 5 && type.Width <= 64)
        {
            sink.Change(signal, (ulong)_random.NextInt64() >> _random.Next(64));
            return;
        }
        var value = new ulong[type.Words];
        var unknown = new ulong[type.Words];
        for (int i = 0; i < value.Length; i++)
        {
            value[i] = _random.Next(3) == 0 ? 0 : (ulong)_random.NextInt64() << 1;
            unknown[i] = choice < 7 ? 0 : choice == 6 ? ulong.MaxValue : (ulong)_random.NextInt64() & (ulong)_random.NextInt64();
        }
        sink.Change(signal, value, choice == 5 ? default : unknown);
    }
}
