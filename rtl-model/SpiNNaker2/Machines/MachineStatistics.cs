namespace HwModel.SpiNNaker2.Machines;

/// <summary>What a machine's traffic came to. Times are in femtoseconds.</summary>
public sealed class MachineStatistics
{
    private const int BinsPerOctave = 16;

    private readonly long[] _latency = new long[64 * BinsPerOctave];

    /// <summary>Packets sent.</summary>
    public long Sent { get; internal set; }

    /// <summary>Packets that a router took.</summary>
    public long Routed { get; internal set; }

    /// <summary>Copies that passed a link.</summary>
    public long LinkCopies { get; internal set; }

    /// <summary>Copies given to quads of processing elements.</summary>
    public long QuadCopies { get; internal set; }

    /// <summary>Processing elements that got a packet.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Copies dropped in front of a link.</summary>
    public long DroppedAtLinks { get; internal set; }

    /// <summary>Copies dropped in front of the network on chip.</summary>
    public long DroppedAtPorts { get; internal set; }

    /// <summary>Packets of this chip for which there was no entry.</summary>
    public long Unrouted { get; internal set; }

    /// <summary>Sum of the latencies of delivered copies.</summary>
    public double LatencySum { get; private set; }

    /// <summary>The longest latency of a delivered copy.</summary>
    public long LongestLatency { get; private set; }

    /// <summary>Delivered copies that count in the latency.</summary>
    public long Latencies { get; private set; }

    /// <summary>Mean latency.</summary>
    public double MeanLatency => Latencies == 0 ? 0 : LatencySum / Latencies;

    /// <summary>The latency below which a share of the delivered copies stays, from a histogram with 16 bins an octave.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double LatencyQuantile(double share)
    {
        double wanted = share * Latencies;
        long seen = 0;
        for (int bin = 0; bin < _latency.Length; bin++)
        {
            seen += _latency[bin];
            if (seen >= wanted && seen > 0) return Math.ScaleB(1 + (bin % BinsPerOctave + 0.5) / BinsPerOctave, bin / BinsPerOctave);
        }
        return LongestLatency;
    }

    internal void AddLatency(long latency)
    {
        Latencies++;
        LatencySum += latency;
        LongestLatency = Math.Max(LongestLatency, latency);
        int octave = System.Numerics.BitOperations.Log2((ulong)Math.Max(latency, 1));
        int part = octave < 4 ? 0 : (int)(latency >> (octave - 4)) & (BinsPerOctave - 1);
        _latency[octave * BinsPerOctave + part]++;
    }
}
