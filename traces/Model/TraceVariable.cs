namespace HwModel.Traces;

/// <summary>A name in the hierarchy for a signal. Several variables may name the same signal (aliases).</summary>
public sealed class TraceVariable
{
    internal TraceVariable(TraceScope scope, string name, TraceHandle signal, TraceType type, TraceHints hints, bool isAlias)
    {
        Scope = scope;
        Name = name;
        Signal = signal;
        Type = type;
        Hints = hints;
        IsAlias = isAlias;
    }

    /// <summary>The scope that holds the name.</summary>
    public TraceScope Scope { get; }

    /// <summary>The name without scope and without the range of a vector, e.g. <c>row[12]</c>.</summary>
    public string Name { get; }

    /// <summary>The signal that is named.</summary>
    public TraceHandle Signal { get; }

    /// <summary>What the signal's values are.</summary>
    public TraceType Type { get; }

    /// <summary>What helps a viewer.</summary>
    public TraceHints Hints { get; }

    /// <summary>True when another variable has named the signal before.</summary>
    public bool IsAlias { get; }

    /// <summary>The scopes and the name, separated by dots, e.g. <c>mesh.r[3][2].in_n.count</c>.</summary>
    public string Path => Scope.Path.Length == 0 ? Name : $"{Scope.Path}.{Name}";

    public override string ToString() => Path;
}
