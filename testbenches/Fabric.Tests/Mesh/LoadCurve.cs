using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Tests.Mesh;

/// <summary>The textbook curve of latency against load on an 8 x 8 mesh with one-flit packets (Dally, Towles, chapters 23 and 25).</summary>
public sealed class LoadCurve
{
    [Fact]
    public void At_almost_no_load_the_mean_latency_is_that_of_the_mean_distance()
    {
        MeshStatistics low = Measure(0.001, cycles: 200_000);
        // Without contention latency is exactly 2 + hops for each packet; at this load one packet in a thousand meets another.
        Assert.InRange(low.Latency.Mean!.Value - (2 + low.Hops.Mean!.Value), 0, 0.02);
        // Uniform destinations: the mean of |x - x'| over 8 x 8 pairs is (64 - 1) / 24 in each dimension.
        Assert.InRange(low.Hops.Mean.Value, 5.25 - 0.1, 5.25 + 0.1);
    }

    [Fact]
    public void Latency_rises_with_load_and_throughput_follows_until_saturation()
    {
        double[] rates = [0.05, 0.15, 0.25, 0.30];
        MeshStatistics[] points = [.. rates.Select(rate => Measure(rate))];
        for (int i = 1; i < points.Length; i++) Assert.True(points[i].Latency.Mean > points[i - 1].Latency.Mean, $"latency at {rates[i]}");
        for (int i = 0; i < points.Length; i++)
        {
            Assert.False(points[i].Saturated);
            Assert.InRange(points[i].Accepted, rates[i] * 0.97, rates[i] * 1.03);
            Assert.Equal(0, points[i].Drops);
        }
    }

    [Fact]
    public void Saturation_lies_between_three_and_five_tenths()
    {
        // The bisection of an 8 x 8 mesh limits uniform traffic under XY routing to 0.50 flits per node and cycle.
        MeshStatistics overload = Measure(0.9, cycles: 20_000);
        Assert.Equal(0.5, ChannelLoad.Capacity(new MeshOptions()), 12);
        Assert.InRange(overload.Accepted, 0.30, 0.50);
        Assert.True(overload.Saturated);
    }

    [Theory]
    [InlineData(TrafficPattern.Transpose)]
    [InlineData(TrafficPattern.BitComplement)]
    [InlineData(TrafficPattern.Tornado)]
    [InlineData(TrafficPattern.Hotspot)]
    [InlineData(TrafficPattern.Neighbour)]
    public void No_flit_is_lost_or_goes_astray_under_any_pattern_at_any_load(TrafficPattern pattern)
    {
        foreach (double rate in new[] { 0.02, 0.2, 1.0 })
        {
            var system = new MeshSystem(new MeshOptions { Pattern = pattern, Rate = rate, Warmup = 500, Cycles = 2_000, DrainLimit = 500 }, new SimulationOptions());
            MeshStatistics statistics = new MeshRun(system).Run();
            Assert.Equal(0, statistics.Drops);
            Assert.Equal(system.FlitsInside(), statistics.InFlight);
            Assert.Equal(0, system.Sinks.Sum(sink => sink.Misdelivered));
            Assert.True(statistics.ArrivedPackets > 0);
        }
    }

    [Fact]
    public void Transpose_saturates_at_the_limit_of_its_busiest_link()
    {
        // Under transpose, XY routing sends 7 nodes' packets over the busiest link of an 8 x 8 mesh: above 1/7 flit per node and cycle their queues
        // grow without end, by (7 x 0.17 - 1) / (7 x 0.17) of the time that has passed on average; round robin at every merge lets the far ones wait even longer.
        var options = new MeshOptions { Pattern = TrafficPattern.Transpose, Rate = 0.12, Cycles = 20_000 };
        Assert.Equal(1.0 / 7, ChannelLoad.Capacity(options), 12);
        Assert.True(new MeshRun(new MeshSystem(options, new SimulationOptions())).Run().Latency.P99 < 300);
        double longest = new MeshRun(new MeshSystem(options with { Rate = 0.17 }, new SimulationOptions())).Run().Latency.Max!.Value;
        Assert.True(longest > 20_000 * (7 * 0.17 - 1) / (7 * 0.17), $"{longest}");
    }

    [Theory]
    [InlineData(2, 4, 4)]
    [InlineData(4, 1, 3)]
    [InlineData(1, 8, 2)]
    public void Long_packets_and_virtual_channels_keep_every_flit(int channels, int length, int depth)
    {
        foreach (double rate in new[] { 0.1, 0.9 })
        {
            var options = new MeshOptions
            {
                Rate = rate,
                PacketLength = length,
                Cycles = 3_000,
                DrainLimit = 1_000,
                Router = new RouterOptions { VirtualChannels = channels, BufferDepth = depth, PipelineStages = 2 },
            };
            var system = new MeshSystem(options, new SimulationOptions());
            MeshStatistics statistics = new MeshRun(system).Run();
            Assert.Equal(0, statistics.Drops);
            Assert.Equal(0, system.Sinks.Sum(sink => sink.Misdelivered));
            Assert.True(statistics.Accepted > 0.05);
        }
    }

    private static MeshStatistics Measure(double rate, long cycles = 10_000) =>
        new MeshRun(new MeshSystem(new MeshOptions { Rate = rate, Cycles = cycles, DrainLimit = 20_000 }, new SimulationOptions())).Run();
}
