using System.Globalization;

namespace HwModel.Fabric.Recordings;

/// <summary>Reads spike recordings from comma-separated text; see the README beside for what is taken.</summary>
public static class SpikeCsv
{
    private const decimal FemtosecondsPerMicrosecond = 1e9m;
    private const decimal MaximumMicroseconds = long.MaxValue / FemtosecondsPerMicrosecond;
    private static readonly string[] StepColumns = ["input", "voltage", "spike"];

    /// <summary>Reads a file, plain or compressed by gzip.</summary>
    /// <exception cref="RecordingException">The file can't be read or is no recording.</exception>
    public static SpikeRecording Read(string path, RecordingOptions? options = null) =>
        CsvLines.Read(path, lines => Read(lines, options ?? new RecordingOptions()));

    /// <summary>Reads UTF-8 text.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="RecordingException">The text is no recording.</exception>
    public static SpikeRecording Read(Stream text, string name, RecordingOptions? options = null) =>
        CsvLines.Read(text, name, lines => Read(lines, options ?? new RecordingOptions()));

    private static SpikeRecording Read(CsvLines lines, RecordingOptions options)
    {
        CheckOptions(lines.File, options);
        string[]? first = lines.Next();
        if (first is null) return SpikeRecording.Sorted(lines.File, [], []);
        string[]? header = first.All(IsWord) ? first : null;
        RecordingShape shape = options.Shape != RecordingShape.Detect ? options.Shape : Detect(lines, first, header, options);
        string[]? row = header is null ? first : lines.Next();
        return shape == RecordingShape.Events
            ? ReadEvents(lines, header, row, options)
            : ReadSteps(lines, row, ColumnOf(lines, first, header, options), first.Length, options);
    }

    private static void CheckOptions(string file, RecordingOptions options)
    {
        if (options.Step <= 0)
            throw new RecordingException(file, 0, $"a step of {options.Step} fs was asked for; it must be 1 fs or more.");
        if (options.Source is < 0 or > SpikeRecording.MaximumSource)
            throw new RecordingException(file, 0, $"the source {options.Source} was asked for; sources are 0 to {SpikeRecording.MaximumSource}.");
    }

    private static RecordingShape Detect(CsvLines lines, string[] first, string[]? header, RecordingOptions options)
    {
        if (header is null ? first.Length == 2 : IsEventHeader(header)) return RecordingShape.Events;
        if (header is null ? first.Length == StepColumns.Length : header.Contains(options.Column, StringComparer.OrdinalIgnoreCase))
            return RecordingShape.Steps;
        throw lines.Error(header is null
            ? $"the line has {first.Length} columns; allowed are two (time_us,source) or three (input,voltage,spike)."
            : $"the header {CsvLines.Quote(string.Join(',', header))} is unknown; allowed are time_us,source or one with a column named {options.Column}.");
    }

    private static bool IsWord(string field) =>
        field.Length > 0 && !decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsEventHeader(string[] header) =>
        header.Length == 2 && header[0].Equals("time_us", StringComparison.OrdinalIgnoreCase)
        && header[1].Equals("source", StringComparison.OrdinalIgnoreCase);

    private static SpikeRecording ReadEvents(CsvLines lines, string[]? header, string[]? row, RecordingOptions options)
    {
        if (header is not null && !IsEventHeader(header))
            throw lines.Error($"the header {CsvLines.Quote(string.Join(',', header))} is unknown; events have time_us,source.");
        var times = new List<long>();
        var sources = new List<int>();
        for (; row is not null; row = lines.Next())
        {
            if (row.Length != 2) throw lines.Error($"the line has {row.Length} columns; an event has two: time_us,source.");
            long time = Time(lines, row[0]);
            if (options.MustBeSorted && times.Count > 0 && time < times[^1])
                throw lines.Error($"the time {row[0]} us is before that of the spike above it; times must not fall.");
            CheckRoom(lines, times.Count, options);
            times.Add(time);
            sources.Add(Source(lines, row[1]));
        }
        return SpikeRecording.Sorted(lines.File, [.. times], [.. sources]);
    }

    private static SpikeRecording ReadSteps(CsvLines lines, string[]? row, int column, int columns, RecordingOptions options)
    {
        var times = new List<long>();
        Int128 time = 0;
        for (; row is not null; row = lines.Next(), time += options.Step)
        {
            if (row.Length != columns)
                throw lines.Error($"the line has {row.Length} columns; the first has {columns}, and all must have as many.");
            if (!double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || value is not (0 or 1))
                throw lines.Error($"column {column + 1} holds {CsvLines.Quote(row[column])}; a step has a spike (1) or none (0).");
            if (value == 0) continue;
            if (time > long.MaxValue) throw lines.Error($"the step begins after {MaximumMicroseconds} us, the latest time allowed.");
            CheckRoom(lines, times.Count, options);
            times.Add((long)time);
        }
        return SpikeRecording.Sorted(lines.File, [.. times], [.. Enumerable.Repeat(options.Source, times.Count)]);
    }

    /// <summary>The place of the column with the spikes, from 0.</summary>
    private static int ColumnOf(CsvLines lines, string[] first, string[]? header, RecordingOptions options)
    {
        string[] names = header ?? (first.Length == StepColumns.Length ? StepColumns : []);
        int place = Array.FindIndex(names, name => name.Equals(options.Column, StringComparison.OrdinalIgnoreCase));
        bool isNumber = int.TryParse(options.Column, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        if (place < 0 && isNumber && number >= 1 && number <= first.Length) place = number - 1;
        if (place >= 0) return place;
        string known = names.Length > 0 ? $"{string.Join(", ", names.Select(CsvLines.Quote))} or " : "";
        throw lines.Error($"there is no column {CsvLines.Quote(options.Column)}; allowed are {known}a number from 1 to {first.Length}.");
    }

    private static long Time(CsvLines lines, string field)
    {
        if (decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal time) && time >= 0 && time <= MaximumMicroseconds)
            return (long)decimal.Round(time * FemtosecondsPerMicrosecond);
        throw lines.Error($"the time {CsvLines.Quote(field)} is not a number of microseconds from 0 to {MaximumMicroseconds}.");
    }

    private static int Source(CsvLines lines, string field) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int source) && source <= SpikeRecording.MaximumSource
            ? source
            : throw lines.Error($"the source {CsvLines.Quote(field)} is not a whole number from 0 to {SpikeRecording.MaximumSource}.");

    private static void CheckRoom(CsvLines lines, int count, RecordingOptions options)
    {
        if (count >= options.MaximumSpikes)
            throw lines.Error($"the recording has more than {options.MaximumSpikes} spikes, the most allowed.");
    }
}
