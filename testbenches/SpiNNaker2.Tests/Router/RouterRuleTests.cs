using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>The router's rules one by one (SpiNNaker datasheet v2.02, sections 8 and 10), and its times and rates (Scholze et al., OJCAS 2026).</summary>
public sealed class RouterRuleTests
{
    private const uint Enable = 1;

    [Fact]
    public void The_multicast_engine_takes_four_cycles_and_the_others_two()
    {
        var bench = new RouterBench();
        bench.Router.Load([new RouteEntry(5, uint.MaxValue, 1 << 2, default)]);
        bench.Router.SetChip(7, 4);
        bench.Run(4);
        bench.LinkSources[0].Add(RouterBench.Multicast(5));
        bench.LinkSources[1].Add(PacketParity.Seal(new CommsPacket(0x40, new CoreAddress(7, 1).Word, CommsPayload.None, 0, 0, 0, false, false)));
        bench.NocSources[3].Add(RouterBench.FromPe(9, NocClass.Neighbour, 0x80 | 5 << 2, 1));
        bench.Run(20);
        // One cycle from the source to the input, and one from the output to the sink.
        Assert.Equal(4 + 2, bench.LinkSinks[2].Arrived[0].Cycle - bench.LinkSources[0].Pushed[0]);
        Assert.Equal(2 + 2, bench.LinkSinks[4].Arrived[0].Cycle - bench.LinkSources[1].Pushed[0]);
        Assert.Equal(2 + 2, bench.LinkSinks[5].Arrived[0].Cycle - (bench.NocSources[3].Pushed[0] / RouterBench.Period));
    }

    [Fact]
    public void Each_engine_takes_a_packet_in_every_cycle()
    {
        var bench = new RouterBench(check: false);
        bench.Router.Load([.. Enumerable.Range(0, 6).Select(i => new RouteEntry((uint)i, 7, (byte)(1 << i), default))]);
        bench.Router.SetChip(1, ChipTable.Here);
        const int Packets = 3000;
        for (uint i = 0; i < Packets; i++)
        {
            // From links to links, from one half of the network to itself, from the other half to links.
            bench.LinkSources[i % 6].Add(RouterBench.Multicast(i % 6));
            bench.NocSources[i % 3].Add(RouterBench.FromPe(0, NocClass.CoreToCore, 0x40, new CoreAddress(1, 1 + (int)(i * 37 % 152)).Word));
        }
        bench.Run(40);
        (long multicast, long core) = (bench.Router.Taken(0), bench.Router.Taken(1));
        bench.Run(1000);
        Assert.Equal((1000, 1000), (bench.Router.Taken(0) - multicast, bench.Router.Taken(1) - core));
    }

    [Fact]
    public void Peak_rates_are_reached_and_not_exceeded()
    {
        // A packet to all 152 elements and all links keeps every output busy: 6 ports x 4 elements x 192 bit and 6 links x 192 bit at 400 MHz.
        var bench = new RouterBench(check: false);
        PeSet all = new(ulong.MaxValue, ulong.MaxValue, 0xFFFFFF);
        bench.Router.Load([new RouteEntry(1, 1, 0, all), new RouteEntry(0, 1, 0x3F, default)]);
        Assert.True(bench.Router.Configure(0, 0x00FF0000 | Enable));
        for (int port = 0; port < 6; port++)
            for (int i = 0; i < 2000; i++)
                bench.NocSources[port].Add(RouterBench.FromPe(0, NocClass.Multicast, 0, (uint)(port == 0 ? 1 : i & 1)));
        bench.Run(100);
        const int Cycles = 2400;
        var before = new long[12];
        for (int i = 0; i < 6; i++) (before[i], before[6 + i]) = (bench.NocSinks[i].Arrived.Count, bench.LinkSinks[i].Arrived.Count);
        bench.Run(Cycles);
        double seconds = Cycles * RouterBench.Period * 1e-15;
        // The ports with most quads behind them are always busy; each delivers to four elements at a time.
        int[] sent = [.. Enumerable.Range(0, 6).Select(i => (int)(bench.NocSinks[i].Arrived.Count - before[i]))];
        Assert.All(sent, n => Assert.InRange(n, 0, Cycles));
        double port0 = sent.Max() * 4 * 192 / seconds / 1e9;
        Assert.InRange(port0, 306, 307.2000001);
        Assert.Equal(1843.2, 6 * 307.2, 6);
    }

