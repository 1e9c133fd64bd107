using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Router.Tables;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>Minimised tables route every key as before: checked key by key over a small key space, and by ranges.</summary>
public sealed class RoutingTableTests
{
    private const int Bits = 9;

    private static readonly Gen<RouteEntry> Entries =
        from key in Gen.Choose(0, (1 << Bits) - 1)
        from hole in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(0, 7)), (1, Gen.Choose(0, (1 << Bits) - 1)))
        from route in Gen.Choose(0, 3)
        select new RouteEntry((uint)(key & ~hole), ~(uint)hole, (byte)(1 << route), route == 3 ? PeSet.Of(140) : default);

    private static readonly Arbitrary<(RouteEntry[] Table, int Target, int[] Arrivals)> Cases = Arb.From(
        from count in Gen.Choose(0, 120)
        from table in Entries.ArrayOf(count)
        from target in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 60)))
        from arrivals in Gen.Choose(-2, 5).ArrayOf(count)
        select (Table: table, Target: target, Arrivals: arrivals),
        c => Enumerable.Range(0, c.Table.Length).Select(i => (c.Table.Where((_, j) => j != i).ToArray(), c.Target, c.Arrivals.Where((_, j) => j != i).ToArray())));

    [Fact]
    public void Every_key_keeps_its_route() => Prop.ForAll(Cases, c =>
    {
        RouteEntry[] after = RoutingTable.Minimise(c.Table, c.Target);
        Assert.True(after.Length <= c.Table.Length);
        for (uint key = 0; key < 1 << Bits; key++)
        {
            int a = TableReference.FirstMatch(c.Table, key), b = TableReference.FirstMatch(after, key);
            if (a < 0) continue;
            Assert.True(b >= 0, $"key {key} lost its entry");
            Assert.Equal((c.Table[a].Links, c.Table[a].Pes), (after[b].Links, after[b].Pes));
        }
        Assert.Null(RoutingTable.FirstDifference(c.Table, after));
        return true;
    }).Check(Seeded.Cases(300));

    [Fact]
    public void Elided_keys_take_the_default_route_and_stay_without_a_match() => Prop.ForAll(Cases, c =>
    {
        RouteEntry[] kept = RoutingTable.ElideDefaults(c.Table, c.Arrivals, out KeyRange[] elided);
        RouteEntry[] after = RoutingTable.Minimise(kept, 0, elided);
        for (uint key = 0; key < 1 << Bits; key++)
        {
            int a = TableReference.FirstMatch(c.Table, key), b = TableReference.FirstMatch(after, key);
            if (a < 0) continue;
            if (b >= 0) Assert.Equal((c.Table[a].Links, c.Table[a].Pes), (after[b].Links, after[b].Pes));
            else Assert.Equal((1 << ((c.Arrivals[a] + 3) % 6), true, true), (c.Table[a].Links, c.Table[a].Pes.IsEmpty, c.Arrivals[a] >= 0));
        }
        Assert.Null(RoutingTable.FirstDifference(kept, after, elided));
        return true;
    }).Check(Seeded.Cases(300));

    [Fact]
    public void The_check_sees_every_wrong_table() => Prop.ForAll(Cases, c =>
    {
        if (c.Table.Length == 0) return true;
        RouteEntry[] wrong = [.. c.Table];
        int at = c.Table.Length / 2;
        wrong[at] = wrong[at] with { Links = (byte)(wrong[at].Links ^ 0x30) };
        bool differs = Enumerable.Range(0, 1 << Bits).Any(key => TableReference.FirstMatch(c.Table, (uint)key) == at);
        uint? found = RoutingTable.FirstDifference(c.Table, wrong);
        Assert.Equal(differs, found is not null);
        if (found is { } key) Assert.Equal(at, TableReference.FirstMatch(c.Table, key));
        Assert.Equal(differs, RoutingTable.FirstDifference(c.Table, wrong, Enumerable.Range(0, 1 << Bits).Select(k => (uint)k)) is not null);
        return true;
    }).Check(Seeded.Cases(200));

    [Fact]
    public void The_example_of_the_paper_is_minimised()
    {
        // Mundy, Heathcote, Garside 2016, section III: four entries of which the three with route 1 become one, below the fourth.
        RouteEntry[] table =
        [
            new(0b0000, 0b1111, 1, default),
            new(0b0001, 0b1111, 2, default),
            new(0b0101, 0b1111, 1, default),
            new(0b1000, 0b1111, 1, default),
        ];
        RouteEntry[] after = RoutingTable.Minimise([.. table.Select(entry => entry with { Mask = entry.Mask | 0xFFFFFFF0 })]);
        Assert.Equal(2, after.Length);
    }

    [Fact]
    public void A_table_that_does_not_fit_says_by_how_much()
    {
        // Neighbouring keys with different routes, and everything else to be left alone: nothing merges.
        RouteEntry[] table = [.. Enumerable.Range(0, 32).Select(i => new RouteEntry((uint)i, uint.MaxValue, (byte)(i + 1), default))];
        RoutingTableException error = Assert.Throws<RoutingTableException>(() => RoutingTable.Fit(table, [.. Enumerable.Repeat(RoutingTable.FromThisChip, 32)], 20));
        Assert.Equal((32, 20), (error.Entries, error.Limit));
        Assert.Contains("12 are too many", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_table_of_neighbouring_keys_is_merged_quickly()
    {
        RouteEntry[] table = [.. Enumerable.Range(0, 20000).Select(i => new RouteEntry((uint)i, uint.MaxValue, (byte)(1 << (i / 64 % 5)), default))];
        RouteEntry[] after = RoutingTable.Minimise(table, 16384);
        Assert.InRange(after.Length, 1, 16384);
        Assert.Null(RoutingTable.FirstDifference(table, after, Enumerable.Range(0, 20000).Select(i => (uint)i)));
        Assert.InRange(RoutingTable.Minimise(table).Length, 5, 313);
    }
}
