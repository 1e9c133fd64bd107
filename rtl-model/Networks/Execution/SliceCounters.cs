namespace HwModel.Networks.Execution;

/// <summary>What a slice did since the start.</summary>
public sealed class SliceCounters
{
    public long Events { get; internal set; }

    /// <summary>Halvings of the population table.</summary>
    public long SearchSteps { get; internal set; }

    public long Blocks { get; internal set; }

    public long Synapses { get; internal set; }

    public long WideSynapses { get; internal set; }

    public long Unknown { get; internal set; }

    public long Spikes { get; internal set; }

    /// <summary>Packets that found the ring full.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Most packets of a tick.</summary>
    public int MaxEvents { get; internal set; }

    /// <summary>Cycles that the ticks take by the cost model.</summary>
    public double Cycles { get; internal set; }

    /// <summary>Cycles of the longest tick.</summary>
    public double MaxCycles { get; internal set; }

    /// <summary>Ticks at the high level.</summary>
    public long HighTicks { get; internal set; }

    /// <summary>Cycles of ticks at the high level.</summary>
    public double HighCycles { get; internal set; }

    /// <summary>Seconds of all ticks.</summary>
    public double Seconds { get; internal set; }

    /// <summary>Seconds of ticks at the high level.</summary>
    public double HighSeconds { get; internal set; }

    /// <summary>Ticks that began while another was not finished.</summary>
    public long Overruns { get; internal set; }

    /// <summary>Most ticks behind.</summary>
    public long MaxLag { get; internal set; }
}
