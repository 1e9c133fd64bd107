namespace HwModel.SpiNNaker2.Router.Tables;

/// <summary>Makes multicast tables small: entries that the default route replaces are left out, others are merged; and a check that nothing changed.</summary>
public static class RoutingTable
{
    /// <summary>Packets of an entry start on this chip.</summary>
    public const int FromThisChip = -1;

    /// <summary>Packets of an entry arrive by several links, or nobody knows.</summary>
    public const int FromSeveral = -2;

    /// <summary>
    /// A table with fewer entries that sends every key the way that the given one sends it. Keys that the given table does not match may be matched,
    /// unless they are to be left alone.
    /// </summary>
    /// <param name="table">Entries, the first match wins.</param>
    /// <param name="target">Merging ends when so few entries are left; 0: as few as possible.</param>
    /// <param name="leaveAlone">Keys that must match nothing, such as those that take the default route.</param>
    public static RouteEntry[] Minimise(IReadOnlyList<RouteEntry> table, int target = 0, IReadOnlyList<KeyRange>? leaveAlone = null) =>
        new OrderedCovering(table, leaveAlone ?? []).Run(target);

    /// <summary>Leaves out the entries that the default route replaces: one link, straight on from the link by which all packets of the entry arrive.</summary>
    /// <param name="table">Entries, the first match wins.</param>
    /// <param name="arrivals">For each entry the arrival link 0 to 5, <see cref="FromThisChip"/> or <see cref="FromSeveral"/>.</param>
    /// <param name="elided">The keys of what was left out: they must stay without a match.</param>
    public static RouteEntry[] ElideDefaults(IReadOnlyList<RouteEntry> table, IReadOnlyList<int> arrivals, out KeyRange[] elided)
    {
        if (arrivals.Count != table.Count) throw new ArgumentException($"{table.Count} entries need as many arrival links, not {arrivals.Count}", nameof(arrivals));
        var kept = new List<RouteEntry>();
        var left = new List<KeyRange>();
        // From the last entry on: what is left out must not fall to an entry behind it.
        for (int i = table.Count - 1; i >= 0; i--)
        {
            RouteEntry entry = table[i];
            KeyRange range = KeyRange.Of(in entry);
            bool isStraight = arrivals[i] >= 0 && entry.Pes.IsEmpty && entry.Links == 1 << ((arrivals[i] + 3) % 6);
            if (isStraight && !range.IsEmpty && !kept.Exists(other => KeyRange.Of(in other).Meets(in range))) left.Add(range);
            else kept.Add(entry);
        }
        kept.Reverse();
        elided = [.. left];
        return [.. kept];
    }

    /// <summary>Elision and merging, as far as it takes to fit.</summary>
    /// <param name="table">Entries, the first match wins.</param>
    /// <param name="arrivals">For each entry the arrival link, see <see cref="ElideDefaults"/>.</param>
    /// <param name="limit">Entries that fit.</param>
    /// <exception cref="RoutingTableException">It does not fit; says by how much.</exception>
    public static RouteEntry[] Fit(IReadOnlyList<RouteEntry> table, IReadOnlyList<int> arrivals, int limit = MulticastTable.Size)
    {
        RouteEntry[] kept = ElideDefaults(table, arrivals, out KeyRange[] elided);
        if (kept.Length > limit) kept = Minimise(kept, limit, elided);
        return kept.Length <= limit ? kept : throw new RoutingTableException(
            $"the routing table has {kept.Length} entries after default routes were left out and entries merged ({table.Count} before), but {limit} fit: {kept.Length - limit} are too many",
            kept.Length, limit);
    }

    /// <summary>The index of the first entry that matches a key, or -1.</summary>
    public static int FirstMatch(IReadOnlyList<RouteEntry> table, uint key)
    {
        for (int i = 0; i < table.Count; i++)
            if ((key & table[i].Mask) == table[i].Key)
                return i;
        return -1;
    }

    /// <summary>Replays keys: the first that two tables send different ways, or that one of them does not match; null where there is none.</summary>
    public static uint? FirstDifference(IReadOnlyList<RouteEntry> before, IReadOnlyList<RouteEntry> after, IEnumerable<uint> keys)
    {
        foreach (uint key in keys)
        {
            int a = FirstMatch(before, key), b = FirstMatch(after, key);
            if (a < 0 != b < 0 || (a >= 0 && !TableComparison.SameRoute(before[a], after[b]))) return key;
        }
        return null;
    }

    /// <summary>Replays every key that the first table matches, and those to be left alone, range by range: a key that is sent another way; null where there is none.</summary>
    public static uint? FirstDifference(IReadOnlyList<RouteEntry> before, IReadOnlyList<RouteEntry> after, IReadOnlyList<KeyRange>? leftAlone = null)
    {
        var comparison = new TableComparison(before, after);
        foreach (RouteEntry entry in before)
            if (!KeyRange.Of(in entry).IsEmpty && comparison.Difference(KeyRange.Of(in entry)) is { } key)
                return key;
        foreach (KeyRange range in leftAlone ?? [])
            if (comparison.Difference(range) is { } key)
                return key;
        return null;
    }
}
