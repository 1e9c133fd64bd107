namespace HwModel.Verification.Scoreboards;

/// <summary>Items come in any order and are told apart by a key (a transaction's number); items with the same key come in order.</summary>
/// <param name="name">Name in messages.</param>
/// <param name="keyOf">An item's key.</param>
public sealed class KeyedScoreboard<TKey, T>(string name, Func<T, TKey> keyOf) : Scoreboard<T>(name)
    where TKey : notnull
    where T : notnull
{
    private readonly SortedDictionary<long, TKey> _order = [];
    private readonly Dictionary<TKey, Queue<(long Number, Expectation Expectation)>> _expected = [];
    private long _number;

    public override int Outstanding => _order.Count;

    public override void Observe(T item, long cycle)
    {
        TKey key = keyOf(item);
        if (!_expected.TryGetValue(key, out Queue<(long Number, Expectation Expectation)>? queue))
        {
            Report(ScoreboardFault.Unexpected, cycle, $"{item} came, nothing with key {key} was expected");
            return;
        }
        (long number, Expectation expectation) = queue.Dequeue();
        _order.Remove(number);
        if (queue.Count == 0) _expected.Remove(key);
        if (expectation.Item.Equals(item)) Match(expectation, cycle);
        else Report(ScoreboardFault.Corrupted, cycle, $"{item} came, {expectation.Item} was expected");
    }

    private protected override void Add(Expectation expectation)
    {
        TKey key = keyOf(expectation.Item);
        if (!_expected.TryGetValue(key, out Queue<(long Number, Expectation Expectation)>? queue)) _expected.Add(key, queue = []);
        queue.Enqueue((_number, expectation));
        _order.Add(_number++, key);
    }

    private protected override IEnumerable<Expectation> TakeAll()
    {
        (long Number, Expectation Expectation)[] left = [.. _expected.Values.SelectMany(queue => queue).OrderBy(entry => entry.Number)];
        _expected.Clear();
        _order.Clear();
        return left.Select(entry => entry.Expectation);
    }
}
