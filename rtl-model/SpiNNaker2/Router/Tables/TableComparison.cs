using System.Numerics;

namespace HwModel.SpiNNaker2.Router.Tables;

/// <summary>Compares two tables on whole ranges of keys: a range is halved until each table has one answer for all of it.</summary>
internal sealed class TableComparison(IReadOnlyList<RouteEntry> before, IReadOnlyList<RouteEntry> after)
{
    public static bool SameRoute(in RouteEntry a, in RouteEntry b) => a.Links == b.Links && a.Pes == b.Pes;

    /// <summary>A key of the range that the tables send different ways; null where there is none.</summary>
    public uint? Difference(KeyRange range) => Difference(range, 0, 0);

    // Entries before the given indices do not meet the range.
    private uint? Difference(KeyRange range, int a, int b)
    {
        if (Answer(before, in range, ref a) is { } split) return Halves(range, split, a, b);
        if (Answer(after, in range, ref b) is { } other) return Halves(range, other, a, b);
        bool matchedBefore = a < before.Count, matchedAfter = b < after.Count;
        return matchedBefore == matchedAfter && (!matchedBefore || SameRoute(before[a], after[b])) ? null : range.Key;
    }

    private uint? Halves(in KeyRange range, uint bit, int a, int b) => Difference(range.With(bit, false), a, b) ?? Difference(range.With(bit, true), a, b);

    // Null: one answer for the whole range, the entry at the index (or none, at the end). Else a bit on which the answer depends.
    private static uint? Answer(IReadOnlyList<RouteEntry> table, in KeyRange range, ref int index)
    {
        for (; index < table.Count; index++)
        {
            RouteEntry entry = table[index];
            KeyRange other = KeyRange.Of(in entry);
            if (other.IsEmpty || !other.Meets(in range)) continue;
            uint open = other.Mask & ~range.Mask;
            return open == 0 ? null : 1u << BitOperations.Log2(open);
        }
        return null;
    }
}
