using FsCheck;
using FsCheck.Fluent;
using HwModel.Verification.Scoreboards;

namespace HwModel.Verification.Tests.Scoreboards;

public class ScoreboardTests
{
    private sealed record Item(int Id, string Content = "")
    {
        public override string ToString() => $"item {Id}{Content}";
    }

    private static bool SameId(Item a, Item b) => a.Id == b.Id;

    private static ScoreboardFault[] Faults(Scoreboard<Item> board) => [.. board.Errors.Select(error => error.Fault)];

    [Fact]
    public void In_order_takes_items_as_expected()
    {
        var board = new InOrderScoreboard<Item>("link", SameId);
        for (int i = 0; i < 3; i++) board.Expect(new Item(i), cycle: i, deadline: i + 10);
        for (int i = 0; i < 3; i++) board.Observe(new Item(i), cycle: i + 10);
        board.Finish(100);
        Assert.Equal((3L, 0L, 0), (board.Matched, board.ErrorCount, board.Outstanding));
    }

    [Fact]
    public void In_order_tells_the_kinds_of_errors_apart()
    {
        var board = new InOrderScoreboard<Item>("link", SameId);
        board.Observe(new Item(9), 0);                    // nothing expected
        for (int i = 0; i < 6; i++) board.Expect(new Item(i), 1, deadline: 5);
        board.Observe(new Item(1), 2);                    // 0 is skipped
        board.Observe(new Item(2, "!"), 3);               // 2 has another content
        board.Observe(new Item(8), 4);                    // 8 was never expected
        board.Observe(new Item(3), 7);                    // two cycles late
        board.Finish(9);                                  // 4 and 5 never came
        Assert.Equal(
            [ScoreboardFault.Unexpected, ScoreboardFault.Missing, ScoreboardFault.Corrupted, ScoreboardFault.Unexpected, ScoreboardFault.Late, ScoreboardFault.Missing, ScoreboardFault.Missing],
            Faults(board));
        Assert.Equal("Scoreboard link, cycle 7: late item: item 3 came in cycle 7, 2 after its deadline 5.", board.Errors[4].Sentence);
    }

    [Fact]
    public void Keyed_matches_in_any_order_by_key_and_in_order_within_a_key()
    {
        var board = new KeyedScoreboard<int, Item>("bus", item => item.Id);
        board.Expect(new Item(1, "a"), 0);
        board.Expect(new Item(2, "b"), 0);
        board.Expect(new Item(1, "c"), 0);
        board.Observe(new Item(2, "b"), 1);
        board.Observe(new Item(1, "a"), 2);
        board.Observe(new Item(1, "x"), 3);
        board.Observe(new Item(7), 4);
        board.Expect(new Item(5), 5);
        board.Finish(9);
        Assert.Equal([ScoreboardFault.Corrupted, ScoreboardFault.Unexpected, ScoreboardFault.Missing], Faults(board));
        Assert.Equal(2, board.Matched);
    }

    [Fact]
    public void Window_takes_a_multiset_and_names_late_early_and_missing_items()
    {
        var board = new WindowScoreboard<Item>("spikes", window: 10, SameId);
        board.Expect(new Item(1), 0);
        board.Expect(new Item(1), 5);
        board.Expect(new Item(2), 0);
        board.Expect(new Item(3), 50);
        board.Observe(new Item(1), 5);      // may be either; the earlier deadline goes first
        board.Observe(new Item(1), 15);     // the other, just in time
        board.Observe(new Item(2), 11);     // one cycle late
        board.Observe(new Item(3), 49);     // before its time
        board.Observe(new Item(4), 50);
        board.Finish(60);
        Assert.Equal([ScoreboardFault.Late, ScoreboardFault.Unexpected, ScoreboardFault.Unexpected], Faults(board));
        Assert.Equal(2, board.Matched);
    }

    /// <summary>Whatever happens, each expectation ends once: matched, or as one error; and what is delivered as expected gives no error.</summary>
    [Fact]
    public void A_window_scoreboard_accounts_for_every_item()
    {
        var items = from id in Gen.Choose(0, 3) from cycle in Gen.Choose(0, 20) select (Id: id, Cycle: cycle);
        Prop.ForAll(Arb.From(items.ArrayOf()), Arb.From(items.ArrayOf()), (expected, observed) =>
        {
            var board = new WindowScoreboard<Item>("w", 4);
            foreach ((int id, int cycle) in expected) board.Expect(new Item(id), cycle);
            foreach ((int id, int cycle) in observed.OrderBy(o => o.Cycle)) board.Observe(new Item(id), cycle);
            int left = board.Outstanding;
            long before = board.ErrorCount;
            board.Finish(100);
            long missing = board.ErrorCount - before;
            Assert.Equal(left, missing);
            Assert.Equal(observed.Length, board.Matched + board.ErrorCount - missing);
            // Not more can match than the two multisets share.
            int shared = expected.GroupBy(e => e.Id).Sum(group => Math.Min(group.Count(), observed.Count(o => o.Id == group.Key)));
            Assert.True(board.Matched <= shared);
        }).Check(Seeded.Cases(500));
    }
}
