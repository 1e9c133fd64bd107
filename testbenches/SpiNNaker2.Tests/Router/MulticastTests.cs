using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>Multicast packets against the naive reference, through the whole router.</summary>
public sealed class MulticastTests
{
    private sealed record Sent(uint Key, int Link, int Emergency, int Pe);

    private sealed record Case(RouteEntry[] Table, Sent[] Packets, double SourceRate, double SinkRate, byte Wait1)
    {
        public override string ToString() => $"{Table.Length} entries {string.Join(' ', Table)}; {string.Join(' ', (object[])Packets)}; rates {SourceRate} {SinkRate} wait {Wait1:X}";
    }

    // Few key bits and masks that leave out some: entries overlap and many packets hit several.
    private static readonly Gen<uint> Keys = from low in Gen.Choose(0, 63) from high in Gen.Choose(0, 3) select (uint)low | (uint)high << 30;

    private static readonly Gen<PeSet> Pes = Gen.Frequency(
        (2, Gen.Constant(default(PeSet))),
        (3, from pe in Gen.Choose(0, 151) select PeSet.Of(pe)),
        (2, from a in Gen.Choose(0, 151) from b in Gen.Choose(0, 151) from c in Gen.Choose(0, 151) select PeSet.Of(a) | PeSet.Of(b) | PeSet.Of(c)),
        (1, from seed in Gen.Choose(1, 1 << 30) select Crowd((ulong)seed)));

