using System.Globalization;

namespace HwModel.Fabric.Recordings;

/// <summary>Where the spikes of each source go. Immutable.</summary>
public sealed class FanOutTable
{
    /// <summary>The most destinations of all sources together.</summary>
    public const int MaximumEntries = 50_000_000;

    private readonly int[] _starts; // one more than there are sources
    private readonly int[] _destinations;

    private FanOutTable(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        _starts = new int[rows.Count + 1];
        for (int source = 0; source < rows.Count; source++) _starts[source + 1] = checked(_starts[source] + rows[source].Count);
        _destinations = [.. rows.SelectMany(row => row)];
    }

    /// <summary>One more than the greatest source that has destinations.</summary>
    public int SourceCount => _starts.Length - 1;

    /// <summary>Destinations of all sources together.</summary>
    public int EntryCount => _destinations.Length;

    /// <summary>The destinations of a source, in the order given; none for a source that the table does not name.</summary>
    public ReadOnlySpan<int> this[int source] =>
        source >= 0 && source < SourceCount ? _destinations.AsSpan(_starts[source].._starts[source + 1]) : [];

    /// <summary>
    /// Every source gets the same number of different destinations, drawn with equal chances and listed in rising order. Source s draws from a
    /// SplitMix64 generator of its own with the state mix(seed xor mix(s + 1)), by R. W. Floyd's sampling (J. Bentley and B. Floyd,
    /// "Programming pearls: a sample of brilliance", CACM 30(9), 1987), so its destinations don't depend on how many sources there are.
    /// </summary>
    /// <param name="sources">0 to <see cref="SpikeRecording.MaximumSource"/> + 1.</param>
    /// <param name="destinations">1 or more; they are numbered from 0.</param>
    /// <param name="fanOut">0 to <paramref name="destinations"/>.</param>
    /// <param name="seed">Any number.</param>
    public static FanOutTable Random(int sources, int destinations, int fanOut, ulong seed)
    {
        if (sources is < 0 or > SpikeRecording.MaximumSource + 1)
            throw new ArgumentOutOfRangeException(nameof(sources), sources, $"A fan-out table has 0 to {SpikeRecording.MaximumSource + 1} sources.");
        ArgumentOutOfRangeException.ThrowIfLessThan(destinations, 1);
        if (fanOut < 0 || fanOut > destinations || (long)sources * fanOut > MaximumEntries)
            throw new ArgumentOutOfRangeException(nameof(fanOut), fanOut, $"A fan-out is 0 to the number of destinations, {destinations}, and a table has at most {MaximumEntries} entries.");
        int[][] rows = new int[sources][];
        var chosen = new HashSet<int>();
        for (int source = 0; source < sources; source++)
        {
            var random = new SplitMix64(SplitMix64.Mix(seed ^ SplitMix64.Mix((ulong)source + 1)));
            chosen.Clear();
            for (int last = destinations - fanOut; last < destinations; last++)
            {
                if (!chosen.Add(random.Below(last + 1))) chosen.Add(last);
            }
            rows[source] = [.. chosen.Order()];
        }
        return new FanOutTable(rows);
    }

    /// <summary>
    /// Reads lines <c>source,destination[,destination...]</c> from a file, plain or compressed by gzip. A source may have several
    /// lines; a header that starts with "source" is skipped.
    /// </summary>
    /// <param name="destinations">How many destinations there are; the table may name 0 up to one less.</param>
    /// <exception cref="RecordingException">The file can't be read or is no fan-out table.</exception>
    public static FanOutTable Read(string path, int destinations) => CsvLines.Read(path, lines => Read(lines, destinations));

    /// <summary>Reads UTF-8 text; see <see cref="Read(string, int)"/>.</summary>
    public static FanOutTable Read(Stream text, string name, int destinations) =>
        CsvLines.Read(text, name, lines => Read(lines, destinations));

    private static FanOutTable Read(CsvLines lines, int destinations)
    {
        var rows = new Dictionary<int, List<int>>();
        var entries = new HashSet<(int Source, int Destination)>();
        bool isFirst = true;
        while (lines.Next() is { } row)
        {
            bool isHeader = isFirst && row[0].Equals("source", StringComparison.OrdinalIgnoreCase);
            isFirst = false;
            if (isHeader) continue;
            if (row.Length < 2) throw lines.Error("the line has one column; it must have a source and one or more destinations.");
            int source = Number(lines, "source", row[0], SpikeRecording.MaximumSource);
            if (!rows.TryGetValue(source, out List<int>? known)) rows[source] = known = [];
            foreach (string field in row.AsSpan(1))
            {
                int destination = Number(lines, "destination", field, destinations - 1);
                if (!entries.Add((source, destination)))
                    throw lines.Error($"the source {source} has the destination {destination} twice; each may stand once.");
                if (entries.Count > MaximumEntries)
                    throw lines.Error($"the table has more than {MaximumEntries} destinations, the most allowed.");
                known.Add(destination);
            }
        }
        int sources = rows.Count == 0 ? 0 : rows.Keys.Max() + 1;
        return new FanOutTable([.. Enumerable.Range(0, sources).Select(source => (IReadOnlyList<int>)rows.GetValueOrDefault(source, []))]);
    }

    private static int Number(CsvLines lines, string what, string field, int maximum) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= maximum
            ? number
            : throw lines.Error($"the {what} {CsvLines.Quote(field)} is not a whole number from 0 to {maximum}.");
}
