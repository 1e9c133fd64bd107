namespace HwModel.Traces;

/// <summary>How often one signal changed.</summary>
public sealed record SignalActivity(TraceVariable Variable, long Changes);

/// <summary>What a trace holds.</summary>
/// <param name="Hierarchy">The declarations.</param>
/// <param name="Start">The first time, in steps of the timescale; null for a trace without a time.</param>
/// <param name="End">The last time.</param>
/// <param name="Instants">How many times there are.</param>
/// <param name="Changes">How many value changes there are, initial values included.</param>
/// <param name="Scopes">How many scopes there are.</param>
/// <param name="Activity">All signals, the most active first; of equally active ones the first declared.</param>
/// <param name="Warnings">Oddities that were put up with.</param>
/// <param name="IsTruncated">True when the file was cut off.</param>
public sealed record TraceSummary(
    TraceHierarchy Hierarchy, long? Start, long End, long Instants, long Changes, int Scopes, IReadOnlyList<SignalActivity> Activity, IReadOnlyList<string> Warnings, bool IsTruncated)
{
    /// <summary>Reads a trace to its end.</summary>
    /// <exception cref="VcdException">The trace is damaged.</exception>
    public static TraceSummary Of(VcdReader reader)
    {
        var counts = new long[reader.Hierarchy.SignalCount];
        long instants = 0;
        long changes = 0;
        long? start = null;
        while (reader.Read() is var item and not VcdItem.End)
        {
            if (item == VcdItem.Time)
            {
                start ??= reader.Time;
                instants++;
                continue;
            }
            counts[reader.Signal.Index]++;
            changes++;
        }
        SignalActivity[] activity = [.. reader.Hierarchy.Signals.Select(signal => new SignalActivity(signal, counts[signal.Signal.Index])).OrderByDescending(signal => signal.Changes)];
        return new TraceSummary(reader.Hierarchy, start, reader.Time, instants, changes, CountScopes(reader.Hierarchy.Root), activity, reader.Warnings, reader.IsTruncated);
    }

    private static int CountScopes(TraceScope root)
    {
        int count = 0;
        var open = new Stack<TraceScope>();
        open.Push(root);
        while (open.TryPop(out TraceScope? scope))
        {
            count += scope.Scopes.Count;
            foreach (TraceScope inner in scope.Scopes) open.Push(inner);
        }
        return count;
    }
}