    [Fact]
    public void All_six_ports_together_reach_1843_and_all_six_links_461_gigabit_a_second()
    {
        // Six unicast quads, one behind each port, one packet a cycle: each packet has a copy on every port.
        var bench = new RouterBench(check: false);
        PeSet one = default;
        for (int port = 0; port < 6; port++)
        {
            int quad = Enumerable.Range(0, 38).First(q => RouterReference.PortOf(Floorplan.Quads[q]) == port);
            for (int pe = 0; pe < 4; pe++) one |= PeSet.Of((quad * 4) + pe);
        }
        bench.Router.Load([new RouteEntry(0, 0, 0x3F, one)]);
        for (int i = 0; i < 4000; i++) bench.NocSources[i % 6].Add(RouterBench.FromPe(0, NocClass.Multicast, 0, (uint)i));
        bench.Run(50);
        const int Cycles = 2000;
        long ports = bench.NocSinks.Sum(sink => sink.Arrived.Count), links = bench.LinkSinks.Sum(sink => sink.Arrived.Count);
        bench.Run(Cycles);
        double seconds = Cycles * RouterBench.Period * 1e-15;
        double toPes = (bench.NocSinks.Sum(sink => sink.Arrived.Count) - ports) * 4 * 192 / seconds / 1e9;
        double toLinks = (bench.LinkSinks.Sum(sink => sink.Arrived.Count) - links) * 192 / seconds / 1e9;
        Assert.Equal(1843.2, toPes, 6);
        Assert.Equal(460.8, toLinks, 6);
    }

    [Theory]
    // Waits coded in register 0; the packet is refused for the first time in the cycle after it entered the issue buffer with its output full.
    [InlineData(0x00, 0)]
    [InlineData(0x01, 1)]
    [InlineData(0x0F, 15)]
    [InlineData(0x1F, 46)]
    [InlineData(0x40, 240)]
    [InlineData(0x50, 512)]
    public void A_copy_is_dropped_after_its_wait_and_the_registers_say_so(byte code, long wait)
    {
        var bench = new RouterBench(sinkRate: 0);
        bench.Router.Load([new RouteEntry(5, uint.MaxValue, 0b1000, PeSet.Of(4))]);
        Assert.True(bench.Router.Configure(RouterMap.Control, (uint)code << 16 | Enable));
        for (uint i = 0; i < 3; i++) bench.LinkSources[0].Add(RouterBench.Multicast(5, CommsPayload.Bits32, 100 + i));
        bench.Run(wait + 40);
        // Two copies fit into the queue behind each output; the third packet loses both.
        Assert.Equal((1, 1), (bench.Router.Drops, bench.Router.DropsBy(DropCause.Waited)));
        DropRecord drop = bench.Router.Drop(0);
        Assert.Equal((0b1000, true, 102UL), (drop.Links, drop.Pes.Contains(4), drop.Packet.Low));
        // It entered at its arrival + 3 (end of the fourth stage) and was refused one cycle later.
        Assert.Equal(bench.LinkSources[0].Pushed[2] + 1 + 4 + wait, drop.Cycle);
        Assert.Equal(0u, bench.Router.Read(RouterMap.DumpHeader) >> 24 & 7);
        Assert.Equal((5u, 102u), (bench.Router.Read(RouterMap.DumpRouting), bench.Router.Read(RouterMap.DumpPayload)));
        Assert.Equal(0b1000u | 1u << 8 | 1u << 14, bench.Router.Read(RouterMap.DumpOutputs));
        Assert.Equal(1u << 31 | 0b1000u | 1u << 14, bench.Router.Read(RouterMap.DumpStatus));
        Assert.Equal(0u, bench.Router.Read(RouterMap.DumpStatus));
    }

