namespace HwModel.Traces;

/// <summary>
/// What a trace holds: scopes, variables, signals and the unit of time. It is filled first and frozen when a sink begins with it.
/// </summary>
public sealed class TraceHierarchy
{
    private readonly List<TraceVariable> _variables = [];
    private readonly List<TraceVariable> _signals = [];

    /// <param name="unit">What one step of <see cref="ITraceSink.Time"/> is; the simulation counts femtoseconds, which is the default.</param>
    public TraceHierarchy(Timescale unit = default)
    {
        Unit = unit;
        Root = new TraceScope(this, null, "", ScopeKind.Module);
    }

    /// <summary>What one step of <see cref="ITraceSink.Time"/> is.</summary>
    public Timescale Unit { get; internal set; }

    /// <summary>A grid on which all times lie, in steps of <see cref="Unit"/>: the greatest common divisor of all clock periods and phases; 1 says nothing. Lets a writer take a coarser timescale.</summary>
    public long TimeGrid { get; set; } = 1;

    /// <summary>The comment of the header: design, configuration, seed.</summary>
    public string Comment { get; set; } = "";

    /// <summary>The date of the header; empty leaves it out, so that equal runs write equal bytes.</summary>
    public string Date { get; set; } = "";

    /// <summary>The producer's name in the header.</summary>
    public string Version { get; set; } = "HwModel";

    /// <summary>The scope without a name at the top.</summary>
    public TraceScope Root { get; }

    /// <summary>All variables in order of declaration, aliases too.</summary>
    public IReadOnlyList<TraceVariable> Variables => _variables;

    /// <summary>The first variable of each signal, by <see cref="TraceHandle.Index"/>.</summary>
    public IReadOnlyList<TraceVariable> Signals => _signals;

    /// <summary>How many signals there are.</summary>
    public int SignalCount => _signals.Count;

    /// <summary>True when a sink has begun with the hierarchy: nothing can be declared any more.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The scope of a dotted path, made where it is not there yet.</summary>
    public TraceScope Scope(string path, ScopeKind kind = ScopeKind.Module)
    {
        TraceScope scope = Root;
        foreach (string name in path.Split('.', StringSplitOptions.RemoveEmptyEntries)) scope = scope.Scope(name, kind);
        return scope;
    }

    /// <summary>The first variable of that path, or null.</summary>
    public TraceVariable? Find(string path)
    {
        foreach (TraceVariable variable in _variables)
            if (path.EndsWith(variable.Name, StringComparison.Ordinal) && variable.Path == path) return variable;
        return null;
    }

    /// <summary>Ends the declarations; sinks call it when they begin.</summary>
    public void Freeze() => IsFrozen = true;

    internal void ThrowIfFrozen()
    {
        if (IsFrozen) throw new InvalidOperationException("variables can be declared only before the first sink begins with the hierarchy");
    }

    internal void Register(TraceVariable variable)
    {
        _variables.Add(variable);
        if (!variable.IsAlias) _signals.Add(variable);
    }
}
