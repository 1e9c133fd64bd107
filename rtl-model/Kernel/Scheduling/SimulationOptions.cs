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
