namespace HwModel.SpiNNaker2.Router.Tables;

/// <summary>
/// Merges entries with the same route where the order of entries allows it (Mundy, Heathcote, Garside, "On-chip order-exploiting routing table minimization for a
/// multicast supercomputer network", HPSR 2016): a merged entry goes below all less general ones, so it may cover their keys, but not those of entries below it.
/// </summary>
internal sealed class OrderedCovering
{
    private readonly List<Item> _items = [];
    private readonly IReadOnlyList<KeyRange> _leaveAlone;

    public OrderedCovering(IReadOnlyList<RouteEntry> table, IReadOnlyList<KeyRange> leaveAlone)
    {
        _leaveAlone = leaveAlone;
        foreach (RouteEntry entry in table)
        {
            KeyRange range = KeyRange.Of(in entry);
            if (!range.IsEmpty) _items.Add(new Item(range, new Route(entry.Links, entry.Pes), [range]));
        }
    }

    public RouteEntry[] Run(int target)
    {
        RemoveHidden();
        if (_items.Count > target && IsOrthogonal())
        {
            JoinNeighbours(target);
            // Without overlaps any order will do: the least general first.
            _items.Sort((a, b) => a.Range.Generality != b.Range.Generality ? a.Range.Generality.CompareTo(b.Range.Generality) : a.Range.Key.CompareTo(b.Range.Key));
        }
        while (_items.Count > target && MergeOnce(target))
        {
        }
        return [.. _items.Select(item => new RouteEntry(item.Range.Key, item.Range.Mask, item.Route.Links, item.Route.Pes))];
    }

    // An entry that one above it covers matches nothing.
    private void RemoveHidden()
    {
        var seen = new HashSet<KeyRange>();
        var masks = new HashSet<uint>();
        _items.RemoveAll(item =>
        {
            bool hidden = masks.Any(mask => (mask & ~item.Range.Mask) == 0 && seen.Contains(new KeyRange(item.Range.Key & mask, mask)));
            seen.Add(item.Range);
            masks.Add(item.Range.Mask);
            return hidden;
        });
    }

    private bool IsOrthogonal()
    {
        for (int i = 0; i < _items.Count; i++)
            for (int j = i + 1; j < _items.Count; j++)
                if (_items[i].Range.Meets(in _items[j].Range) && _items[i].Route != _items[j].Route)
                    return false;
        return true;
    }

    // Two entries with the same route and mask whose keys differ in one bit are one entry for exactly the same keys.
    private void JoinNeighbours(int target)
    {
        var found = new Dictionary<(KeyRange, Route), int>();
        for (int i = 0; i < _items.Count; i++) found[(_items[i].Range, _items[i].Route)] = i;
        var gone = new bool[_items.Count];
        var open = new Stack<int>(Enumerable.Range(0, _items.Count).Reverse());
        int left = _items.Count;
        while (left > target && open.TryPop(out int at))
        {
            if (gone[at]) continue;
            Item item = _items[at];
            for (uint bits = item.Range.Mask; bits != 0; bits &= bits - 1)
            {
                uint bit = bits & (0 - bits);
                if (!found.TryGetValue((item.Range with { Key = item.Range.Key ^ bit }, item.Route), out int other) || gone[other] || other == at) continue;
                KeyRange joined = item.Range.Join(in _items[other].Range);
                found.Remove((item.Range, item.Route));
                found.Remove((_items[other].Range, item.Route));
                gone[other] = true;
                _items[at] = new Item(joined, item.Route, [joined]);
                found[(joined, item.Route)] = at;
                open.Push(at);
                left--;
                break;
            }
        }
        int index = 0;
        _items.RemoveAll(_ => gone[index++]);
    }

