namespace HwModel.Kernel;

/// <summary>Watches a simulation: called after every evaluated edge. Partitions on different threads call it side by side, each for its own modules.</summary>
public abstract class SimulationTap
{
    /// <summary>Called when the tap is attached, after elaboration.</summary>
    protected internal abstract void Attach(Simulation simulation);

    /// <summary>An edge was evaluated and its changes are visible.</summary>
    internal abstract void Observe(int partition, ClockDomain domain, long time);

    /// <summary>All partitions have done all edges before a time.</summary>
    protected internal virtual void EndWindow(long time)
    {
    }
}
