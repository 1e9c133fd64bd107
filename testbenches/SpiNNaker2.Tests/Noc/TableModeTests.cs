using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Noc;

/// <summary>Routing by the table of 64 destinations, and the statistics of a mesh router.</summary>
public sealed class TableModeTests
{
    private const uint PortEnable = 0x04, DecodeMode = 0x10, Table = 0x14, StatEnable = 0x38, StatModule = 0x3C, StatControl = 0x40, StatAddress = 0x44;
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>First along y, then along x: what no default does.</summary>
    private static int YFirst(NocPosition at, NocPosition to) => to.Y > at.Y ? 1 : to.Y < at.Y ? 3 : to.X > at.X ? 0 : 2;

    private static void Load(NocRouter router, Func<NocPosition, NocPosition, int> next)
    {
        // Two bits a destination, sixteen to a word, in the order 8 y + x (noc.rdl).
        var words = new uint[4];
        for (byte y = 0; y < 8; y++)
            for (byte x = 0; x < 8; x++)
                words[((8 * y) + x) / 16] |= (uint)next(router.At, new NocPosition(x, y)) << (2 * (((8 * y) + x) % 16));
        for (uint i = 0; i < 4; i++) Assert.True(router.Configure(Table + (4 * i), words[i]));
        Assert.True(router.Configure(DecodeMode, 1));
    }

