using System.Globalization;
using System.Reflection;

namespace HwModel.Kernel;

/// <summary>States and legal arcs of a state machine, from its enum; shared by all instances.</summary>
public sealed class FsmTable
{
    private readonly bool[] _legal;
    private readonly int _states;

    /// <param name="type">The enum's name.</param>
    /// <param name="states">Names of the states, in order of their values, which are 0, 1, 2, ...</param>
    /// <param name="arcs">Legal arcs between different states.</param>
    public FsmTable(string type, string[] states, (int From, int To)[] arcs)
    {
        Type = type;
        States = states;
        Arcs = arcs;
        _states = states.Length;
        _legal = new bool[states.Length * states.Length];
        foreach ((int from, int to) in arcs) _legal[from * states.Length + to] = true;
    }

    /// <summary>The table of an enum whose members carry <see cref="ArcsAttribute"/>, for coverage that is declared before a module exists.</summary>
    public static FsmTable Of<TEnum>()
        where TEnum : struct, Enum
    {
        string[] states = Enum.GetNames<TEnum>();
        var arcs = new List<(int From, int To)>();
        for (int from = 0; from < states.Length; from++)
            if (typeof(TEnum).GetField(states[from])!.GetCustomAttribute<ArcsAttribute>() is { } attribute)
                arcs.AddRange(attribute.Next.Select(next => (from, Convert.ToInt32(next, CultureInfo.InvariantCulture))));
        return new FsmTable(typeof(TEnum).Name, states, [.. arcs]);
    }

    /// <summary>The enum's name.</summary>
    public string Type { get; }

    /// <summary>Names of the states.</summary>
    public IReadOnlyList<string> States { get; }

    /// <summary>Legal arcs.</summary>
    public IReadOnlyList<(int From, int To)> Arcs { get; }

    internal bool IsLegal(int from, int to) => _legal[from * _states + to];
}

/// <summary>Counts the arcs that one state machine takes and refuses illegal ones.</summary>
public sealed class FsmMonitor(Module owner, string name, FsmTable table)
{
    private readonly long[] _taken = new long[table.States.Count * table.States.Count];
    private readonly int _states = table.States.Count;

    /// <summary>The module that has the state machine.</summary>
    public Module Owner => owner;

    /// <summary>The state register's name.</summary>
    public string Name => name;

    /// <summary>States and legal arcs.</summary>
    public FsmTable Table => table;

    /// <summary>How often an arc was taken.</summary>
    public long Taken(int from, int to) => _taken[from * _states + to];

    /// <summary>Notes a step.</summary>
    /// <exception cref="IllegalArcException">The table has no such arc.</exception>
    public void Move(int from, int to)
    {
        if ((uint)from >= (uint)_states || (uint)to >= (uint)_states || !table.IsLegal(from, to)) throw new IllegalArcException(this, from, to);
        _taken[from * _states + to]++;
    }
}

/// <summary>A state machine took an arc that its enum does not name.</summary>
public sealed class IllegalArcException : Exception
{
    internal IllegalArcException(FsmMonitor monitor, int from, int to)
        : base(Sentence(monitor, from, to))
    {
    }

    private static string Sentence(FsmMonitor monitor, int from, int to)
    {
        FsmTable table = monitor.Table;
        string[] allowed = [.. table.Arcs.Where(arc => arc.From == from).Select(arc => table.States[arc.To])];
        string legal = allowed.Length == 0 ? "no other state" : string.Join(", ", allowed);
        return $"{monitor.Owner.Path}.{monitor.Name} went from {Name(table, from)} to {Name(table, to)} in cycle {monitor.Owner.Clock.Cycle} " +
            $"({monitor.Owner.Clock.EdgeTime} fs); from {Name(table, from)} it may go to {legal}";
    }

    private static string Name(FsmTable table, int state) => (uint)state < (uint)table.States.Count ? table.States[state] : $"undefined state {state}";
}