    private static readonly Gen<RouteEntry> Entries =
        from key in Keys
        from hole in Gen.Elements(0u, 1u, 3u, 0x20u, 0x3Fu, 0x8000_0000u, 0xFFFF_FFFFu)
        from stray in Gen.Frequency((9, Gen.Constant(0u)), (1, Gen.Constant(1u)))
        from links in Gen.Choose(0, 63)
        from pes in Pes
        select new RouteEntry((key & ~hole) | (stray & hole), ~hole, (byte)links, pes);

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from entries in Gen.Choose(0, 12)
        from table in Entries.ArrayOf(entries)
        from count in Gen.Choose(1, 60)
        from packets in (from key in Keys
                         from link in Gen.Choose(-1, 5)
                         from emergency in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
                         from pe in Gen.Choose(0, 151)
                         select new Sent(key, link, emergency, pe)).ArrayOf(count)
        from source in Gen.Elements(0.2, 0.7, 1.0)
        from sink in Gen.Elements(0.1, 0.6, 1.0)
        from wait in Gen.Elements<byte>(0x00, 0x01, 0x0F, 0x40, 0xFF)
        select new Case(table, packets, source, sink, wait),
        c => Shrunk(c));

    private static IEnumerable<Case> Shrunk(Case c) =>
        Enumerable.Range(0, c.Packets.Length).Select(i => c with { Packets = [.. c.Packets.Where((_, j) => j != i)] })
        .Concat(Enumerable.Range(0, c.Table.Length).Select(i => c with { Table = [.. c.Table.Where((_, j) => j != i)] }));

    private static PeSet Crowd(ulong seed) => new(seed * 0x9E3779B97F4A7C15UL, seed * 0xC2B2AE3D27D4EB4FUL, (seed * 0x165667B19E3779F9UL) & 0xFFFFFF);

    [Fact]
    public void Each_packet_leaves_by_the_links_and_to_the_elements_of_the_reference_or_is_dropped_and_counted() => Hold(null);

    [Theory]
    [InlineData("router.second_match")]
    [InlineData("router.mask_ignored")]
    [InlineData("router.default_route_turned")]
    [InlineData("router.copy_lost")]
    [InlineData("router.copy_twice")]
    [InlineData("router.drop_not_counted")]
    public void The_reference_sees(string fault) => Assert.ThrowsAny<Exception>(() => Hold(fault));

    private static void Hold(string? fault) => Prop.ForAll(Cases, c => Check(c, fault)).Check(Seeded.Cases(Bench.Cases(120)));

    private static bool Check(Case c, string? fault)
    {
        var bench = new RouterBench(fault, c.SourceRate, c.SinkRate);
        bench.Router.Load(c.Table);
        Assert.True(bench.Router.Configure(0, (uint)c.Wait1 << 16 | 1));
        var expected = new Dictionary<(uint Tag, RouterReference.Copy), int>();
        long unrouted = 0;
        for (uint i = 0; i < c.Packets.Length; i++)
        {
            Sent sent = c.Packets[i];
            HashSet<RouterReference.Copy> copies = RouterReference.Multicast(c.Table, sent.Key, sent.Link, sent.Emergency);
            foreach (RouterReference.Copy copy in copies) expected[(i, copy)] = 1;
            if (copies.Count == 0) unrouted++;
            // The payload tells packets apart.
            if (sent.Link >= 0) bench.LinkSources[sent.Link].Add(RouterBench.Multicast(sent.Key, CommsPayload.Bits32, i, sent.Emergency));
            else bench.NocSources[RouterReference.PortOf(Floorplan.PositionOf(sent.Pe))].Add(RouterBench.FromPe(sent.Pe, NocClass.Multicast, 2, sent.Key, CommsPayload.Bits32, i));
        }
        bench.Drain();
        for (int link = 0; link < 6; link++)
        {
            foreach ((CommsPacket packet, _) in bench.LinkSinks[link].Arrived)
            {
                Take(expected, (uint)packet.Low, new RouterReference.Copy(link, packet.Control >> 4 & 3, -1));
                Assert.Equal(c.Packets[(int)packet.Low].Key, packet.Key);
                Assert.Equal(1, (System.Numerics.BitOperations.PopCount(packet.Control) + System.Numerics.BitOperations.PopCount(packet.Key) + System.Numerics.BitOperations.PopCount(packet.Low)) & 1);
            }
        }
        for (int port = 0; port < 6; port++)
        {
            foreach ((NocFlit flit, _) in bench.NocSinks[port].Arrived)
            {
                Assert.Equal(port, RouterReference.PortOf(flit.Destination));
                Assert.True(flit.HasParity && flit.PeMask != 0);
                for (int pe = 0; pe < 4; pe++)
                    if ((flit.PeMask >> pe & 1) != 0)
                        Take(expected, (uint)flit.Low, new RouterReference.Copy(-1, 0, Floorplan.PeAt(flit.Destination, pe)));
            }
        }
        // What did not come out was dropped by waiting, and the log names it.
        Assert.True(bench.Router.Drops < 256);
        for (long number = 0; number < bench.Router.Drops; number++)
        {
            DropRecord drop = bench.Router.Drop(number);
            if (drop.Cause == DropCause.NoRoute) unrouted--;
            else
            {
                Assert.Equal(DropCause.Waited, drop.Cause);
                Assert.NotEqual(0xFF, c.Wait1);
            }
            uint tag = (uint)drop.Packet.Low;
            for (int link = 0; link < 6; link++)
            {
                if ((drop.Links >> link & 1) != 0) Take(expected, tag, new RouterReference.Copy(link, 0, -1));
                if ((drop.Reverting >> link & 1) != 0) Take(expected, tag, new RouterReference.Copy(link, 3, -1));
            }
            for (int pe = 0; pe < Floorplan.PeCount; pe++)
                if (drop.Pes.Contains(pe))
                    Take(expected, tag, new RouterReference.Copy(-1, 0, pe));
        }
        Assert.Empty(expected);
        Assert.Equal(0, unrouted);
        return true;
    }

    private static void Take(Dictionary<(uint, RouterReference.Copy), int> expected, uint tag, RouterReference.Copy copy) =>
        Assert.True(expected.Remove((tag, copy)), $"packet {tag} went to {copy}, where it was not to go, or twice");
}
