namespace HwModel.Verification.Scoreboards;

/// <summary>Items come in the order in which they are expected.</summary>
/// <param name="name">Name in messages.</param>
/// <param name="isSame">
/// Whether two items are the same item, perhaps with another content (a sequence number); an item that is the same as the first expected
/// but not equal is corrupted. Null: any other item in its place is either a later expected one or unexpected.
/// </param>
public sealed class InOrderScoreboard<T>(string name, Func<T, T, bool>? isSame = null) : Scoreboard<T>(name)
    where T : notnull
{
    private readonly LinkedList<Expectation> _expected = [];

    public override int Outstanding => _expected.Count;

    public override void Observe(T item, long cycle)
    {
        if (_expected.First is not { } first)
        {
            Report(ScoreboardFault.Unexpected, cycle, $"{item} came, nothing was expected");
        }
        else if (first.Value.Item.Equals(item))
        {
            _expected.RemoveFirst();
            Match(first.Value, cycle);
        }
        else if (isSame is not null && isSame(first.Value.Item, item))
        {
            _expected.RemoveFirst();
            Report(ScoreboardFault.Corrupted, cycle, $"{item} came, {first.Value.Item} was expected");
        }
        else if (Find(item) is { } later)
        {
            // The items before it were skipped.
            while (_expected.First is { } skipped && skipped != later)
            {
                _expected.RemoveFirst();
                Report(ScoreboardFault.Missing, cycle, $"{item} came in the place of {skipped.Value.Item}");
            }
            _expected.RemoveFirst();
            Match(later.Value, cycle);
        }
        else
        {
            Report(ScoreboardFault.Unexpected, cycle, $"{item} came, {first.Value.Item} was expected");
        }
    }

    private protected override void Add(Expectation expectation) => _expected.AddLast(expectation);

    private protected override IEnumerable<Expectation> TakeAll()
    {
        Expectation[] left = [.. _expected];
        _expected.Clear();
        return left;
    }

    private LinkedListNode<Expectation>? Find(T item)
    {
        for (LinkedListNode<Expectation>? node = _expected.First; node is not null; node = node.Next)
            if (node.Value.Item.Equals(item)) return node;
        return null;
    }
}
