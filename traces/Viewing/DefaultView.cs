namespace HwModel.Traces;

/// <summary>
/// A view from the hints of the declarations: clocks and resets, then errors, then the named groups, then one group per scope with state before
/// ports before data. Curves get three rows. The first groups are open.
/// </summary>
public static class DefaultView
{
    /// <summary>Groups that are open at first.</summary>
    public const int OpenGroups = 6;

    /// <summary>The most signals in a view; what is over it can be added from the tree.</summary>
    public const int MaxSignals = 2_000;

    /// <summary>The view of a trace.</summary>
    /// <param name="hierarchy">The trace.</param>
    /// <param name="isShown">Which variables come into the view; null: all.</param>
    public static WaveformView Of(TraceHierarchy hierarchy, Func<TraceVariable, bool>? isShown = null)
    {
        var top = new List<ViewRow>();
        var errors = new List<ViewRow>();
        var groups = new List<(string Title, List<TraceVariable> Variables)>();
        var byTitle = new Dictionary<string, List<TraceVariable>>();
        int count = 0;
        foreach (TraceVariable variable in hierarchy.Variables)
        {
            if (variable.Hints.Hidden || variable.IsAlias || isShown?.Invoke(variable) == false || ++count > MaxSignals) continue;
            if (variable.Hints.Group is null && (variable.Hints.Role & (TraceRole.Clock | TraceRole.Reset)) != 0)
            {
                top.Add(Row(variable));
                continue;
            }
            if (variable.Hints.Group is null && (variable.Hints.Role & TraceRole.Error) != 0)
            {
                errors.Add(Row(variable));
                continue;
            }
            string title = variable.Hints.Group ?? variable.Scope.Path;
            if (!byTitle.TryGetValue(title, out List<TraceVariable>? variables))
            {
                byTitle.Add(title, variables = []);
                groups.Add((title, variables));
            }
            variables.Add(variable);
        }
        var rows = new List<ViewRow>(top);
        if (errors.Count > 0) rows.Add(new ViewGroup("errors", errors));
        // Groups that somebody named come before those of the scopes.
        int open = 0;
        foreach (bool named in new[] { true, false })
            foreach ((string title, List<TraceVariable> variables) in groups)
                if (named == (variables[0].Hints.Group is not null))
                    rows.Add(new ViewGroup(title.Length == 0 ? "signals" : title, [.. variables.OrderBy(Rank).Select(variable => Row(variable) with { Label = LabelIn(title, variable) })], open++ < OpenGroups));
        return new WaveformView(rows) { OpenScopes = OpenScopes(hierarchy.Root) };
    }

    private static ViewSignal Row(TraceVariable variable)
    {
        TraceHints hints = variable.Hints;
        bool isAnalog = hints.AnalogRows > 0 || ((hints.Role & TraceRole.Analog) != 0 && variable.Type.Kind is TraceKind.Real or TraceKind.Bits or TraceKind.Integer);
        return new ViewSignal(variable, hints.Format, hints.Color ?? ColorOf(hints.Role), !isAnalog ? 0 : hints.AnalogRows > 0 ? hints.AnalogRows : 3);
    }

    // In a group that is named after a scope, what lies deeper is told apart by its path from there; with slashes, since GTKWave shows only
    // what follows the last dot of a name.
    private static string? LabelIn(string group, TraceVariable variable) =>
        group.Length > 0 && variable.Scope.Path.Length > group.Length && variable.Scope.Path.StartsWith($"{group}.", StringComparison.Ordinal)
            ? $"{variable.Scope.Path[(group.Length + 1)..].Replace('.', '/')}/{VcdName.WithRange(variable)}"
            : null;

    private static TraceColor ColorOf(TraceRole role) => role switch
    {
        TraceRole.Error => TraceColor.Red,
        TraceRole.Reset => TraceColor.Yellow,
        TraceRole.State => TraceColor.Orange,
        TraceRole.Analog => TraceColor.Yellow,
        TraceRole.Counter => TraceColor.Violet,
        _ => TraceColor.Normal,
    };

    private static int Rank(TraceVariable variable) => variable.Hints.Role switch
    {
        TraceRole.Clock => 0,
        TraceRole.Reset => 1,
        TraceRole.Error => 2,
        TraceRole.State => 3,
        TraceRole.Signal or TraceRole.Port => 4,
        TraceRole.Data => 5,
        TraceRole.Counter => 6,
        _ => 7,
    };

    // The tree is unfolded as long as there is only one way down, and once more.
    private static List<TraceScope> OpenScopes(TraceScope root)
    {
        var open = new List<TraceScope>();
        TraceScope scope = root;
        while (scope.Scopes.Count == 1)
        {
            scope = scope.Scopes[0];
            open.Add(scope);
        }
        return open;
    }
}