    [Fact]
    public void The_first_dump_is_kept_until_it_is_read()
    {
        var bench = new RouterBench(sinkRate: 0);
        bench.Router.Load([new RouteEntry(0, 0, 1, default)]);
        Assert.True(bench.Router.Configure(RouterMap.Control, 0 | Enable | 4));
        for (uint i = 0; i < 5; i++) bench.LinkSources[3].Add(RouterBench.Multicast(i));
        bench.Run(60);
        Assert.Equal(3, bench.Router.Drops);
        Assert.Equal(2u, bench.Router.Read(RouterMap.DumpRouting));
        Assert.Equal(3u, bench.Router.Read(RouterMap.DumpHeader) >> 24);
        Assert.Equal(1u << 31 | 1u << 29, bench.Router.Read(RouterMap.Status) & (1u << 31 | 1u << 29));
        Assert.Equal(3u << 30 | 1, bench.Router.Read(RouterMap.DumpStatus));
        bench.LinkSources[3].Add(RouterBench.Multicast(9));
        bench.Run(40);
        Assert.Equal(9u, bench.Router.Read(RouterMap.DumpRouting));
        Assert.Equal(1u << 31 | 1, bench.Router.Read(RouterMap.DumpStatus));
    }

    [Fact]
    public void A_blocked_output_holds_up_no_other()
    {
        var bench = new RouterBench();
        bench.Router.Load([new RouteEntry(0, 1, 1 << 0, default), new RouteEntry(1, 1, 1 << 2, default)]);
        Assert.True(bench.Router.Configure(RouterMap.Control, 0xFFu << 16 | Enable));
        // Link 0 takes nothing; twelve packets for it stay in the issue buffer.
        bench.LinkSinks[0].IsShut = true;
        for (int i = 0; i < 14; i++) bench.LinkSources[4].Add(RouterBench.Multicast(0));
        bench.Run(60);
        for (int i = 0; i < 100; i++) bench.LinkSources[5].Add(RouterBench.Multicast(1));
        bench.Run(150);
        Assert.Equal(100, bench.LinkSinks[2].Arrived.Count);
        Assert.Equal(0, bench.Router.Drops);
    }

    [Fact]
    public void A_diverted_packet_reaches_its_way_over_the_triangle()
    {
        // The example of the datasheet: east blocked at (0,0); out by south, in by north, out by north-east, in by south-west, and on to the east.
        var first = new RouterBench();
        first.Router.Load([]);
        Assert.True(first.Router.Configure(RouterMap.Control, 0x40u << 24 | 0x01u << 16 | Enable));
        first.LinkSinks[0].IsShut = true;
        for (int i = 0; i < 3; i++) first.LinkSources[3].Add(RouterBench.Multicast(8));
        first.Run(60);
        CommsPacket diverted = Assert.Single(first.LinkSinks[5].Arrived).Packet;
        Assert.Equal(2, diverted.Control >> 4 & 3);

        var second = new RouterBench();
        second.LinkSources[2].Add(diverted);
        second.Run(40);
        CommsPacket reverting = Assert.Single(second.LinkSinks[1].Arrived).Packet;
        Assert.Equal(3, reverting.Control >> 4 & 3);

        var third = new RouterBench();
        third.LinkSources[4].Add(reverting);
        third.Run(40);
        CommsPacket back = Assert.Single(third.LinkSinks[0].Arrived).Packet;
        Assert.Equal(0, back.Control >> 4 & 3);
        Assert.Equal(0, first.Router.Drops + second.Router.Drops + third.Router.Drops);
    }

    [Fact]
    public void A_diverted_copy_travels_together_with_a_normal_one()
    {
        var bench = new RouterBench();
        bench.Router.Load([new RouteEntry(8, uint.MaxValue, 0b100001, default)]);
        Assert.True(bench.Router.Configure(RouterMap.Control, 0x40u << 24 | 0x00u << 16 | Enable));
        foreach (int link in new[] { 0, 4, 5 }) bench.LinkSinks[link].IsShut = true;
        // Link 4 is full, so the copies for link 5 stay.
        for (int i = 0; i < 2; i++) bench.NocSources[0].Add(RouterBench.FromPe(0, NocClass.Neighbour, 0x80 | 4 << 2, 0));
        bench.Run(20);
        for (int i = 0; i < 3; i++) bench.LinkSources[3].Add(RouterBench.Multicast(8));
        bench.Run(20);
        bench.LinkSinks[5].IsShut = false;
        bench.LinkSinks[5].Wake();
        bench.Run(300);
        // Two normal ones, then one that stands for both.
        Assert.Equal([0, 0, 1], bench.LinkSinks[5].Arrived.Select(arrived => arrived.Packet.Control >> 4 & 3));
    }

