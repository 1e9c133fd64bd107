namespace HwModel.Verification.Scoreboards;

/// <summary>
/// Items come as a multiset within a window of time: each expected item once, in any order, from its cycle on and not later than
/// <paramref name="window"/> cycles after it.
/// </summary>
/// <param name="name">Name in messages.</param>
/// <param name="window">The window in cycles, at least 0; a deadline that an expectation names itself comes first where it is earlier.</param>
/// <param name="isSame">Whether two unequal items are the same item with another content; null: never.</param>
public sealed class WindowScoreboard<T>(string name, long window, Func<T, T, bool>? isSame = null) : Scoreboard<T>(name)
    where T : notnull
{
    private readonly List<Expectation> _expected = [];

    public override int Outstanding => _expected.Count;

    public override void Observe(T item, long cycle)
    {
        // Of equal items the one whose deadline comes first, but not one whose time has not come while another's has.
        int best = -1;
        for (int i = 0; i < _expected.Count; i++)
        {
            if (!_expected[i].Item.Equals(item)) continue;
            if (best < 0 || IsBetter(_expected[i], _expected[best], cycle)) best = i;
        }
        if (best >= 0)
        {
            Expectation expectation = _expected[best];
            _expected.RemoveAt(best);
            Match(expectation, cycle);
            return;
        }
        int same = isSame is null ? -1 : _expected.FindIndex(expectation => isSame(expectation.Item, item));
        if (same >= 0)
        {
            Report(ScoreboardFault.Corrupted, cycle, $"{item} came, {_expected[same].Item} was expected");
            _expected.RemoveAt(same);
            return;
        }
        Report(ScoreboardFault.Unexpected, cycle, $"{item} came and is none of the {_expected.Count} expected");
    }

    private protected override void Add(Expectation expectation) =>
        _expected.Add(expectation with { Deadline = Math.Min(expectation.Deadline, expectation.Cycle + window) });

    private protected override IEnumerable<Expectation> TakeAll()
    {
        Expectation[] left = [.. _expected];
        _expected.Clear();
        return left;
    }

    /// <summary>Items that may come now stand before those that are late, and these before those whose time has not come; then the earlier deadline.</summary>
    private static bool IsBetter(Expectation a, Expectation b, long cycle)
    {
        (int rankA, int rankB) = (Rank(a, cycle), Rank(b, cycle));
        return rankA != rankB ? rankA < rankB : a.Deadline < b.Deadline;
    }

    private static int Rank(Expectation expectation, long cycle) =>
        cycle < expectation.Cycle ? 2 : cycle > expectation.Deadline ? 1 : 0;
}
