using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.Noc;
using HwModel.SpiNNaker2.Tests.PeBenches;
using HwModel.SpiNNaker2.Tests.Router;

namespace HwModel.SpiNNaker2.Tests.Chip;

/// <summary>
/// The packet router in front of the data network. The published 1843.2 Gbit/s to processing elements are 6 ports x 4 elements x 192 bit x 400 MHz, the router's own rate; a network
/// of 300 MHz behind it takes 6 x 4 x 192 bit x 300 MHz = 1382.4 Gbit/s for as long as one likes, and the full rate for as long as the crossings between the clocks have room.
/// </summary>
public sealed class PeakRateTests
{
    private const long RouterPeriod = 2_500_000;

    [Fact]
    public void The_router_sends_at_its_peak_until_the_crossings_are_full_and_then_at_the_networks()
    {
        Simulation simulation = Bench.New(order: EvaluationOrder.Forward, quiescence: false);
        ClockDomain noc = simulation.Clock("noc", Bench.Period), routerClock = simulation.Clock("router", RouterPeriod);
        var network = new DataNoc(simulation.Root, "dnoc", noc, routerClock, _ => noc);
        var router = new PacketRouter(simulation.Root, "router", 0, null, routerClock);
        var top = new Component(simulation.Root, "top", routerClock);
        var sinks = new FlitSink[Floorplan.PeCount];
        for (int pe = 0; pe < sinks.Length; pe++)
        {
            var source = new FlitSource(simulation.Root, $"source[{pe}]", noc);
            sinks[pe] = new FlitSink(simulation.Root, $"sink[{pe}]", noc);
            Wiring.Connect(source.Flits, network.FromPe(pe));
            Wiring.Connect(network.ToPe(pe), sinks[pe].Flits);
        }
        var links = new LinkSink[6];
        var sources = new PacketSource[6];
        for (int i = 0; i < 6; i++)
        {
            Wiring.Connect(network.ToRouter(i), router.FromNoc[i]);
            Wiring.Connect(router.ToNoc[i], network.FromRouter(i));
            sources[i] = new PacketSource(top, $"link_source[{i}]", 1);
            links[i] = new LinkSink(top, $"link_sink[{i}]", 1);
            Wiring.Connect(sources[i].Packets, router.FromLink[i]);
            Wiring.Connect(router.ToLink[i], links[i].Packets);
        }
        simulation.Elaborate();
        // Two quads behind each of the six ports, all four elements, in turn: every packet has a copy for every port and every link. One quad alone takes two flits in three cycles:
        // the crossing to an element has four places, and a place comes back after six cycles.
        router.Load([
            new RouteEntry(0, 1, 0x3F, Elements((3, 3), (4, 2), (5, 3), (5, 4), (4, 5), (3, 4))),
            new RouteEntry(1, 1, 0x3F, Elements((2, 3), (4, 1), (6, 3), (6, 4), (4, 6), (2, 4))),
        ]);
        Assert.True(router.Configure(0, 0x00FF0001));
        simulation.RunCycles(routerClock, 8);
        const int Packets = 4000;
        for (int i = 0; i < Packets; i++) sources[i % 6].Add(RouterBench.Multicast((uint)i));
        long Sent() => Enumerable.Range(0, 6).Sum(router.SentToNoc);
        long OnLinks() => Enumerable.Range(0, 6).Sum(router.SentOnLink);
        while (Sent() == 0) simulation.RunCycles(routerClock, 1);
        (long copies, long onLinks) = (Sent(), OnLinks());
        const int Burst = 12;
        simulation.RunCycles(routerClock, Burst);
        Assert.Equal(1843.2, (Sent() - copies) * 4 * 192 / (Burst * 2.5), 6);
        Assert.Equal(460.8, (OnLinks() - onLinks) * 192 / (Burst * 2.5), 6);
        simulation.RunCycles(routerClock, 400);
        long Arrived() => sinks.Sum(sink => (long)sink.Arrived.Count);
        long before = Arrived();
        const int Cycles = 1500;
        simulation.RunCycles(noc, Cycles);
        double rate = (Arrived() - before) * 192 / (Cycles * 3.333333);
        Assert.InRange(rate, 1382.4 * 0.999, 1382.4 * 1.001);
        Assert.Equal(0, router.Drops);
        // No cycle had more copies on a port than one: the counts of all can't exceed the cycles.
        simulation.RunCycles(routerClock, 4000);
        Assert.Equal(Packets * 24L, Arrived());
    }

    private static PeSet Elements(params (byte X, byte Y)[] quads)
    {
        PeSet all = default;
        foreach ((byte x, byte y) in quads)
            for (int pe = 0; pe < 4; pe++)
                all |= PeSet.Of(Floorplan.PeAt(new NocPosition(x, y), pe));
        return all;
    }
}
