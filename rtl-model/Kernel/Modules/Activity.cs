namespace HwModel.Kernel;

/// <summary>What a module's <c>Tick</c> says of its next cycles.</summary>
public readonly struct Activity
{
    internal const long BusyRaw = 0;
    internal const long IdleRaw = long.MaxValue;

    internal readonly long Raw;

    private Activity(long raw) => Raw = raw;

    /// <summary>Wants the next cycle too.</summary>
    public static Activity Busy => new(BusyRaw);

    /// <summary>
    /// Sleeps until an input changes: data arrives in a queue, a full queue behind an output gets room, a signal changes.
    /// The quiescence contract: until then a <c>Tick</c> would change nothing.
    /// </summary>
    public static Activity Idle => new(IdleRaw);

    /// <summary>Sleeps until an input changes, or until the given cycle of its clock; a cycle that is not in the future means the next one.</summary>
    public static Activity Until(long cycle) => new(cycle <= 0 ? BusyRaw : cycle);

    public override string ToString() => Raw switch { BusyRaw => "busy", IdleRaw => "idle", _ => $"until cycle {Raw}" };
}
