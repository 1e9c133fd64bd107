using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>Traffic statistics against closed forms.</summary>
public sealed class LinkTrafficTests
{
    [Fact]
    public void Full_load_gives_the_line_rate_and_its_packets_bits()
    {
        LinkTrafficStatistics statistics = LinkTraffic.Run(new LinkTrafficOptions { Packets = 3000 });
        Assert.True(statistics is { IsComplete: true, IsInOrder: true, UnitsResent: 0 });
        Assert.Equal(62.5e6, statistics.PacketsPerSecond, 62.5e6 * 2e-3);
        // 72 of the 96 bits of a unit: 4.5 of 6 Gbit/s.
        Assert.Equal(4.5e9, statistics.GoodputBitsPerSecond, 4.5e9 * 2e-3);
        LinkTrafficStatistics large = LinkTraffic.Run(new LinkTrafficOptions { Packets = 1000, Payload = CommsPayload.Bits128 });
        Assert.Equal(62.5e6 / 3, large.PacketsPerSecond, 62.5e6 * 2e-3);
    }

    [Fact]
    public void A_window_of_one_sends_a_unit_in_every_round_trip()
    {
        LinkTrafficStatistics one = LinkTraffic.Run(new LinkTrafficOptions { Packets = 500, Protocol = new UnitLinkParameters { Window = 1 } });
        LinkTrafficStatistics four = LinkTraffic.Run(new LinkTrafficOptions { Packets = 2000, Protocol = new UnitLinkParameters { Window = 4 } });
        // There and back are twice framing, line and check, and the cycles of the two registers between receiver and transmitter: 14 to 18 word-clock cycles.
        Assert.InRange(125e6 / one.PacketsPerSecond, 14, 18);
        Assert.Equal(4, four.PacketsPerSecond / one.PacketsPerSecond, 0.3);
    }

    [Fact]
    public void Errors_cost_goodput_and_selective_repeat_costs_less()
    {
        LineOptions bad = new() { BitErrorRate = 2e-4 };
        LinkTrafficStatistics goBack = LinkTraffic.Run(new LinkTrafficOptions { Packets = 3000, Line = bad });
        LinkTrafficStatistics selective = LinkTraffic.Run(new LinkTrafficOptions { Packets = 3000, Line = bad, Protocol = new UnitLinkParameters { SelectiveRepeat = true } });
        Assert.True(goBack is { IsComplete: true, IsInOrder: true } && selective is { IsComplete: true, IsInOrder: true });
        Assert.True(selective.UnitsResent < goBack.UnitsResent, $"{selective.UnitsResent} and {goBack.UnitsResent} repeats");
        Assert.True(goBack.PacketsPerSecond < 62e6);
    }

    [Fact]
    public void A_light_load_has_the_latency_of_the_stages()
    {
        LinkTrafficStatistics statistics = LinkTraffic.Run(new LinkTrafficOptions { Packets = 500, Rate = 3e6 });
        Assert.InRange(statistics.MedianLatency, 96, 124);
        LinkTrafficStatistics same = LinkTraffic.Run(new LinkTrafficOptions { Packets = 500, Rate = 3e6 });
        Assert.Equal(statistics, same);
    }
}
