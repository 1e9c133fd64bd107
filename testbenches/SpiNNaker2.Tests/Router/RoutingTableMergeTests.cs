using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Router.Tables;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>How far tables are merged, on tables whose smallest size can be told by hand.</summary>
public sealed class RoutingTableMergeTests
{
    private const uint AllBits = uint.MaxValue;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void A_block_of_neighbouring_keys_is_one_entry(int bits)
    {
        RouteEntry[] table = [.. Enumerable.Range(0, 1 << bits).Select(i => Entry(0x4000u + (uint)i, 1))];
        RouteEntry only = Assert.Single(RoutingTable.Minimise(table));
        Assert.Equal(Entry(0x4000, 1) with { Mask = AllBits << bits }, only);
    }

    [Fact]
    public void Merging_ends_at_the_target()
    {
        RouteEntry[] table = [.. Enumerable.Range(0, 64).Select(i => Entry((uint)i, 1))];
        Assert.Equal(40, RoutingTable.Minimise(table, 40).Length);
        Assert.Equal(table, RoutingTable.Minimise(table, 64));
        Assert.Single(RoutingTable.Minimise(table));
    }

    [Fact]
    public void An_entry_that_matches_nothing_is_left_out()
    {
        Assert.Equal([Entry(7, 1)], RoutingTable.Minimise([Entry(7, 1), Entry(7, 2)]));
        RouteEntry wide = new(0x10, ~0xFu, 4, default);
        Assert.Equal([wide], RoutingTable.Minimise([wide, Entry(0x13, 8), Entry(0x1F, 4)]));
        // A more special entry above a general one is not hidden by it.
        Assert.Equal(2, RoutingTable.Minimise([Entry(0x13, 8), wide]).Length);
        // Nor is one with a bit outside its mask any obstacle: it matches nothing.
        Assert.Equal([Entry(7, 1)], RoutingTable.Minimise([new RouteEntry(1, 0, 2, default), Entry(7, 1)]));
    }

    [Fact]
    public void Keys_to_be_left_alone_keep_entries_apart()
    {
        RouteEntry[] table = [Entry(0b00, 1), Entry(0b11, 1)];
        Assert.Equal(new RouteEntry(0, ~3u, 1, default), Assert.Single(RoutingTable.Minimise(table)));
        Assert.Equal(2, RoutingTable.Minimise(table, 0, [new KeyRange(0b01, AllBits)]).Length);
        Assert.Single(RoutingTable.Minimise(table, 0, [new KeyRange(0b100, AllBits)]));
    }

    [Fact]
    public void An_entry_between_keeps_its_keys()
    {
        // 0 and 3 may become one entry only below 1, which has another route: ordered covering puts it there.
        RouteEntry[] after = RoutingTable.Minimise([Entry(0, 1), Entry(1, 2), Entry(3, 1)]);
        Assert.Equal(2, after.Length);
        Assert.Equal(Entry(1, 2), after[0]);
        Assert.Equal((byte)1, after[1].Links);
    }

    // Ordered covering as in the paper, by hand. All three together would cover 11001, which is to stay without a match: its lowest bit tells it from 00000 and 11000 but not
    // from 01xxx, so these two make xx000. That goes above 01xxx, which is more general, and takes 01000 from it, but to the same route: nothing is lost. Two entries are the
    // least that there can be, because one for 00000, 11000 and 01111 has all five bits free and with them 11001.
    [Fact]
    public void A_merged_entry_may_take_keys_from_one_below_it_with_the_same_route()
    {
        RouteEntry general = new(0b01000, ~0b00111u, 1, default);
        RouteEntry[] table = [Entry(0b00000, 1), Entry(0b11000, 1), general];
        Assert.Equal([new RouteEntry(0, ~0b11000u, 1, default), general], RoutingTable.Minimise(table, 0, [new KeyRange(0b11001, AllBits)]));
    }

