using HwModel.Networks.Graph;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Router.Tables;

namespace HwModel.Networks.Mapping;

/// <summary>
/// The multicast table of every chip: for each sending slice a tree of shortest ways to the chips of its targets. Blocks of keys beside each other that go the same way become
/// one entry, entries that default routing replaces are left out, and where that does not fit the table is minimised further.
/// </summary>
internal sealed class RoutePlanner(MappingOptions options)
{
    private readonly Dictionary<Slice, SortedDictionary<int, PeSet>> _targets = [];

    /// <summary>Entries before any was left out or merged.</summary>
    public int Before { get; private set; }

    /// <summary>Entries that default routing made needless.</summary>
    public int Elided { get; private set; }

    /// <summary>A slice takes the packets of another.</summary>
    public void Add(Slice source, Slice target)
    {
        if (!_targets.TryGetValue(source, out SortedDictionary<int, PeSet>? chips)) _targets[source] = chips = [];
        chips[target.Chip] = chips.GetValueOrDefault(target.Chip) | PeSet.Of(target.Pe);
    }

    /// <summary>Whether anybody takes a slice's packets.</summary>
    public bool HasTargets(Slice source) => _targets.ContainsKey(source);

    /// <summary>The tables of all chips.</summary>
    /// <exception cref="NetworkException">One does not fit; says by how much.</exception>
    public List<RouteEntry>[] Plan(IEnumerable<Slice> slices)
    {
        var tables = new List<TreeEntry>[options.Machine.Count];
        for (int chip = 0; chip < tables.Length; chip++) tables[chip] = [];
        var tree = new MulticastTree(options.Machine);
        foreach (Slice slice in slices)
        {
            if (!_targets.TryGetValue(slice, out SortedDictionary<int, PeSet>? chips)) continue;
            tree.Start(slice.Chip);
            foreach ((int chip, PeSet pes) in chips) tree.Add(chip, pes);
            foreach (TreeEntry entry in tree.Entries(slice.Key, slice.Mask)) tables[entry.Chip].Add(entry);
        }
        return [.. tables.Select((table, chip) => Fit(table, chip))];
    }

    private List<RouteEntry> Fit(List<TreeEntry> table, int chip)
    {
        Before += table.Count;
        Elided += table.Count(entry => entry.IsDefault);
        Merge(table);
        try
        {
            return [.. RoutingTable.Fit([.. table.Select(entry => entry.Entry)], [.. table.Select(entry => entry.Arrival)], options.TableEntries)];
        }
        catch (RoutingTableException exception)
        {
            throw new NetworkException($"Chip {options.Machine.Place(chip)}: {exception.Message}.");
        }
    }

    // Two blocks that differ in the lowest bit of the mask only: the entry without that bit matches exactly the keys of both. Where an entry is the default route, both have to be.
    private static void Merge(List<TreeEntry> table)
    {
        table.Sort((a, b) => a.Entry.Key.CompareTo(b.Entry.Key));
        while (MergeOnce(table))
        {
        }
    }

    private static bool MergeOnce(List<TreeEntry> table)
    {
        int kept = 0;
        for (int i = 0; i < table.Count; i++)
        {
            TreeEntry first = table[i];
            if (i + 1 < table.Count && table[i + 1] is var next && next.Entry.Mask == first.Entry.Mask && next.Entry.Pes == first.Entry.Pes && next.Entry.Links == first.Entry.Links && next.IsDefault == first.IsDefault)
            {
                uint bit = first.Entry.Mask & (0 - first.Entry.Mask);
                if ((first.Entry.Key & bit) == 0 && next.Entry.Key == (first.Entry.Key | bit))
                {
                    first = new TreeEntry(first.Chip, next.Arrival == first.Arrival ? first.Arrival : RoutingTable.FromSeveral, first.Entry with { Mask = first.Entry.Mask & ~bit });
                    i++;
                }
            }
            table[kept++] = first;
        }
        bool merged = kept < table.Count;
        table.RemoveRange(kept, table.Count - kept);
        return merged;
    }
}
