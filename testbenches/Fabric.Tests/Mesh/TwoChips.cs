using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Tests.Mesh;

/// <summary>Two meshes in clock domains of their own, joined by links.</summary>
public sealed class TwoChips
{
    private static readonly MeshOptions Options = new() { Width = 4, Height = 4, Chips = 2, Rate = 0.05, Warmup = 200, Cycles = 3_000, DrainLimit = 20_000 };

    [Fact]
    public void Every_packet_arrives_on_its_chip()
    {
        var system = new MeshSystem(Options, new SimulationOptions());
        MeshStatistics statistics = new MeshRun(system).Run();
        Assert.False(statistics.Saturated);
        Assert.Equal(0, statistics.Drops);
        Assert.Equal(0, system.Sinks.Sum(sink => sink.Misdelivered));
        Assert.All(system.Sinks, sink => Assert.True(sink.Packets > 0));
    }

    [Fact]
    public void A_lone_packet_takes_the_links_latency_on_top_of_its_hops()
    {
        // Node 3 is the first chip's node next to its gateway column in row 0; the gateway row is 2.
        MeshOptions options = Options with { LinkLatency = 40_000_000, SecondPeriod = Options.Period, Warmup = 0, Cycles = 20 };
        var schedules = Enumerable.Repeat(PacketSchedule.Empty, options.Nodes).ToArray();
        schedules[3] = new PacketSchedule([0], [16 + 8]);
        MeshStatistics statistics = new MeshRun(new MeshSystem(options, new SimulationOptions(), schedules)).Run();
        // Source link 1, router (3,0) 1, (3,1) 1, (3,2) 1, gateway 1, link register 1, flight 16 cycles and on to the next edge 1,
        // gateway 1, then router (0,2) 1 and its sink's link is counted in the last hop.
        Assert.Equal(1 + 3 + 1 + 1 + 16 + 1 + 1 + 1, statistics.Latency.Max);
    }

    [Fact]
    public void Overload_does_not_deadlock()
    {
        var system = new MeshSystem(Options with { Rate = 0.9, Cycles = 1 }, new SimulationOptions());
        system.Simulation.RunCycles(system.Clock, 20_000);
        long before = system.Sinks.Sum(sink => sink.Flits);
        system.Simulation.RunCycles(system.Clock, 2_000);
        Assert.True(system.Sinks.Sum(sink => sink.Flits) > before + 500);
    }

    [Theory]
    [InlineData(EvaluationOrder.Forward, 2)]
    [InlineData(EvaluationOrder.Reverse, 1)]
    [InlineData(EvaluationOrder.Shuffled, 2)]
    public void The_trace_hash_is_the_same_for_any_order_and_number_of_threads(EvaluationOrder order, int threads)
    {
        Assert.Equal(Hash(EvaluationOrder.Forward, 1), Hash(order, threads));

        static ulong Hash(EvaluationOrder order, int threads)
        {
            var system = new MeshSystem(Options, new SimulationOptions { Order = order, Threads = threads });
            var hash = new TraceHash();
            system.Simulation.Attach(hash);
            new MeshRun(system).Run();
            return hash.Value;
        }
    }

    [Fact]
    public void Another_seed_gives_another_hash()
    {
        ulong[] hashes = [.. Enumerable.Range(1, 3).Select(seed =>
        {
            var system = new MeshSystem(Options, new SimulationOptions { Seed = (ulong)seed });
            var hash = new TraceHash();
            system.Simulation.Attach(hash);
            system.Simulation.RunCycles(system.Clock, 300);
            return hash.Value;
        })];
        Assert.Equal(3, hashes.Distinct().Count());
    }
}