    [Fact]
    public void Routes_to_elements_count_as_much_as_links()
    {
        RouteEntry[] table = [new(0, AllBits, 0, PeSet.Of(3)), new(1, AllBits, 0, PeSet.Of(140)), new(2, AllBits, 0, PeSet.Of(3)), new(3, AllBits, 0, PeSet.Of(140))];
        Assert.Equal(2, RoutingTable.Minimise(table).Length);
        Assert.NotNull(RoutingTable.FirstDifference(table, [table[0] with { Pes = PeSet.Of(4) }, .. table[1..]], [0u]));
    }

    [Fact]
    public void Elision_needs_a_straight_way_and_no_entry_behind()
    {
        // In by link 0 (from the east), out by link 3 (to the west): the default route.
        RouteEntry straight = Entry(5, 1 << 3);
        Assert.Empty(RoutingTable.ElideDefaults([straight], [0], out KeyRange[] elided));
        Assert.Equal([new KeyRange(5, AllBits)], elided);
        Assert.Equal([straight], RoutingTable.ElideDefaults([straight], [1], out elided));
        Assert.Empty(elided);
        Assert.Equal([straight], RoutingTable.ElideDefaults([straight], [RoutingTable.FromThisChip], out _));
        Assert.Equal([straight], RoutingTable.ElideDefaults([straight], [RoutingTable.FromSeveral], out _));
        RouteEntry withElement = straight with { Pes = PeSet.Of(1) };
        Assert.Equal([withElement], RoutingTable.ElideDefaults([withElement], [0], out _));
        // What is left out must not fall to an entry behind it.
        RouteEntry behind = new(0, ~7u, 2, default);
        Assert.Equal([straight, behind], RoutingTable.ElideDefaults([straight, behind], [0, 2], out _));
        Assert.Equal([behind], RoutingTable.ElideDefaults([behind, straight with { Key = 9 }], [2, 0], out _));
        Assert.Throws<ArgumentException>(() => RoutingTable.ElideDefaults([straight], [], out _));
    }

    [Fact]
    public void A_table_that_fits_after_elision_is_not_merged()
    {
        RouteEntry[] table = [Entry(0, 1), Entry(1, 1), Entry(9, 1 << 3)];
        int[] arrivals = [RoutingTable.FromThisChip, RoutingTable.FromThisChip, 0];
        Assert.Equal([Entry(0, 1), Entry(1, 1)], RoutingTable.Fit(table, arrivals, 2));
        Assert.Equal([new RouteEntry(0, ~1u, 1, default)], RoutingTable.Fit(table, arrivals, 1));
        // Not even an entry that matches nothing is touched in a table that just fits.
        RouteEntry[] hidden = [Entry(7, 1), Entry(7, 2)];
        int[] started = [RoutingTable.FromThisChip, RoutingTable.FromThisChip];
        Assert.Equal(hidden, RoutingTable.Fit(hidden, started, 2));
        Assert.Equal(hidden[..1], RoutingTable.Fit(hidden, started, 1));
    }

    [Fact]
    public void Tables_are_compared_key_by_key()
    {
        RouteEntry[] table = [Entry(4, 1), new(0, ~7u, 2, default)];
        Assert.Equal((0, 1, -1), (RoutingTable.FirstMatch(table, 4), RoutingTable.FirstMatch(table, 5), RoutingTable.FirstMatch(table, 8)));
        Assert.Null(RoutingTable.FirstDifference(table, table, [4u, 5u, 8u]));
        Assert.Equal(8u, RoutingTable.FirstDifference(table, [.. table, Entry(8, 1)], [4u, 8u]));
        Assert.Equal(4u, RoutingTable.FirstDifference(table, table[1..], [5u, 4u]));
        Assert.Equal(4u, RoutingTable.FirstDifference(table, table[1..]));
        // Keys that neither table names may differ, but not those to be left alone.
        Assert.Null(RoutingTable.FirstDifference(table, [.. table, Entry(8, 1)]));
        Assert.Equal(8u, RoutingTable.FirstDifference(table, [.. table, Entry(8, 1)], [new KeyRange(8, AllBits)]));
    }

    private static RouteEntry Entry(uint key, byte links) => new(key, AllBits, links, default);
}
