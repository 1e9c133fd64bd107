namespace HwModel.Verification.Temporal;

/// <summary>At which cycles attempts start.</summary>
public enum AttemptStart
{
    /// <summary>In every cycle ("always").</summary>
    EveryCycle,

    /// <summary>Only in the first cycle of the trace.</summary>
    FirstCycle,
}

/// <summary>A named formula bound to a trace, with its live attempts and what became of the others.</summary>
public sealed class TemporalProperty : IAttemptTally
{
    private const int MostViolations = 16;

    private readonly Condition[] _conditions;
    private readonly Condition? _disable;
    private readonly AttemptSet _attempts;
    private readonly FormulaTable _formulas;
    private readonly AttemptStart _start;
    private readonly List<Violation> _violations = [];
    private readonly Func<TemporalProperty, ViolationKind, AttemptSet.Group, Violation> _describe;
    private PropertyCounts _counts;
    private AttemptSet.Group? _failed;
    private long _failedAttempts;

    internal TemporalProperty(
        string name, Formula formula, AttemptStart start, Condition? disableIff,
        Func<TemporalProperty, ViolationKind, AttemptSet.Group, Violation> describe)
    {
        (Name, Formula, _start, _disable, _describe) = (name, formula, start, disableIff, describe);
        // An attempt in every cycle already says "always"; one more would keep an attempt alive for every cycle.
        Formula body = start == AttemptStart.EveryCycle && formula is AlwaysFormula always ? always.Body : formula;
        var compiler = new FormulaCompiler(name);
        int initial = body.Compile(compiler);
        _formulas = compiler.Formulas;
        _conditions = compiler.Conditions;
        _attempts = new AttemptSet(_formulas, initial);
    }

    /// <summary>The property's full name.</summary>
    public string Name { get; }

    /// <summary>What is demanded.</summary>
    public Formula Formula { get; }

    /// <summary>The property in SystemVerilog's notation, with its "disable iff".</summary>
    public string Text => _disable is null ? Formula.Text : $"disable iff ({_disable.Text}) {Formula.Text}";

    /// <summary>Counts so far; pending and open are known after the monitor has finished.</summary>
    public PropertyCounts Counts => _counts;

    /// <summary>The first violations; the counts go on beyond them.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>How many attempts are distinguished at present.</summary>
    public int LiveStates => _attempts.Count;

    internal IEnumerable<Condition> Conditions => _disable is null ? _conditions : _conditions.Append(_disable);

    internal void Sample(long cycle, long time, bool first)
    {
        bool start = _start == AttemptStart.EveryCycle || first;
        if (start) _counts = _counts with { Attempts = _counts.Attempts + 1 };
        if (_disable is not null && _disable.Evaluate() == Truth.True)
        {
            _counts = _counts with { Discarded = _counts.Discarded + _attempts.Discard() + (start ? 1 : 0) };
            return;
        }
        ulong letter = 0;
        for (int i = 0; i < _conditions.Length; i++)
            if (_conditions[i].Evaluate() == Truth.True) letter |= 1UL << i;
        _attempts.Step(letter, start, cycle, time, this);
        if (_failed is { } failed) Report(ViolationKind.Failure, failed with { Attempts = _failedAttempts });
    }

    internal void Finish()
    {
        long pending = 0, open = 0;
        AttemptSet.Group? first = null;
        foreach (AttemptSet.Group group in _attempts.Live)
        {
            pending += group.Attempts;
            if (_formulas.MayEnd(group.State)) continue;
            open += group.Attempts;
            if (first is null || group.Start < first.Value.Start) first = group;
        }
        _counts = _counts with { Pending = pending, Open = open };
        if (first is { } oldest) Report(ViolationKind.OpenObligation, oldest with { Attempts = open });
    }

    void IAttemptTally.Passed(AttemptSet.Group group, bool activated) => _counts = activated
        ? _counts with { Passes = _counts.Passes + group.Attempts }
        : _counts with { Vacuous = _counts.Vacuous + group.Attempts };

    void IAttemptTally.Failed(AttemptSet.Group group)
    {
        _counts = _counts with { Failures = _counts.Failures + group.Attempts };
        _failedAttempts += group.Attempts;
        if (_failed is null || group.Start < _failed.Value.Start) _failed = group;
    }

    private void Report(ViolationKind kind, AttemptSet.Group group)
    {
        (_failed, _failedAttempts) = (null, 0);
        if (_violations.Count < MostViolations) _violations.Add(_describe(this, kind, group));
    }
}
