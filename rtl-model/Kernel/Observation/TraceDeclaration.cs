namespace HwModel.Kernel;

/// <summary>What kind of values a traced variable has.</summary>
public enum TraceKind
{
    /// <summary>A bit vector of up to 64 bits.</summary>
    Bits,

    /// <summary>A double.</summary>
    Real,

    /// <summary>A bit vector whose values have names.</summary>
    Enum,
}

/// <summary>A variable that traces can show.</summary>
/// <param name="Scope">Names of the scopes from the root, joined by dots.</param>
/// <param name="Name">Name in its scope.</param>
/// <param name="Kind">Kind of values.</param>
/// <param name="Width">Width in bits; 64 for a real.</param>
/// <param name="Enum">The names of the values of an enum.</param>
/// <param name="IsState">The state register of a state machine.</param>
/// <param name="IsPort">Belongs to a queue or a signal between modules.</param>
/// <param name="Owner">The module that it belongs to.</param>
public sealed record TraceVariable(string Scope, string Name, TraceKind Kind, int Width, TraceEnum? Enum, bool IsState, bool IsPort, Module Owner)
{
    /// <summary>Scope and name.</summary>
    public string Path => $"{Scope}.{Name}";
}

/// <summary>An enum's name and the names of its values.</summary>
public sealed record TraceEnum(string Name, IReadOnlyList<string> Names, IReadOnlyList<ulong> Values);

/// <summary>Collects the variables of a design.</summary>
public sealed class TraceDeclaration
{
    private readonly List<TraceVariable> _variables = [];
    private readonly Dictionary<string, TraceEnum> _enums = [];
    private string _scope = "";

    internal bool IsInPort { get; set; }

    internal Module Owner { get; set; } = null!;

    /// <summary>The variables, in the order in which they are sampled.</summary>
    public IReadOnlyList<TraceVariable> Variables => _variables;

    /// <summary>Goes into a scope until the result is disposed of.</summary>
    public Leave Scope(string name)
    {
        string outer = _scope;
        _scope = outer.Length == 0 ? name : $"{outer}.{name}";
        return new Leave(this, outer);
    }

    /// <summary>Declares a bit vector of 1 to 64 bits.</summary>
    public void Bits(string name, int width) => Add(name, TraceKind.Bits, Math.Clamp(width, 1, 64), null, false);

    /// <summary>Declares a real.</summary>
    public void Real(string name) => Add(name, TraceKind.Real, 64, null, false);

    /// <summary>Declares a variable whose values have names.</summary>
    public void Enum(string name, string type, IReadOnlyList<string> names, IReadOnlyList<ulong> values, bool isState = false)
    {
        if (!_enums.TryGetValue(type, out TraceEnum? table)) _enums[type] = table = new TraceEnum(type, names, values);
        ulong largest = 1;
        foreach (ulong value in values) largest = Math.Max(largest, value);
        Add(name, TraceKind.Enum, System.Numerics.BitOperations.Log2(largest) + 1, table, isState);
    }

    private void Add(string name, TraceKind kind, int width, TraceEnum? table, bool isState) =>
        _variables.Add(new TraceVariable(_scope, name, kind, width, table, isState, IsInPort, Owner));

    /// <summary>Leaves a scope.</summary>
    public readonly struct Leave(TraceDeclaration declaration, string outer) : IDisposable
    {
        public void Dispose() => declaration._scope = outer;
    }
}
