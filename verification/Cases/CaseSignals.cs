using HwModel.Traces;

namespace HwModel.Verification.Cases;

/// <summary>
/// Signals that a bench draws into a failing case's waveform itself, where no simulation shows them: a processor at instruction level, accesses of a bus.
/// While nobody watches, nothing is kept.
/// </summary>
public sealed class CaseSignals
{
    private readonly TraceHierarchy _hierarchy = new(Timescale.Femtosecond);
    private readonly ITraceSink? _sink;
    private bool _begun;

    internal CaseSignals(ITraceSink? sink) => _sink = sink;

    /// <summary>Whether somebody watches; ask it before values are worked out.</summary>
    public bool IsWatched => _sink is not null;

    /// <summary>The present time, in femtoseconds.</summary>
    public long Time { get; private set; }

    /// <summary>Declares a vector by its path, scopes apart by dots. All are declared before the first time.</summary>
    public TraceHandle Vector(string path, int width, TraceFormat format = TraceFormat.Default)
    {
        (TraceScope scope, string name) = Place(path);
        return scope.Vector(name, width, new TraceHints(TraceRole.Signal, format));
    }

    /// <summary>Declares a single bit.</summary>
    public TraceHandle Bit(string path)
    {
        (TraceScope scope, string name) = Place(path);
        return scope.Bit(name);
    }

    /// <summary>Declares a vector of names: the values of an enumeration.</summary>
    public TraceHandle Enum<TEnum>(string path)
        where TEnum : struct, Enum
    {
        (TraceScope scope, string name) = Place(path);
        return scope.Enum(name, EnumTable.Of<TEnum>());
    }

    /// <summary>Declares a number with a fraction, shown as a curve.</summary>
    public TraceHandle Real(string path)
    {
        (TraceScope scope, string name) = Place(path);
        return scope.Real(name);
    }

    /// <summary>Declares a text.</summary>
    public TraceHandle Text(string path)
    {
        (TraceScope scope, string name) = Place(path);
        return scope.Text(name);
    }

    /// <summary>Goes on to a time, in femtoseconds; the values that follow hold from there on.</summary>
    public void At(long time)
    {
        Time = time;
        if (_sink is null) return;
        if (!_begun) _sink.Begin(_hierarchy);
        _begun = true;
        _sink.Time(time);
    }

    /// <summary>A vector or bit has a value.</summary>
    public void Set(TraceHandle signal, ulong value) => _sink?.Change(signal, value);

    /// <summary>A vector of any width has these bits, least significant word first.</summary>
    public void Set(TraceHandle signal, ReadOnlySpan<ulong> value) => _sink?.Change(signal, value);

    /// <summary>A number has a value.</summary>
    public void Set(TraceHandle signal, double value) => _sink?.Change(signal, value);

    /// <summary>A text has a value.</summary>
    public void Set(TraceHandle signal, string value) => _sink?.Change(signal, value);

    private (TraceScope Scope, string Name) Place(string path)
    {
        string[] names = path.Split('.');
        TraceScope scope = _hierarchy.Root;
        foreach (string name in names[..^1]) scope = scope.Scope(name);
        return (scope, names[^1]);
    }
}