    [Fact]
    public void Errors_are_caught_counted_and_dropped()
    {
        var bench = new RouterBench();
        Assert.True(bench.Router.Configure(RouterMap.Control, 0x40u << 16 | 0b111000 | Enable | 2));
        CommsPacket good = RouterBench.Multicast(3);
        bench.LinkSources[1].Add(good with { Key = 2 });
        bench.LinkSources[1].Add(good with { FramingError = true });
        bench.LinkSources[1].Add(RouterBench.Multicast(3, phase: 3));
        bench.LinkSources[1].Add(RouterBench.Multicast(3, phase: 2));
        bench.NocSources[0].Add(RouterBench.FromPe(0, NocClass.Multicast, 0, 3));
        bench.Run(60);
        // Parity, length, age (phase 0 against 3), and a packet of this chip without an entry; the fourth goes straight on.
        Assert.Equal([1, 1, 1, 1], new[] { DropCause.Parity, DropCause.Framing, DropCause.TimeStamp, DropCause.NoRoute }.Select(bench.Router.DropsBy));
        Assert.Single(bench.LinkSinks[4].Arrived);
        Assert.Equal(1u << 29 | 1u << 24 | (uint)(good.Control << 16), bench.Router.Read(RouterMap.ErrorHeader));
        Assert.Equal(2u, bench.Router.Read(RouterMap.ErrorRouting));
        Assert.Equal(1u << 30, bench.Router.Read(RouterMap.Status) & 1u << 30);
        Assert.Equal(3u << 30 | 7u << 27 | 4, bench.Router.Read(RouterMap.ErrorStatus));
        Assert.Equal(0u, bench.Router.Read(RouterMap.ErrorStatus));
    }

    [Fact]
    public void Core_to_core_packets_follow_the_chip_table()
    {
        var bench = new RouterBench();
        bench.Router.SetChip(CoreAddress.ChipAt(3, 4), ChipTable.Here);
        bench.Router.SetChip(CoreAddress.ChipAt(4, 4), 0);
        foreach ((int chip, int core) in new[] { (0x304, 0), (0x304, 152), (0x404, 9), (0x505, 1), (0x304, 153) })
            bench.NocSources[1].Add(RouterBench.FromPe(20, NocClass.CoreToCore, 0x40, new CoreAddress(chip, core).Word, CommsPayload.Bits64, 77));
        bench.Run(60);
        Assert.Equal(new NocPosition(0, 0), Assert.Single(bench.NocSinks[0].Arrived).Flit.Destination);
        NocFlit last = Assert.Single(bench.NocSinks[2].Arrived).Flit;
        Assert.Equal((Floorplan.PositionOf(151), 8, 77UL, NocClass.CoreToCore), (last.Destination, last.PeMask, last.Low, last.Class));
        Assert.Single(bench.LinkSinks[0].Arrived);
        Assert.Equal((1, 1), (bench.Router.DropsBy(DropCause.Discarded), bench.Router.DropsBy(DropCause.NoSuchTarget)));
        // The table's word has eight entries of three bits.
        Assert.Equal(7u << 12 | 0xDB6DB6 & ~(7u << 12), bench.Router.Read(RouterMap.Chips + (0x304 / 8 * 4)));
    }

    [Fact]
    public void Neighbour_packets_go_to_a_link_to_all_or_to_the_monitor()
    {
        var bench = new RouterBench();
        Assert.True(bench.Router.Configure(RouterMap.Control, 2u << 8 | 0x40u << 16 | Enable));
        Assert.True(bench.Router.Configure(RouterMap.FixedRoute, 0b010101u << 26));
        foreach (int route in new[] { 3, 6, 7 }) bench.NocSources[0].Add(RouterBench.FromPe(0, NocClass.Neighbour, (byte)(0x80 | route << 2), 1));
        bench.LinkSources[5].Add(PacketParity.Seal(new CommsPacket(0x80, 4, CommsPayload.Bits32, 9, 0, 0, false, false)));
        bench.Run(60);
        Assert.Equal([1, 0, 1, 1, 1, 0], bench.LinkSinks.Select(sink => sink.Arrived.Count));
        // Monitor 2 is the first element of the second quad, (7,5).
        Assert.Equal([(new NocPosition(7, 5), 1), (new NocPosition(7, 5), 1)], bench.NocSinks[3].Arrived.Select(a => (a.Flit.Destination, a.Flit.PeMask)));
    }