    // Goes once through all routes, the most frequent first, and makes the largest merge of each that is allowed.
    private bool MergeOnce(int target)
    {
        bool merged = false;
        Item[][] groups = [.. _items.GroupBy(item => item.Route).Where(group => group.Skip(1).Any()).Select(group => group.ToArray()).OrderByDescending(group => group.Length)];
        foreach (Item[] group in groups)
        {
            if (_items.Count <= target) return merged;
            merged |= Merge([.. group]);
        }
        return merged;
    }

    private bool Merge(List<Item> members)
    {
        while (members.Count > 1)
        {
            KeyRange range = members[0].Range;
            foreach (Item member in members) range = range.Join(in member.Range);
            var set = new HashSet<Item>(members);
            int place = PlaceOf(in range, set);
            if (HiddenMember(members, set, place) is { } hidden)
            {
                members.Remove(hidden);
                continue;
            }
            if (Conflict(in range, set, place) is not { } conflict)
            {
                Apply(members, set, in range, place);
                return true;
            }
            Shrink(members, in range, in conflict);
        }
        return false;
    }

    // Below all its members and all entries that are not more general.
    private int PlaceOf(in KeyRange range, HashSet<Item> members)
    {
        int place = _items.Count;
        while (place > 0 && !members.Contains(_items[place - 1]) && _items[place - 1].Range.Generality > range.Generality) place--;
        return place;
    }

    // A member that would move below an entry with another route that has keys of it.
    private Item? HiddenMember(List<Item> members, HashSet<Item> set, int place)
    {
        bool inside = false;
        for (int i = 0; i < place; i++)
        {
            Item item = _items[i];
            if (set.Contains(item))
            {
                inside = true;
                continue;
            }
            if (!inside || item.Route == members[0].Route) continue;
            foreach (Item member in members)
                if (member.Range.Meets(in item.Range) && member.Aliases.Exists(alias => alias.Meets(in item.Range)) && _items.IndexOf(member) < i)
                    return member;
        }
        return null;
    }

    // Keys that a merged entry would take away from an entry below it, or that must match nothing.
    private KeyRange? Conflict(in KeyRange range, HashSet<Item> members, int place)
    {
        for (int i = place; i < _items.Count; i++)
        {
            Item item = _items[i];
            if (!item.Range.Meets(in range) || members.Contains(item)) continue;
            if (members.First().Route == item.Route) continue;
            foreach (KeyRange alias in item.Aliases)
                if (alias.Meets(in range))
                    return alias;
        }
        foreach (KeyRange alone in _leaveAlone)
            if (alone.Meets(in range))
                return alone;
        return null;
    }

    // Leaves out the fewest members so that a bit is fixed which keeps the merged entry away from the conflict.
    private static void Shrink(List<Item> members, in KeyRange range, in KeyRange conflict)
    {
        uint best = 0;
        int most = 0;
        for (uint bits = conflict.Mask & ~range.Mask; bits != 0; bits &= bits - 1)
        {
            uint bit = bits & (0 - bits);
            int stay = 0;
            foreach (Item member in members)
                if (IsAway(member.Range, bit, conflict.Key)) stay++;
            if (stay <= most) continue;
            most = stay;
            best = bit;
        }
        uint key = conflict.Key;
        if (best == 0) members.Clear();
        else members.RemoveAll(member => !IsAway(member.Range, best, key));
    }

    private static bool IsAway(in KeyRange range, uint bit, uint key) => (range.Mask & bit) != 0 && ((range.Key ^ key) & bit) != 0;

    private void Apply(List<Item> members, HashSet<Item> set, in KeyRange range, int place)
    {
        var merged = new Item(range, members[0].Route, [.. members.SelectMany(member => member.Aliases)]);
        _items.Insert(place, merged);
        _items.RemoveAll(set.Contains);
    }

    private readonly record struct Route(byte Links, PeSet Pes);

    // An entry with the keys that it stands for.
    private sealed class Item(KeyRange range, Route route, List<KeyRange> aliases)
    {
        public readonly KeyRange Range = range;

        public Route Route => route;

        public List<KeyRange> Aliases => aliases;
    }
}
