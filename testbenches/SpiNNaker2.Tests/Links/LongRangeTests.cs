using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>The long-range link: start-up, rate, delivery, sleep.</summary>
public sealed class LongRangeTests
{
    private static readonly SimulationOptions Checking = new() { CheckQuiescence = true, Order = EvaluationOrder.Shuffled };

    [Fact]
    public void Packets_arrive_once_and_in_order_on_a_perfect_line()
    {
        ScheduledPacket[] a = UnitLinkHarness.Random(200, 30, 1), b = UnitLinkHarness.Random(200, 30, 2);
        var harness = new UnitLinkHarness(a, b, options: Checking, longRange: true, phase: 1_234_567);
        Assert.True(harness.RunToEnd(1_000_000_000_000));
        Assert.Equal(UnitLinkHarness.Expected(a, 3), harness.Arrived(1));
        Assert.Equal(UnitLinkHarness.Expected(b, 0), harness.Arrived(0));
        Assert.Equal(0, harness.Ends[0].Transmitter.UnitsResent + harness.Ends[1].Transmitter.UnitsResent);
        foreach (LongRangeEndpoint end in harness.LongEnds)
        {
            Assert.Equal((0, 1), (end.Decoder.BadWords, end.Coder.TimesUp));
            // A hundred for the lock of either phase, and those under way meanwhile.
            Assert.InRange(end.Coder.Handshakes, 100, 220);
        }
    }

    [Fact]
    public void A_perfect_line_carries_a_unit_in_120_line_bits()
    {
        const int count = 6000;
        ScheduledPacket[] packets = UnitLinkHarness.Random(count, 0, 4, oneUnit: true);
        var harness = new UnitLinkHarness(packets, [], longRange: true);
        Assert.True(harness.RunToEnd(10_000_000_000_000));
        double units = (count - 101) / ((harness.Arrivals(1)[count - 1] - harness.Arrivals(1)[100]) * 1e-15);
        // 2 Gbit/s, and four symbols for the clocks after every 1000 units.
        double published = 2e9 / 120 * 12_000 / 12_004;
        Assert.Equal(published, units, published * 1e-3);
    }

    [Theory]
    [InlineData(1e-3, false)]
    [InlineData(1e-3, true)]
    [InlineData(1e-5, false)]
    public void Packets_arrive_once_and_in_order_whatever_the_line_does(double rate, bool selective)
    {
        LineOptions bad = new() { BitErrorRate = rate, LossRate = 0.01, DuplicateRate = 0.01, Dead = [new DeadTime(100_000_000_000, 150_000_000_000)], Flight = LongRangeLink.CableFlight };
        ScheduledPacket[] a = UnitLinkHarness.Random(1500, 40, 5), b = UnitLinkHarness.Random(1500, 40, 6);
        var protocol = new UnitLinkParameters { SelectiveRepeat = selective };
        var harness = new UnitLinkHarness(a, b, protocol, bad, bad with { Dead = [] }, partitions: true, longRange: true);
        Assert.True(harness.RunToEnd(100_000_000_000_000), $"{harness.Arrived(1).Count} and {harness.Arrived(0).Count} of 1500 packets arrived");
        Assert.Equal(UnitLinkHarness.Expected(a, 3), harness.Arrived(1));
        Assert.Equal(UnitLinkHarness.Expected(b, 0), harness.Arrived(0));
        Assert.True(harness.LongEnds[0].Coder.TimesUp > 1, "the dead time makes the link start anew");
    }

    [Fact]
    public void An_idle_link_sleeps_and_so_does_a_dead_one()
    {
        foreach (DeadTime[] dead in new DeadTime[][] { [], [new DeadTime(20_000_000_000, long.MaxValue)] })
        {
            LineOptions line = new() { Dead = dead };
            var harness = new UnitLinkHarness([.. UnitLinkHarness.Random(1, 0, 8).Select(packet => packet with { Cycle = 1000 })], [], lineA: line, lineB: line, longRange: true);
            harness.Simulation.RunFor(100_000_000_000);
            long before = harness.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges);
            harness.Simulation.RunFor(1_000_000_000_000);
            Assert.Equal(before, harness.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges));
        }
    }
}