    [Fact]
    public void A_neighbour_reads_and_writes_words_of_this_chip()
    {
        var bench = new RouterBench();
        uint address = NocAddress.Sram + (40u << 17) + 0x104;
        bench.LinkSources[2].Add(PacketParity.Seal(new CommsPacket(0xA0, address, CommsPayload.None, 0, 0, 0, false, false)));
        bench.Run(30);
        int port = RouterReference.PortOf(Floorplan.PositionOf(40));
        NocFlit read = Assert.Single(bench.NocSinks[port].Arrived).Flit;
        Assert.Equal((NocClass.ReadRequest, address, 1, Floorplan.PositionOf(40)), (read.Class, read.Address, read.PeMask, read.Destination));
        bench.NocSources[port].Add(NocFlit.Create(read.Source, 1, NocClass.ReadResponse, CommsPayload.Bits128, read.Control, Floorplan.PositionOf(40), 0, read.Address, 0x11112222_33334444, 5));
        bench.LinkSources[2].Add(PacketParity.Seal(new CommsPacket(0xA2, address, CommsPayload.Bits32, 0xABCD, 0, 0, false, false)));
        bench.LinkSources[2].Add(PacketParity.Seal(new CommsPacket(0xA0, 0xE0000000, CommsPayload.None, 0, 0, 0, false, false)));
        bench.Run(40);
        // Bit 0 of the address marks an answer, bit 1 an error.
        Assert.Equal([(address | 1, 0UL), (0xE0000003, 0UL), (address | 1, 0x11112222UL)],
            bench.LinkSinks[2].Arrived.Select(a => (a.Packet.Key, a.Packet.Low)).OrderBy(a => a.Low).ThenByDescending(a => a.Key));
        NocFlit write = bench.NocSinks[port].Arrived[1].Flit;
        Assert.Equal((NocClass.Write, 0xABCDUL, CommsPayload.Bits32, 15), (write.Class, write.Low, write.Payload, write.Control));
    }

    [Fact]
    public void A_core_reads_another_chip()
    {
        // This chip is (3,4); its router talks to itself by way of link 0 to link 3, as one chip on a ring would.
        var bench = new RouterBench();
        bench.Router.SetChip(0x504, 0);
        uint address = NocAddress.Sram + (7u << 17) + 0x18;
        bench.NocSources[0].Add(RouterBench.FromPe(33, NocClass.ReadRequest, 5, address, CommsPayload.None, 0, 0x504));
        bench.Run(30);
        CommsPacket request = Assert.Single(bench.LinkSinks[0].Arrived).Packet;
        Assert.Equal(CommsKind.CoreToCore, request.Kind);

        var other = new RouterBench();
        other.Router.SetChip(0x504, ChipTable.Here);
        other.Router.SetChip(0x304, 3);
        other.LinkSources[3].Add(request);
        other.Run(30);
        NocFlit read = Assert.Single(other.NocSinks[3].Arrived).Flit;
        Assert.Equal((NocClass.ReadRequest, address), (read.Class, read.Address));
        other.NocSources[3].Add(NocFlit.Create(read.Source, 1, NocClass.ReadResponse, CommsPayload.Bits128, read.Control, read.Destination, 3, address, 1, 0xFEDCBA98));
        other.Run(30);

        bench.Router.SetChip(0x304, ChipTable.Here);
        bench.LinkSources[0].Add(Assert.Single(other.LinkSinks[3].Arrived).Packet);
        bench.Run(30);
        NocFlit answer = Assert.Single(bench.NocSinks[RouterReference.PortOf(Floorplan.PositionOf(33))].Arrived).Flit;
        Assert.Equal((NocClass.ReadResponse, 5, 1 << 1, 0xFEDCBA98UL), (answer.Class, answer.Control, answer.PeMask, answer.High));
    }

