using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>The fast lookup finds what the scan from the first entry finds.</summary>
public sealed class LookupTests
{
    private static readonly Gen<uint> Words = Gen.Choose(0, int.MaxValue).Select(i => (uint)i * 2654435761u);

    private static readonly Gen<RouteEntry> Entries = Gen.OneOf(
        // Dense keys, one hole: many overlap.
        from key in Gen.Choose(0, 255) from hole in Gen.Choose(0, 255) select new RouteEntry((uint)(key & ~hole), ~(uint)hole, 1, default),
        // Prefixes.
        from key in Words from bits in Gen.Choose(0, 32) let mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits) select new RouteEntry(key & mask, mask, 2, default),
        // Anything, also what never matches.
        from key in Words from mask in Words select new RouteEntry(key, mask, 3, default));

    [Fact]
    public void Lookup_is_the_first_match_of_a_scan()
    {
        Arbitrary<(RouteEntry[] Table, uint[] Keys, int Changed)> cases = Arb.From(
            from count in Gen.Choose(0, 300)
            from table in Entries.ArrayOf(count)
            from keys in Gen.OneOf(Gen.Choose(0, 255).Select(i => (uint)i), Words, count == 0 ? Words : Gen.Choose(0, count - 1).Select(i => table[i].Key)).ArrayOf(200)
            from changed in Gen.Choose(0, Math.Max(0, count - 1))
            select (table, keys, changed));
        Prop.ForAll(cases, c =>
        {
            var table = new MulticastTable();
            table.Load(c.Table);
            Compare(table, c.Table, c.Keys);
            if (c.Table.Length == 0) return true;
            // A change is seen at once.
            RouteEntry[] after = [.. c.Table];
            after[c.Changed] = after[c.Changed] with { Key = ~after[c.Changed].Key & after[c.Changed].Mask };
            table.Set(c.Changed, in after[c.Changed]);
            Compare(table, after, c.Keys);
            table.Set(c.Changed, in after[c.Changed], isValid: false);
            after[c.Changed] = new RouteEntry(uint.MaxValue, 0, 0, default);
            Compare(table, after, c.Keys);
            return true;
        }).Check(Seeded.Cases(200));
    }

    [Fact]
    public void A_full_table_is_looked_up_like_a_scan()
    {
        var random = RandomStream.Derive(5, "full");
        var entries = new RouteEntry[MulticastTable.Size];
        for (int i = 0; i < entries.Length; i++)
        {
            uint mask = uint.MaxValue << (int)random.Next(20);
            entries[i] = new RouteEntry((uint)random.NextBits() & mask & 0xFFFFF, mask, 1, default);
        }
        var table = new MulticastTable();
        table.Load(entries);
        Assert.Equal(16384, table.Count);
        uint[] keys = new uint[2000];
        for (int i = 0; i < keys.Length; i++) keys[i] = (uint)random.NextBits() & 0x1FFFFF;
        Compare(table, entries, keys);
    }

    [Fact]
    public void A_table_that_does_not_fit_says_by_how_much()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new MulticastTable().Load(new RouteEntry[16390]));
        Assert.Contains("6 are too many", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    // SpiNNaker datasheet v2.02, 10.10: the formula's values.
    [InlineData(0x00, 0)]
    [InlineData(0x01, 1)]
    [InlineData(0x0F, 15)]
    [InlineData(0x10, 16)]
    [InlineData(0x1F, 46)]
    [InlineData(0x20, 48)]
    [InlineData(0x30, 112)]
    [InlineData(0x40, 240)]
    [InlineData(0x4F, 480)]
    [InlineData(0x50, 512)]
    [InlineData(0x80, 4096)]
    [InlineData(0xFE, 983040)]
    [InlineData(0xFF, long.MaxValue)]
    public void Waits_are_coded_as_published(byte code, long cycles) => Assert.Equal(cycles, WaitTime.Cycles(code));

    private static void Compare(MulticastTable table, RouteEntry[] entries, uint[] keys)
    {
        foreach (uint key in keys)
        {
            int expected = TableReference.FirstMatch(entries, key);
            Assert.Equal(expected, table.Find(key));
            Assert.Equal(expected, table.Find(key));
        }
    }
}
