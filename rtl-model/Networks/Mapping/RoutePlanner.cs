using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Mapping;

/// <summary>The multicast table of a chip: an entry for each sending slice; neighbouring blocks of keys with the same targets become one entry.</summary>
public static class RoutePlanner
{
    /// <summary>Entries of the router's table (SpiNNaker2 datasheet v0.03).</summary>
    public const int TableEntries = 16384;

    internal static List<RouteEntry> Plan(IEnumerable<(Slice Source, PeSet Targets)> routes)
    {
        List<RouteEntry> entries = [.. routes.Where(route => !route.Targets.IsEmpty).Select(route => new RouteEntry(route.Source.Key, route.Source.Mask, 0, route.Targets)).OrderBy(entry => entry.Key)];
        while (Merge(entries))
        {
        }
        return entries;
    }

    // Two blocks that differ in the lowest bit of the mask only: the entry without that bit matches exactly the keys of both.
    private static bool Merge(List<RouteEntry> entries)
    {
        int kept = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            RouteEntry entry = entries[i];
            if (i + 1 < entries.Count && entries[i + 1] is var next && next.Mask == entry.Mask && next.Pes == entry.Pes && next.Links == entry.Links)
            {
                uint bit = entry.Mask & (0 - entry.Mask);
                if ((entry.Key & bit) == 0 && next.Key == (entry.Key | bit))
                {
                    entry = entry with { Mask = entry.Mask & ~bit };
                    i++;
                }
            }
            entries[kept++] = entry;
        }
        bool merged = kept < entries.Count;
        entries.RemoveRange(kept, entries.Count - kept);
        return merged;
    }
}