    private static long[,] Forwarded(DataNoc noc)
    {
        var forwarded = new long[64, 4];
        foreach (NocRouter router in noc.Routers)
            for (int port = 0; port < 4; port++)
                forwarded[router.At.Index, port] = router.Forwarded(port);
        return forwarded;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flits_follow_the_table_at_five_cycles_a_hop(bool check)
    {
        var system = new NocSystem(check: check);
        system.Run(4);
        foreach (NocRouter router in system.Noc.Routers) Load(router, YFirst);
        long own = 0;
        for (int from = 0; from < 38; from += check ? 13 : 3)
        {
            for (int to = 0; to < 38; to += check ? 11 : 1)
            {
                (NocPosition a, NocPosition b) = (Floorplan.Quads[from], Floorplan.Quads[to]);
                // Along y first, a flit for another row of column 4 meets the tiles of the packet router, which let it pass.
                long[,] before = Forwarded(system.Noc);
                system.PeSources[from * 4].Add(NocSystem.Between(from * 4, to * 4, (uint)to));
                system.Run(120);
                (NocFlit flit, long time) = system.PeSinks[to * 4].Arrived[^1];
                Assert.Equal((uint)to, flit.Address);
                long[,] after = Forwarded(system.Noc);
                (int x, int y, int hops) = (a.X, a.Y, 0);
                while ((x, y) != (b.X, b.Y))
                {
                    int port = y != b.Y ? (b.Y > y ? 1 : 3) : b.X > x ? 0 : 2;
                    Assert.Equal(before[(8 * y) + x, port] + 1, after[(8 * y) + x, port]);
                    (x, y, hops) = (x + Steps[port].X, y + Steps[port].Y, hops + 1);
                }
                long sum = 0;
                for (int node = 0; node < 64; node++)
                    for (int port = 0; port < 4; port++)
                        sum += after[node, port] - before[node, port];
                Assert.Equal(hops, sum);
                long cycles = (time - system.PeSources[from * 4].Pushed[^1]) / Bench.Period;
                if (from == to) own = own == 0 ? cycles : own;
                if (own != 0) Assert.Equal(own + (5 * hops), cycles);
            }
        }
    }

    [Fact]
    public void A_table_may_lead_round_a_closed_port()
    {
        var system = new NocSystem();
        system.Run(4);
        int from = Floorplan.PeAt(new NocPosition(1, 1), 0), to = Floorplan.PeAt(new NocPosition(3, 1), 2);
        // The east port of (2,1) is closed: one flit waits there.
        Assert.True(system.Noc[new NocPosition(2, 1)].Configure(PortEnable, 0x1E));
        system.PeSources[from].Add(NocSystem.Between(from, to, 1));
        system.Run(200);
        Assert.Empty(system.PeSinks[to].Arrived);
        Assert.Equal(1, system.Noc[new NocPosition(2, 1)].Buffered);
        // Round over row 2, by the tables of three routers; the first flit goes on when the port opens.
        Load(system.Noc[new NocPosition(1, 1)], (at, target) => target == new NocPosition(3, 1) ? MeshPort.North : XFirst(at, target));
        Load(system.Noc[new NocPosition(1, 2)], XFirst);
        Load(system.Noc[new NocPosition(2, 2)], XFirst);
        system.PeSources[from].Add(NocSystem.Between(from, to, 2));
        system.Run(200);
        Assert.Equal([2u], system.PeSinks[to].Arrived.Select(arrived => arrived.Flit.Address));
        Assert.True(system.Noc[new NocPosition(2, 1)].Configure(PortEnable, 0x1F));
        system.Run(100);
        Assert.Equal([2u, 1u], system.PeSinks[to].Arrived.Select(arrived => arrived.Flit.Address));
    }

    private static int XFirst(NocPosition at, NocPosition to) => to.X > at.X ? 0 : to.X < at.X ? 2 : to.Y > at.Y ? 1 : 3;

    [Fact]
    public void Statistics_count_flits_or_stalls_while_they_are_on_and_are_sent()
    {
        var system = new NocSystem(pePeriod: Bench.Period / 2);
        system.Run(4);
        NocRouter router = system.Noc[new NocPosition(2, 1)];
        int west = Floorplan.PeAt(new NocPosition(1, 1), 0), here = Floorplan.PeAt(new NocPosition(2, 1), 0), east = Floorplan.PeAt(new NocPosition(3, 1), 0);
        void Send(int from, int to, uint count)
        {
            for (uint i = 0; i < count; i++) system.PeSources[from].Add(NocSystem.Between(from, to, i));
            system.Run(300);
        }

        Send(west, east, 5);
        Assert.Equal(0u, router.Counted(MeshPort.East));
        Assert.True(router.Configure(StatEnable, 1));
        Send(west, east, 7);
        Send(east, west, 3);
        Send(west, here, 2);
        Assert.Equal((7u, 0u, 3u, 0u, 2u), (router.Counted(0), router.Counted(1), router.Counted(2), router.Counted(3), router.Counted(4)));
        // The counters as two writes into the SRAM of (3,1)'s element 0.
        Assert.True(router.Configure(StatAddress, 0xF0000000 | ((uint)east << 17) | 0x2000));
        int arrived = system.PeSinks[east].Arrived.Count;
        Assert.True(router.Configure(StatControl, 2));
        system.Run(100);
        NocFlit[] sent = [.. system.PeSinks[east].Arrived.Skip(arrived).Select(item => item.Flit)];
        Assert.Equal(2, sent.Length);
        Assert.Equal((0xF0000000 | ((uint)east << 17) | 0x2000, 7UL, 3UL), (sent[0].Address, sent[0].Low, sent[0].High));
        Assert.Equal((0xF0000000 | ((uint)east << 17) | 0x2010, 2UL), (sent[1].Address, sent[1].Low));
        // Two sources share the port to the east: one of them waits in every cycle that both want it.
        Assert.True(router.Configure(StatControl, 1));
        Assert.Equal(0u, router.Counted(0));
        Assert.True(router.Configure(StatModule, 1));
        long waited = router.Waited(0);
        for (uint i = 0; i < 20; i++)
        {
            system.PeSources[west].Add(NocSystem.Between(west, east, i));
            system.PeSources[here].Add(NocSystem.Between(here, east, i));
        }
        system.Run(400);
        Assert.InRange(router.Counted(0), 20u, 2000u);
        Assert.Equal((uint)(router.Waited(0) - waited), router.Counted(0));
        Assert.True(router.Configure(StatEnable, 0));
        uint before = router.Counted(0);
        Send(west, east, 4);
        Assert.Equal(before, router.Counted(0));
    }
}
