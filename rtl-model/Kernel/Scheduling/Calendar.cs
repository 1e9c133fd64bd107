namespace HwModel.Kernel;

/// <summary>
/// Finds the clock domain with the earliest next edge: a tournament tree over the domains' next edge times (Knuth, TAOCP 3, 5.4.1).
/// A changed time is replayed on one path to the root; equal times go to the lower index.
/// </summary>
internal sealed class Calendar
{
    private readonly Entry[] _tree;
    private readonly int _leaves;

    public Calendar(int count)
    {
        _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1));
        _tree = new Entry[2 * _leaves];
        for (int i = 0; i < _leaves; i++) _tree[_leaves + i] = new Entry(long.MaxValue, i);
        for (int node = _leaves - 1; node > 0; node--) _tree[node] = _tree[2 * node];
    }

    /// <summary>The earliest time; <see cref="long.MaxValue"/> where no domain has an edge to come.</summary>
    public long MinTime => _tree[1].Time;

    /// <summary>The domain with the earliest time.</summary>
    public int MinIndex => _tree[1].Index;

    /// <summary>The time that was set for a domain.</summary>
    public long TimeOf(int index) => _tree[_leaves + index].Time;

    /// <summary>Sets a domain's next edge time.</summary>
    public void Set(int index, long time)
    {
        Entry[] tree = _tree;
        int node = _leaves + index;
        var winner = new Entry(time, index);
        if ((uint)node >= (uint)tree.Length) return;
        tree[node] = winner;
        while (node > 1)
        {
            ref readonly Entry sibling = ref tree[node ^ 1];
            if (sibling.Time < winner.Time || (sibling.Time == winner.Time && sibling.Index < winner.Index)) winner = sibling;
            node >>= 1;
            tree[node] = winner;
        }
    }

    private readonly record struct Entry(long Time, int Index);
}
