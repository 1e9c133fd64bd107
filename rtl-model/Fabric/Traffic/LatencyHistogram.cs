using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>
/// Counts latencies in cycles: one bin a cycle below 1,024, then 64 bins for each doubling (an error below 1.6 %), in the manner of HdrHistogram.
/// Number, sum, smallest and largest are exact.
/// </summary>
public sealed class LatencyHistogram : IStatePart
{
    private const int Linear = 1024;
    private const int PerOctave = 64;
    private const int Octaves = 30;

    private readonly long[] _bins = new long[Linear + PerOctave * Octaves];

    /// <summary>How many latencies were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum, in cycles.</summary>
    public long Sum { get; private set; }

    /// <summary>The largest, in cycles; 0 where none was counted.</summary>
    public long Max { get; private set; }

    /// <summary>The mean, in cycles; NaN where none was counted.</summary>
    public double Mean => Count == 0 ? double.NaN : (double)Sum / Count;

    public string Schema => "latencies";

    /// <summary>Counts a latency.</summary>
    public void Add(long cycles)
    {
        _bins[BinOf(cycles)]++;
        Count++;
        Sum += cycles;
        if (cycles > Max) Max = cycles;
    }

    /// <summary>Adds another histogram's counts.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _bins.Length; i++) _bins[i] += other._bins[i];
        Count += other.Count;
        Sum += other.Sum;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The smallest latency that at least a share of all do not exceed; NaN where none was counted.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        if (Count == 0) return double.NaN;
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int bin = 0; bin < _bins.Length; bin++)
        {
            seen += _bins[bin];
            if (seen >= rank) return Math.Min(LowerEnd(bin), Max);
        }
        return Max;
    }

    /// <summary>The bins that are not empty, as lower end in cycles and count.</summary>
    public IEnumerable<(long Cycles, long Count)> Bins()
    {
        for (int bin = 0; bin < _bins.Length; bin++)
            if (_bins[bin] > 0)
                yield return (LowerEnd(bin), _bins[bin]);
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_bins);
        Count = Sum = Max = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        writer.Write(Sum);
        writer.Write(Max);
        int used = 0;
        foreach (long bin in _bins) used += bin != 0 ? 1 : 0;
        writer.Write(used);
        for (int i = 0; i < _bins.Length; i++)
        {
            if (_bins[i] == 0) continue;
            writer.Write(i);
            writer.Write(_bins[i]);
        }
    }

    public void Load(StateReader reader)
    {
        Array.Clear(_bins);
        Count = reader.ReadInt64();
        Sum = reader.ReadInt64();
        Max = reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int bin = reader.ReadInt32();
            if ((uint)bin >= (uint)_bins.Length) throw new SnapshotException($"a latency histogram has no bin {bin}");
            _bins[bin] = reader.ReadInt64();
        }
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(Count);
        hash.Add(Sum);
        hash.Add(Max);
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("count", 32);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((uint)Count);

    private static int BinOf(long cycles)
    {
        if (cycles < Linear) return (int)Math.Max(0, cycles);
        int octave = BitOperations.Log2((ulong)cycles) - 10;
        if (octave >= Octaves) return Linear + PerOctave * Octaves - 1;
        return Linear + octave * PerOctave + (int)(cycles >> (octave + 4)) - PerOctave;
    }

    private static long LowerEnd(int bin)
    {
        if (bin < Linear) return bin;
        int octave = (bin - Linear) / PerOctave;
        return (long)(PerOctave + (bin - Linear) % PerOctave) << (octave + 4);
    }
}
