using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>A chip's multicast entries, the lowest index first, in as little memory as they need: one dictionary for each mask.</summary>
internal sealed class RouteTable
{
    private readonly List<RouteEntry> _entries = [];
    private readonly List<(uint Mask, Dictionary<uint, int> Indices)> _masks = [];

    public int Count => _entries.Count;

    public RouteEntry this[int index] => _entries[index];

    public void Add(in RouteEntry entry)
    {
        int index = _entries.Count;
        _entries.Add(entry);
        uint mask = entry.Mask;
        int at = _masks.FindIndex(known => known.Mask == mask);
        if (at < 0)
        {
            at = _masks.Count;
            _masks.Add((mask, []));
        }
        // A second entry of the same key and mask never wins.
        _masks[at].Indices.TryAdd(entry.Key, index);
    }

    /// <summary>The lowest matching entry, or -1.</summary>
    public int Find(uint key)
    {
        int best = int.MaxValue;
        foreach ((uint mask, Dictionary<uint, int> indices) in _masks)
            if (indices.TryGetValue(key & mask, out int index) && index < best)
                best = index;
        return best == int.MaxValue ? -1 : best;
    }
}
