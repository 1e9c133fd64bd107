using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>The short-range link between two endpoints: rate, latency, delivery, sleep.</summary>
public sealed class ShortRangeTests
{
    private static readonly SimulationOptions Checking = new() { CheckQuiescence = true, Order = EvaluationOrder.Shuffled };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Packets_arrive_once_and_in_order_on_a_perfect_line(bool selective)
    {
        ScheduledPacket[] a = UnitLinkHarness.Random(300, 3, 1), b = UnitLinkHarness.Random(300, 9, 2);
        var harness = new UnitLinkHarness(a, b, new UnitLinkParameters { SelectiveRepeat = selective }, options: Checking, phase: 1_234_567);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        Assert.Equal(UnitLinkHarness.Expected(a, 3), harness.Arrived(1));
        Assert.Equal(UnitLinkHarness.Expected(b, 0), harness.Arrived(0));
        Assert.Equal(0, harness.Ends[0].Transmitter.UnitsResent + harness.Ends[1].Transmitter.UnitsResent);
    }

    [Fact]
    public void One_packet_takes_thirteen_word_clock_cycles()
    {
        // Arrival of a packet at every phase of the word clock against the router's clock, with the lines up.
        ScheduledPacket[] packets = [.. UnitLinkHarness.Random(64, 0, 3, oneUnit: true).Select((packet, i) => packet with { Cycle = 51 * i })];
        var harness = new UnitLinkHarness(packets, []);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        double[] latencies = [.. harness.Arrivals(1).Zip(harness.Departures(0), (to, from) => (to - from) / (double)UnitLinkHarness.WordPeriod).Skip(1)];
        Assert.InRange(latencies.Average(), 12.5, 13.5);
        Assert.InRange(latencies.Max() - latencies.Min(), 0, 1.4);
    }

    [Fact]
    public void A_perfect_line_carries_a_unit_in_two_word_clock_cycles()
    {
        const int count = 4000;
        ScheduledPacket[] packets = UnitLinkHarness.Random(count, 0, 4, oneUnit: true);
        var harness = new UnitLinkHarness(packets, []);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        double units = (count - 100) / ((harness.Arrivals(1)[count - 1] - harness.Arrivals(1)[99]) * 1e-15);
        Assert.Equal(62.5e6, units, 62.5e6 * 1e-3);
    }

    [Fact]
    public void In_both_directions_one_unit_in_seventeen_advertises_credit()
    {
        const int count = 4000;
        ScheduledPacket[] packets = UnitLinkHarness.Random(count, 0, 4, oneUnit: true);
        var harness = new UnitLinkHarness(packets, packets);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        double units = (count - 100) / ((harness.Arrivals(1)[count - 1] - harness.Arrivals(1)[99]) * 1e-15);
        Assert.Equal(62.5e6 * 16 / 17, units, 62.5e6 * 2e-3);
    }

    [Theory]
    [InlineData(1e-3, false)]
    [InlineData(1e-3, true)]
    [InlineData(1e-5, false)]
    public void Packets_arrive_once_and_in_order_whatever_the_line_does(double rate, bool selective)
    {
        var bad = new LineOptions
        {
            BitErrorRate = rate,
            BurstRate = 0.01,
            LossRate = 0.01,
            DuplicateRate = 0.02,
            Dead = [new DeadTime(2_000_000_000, 15_000_000_000)],
        };
        ScheduledPacket[] a = UnitLinkHarness.Random(2000, 12, 5), b = UnitLinkHarness.Random(2000, 12, 6);
        var harness = new UnitLinkHarness(a, b, new UnitLinkParameters { SelectiveRepeat = selective }, bad, bad, partitions: true, pace: 2);
        Assert.True(harness.RunToEnd(100_000_000_000_000), $"{harness.Arrived(1).Count} and {harness.Arrived(0).Count} of 2000 packets arrived");
        Assert.Equal(UnitLinkHarness.Expected(a, 3), harness.Arrived(1));
        Assert.Equal(UnitLinkHarness.Expected(b, 0), harness.Arrived(0));
        Assert.True(harness.Ends[0].Transmitter.UnitsResent > 0);
        Assert.True(harness.Ends[0].Transmitter.TimesDown + harness.Ends[1].Transmitter.TimesDown > 0, "the dead time marks the link down");
        Assert.Equal(0, harness.Ends[0].Receiver.Overflows + harness.Ends[1].Receiver.Overflows + harness.Ends[0].Receiver.FramingErrors + harness.Ends[1].Receiver.FramingErrors);
    }

    [Fact]
    public void A_full_receiver_stops_the_sender_without_loss()
    {
        ScheduledPacket[] a = UnitLinkHarness.Random(400, 0, 7);
        var harness = new UnitLinkHarness(a, [], closed: [(500, 20_000)], options: Checking);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        Assert.Equal(UnitLinkHarness.Expected(a, 3), harness.Arrived(1));
        Assert.True(harness.Ends[0].Transmitter.CreditStalls > 0);
        Assert.Equal(0, harness.Ends[1].Receiver.Overflows);
    }

    [Fact]
    public void An_idle_link_sleeps()
    {
        var harness = new UnitLinkHarness([.. UnitLinkHarness.Random(1, 0, 8).Select(packet => packet with { Cycle = 1000 })], []);
        harness.Simulation.RunFor(20_000_000_000);
        Assert.Equal(TransmitState.Grounded, harness.Ends[0].Transmitter.Doing);
        Assert.Equal(TransmitState.Grounded, harness.Ends[1].Transmitter.Doing);
        long before = harness.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges);
        harness.Simulation.RunFor(1_000_000_000_000);
        Assert.Equal(before, harness.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges));
    }

    [Fact]
    public void Partitions_and_threads_do_not_show()
    {
        var bad = new LineOptions { BitErrorRate = 1e-4, LossRate = 0.01 };
        ScheduledPacket[] a = UnitLinkHarness.Random(500, 12, 9), b = UnitLinkHarness.Random(500, 12, 10);
        (IEnumerable<long>, IEnumerable<long>)[] runs = [.. new[] { (false, 1), (true, 1), (true, 2) }.Select(run =>
        {
            var harness = new UnitLinkHarness(a, b, null, bad, bad, new SimulationOptions { Threads = run.Item2 }, run.Item1);
            Assert.True(harness.RunToEnd(1_000_000_000_000));
            return ((IEnumerable<long>)harness.Arrivals(0), (IEnumerable<long>)harness.Arrivals(1));
        })];
        Assert.Equal(runs[0].Item1, runs[1].Item1);
        Assert.Equal(runs[0].Item2, runs[2].Item2);
    }
}