    [Fact]
    public void Counters_count_what_their_filters_select()
    {
        var bench = new RouterBench();
        bench.Router.Load([new RouteEntry(0x10, 0x10, 0b000010, PeSet.Of(60))]);
        Assert.True(bench.Router.Configure(RouterMap.CounterControl, 0xFFFF));
        const uint Everything = 0x1FF0000 | 0xFC00 | 0xF0 | 0xF;
        uint[] filters =
        [
            Everything,
            Everything & ~(1u << 12),               // without payload
            Everything & ~(1u << 11),               // by default only
            Everything & ~(1u << 14),               // from other chips
            (Everything & ~0x1FF0000u) | 2u << 19,  // to link 1
            (Everything & ~0x1FF0000u) | 1u << 17,  // to a local element
            Everything & ~1u,                       // no multicast
            (Everything & ~0xF0u) | 0x40,           // that came with emergency value 2
            (Everything & ~0xF0u) | 0x180,          // that left with emergency value 3
        ];
        for (int i = 0; i < filters.Length; i++) Assert.True(bench.Router.Configure(RouterMap.Filter + (4 * (uint)i), filters[i] | 1u << 30));
        bench.LinkSources[0].Add(RouterBench.Multicast(0x10));
        bench.LinkSources[0].Add(RouterBench.Multicast(0x13, CommsPayload.Bits32, 3));
        bench.LinkSources[0].Add(RouterBench.Multicast(0x01));
        bench.LinkSources[0].Add(RouterBench.Multicast(0x01, emergency: 2));
        bench.NocSources[0].Add(RouterBench.FromPe(3, NocClass.Multicast, 0, 0x11));
        bench.NocSources[0].Add(RouterBench.FromPe(3, NocClass.Neighbour, 0x80 | 4, 0));
        bench.Run(60);
        Assert.Equal([6u, 5, 1, 4, 4, 3, 1, 1, 1], Enumerable.Range(0, filters.Length).Select(i => bench.Router.Read(RouterMap.Counter + (4 * (uint)i))));
        Assert.Equal(1u << 31 | 0x1FFu, bench.Router.Read(RouterMap.Status) & ~(3u << 24));
        Assert.Equal(filters[0] | 1u << 30 | 1u << 29 | 1u << 31, bench.Router.Read(RouterMap.Filter));
        Assert.Equal(filters[0] | 1u << 30, bench.Router.Read(RouterMap.Filter));
        Assert.True(bench.Router.Configure(RouterMap.CounterControl, 1u << 16 | 0xFFFF));
        Assert.Equal((0u, 5u), (bench.Router.Read(RouterMap.Counter), bench.Router.Read(RouterMap.Counter + 4)));
    }

    [Fact]
    public void The_histogram_sorts_packets_by_their_wait()
    {
        var bench = new RouterBench();
        Assert.True(bench.Router.Configure(RouterMap.TimingControl, 7));
        bench.LinkSinks[3].IsShut = true;
        for (int i = 0; i < 3; i++) bench.LinkSources[0].Add(RouterBench.Multicast(1));
        bench.Run(64);
        bench.LinkSinks[3].IsShut = false;
        bench.LinkSinks[3].Wake();
        bench.Run(30);
        // Two without a wait; the third waited about 60 cycles: the mantissa of 0x40 counts sixteen cycles.
        Assert.Equal(2u, bench.Router.Read(RouterMap.UndelayedCount));
        Assert.Equal(1u, bench.Router.Read(RouterMap.Histogram + 12));
        Assert.InRange(bench.Router.Read(RouterMap.CycleCount), 92u, 95u);
        Assert.InRange(bench.Router.Read(RouterMap.BusyCount), 50u, 75u);
    }

    [Fact]
    public void The_table_can_be_written_read_and_tested_by_registers()
    {
        var bench = new RouterBench();
        uint entry = RouterMap.Table + (16383 * 32);
        uint[] words = [0x1200, 0xFF00, 1u << 31 | 0x21, 1, 2, 3, 4, 0xABCDEF];
        for (uint i = 0; i < 8; i++) Assert.True(bench.Router.Configure(entry + (4 * i), words[i]));
        for (uint i = 0; i < 8; i++) Assert.Equal(words[i], bench.Router.Read(entry + (4 * i)));
        Assert.True(bench.Router.Configure(RouterMap.CamKey, 0x12FF));
        Assert.Equal(16383u << 1, bench.Router.Read(RouterMap.CamResult));
        Assert.True(bench.Router.Configure(RouterMap.CamKey, 0x13FF));
        Assert.Equal(1u, bench.Router.Read(RouterMap.CamResult));
        Assert.False(bench.Router.Configure(0x1000, 0));
    }

    [Fact]
    public void A_router_without_packets_costs_nothing()
    {
        var bench = new RouterBench(check: false);
        bench.Run(10);
        long edges = bench.Clock.EvaluatedEdges;
        bench.Run(10_000);
        Assert.Equal(0, bench.Router.Registers.ActiveCount);
        Assert.Equal(edges, bench.Clock.EvaluatedEdges);
    }
}
