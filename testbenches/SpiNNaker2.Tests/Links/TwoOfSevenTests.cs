using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.TwoOfSeven;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>The link of SpiNNaker: symbols of a packet, errors and recovery.</summary>
public sealed class TwoOfSevenTests
{
    [Theory]
    [InlineData(CommsPayload.None, 11, 220)]
    [InlineData(CommsPayload.Bits32, 19, 380)]
    public void A_packet_takes_eleven_or_nineteen_symbols_of_twenty_nanoseconds(CommsPayload payload, int symbols, double nanoseconds)
    {
        const int count = 200;
        var bench = new Bench([.. Packets(count, 1).Select(packet => packet with { Cycle = 0, Packet = packet.Packet with { Payload = payload, Control = payload == CommsPayload.None ? (byte)0 : (byte)2, Low = payload == CommsPayload.None ? 0 : packet.Packet.Key } })]);
        bench.Run(1_000_000_000);
        Assert.Equal(count, bench.Arrived.Count);
        Assert.Equal(count * symbols, bench.Ends[0].Sender.Symbols);
        Assert.Equal(nanoseconds, (bench.Times[count - 1] - bench.Times[99]) / 1e6 / (count - 100), 0.02 * nanoseconds);
    }

    [Fact]
    public void Packets_arrive_once_and_in_order_on_perfect_wires()
    {
        ScheduledPacket[] packets = Packets(300, 2);
        var bench = new Bench(packets, options: new SimulationOptions { CheckQuiescence = true, Order = EvaluationOrder.Shuffled });
        bench.Run(1_000_000_000);
        Assert.Equal(UnitLinkHarness.Expected(packets, 3), bench.Arrived);
    }

    [Fact]
    public void An_idle_link_sleeps()
    {
        var bench = new Bench(Packets(3, 2));
        bench.Simulation.RunFor(100_000_000_000);
        Assert.Equal(3, bench.Arrived.Count);
        long edges = bench.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges);
        bench.Simulation.RunFor(1_000_000_000_000);
        Assert.Equal(edges, bench.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges));
    }

    [Fact]
    public void Damaged_packets_are_dropped_and_counted_and_the_link_goes_on()
    {
        ScheduledPacket[] packets = Packets(2000, 3);
        var bench = new Bench(packets, new LineOptions { BitErrorRate = 2e-4, BurstRate = 3e-3, BurstBits = 2, LossRate = 1e-3, DuplicateRate = 1e-3 }, new LineOptions { LossRate = 1e-3, DuplicateRate = 1e-3 });
        bench.Run(10_000_000_000);
        Assert.True(bench.Sources[0].IsDone);
        SymbolReceiver receiver = bench.Ends[1].Receiver;
        long[] noticed = [receiver.BadSymbols, receiver.Glitches, receiver.FramingErrors, bench.Ends[0].Sender.Timeouts, bench.Ends[0].Sender.UnexpectedAcknowledges];
        Assert.True(noticed.All(count => count > 0), $"bad symbols, glitches, framing errors, timeouts, unexpected acknowledges: {string.Join(", ", noticed)}");
        Assert.InRange(bench.Arrived.Count, 1500, 1999);
        // Two wrong wires make another symbol in a third of the cases, and a lost and a doubled symbol keep the length: these are left to the parity.
        HashSet<CommsPacket> sent = [.. UnitLinkHarness.Expected(packets, 3)];
        Assert.True(bench.Arrived.Count(packet => !sent.Contains(packet)) <= 60);
        uint[] keys = [.. bench.Arrived.Where(sent.Contains).Select(packet => packet.Key)];
        Assert.Equal(keys.Order(), keys);
    }

    [Fact]
    public void A_full_receiver_holds_its_acknowledge()
    {
        ScheduledPacket[] packets = [.. Packets(60, 4).Select(packet => packet with { Cycle = 0 })];
        var bench = new Bench(packets, closed: [(0, 40_000)]);
        bench.Run(2_000_000_000);
        Assert.Equal(UnitLinkHarness.Expected(packets, 3), bench.Arrived);
    }

    private static ScheduledPacket[] Packets(int count, ulong seed) => UnitLinkHarness.Random(count, 160, seed, oneUnit: true);

    private sealed class Bench
    {
        public Bench(IReadOnlyList<ScheduledPacket> packets, LineOptions? data = null, LineOptions? acknowledge = null, SimulationOptions? options = null, IReadOnlyList<(long, long)>? closed = null)
        {
            Simulation = new Simulation(options);
            for (int side = 0; side < 2; side++)
            {
                ClockDomain router = Simulation.Clock($"router{side}", 5_000_000, 0, side);
                ClockDomain steps = Simulation.Clock($"steps{side}", 1_000_000, side * 300_000, side);
                var chip = new Component(Simulation.Root, $"chip{side}", router);
                Ends[side] = new TwoOfSevenEndpoint(chip, "link", router, steps, side == 0 ? 0 : 3);
                Sources[side] = new PacketSource(chip, "source", router, side == 0 ? packets : []);
                var sink = new PacketSink(chip, "sink", router, 1, closed);
                Wiring.Connect(Sources[side].Packets, Ends[side].Input);
                Wiring.Connect(Ends[side].Output, sink.Packets);
                sink.Listen((packet, cycle) =>
                {
                    Arrived.Add(packet);
                    Times.Add(router.TimeOfCycle(cycle));
                });
            }
            _ = new TwoOfSevenLink(Simulation.Root, "link", Ends[0], Ends[1], data, null, null, acknowledge);
        }

        public Simulation Simulation { get; }

        public TwoOfSevenEndpoint[] Ends { get; } = new TwoOfSevenEndpoint[2];

        public PacketSource[] Sources { get; } = new PacketSource[2];

        public List<CommsPacket> Arrived { get; } = [];

        public List<long> Times { get; } = [];

        public void Run(long nanoseconds)
        {
            for (long done = 0; done < nanoseconds; done += 100_000)
            {
                Simulation.RunFor(100_000L * 1_000_000);
                if (Sources[0].IsDone && Ends[0].Sender.PacketsSent == Sources[0].Sent && Simulation.ItemsOnLinks == 0 && Ends[0].Sender.Doing == SenderState.Ready) break;
            }
        }
    }
}
