using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>Takes what arrives at a node: counts flits and packets, and the latency and hops of packets that were created in the measurement window.</summary>
[Module]
public sealed partial class TrafficSink(Component parent, string name, int node, Measurement measurement) : Module(parent, name)
{
    // Interface
    [In] public partial In<Flit> FlitIn { get; }

    // State
    [Reg] private long _flits;
    [Reg] private long _packets;
    [Reg] private long _measured;
    [Reg(Trace = false)] private long _hops;
    [Reg] private long _misdelivered;
    [Reg] private uint _lastLatency;
    [Reg(Trace = false)] private readonly LatencyHistogram _latency = new();

    // Behaviour

    /// <summary>Flits that arrived.</summary>
    public long Flits => _flits;

    /// <summary>Packets that arrived whole.</summary>
    public long Packets => _packets;

    /// <summary>Packets of the measurement window that arrived.</summary>
    public long Measured => _measured;

    /// <summary>Sum of the hops of these.</summary>
    public long Hops => _hops;

    /// <summary>Packets that were meant for another node.</summary>
    public long Misdelivered => _misdelivered;

    /// <summary>Latencies of the packets of the window, from creation to the arrival of the tail.</summary>
    public LatencyHistogram Latency => _latency;

    protected override Activity Tick()
    {
        if (!FlitIn.HasData) return Activity.Idle;
        Flit flit = FlitIn.Pop();
        _flits++;
        if (flit.Destination != node) _misdelivered++;
        if (flit.IsTail) Count(in flit);
        return Activity.Idle;
    }

    private void Count(in Flit tail)
    {
        _packets++;
        long cycles = (Time - tail.Created) / Clock.Period;
        _lastLatency = (uint)cycles;
        if (!measurement.Holds(tail.Created)) return;
        _measured++;
        _hops += tail.Hops;
        _latency.Add(cycles);
    }
}

/// <summary>The times in which packets are created whose latency counts, in femtoseconds: from <paramref name="Start"/> on, before <paramref name="End"/>.</summary>
public sealed record Measurement(long Start, long End)
{
    /// <summary>Whether a time lies in the window.</summary>
    public bool Holds(long time) => time >= Start && time < End;
}
