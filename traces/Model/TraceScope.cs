namespace HwModel.Traces;

/// <summary>A level of the hierarchy that holds variables and further scopes.</summary>
public sealed class TraceScope
{
    private readonly TraceHierarchy _hierarchy;
    private readonly List<TraceScope> _scopes = [];
    private readonly List<TraceVariable> _variables = [];
    private readonly Dictionary<string, TraceScope> _scopesByName = [];
    private readonly Dictionary<string, TraceVariable> _names = [];
    private string? _path;

    internal TraceScope(TraceHierarchy hierarchy, TraceScope? parent, string name, ScopeKind kind)
    {
        _hierarchy = hierarchy;
        Parent = parent;
        Name = name;
        Kind = kind;
        PathLength = parent is null || parent.PathLength == 0 ? name.Length : parent.PathLength + 1 + name.Length;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The scope around this one; null for the root.</summary>
    public TraceScope? Parent { get; }

    /// <summary>The name, e.g. <c>r[3][2]</c>; empty for the root.</summary>
    public string Name { get; }

    /// <summary>The names from the top, separated by dots; empty for the root.</summary>
    public string Path => _path ??= Parent is null || Parent.PathLength == 0 ? Name : $"{Parent.Path}.{Name}";

    /// <summary>The characters of <see cref="Path"/>.</summary>
    internal int PathLength { get; }

    /// <summary>How many scopes are around this one; 0 for the root.</summary>
    public int Depth { get; }

    public ScopeKind Kind { get; }

    /// <summary>The scopes right in this one, in order of declaration.</summary>
    public IReadOnlyList<TraceScope> Scopes => _scopes;

    /// <summary>The variables right in this one, in order of declaration.</summary>
    public IReadOnlyList<TraceVariable> Variables => _variables;

    /// <summary>The scope of that name, made if it is not there yet (the kind of an existing scope stays).</summary>
    public TraceScope Scope(string name, ScopeKind kind = ScopeKind.Module)
    {
        if (_scopesByName.TryGetValue(name, out TraceScope? scope)) return scope;
        _hierarchy.ThrowIfFrozen();
        if (name.Length == 0) throw new ArgumentException($"a scope in '{Path}' has an empty name");
        scope = new TraceScope(_hierarchy, this, name, kind);
        _scopesByName.Add(name, scope);
        _scopes.Add(scope);
        return scope;
    }

    /// <summary>Declares one bit.</summary>
    public TraceHandle Bit(string name, TraceHints? hints = null) => Add(name, TraceType.Bit, hints);

    /// <summary>Declares a vector of <paramref name="width"/> bits.</summary>
    public TraceHandle Vector(string name, int width, TraceHints? hints = null) => Add(name, TraceType.Vector(width), hints);

    /// <summary>Declares a vector whose values have names, by default of the table's width; the role is <see cref="TraceRole.State"/> where nothing is said.</summary>
    public TraceHandle Enum(string name, EnumTable table, int width = 0, TraceHints? hints = null) =>
        Add(name, TraceType.Vector(width == 0 ? table.Width : width, table), hints ?? TraceHints.State);

    /// <summary>Declares a signed 32-bit number.</summary>
    public TraceHandle Integer(string name, TraceHints? hints = null) => Add(name, TraceType.Integer, hints);

    /// <summary>Declares a double; the role is <see cref="TraceRole.Analog"/> where nothing is said.</summary>
    public TraceHandle Real(string name, TraceHints? hints = null) => Add(name, TraceType.Real, hints ?? TraceHints.Analog);

    /// <summary>Declares a text.</summary>
    public TraceHandle Text(string name, TraceHints? hints = null) => Add(name, TraceType.Text, hints);

    /// <summary>Declares an event.</summary>
    public TraceHandle Event(string name, TraceHints? hints = null) => Add(name, TraceType.Event, hints);

    /// <summary>Declares a signal.</summary>
    /// <exception cref="ArgumentException">The scope has a variable of that name, or the name is empty.</exception>
    /// <exception cref="InvalidOperationException">A sink has begun with the hierarchy.</exception>
    public TraceHandle Add(string name, TraceType type, TraceHints? hints = null) => Register(name, null, type, hints).Signal;

    /// <summary>Declares a further name for a signal.</summary>
    /// <exception cref="ArgumentException">The scope has a variable of that name, or the name is empty.</exception>
    /// <exception cref="InvalidOperationException">A sink has begun with the hierarchy.</exception>
    public void Alias(string name, TraceHandle signal, TraceHints? hints = null)
    {
        TraceVariable original = _hierarchy.Signals[signal.Index];
        Register(name, signal, original.Type, hints ?? original.Hints);
    }

    internal TraceVariable? Find(string name) => _names.GetValueOrDefault(name);

    internal TraceVariable Register(string name, TraceHandle? signal, TraceType type, TraceHints? hints)
    {
        _hierarchy.ThrowIfFrozen();
        if (name.Length == 0) throw new ArgumentException($"a variable in '{Path}' has an empty name");
        if (_names.ContainsKey(name)) throw new ArgumentException($"the scope '{Path}' has two variables named '{name}'");
        TraceHandle handle = signal ?? new TraceHandle(_hierarchy.SignalCount);
        var variable = new TraceVariable(this, name, handle, type, hints ?? TraceHints.None, signal is not null);
        _names.Add(name, variable);
        _variables.Add(variable);
        _hierarchy.Register(variable);
        return variable;
    }

    public override string ToString() => Path;
}
