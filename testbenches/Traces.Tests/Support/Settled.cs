using System.Globalization;

namespace HwModel.Traces.Tests.Support;

/// <summary>
/// Collects what a sink is given, in the form of <see cref="PlainVcd"/>. An unknown value at the start is listed only where asked, since a signal
/// without a value is unknown as well.
/// </summary>
public sealed class Settled : StateSink
{
    private readonly HashSet<int> _touched = [];
    private TraceHierarchy? _hierarchy;
    private long _time;
    private bool _hasTime;
    private readonly bool _listsUnknownStart;

    public Settled(bool listsUnknownStart = false) : base(new NullSink()) => _listsUnknownStart = listsUnknownStart;

    public Dictionary<string, List<(long Time, string Value)>> Values { get; } = [];

    public List<long> Times { get; } = [];

    public long? EndTime { get; private set; }

    public static Dictionary<string, List<(long Time, string Value)>> Read(string path)
    {
        using VcdReader reader = VcdReader.Open(path);
        return Read(reader);
    }

    public static Dictionary<string, List<(long Time, string Value)>> Read(VcdReader reader)
    {
        var sink = new Settled(listsUnknownStart: true);
        reader.SendAll(sink);
        return sink.Values;
    }

    public static string Digits(TraceState state, TraceHandle signal)
    {
        int width = state.TypeOf(signal).Width;
        var digits = new char[width];
        for (int bit = 0; bit < width; bit++)
        {
            bool value = (state.Bits(signal)[bit / 64] >> (bit % 64) & 1) != 0;
            bool unknown = (state.UnknownBits(signal)[bit / 64] >> (bit % 64) & 1) != 0;
            digits[width - 1 - bit] = unknown ? value ? 'x' : 'z' : value ? '1' : '0';
        }
        return new string(digits);
    }

    public override void Begin(TraceHierarchy hierarchy)
    {
        base.Begin(hierarchy);
        _hierarchy = hierarchy;
        foreach (TraceVariable variable in hierarchy.Variables) Values[variable.Path] = [];
    }

    public override void Time(long time)
    {
        if (_hasTime && time == _time) return;
        if (_hasTime) Close();
        _hasTime = true;
        _time = time;
        Times.Add(time);
    }

    public override void End(long time)
    {
        if (_hasTime) Close();
        EndTime = time;
    }

    protected override void Changed(TraceHandle signal, bool isDifferent)
    {
        if (State.TypeOf(signal).Kind == TraceKind.Event) Add(signal, "1");
        else _touched.Add(signal.Index);
    }

    private void Close()
    {
        foreach (int index in _touched)
        {
            var signal = new TraceHandle(index);
            string value = State.TypeOf(signal).Kind switch
            {
                TraceKind.Real => State.Real(signal).ToString("R", CultureInfo.InvariantCulture),
                TraceKind.Text => State.Text(signal),
                _ => Digits(State, signal),
            };
            if (!_listsUnknownStart && Values[_hierarchy!.Signals[index].Path].Count == 0 && (value == "NaN" || value.All(digit => digit == 'x'))) continue;
            if (Values[_hierarchy!.Signals[index].Path] is [.., (_, var last)] && last == value) continue;
            Add(signal, value);
        }
        _touched.Clear();
    }

    private void Add(TraceHandle signal, string value)
    {
        foreach (TraceVariable variable in _hierarchy!.Variables)
            if (variable.Signal == signal) Values[variable.Path].Add((_time, value));
    }
}
