namespace HwModel.Traces;

/// <summary>A hierarchy with a part of another's variables.</summary>
public sealed class TraceSubset
{
    private readonly int[] _map;

    /// <param name="source">The hierarchy to take from.</param>
    /// <param name="isTaken">Which variables are taken.</param>
    public TraceSubset(TraceHierarchy source, Func<TraceVariable, bool> isTaken)
    {
        Hierarchy = new TraceHierarchy(source.Unit)
        {
            TimeGrid = source.TimeGrid,
            Comment = source.Comment,
            Date = source.Date,
            Version = source.Version,
        };
        _map = new int[source.SignalCount];
        Array.Fill(_map, -1);
        var scopes = new Dictionary<TraceScope, TraceScope> { [source.Root] = Hierarchy.Root };
        foreach (TraceVariable variable in source.Variables)
        {
            if (!isTaken(variable)) continue;
            ref int target = ref _map[variable.Signal.Index];
            TraceVariable copy = Find(scopes, variable.Scope).Register(variable.Name, target < 0 ? null : new TraceHandle(target), variable.Type, variable.Hints);
            target = copy.Signal.Index;
        }
    }

    /// <summary>The part.</summary>
    public TraceHierarchy Hierarchy { get; }

    /// <summary>The signal's handle in the part; false when it is not in it.</summary>
    public bool TryMap(TraceHandle signal, out TraceHandle target)
    {
        target = new TraceHandle(_map[signal.Index]);
        return target.Index >= 0;
    }

    private static TraceScope Find(Dictionary<TraceScope, TraceScope> scopes, TraceScope scope)
    {
        if (scopes.TryGetValue(scope, out TraceScope? copy)) return copy;
        copy = Find(scopes, scope.Parent!).Scope(scope.Name, scope.Kind);
        scopes.Add(scope, copy);
        return copy;
    }
}
