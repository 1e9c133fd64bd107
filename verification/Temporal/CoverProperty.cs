namespace HwModel.Verification.Temporal;

/// <summary>Counts the matches of a sequence, every end of every attempt; none is a hole in the coverage, not a failure.</summary>
public sealed class CoverProperty
{
    private readonly SequenceTable _sequences;
    private readonly Condition[] _conditions;
    private readonly Condition? _disable;
    private readonly int _initial;
    private List<(int State, long Attempts)> _live = [];
    private List<(int State, long Attempts)> _next = [];

    internal CoverProperty(string name, Sequence sequence, Condition? disableIff)
    {
        (Name, Sequence, _disable) = (name, sequence, disableIff);
        var compiler = new FormulaCompiler(name);
        _initial = sequence.CompileSequence(compiler);
        _sequences = compiler.Sequences;
        _conditions = compiler.Conditions;
    }

    /// <summary>The property's full name.</summary>
    public string Name { get; }

    /// <summary>What is counted.</summary>
    public Sequence Sequence { get; }

    /// <summary>Matches so far; several attempts that end in one cycle are several matches.</summary>
    public long Matches { get; private set; }

    /// <summary>The first cycle that ends a match, or -1.</summary>
    public long FirstMatch { get; private set; } = -1;

    internal IEnumerable<Condition> Conditions => _disable is null ? _conditions : _conditions.Append(_disable);

    internal void Sample(long cycle)
    {
        if (_disable is not null && _disable.Evaluate() == Truth.True)
        {
            _live.Clear();
            return;
        }
        ulong letter = 0;
        for (int i = 0; i < _conditions.Length; i++)
            if (_conditions[i].Evaluate() == Truth.True) letter |= 1UL << i;
        _next.Clear();
        foreach ((int state, long attempts) in _live) Move(state, attempts, letter, cycle);
        Move(_initial, 1, letter, cycle);
        (_live, _next) = (_next, _live);
    }

    private void Move(int state, long attempts, ulong letter, long cycle)
    {
        int rest = _sequences.Derive(state, letter);
        if (_sequences.IsNullable(rest))
        {
            Matches += attempts;
            if (FirstMatch < 0) FirstMatch = cycle;
        }
        if (!_sequences.CanMatch(rest)) return;
        for (int i = 0; i < _next.Count; i++)
        {
            if (_next[i].State != rest) continue;
            _next[i] = (rest, _next[i].Attempts + attempts);
            return;
        }
        _next.Add((rest, attempts));
    }
}
