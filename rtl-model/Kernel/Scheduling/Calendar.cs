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
    /// <remarks>Who wins at a node is as good as random where periods differ, so the choice is made by masks instead of a branch that would be mispredicted.</remarks>
    public void Set(int index, long time)
    {
        Entry[] tree = _tree;
        int node = _leaves + index;
        if ((uint)node >= (uint)tree.Length) return;
        tree[node] = new Entry(time, index);
        long winnerTime = time;
        int winner = index;
        while (node > 1)
        {
            ref readonly Entry sibling = ref tree[node ^ 1];
            long siblingTime = sibling.Time;
            int other = sibling.Index;
            long earlier = (siblingTime - winnerTime) >> 63;
            long equal = ((siblingTime ^ winnerTime) - 1) >> 63;
            long lower = (long)(other - winner) >> 63;
            long takes = earlier | (equal & lower);
            winnerTime += (siblingTime - winnerTime) & takes;
            winner += (other - winner) & (int)takes;
            node >>= 1;
            tree[node] = new Entry(winnerTime, winner);
        }
    }

    private readonly record struct Entry(long Time, int Index);
}
