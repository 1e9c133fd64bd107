using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Noc;

/// <summary>Time and throughput of the data network (Scholze et al., OJCAS 2026: 5 cycles per hop at 300 MHz, 57.6 Gbit/s per link).</summary>
public sealed class NocLatencyTests
{
    [Fact]
    public void Every_hop_takes_five_cycles_for_every_pair_of_quads()
    {
        var system = new NocSystem();
        int quads = Floorplan.Quads.Length;
        // One flit at a time between all pairs; a quad's own flits give the time that crossbars and clock crossings take.
        var times = new long[quads, quads];
        system.Run(4);
        for (int from = 0; from < quads; from++)
        {
            for (int to = 0; to < quads; to++)
            {
                system.PeSources[from * 4].Add(NocSystem.Between(from * 4, (to * 4) + 1, (uint)((from << 8) | to)));
                system.Run(110);
                (NocFlit flit, long time) = system.PeSinks[(to * 4) + 1].Arrived[^1];
                Assert.Equal((uint)((from << 8) | to), flit.Address);
                times[from, to] = (time - system.PeSources[from * 4].Pushed[^1]) / Bench.Period;
            }
        }
        long own = times[0, 0];
        for (int from = 0; from < quads; from++)
        {
            for (int to = 0; to < quads; to++)
            {
                NocPosition a = Floorplan.Quads[from], b = Floorplan.Quads[to];
                int hops = Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
                Assert.Equal(own + (5 * hops), times[from, to]);
            }
        }
        // The corner quads, (1,1) and (7,6): 11 hops, 55 cycles, 183 ns.
        Assert.Equal(55, times[19, 0] - own);
    }

    [Fact]
    public void A_link_carries_a_flit_in_every_cycle_and_no_more()
    {
        var system = new NocSystem(pePeriod: Bench.Period / 2);
        // Four elements of (1,1) to four of (7,1): six links in a row; faster clocks at the elements feed the quad's router without a pause.
        const int Flits = 400;
        int from = 19 * 4, to = 32 * 4;
        Assert.Equal((new NocPosition(1, 1), new NocPosition(7, 1)), (Floorplan.PositionOf(from), Floorplan.PositionOf(to)));
        for (int pe = 0; pe < 4; pe++)
            for (uint i = 0; i < Flits; i++)
                system.PeSources[from + pe].Add(NocSystem.Between(from + pe, to + pe, i));
        system.Run(500);
        long before = system.Noc[new NocPosition(3, 1)].Forwarded(MeshPort.East);
        system.Run(1000);
        long after = system.Noc[new NocPosition(3, 1)].Forwarded(MeshPort.East);
        Assert.Equal(1000, after - before);
        system.Run(400);
        Assert.Equal(4 * Flits, Enumerable.Range(0, 4).Sum(pe => system.PeSinks[to + pe].Arrived.Count));
    }

    [Theory]
    // West edge of the lower half for columns up to 3, of the upper half above row 3; east edges likewise; column 4 from south and north.
    [InlineData(1, 1, 0)]
    [InlineData(3, 3, 0)]
    [InlineData(1, 4, 5)]
    [InlineData(2, 6, 5)]
    [InlineData(4, 1, 1)]
    [InlineData(4, 6, 4)]
    [InlineData(7, 2, 2)]
    [InlineData(5, 3, 2)]
    [InlineData(5, 4, 3)]
    [InlineData(7, 6, 3)]
    public void A_packet_for_the_router_enters_by_the_edge_that_it_meets(byte x, byte y, int edge)
    {
        var system = new NocSystem();
        var at = new NocPosition(x, y);
        int pe = Floorplan.PeAt(at, 2);
        system.PeSources[pe].Add(NocFlit.Create(Floorplan.RouterOf(at), 0, NocClass.Multicast, CommsPayload.None, 0, at, 2, 77));
        // And back: a copy from the edge towards the quad.
        system.EdgeSources[RouterEdge.Towards(at)].Add(NocFlit.Create(at, 0b0101, NocClass.Multicast, CommsPayload.None, 0, at, 0, 78));
        system.Run(200);
        int[] met = [.. Enumerable.Range(0, 6).Where(i => system.EdgeSinks[i].Arrived.Count > 0)];
        // Along x first: rows 3 and 4 meet the router's sides, all others come along column 4, from the south or the north.
        int expected = y is 3 or 4 ? edge : y < 3 ? 1 : 4;
        Assert.Equal([expected], met);
        Assert.Equal(edge, RouterEdge.Towards(at));
        Assert.Equal([1, 0, 1, 0], Enumerable.Range(0, 4).Select(i => system.PeSinks[Floorplan.PeAt(at, i)].Arrived.Count));
    }
}
