using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.MultiChip;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>Several chips at the event level (Ilmberger and Schemmel 2025; Heinemann and Schemmel 2026).</summary>
public sealed class SeveralChips
{
    private static EventAggregator Ring(int chips)
    {
        var aggregator = new EventAggregator(chips);
        for (int chip = 0; chip < chips; chip++)
        {
            aggregator.SetOutput(chip, 100, chip);
            aggregator.SetInput((chip + 1) % chips, chip, 200 + chip);
        }
        return aggregator;
    }

    [Fact]
    public void An_event_takes_the_published_time_from_chip_to_chip()
    {
        EventAggregator aggregator = Ring(3);
        Assert.Equal([new ChipEvent(6300, 0, 202)], aggregator.Route([new ChipEvent(5000, 2, 100)]));
        Assert.Equal(1, aggregator.Delivered);
        // A label without an entry goes nowhere.
        Assert.Empty(aggregator.Route([new ChipEvent(9000, 2, 101)]));
        Assert.Equal(1, aggregator.Unrouted);
    }

    [Fact]
    public void A_link_saturates_at_250_million_events_a_second()
    {
        var aggregator = new EventAggregator(2);
        aggregator.SetOutput(0, 1, 7);
        aggregator.SetInput(1, 7, 1);
        // 500 MEvent/s for 20 us.
        List<ChipEvent> arrived = aggregator.Route(Enumerable.Range(0, 10_000).Select(i => new ChipEvent(2 * i, 0, 1)));
        double rate = (arrived.Count - 1) / (arrived[^1].Time - arrived[0].Time) * 1000;
        Assert.Equal(250, rate, 0.5);
        Assert.Equal(10_000, arrived.Count + aggregator.Lost);
        Assert.True(aggregator.Lost > 4000);
        // At half the capacity nothing is lost and nothing waits.
        aggregator = new EventAggregator(2);
        aggregator.SetOutput(0, 1, 7);
        aggregator.SetInput(1, 7, 1);
        arrived = aggregator.Route(Enumerable.Range(0, 10_000).Select(i => new ChipEvent(8 * i, 0, 1)));
        Assert.All(arrived.Select((e, i) => e.Time - 8 * i), latency => Assert.Equal(1300, latency, 1e-9));
    }

    [Fact]
    public void Labels_fan_out_over_chips_and_backplanes()
    {
        var aggregator = new EventAggregator(24);
        aggregator.SetOutput(0, 1, 7);
        foreach (int chip in (int[])[3, 11, 12, 23]) aggregator.SetInput(chip, 7, chip);
        List<ChipEvent> arrived = aggregator.Route([new ChipEvent(0, 0, 1)]);
        Assert.Equal([(1300.0, 3), (1300.0, 11), (1470.0, 12), (1470.0, 23)], arrived.Select(e => (e.Time, e.Chip)));
        Assert.Contains("1 to 60", Assert.Throws<ChipConfigurationException>(() => new EventAggregator(61)).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 32767", Assert.Throws<ChipConfigurationException>(() => aggregator.SetOutput(0, 0, 32768)).Message, StringComparison.Ordinal);
    }

    /// <summary>The event level's constants agree with the clocked links.</summary>
    [Fact]
    public void The_constants_are_those_of_the_clocked_link()
    {
        var options = new AggregatorOptions();
        var link = new EventLinkOptions();
        Assert.Equal(link.HopLatency / 1e6, options.Hop);
        Assert.Equal(1e9 * link.Lanes / link.FrameTime, options.LinkRate);
        Assert.True(4 * options.Hop < options.ChipToChip);
    }
}
