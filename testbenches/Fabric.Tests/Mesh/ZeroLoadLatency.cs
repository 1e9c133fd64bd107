using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Tests.Mesh;

/// <summary>One packet alone: its latency is the hop formula, 1 + (hops + 1) x stages + (flits - 1) (Dally, Towles, section 23.1, with an injection link of one cycle).</summary>
public sealed class ZeroLoadLatency
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 2, 5)]
    [InlineData(2, 4, 64)]
    public void Every_pair_of_nodes_has_the_latency_of_the_hop_formula(int stages, int channels, int length)
    {
        const int Width = 4;
        const int Height = 3;
        for (int source = 0; source < Width * Height; source++)
        {
            for (int destination = 0; destination < Width * Height; destination++)
            {
                int hops = Math.Abs(source % Width - destination % Width) + Math.Abs(source / Width - destination / Width);
                Assert.Equal(1 + (hops + 1) * stages + (length - 1), LatencyOf(source, destination, new MeshOptions
                {
                    Width = Width,
                    Height = Height,
                    PacketLength = length,
                    Router = new RouterOptions { PipelineStages = stages, VirtualChannels = channels },
                }));
            }
        }
    }

    private static long LatencyOf(int source, int destination, MeshOptions options)
    {
        var schedules = Enumerable.Repeat(PacketSchedule.Empty, options.Nodes).ToArray();
        schedules[source] = new PacketSchedule([10 * options.Period], [(ushort)destination]);
        var system = new MeshSystem(options with { Warmup = 0, Cycles = 20 }, new SimulationOptions { CheckQuiescence = true }, schedules);
        MeshStatistics statistics = new MeshRun(system).Run();
        Assert.Equal(1, statistics.ArrivedPackets);
        Assert.Equal(0, system.Sinks.Sum(sink => sink.Misdelivered));
        return (long)statistics.Latency.Max!;
    }
}
