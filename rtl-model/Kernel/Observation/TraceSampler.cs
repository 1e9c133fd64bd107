using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>Takes the present values of one module or port in the order of their declaration and passes on those that changed.</summary>
public sealed class TraceSampler
{
    private readonly ulong[] _last;
    private readonly bool[] _absent;
    private readonly bool[] _selected;
    private readonly ChangeLog _log;
    private int _variable;
    private bool _all;

    internal TraceSampler(ulong[] last, bool[] absent, bool[] selected, ChangeLog log)
    {
        _last = last;
        _absent = absent;
        _selected = selected;
        _log = log;
    }

    /// <summary>The next variable's value is a bit vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bits(ulong value)
    {
        int variable = _variable++;
        if (_last[variable] == value && !_absent[variable] && !_all) return;
        _last[variable] = value;
        _absent[variable] = false;
        if (_selected[variable]) _log.Add(variable, value, isAbsent: false);
    }

    /// <summary>The next variables have no value: the fields of an empty queue's head.</summary>
    public void Absent(int count)
    {
        for (; count > 0; count--)
        {
            int variable = _variable++;
            if (_absent[variable] && !_all) continue;
            _absent[variable] = true;
            if (_selected[variable]) _log.Add(variable, 0, isAbsent: true);
        }
    }

    /// <summary>The next variable's value is a real.</summary>
    public void Real(double value) => Bits(BitConverter.DoubleToUInt64Bits(value));

    internal void Begin(int variable, bool all)
    {
        _variable = variable;
        _all = all;
    }
}

/// <summary>Value changes in order of time, kept until all partitions have come as far.</summary>
internal sealed class ChangeLog
{
    private Change[] _changes = new Change[256];
    private long _time;

    public int Count { get; private set; }

    public ReadOnlySpan<Change> Changes => _changes.AsSpan(0, Count);

    public void SetTime(long time) => _time = time;

    public void Add(int variable, ulong value, bool isAbsent)
    {
        if (Count == _changes.Length) Array.Resize(ref _changes, 2 * Count);
        _changes[Count++] = new Change(_time, variable, value, isAbsent);
    }

    public void Clear() => Count = 0;

    public readonly record struct Change(long Time, int Variable, ulong Value, bool IsAbsent);
}
