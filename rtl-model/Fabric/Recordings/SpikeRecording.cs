namespace HwModel.Fabric.Recordings;

/// <summary>Spikes in the order of their times. Immutable; spikes of equal time keep the order in which they were given.</summary>
public sealed class SpikeRecording
{
    /// <summary>The greatest number of a source: 2^24 - 1.</summary>
    public const int MaximumSource = (1 << 24) - 1;

    private readonly long[] _times;
    private readonly int[] _sources;

    private SpikeRecording(string name, long[] times, int[] sources)
    {
        Name = name;
        _times = times;
        _sources = sources;
        foreach (int source in sources) SourceCount = Math.Max(SourceCount, source + 1);
    }

    /// <summary>Where the recording comes from: a file, or "digits".</summary>
    public string Name { get; }

    /// <summary>How many spikes there are.</summary>
    public int Count => _times.Length;

    /// <summary>One more than the greatest source; 0 without spikes.</summary>
    public int SourceCount { get; }

    /// <summary>The time of each spike in femtoseconds, never falling.</summary>
    public ReadOnlySpan<long> Times => _times;

    /// <summary>The source of each spike, from 0.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The last spike's time in femtoseconds; 0 without spikes.</summary>
    public long End => _times.Length == 0 ? 0 : _times[^1];

    /// <summary>
    /// The recording that the product carries: 200 handwritten digits of the MNIST database, one every 30 ms, each pixel's grey value as the
    /// latency of one spike (Wunderlich and Pehle, Sci. Rep. 11:12829, 2021); origin and recipe stand in the README beside the data.
    /// </summary>
    public static SpikeRecording Digits()
    {
        using Stream stream = typeof(SpikeRecording).Assembly.GetManifestResourceStream("digits.csv")
            ?? throw new InvalidOperationException("The assembly carries no recording.");
        return SpikeCsv.Read(stream, "digits", new RecordingOptions { MustBeSorted = true });
    }

    /// <summary>A recording of the given spikes, which may stand in any order.</summary>
    /// <param name="name">Where they come from.</param>
    /// <param name="times">Femtoseconds, 0 or more.</param>
    /// <param name="sources">0 to <see cref="MaximumSource"/>, one for each time.</param>
    /// <exception cref="ArgumentException">A value is out of its range, or there are more of one than of the other.</exception>
    public static SpikeRecording Create(string name, ReadOnlySpan<long> times, ReadOnlySpan<int> sources)
    {
        if (times.Length != sources.Length)
            throw new ArgumentException($"The recording {name} has {times.Length} times and {sources.Length} sources; each spike needs one of both.");
        foreach (long time in times)
        {
            if (time < 0) throw new ArgumentException($"The recording {name} has a spike at {time} fs; times start at 0.");
        }
        foreach (int source in sources)
        {
            if (source is < 0 or > MaximumSource)
                throw new ArgumentException($"The recording {name} has a spike of source {source}; sources are 0 to {MaximumSource}.");
        }
        return Sorted(name, times.ToArray(), sources.ToArray());
    }

    /// <summary>Takes over arrays whose values were checked.</summary>
    internal static SpikeRecording Sorted(string name, long[] times, int[] sources)
    {
        if (IsSorted(times)) return new SpikeRecording(name, times, sources);
        // Array.Sort is not stable: the place in the file decides between equal times.
        (long Time, int Place)[] order = [.. times.Select((time, place) => (time, place))];
        Array.Sort(order);
        return new SpikeRecording(name, [.. order.Select(spike => spike.Time)], [.. order.Select(spike => sources[spike.Place])]);
    }

    private static bool IsSorted(long[] times)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1]) return false;
        }
        return true;
    }
}
