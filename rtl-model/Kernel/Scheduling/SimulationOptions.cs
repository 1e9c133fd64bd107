namespace HwModel.Kernel;

/// <summary>The order in which awake modules are evaluated at an edge; it never shows in the result.</summary>
public enum EvaluationOrder
{
    /// <summary>In order of construction.</summary>
    Forward,

    /// <summary>Backwards.</summary>
    Reverse,

    /// <summary>Another order in every cycle.</summary>
    Shuffled,
}

/// <summary>How a simulation runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>Seed of all random streams and of the random initial state.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What state holds at power-on where no reset touches it.</summary>
    public InitialState InitialState { get; init; } = InitialState.Random;

    /// <summary>Order of evaluation.</summary>
    public EvaluationOrder Order { get; init; } = EvaluationOrder.Forward;

    /// <summary>Evaluates sleeping modules too and throws <see cref="QuiescenceException"/> where that would have changed anything. Slow.</summary>
    public bool CheckQuiescence { get; init; }

    /// <summary>Host threads; partitions are shared among them. The result is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Faults that are switched in.</summary>
    public FaultSet Faults { get; init; } = FaultSet.None;
}

/// <summary>
/// The named faults that are switched into a run, to show that a property can fail. A module asks once, when it is built, and keeps the answer in a readonly field.
/// </summary>
public sealed class FaultSet
{
    private readonly HashSet<string> _names;

    /// <param name="names">Names as <c>block.fault</c>.</param>
    public FaultSet(params IEnumerable<string> names) => _names = [.. names];

    /// <summary>No faults: the design as it is meant.</summary>
    public static FaultSet None { get; } = new();

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _names.Order(StringComparer.Ordinal);

    /// <summary>Whether a fault is switched in.</summary>
    public bool Has(string name) => _names.Contains(name);
}
