using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;

namespace HwModel.Studies.Tests.BookSim;

/// <summary>The mesh against a plain model of BookSim 2's router that was written from BookSim's own sources, and against the formulas of theory.</summary>
public sealed class BookSimTests
{
    /// <summary>BookSim counts one cycle more: the packet's injection takes two cycles there and one here.</summary>
    private const double PipelineDifference = 1;

    /// <summary>Measures the reference curves again and writes them to the file that HWMODEL_MEASURE_TWIN names.</summary>
    [Fact]
    public void Reference_curves_are_what_the_twin_measures()
    {
        if (Environment.GetEnvironmentVariable("HWMODEL_MEASURE_TWIN") is { Length: > 0 } file)
        {
            string[] rows = [.. from vcs in (int[])[1, 8] from pattern in Reference.Rates.Keys from rate in Reference.Rates[pattern] select Reference.Row(pattern, vcs, rate)];
            File.WriteAllLines(file, rows.Prepend("pattern,vcs,rate,latency,accepted,drained"));
        }
        Assert.Contains(Reference.Row("transpose", 1, 0.03), File.ReadAllLines(Reference.File));
    }

    /// <summary>Without contention a packet takes four cycles for each router and two for channels: 4 (H + 1) + 2 by BookSim's pipeline.</summary>
    [Theory]
    [InlineData("uniform", 5.25)]
    [InlineData("transpose", 5.25)]
    [InlineData("bitcomp", 8)]
    [InlineData("tornado", 7.5)]
    public void Zero_load_latency_is_exact(string pattern, double hops)
    {
        MeshOptions mesh = Options(pattern, 8, 0.001);
        Assert.Equal(4 * (hops + 1) + 2, ChannelLoad.ZeroLoadLatency(mesh) + PipelineDifference, 12);
        MeshStatistics measured = new MeshRun(new MeshSystem(mesh, new Kernel.SimulationOptions { Seed = 1 })).Run();
        Assert.Equal(4 * (measured.Hops.Mean!.Value + 1) + 2, measured.Latency.Mean!.Value + PipelineDifference, 0.02);
    }

    [Fact]
    public void Latency_agrees_below_ninety_percent_of_saturation()
    {
        foreach ((string pattern, int vcs, double rate, double latency, _) in Reference.Read())
        {
            // About half and five sixths of the way to saturation.
            if (!Near(rate, 0.5 * Saturation(pattern, vcs).At) && !Near(rate, 0.83 * Saturation(pattern, vcs).At)) continue;
            MeshStatistics ours = new MeshRun(new MeshSystem(Options(pattern, vcs, rate), new Kernel.SimulationOptions { Seed = 1 })).Run();
            Assert.InRange((ours.Latency.Mean!.Value + PipelineDifference) / latency, 0.97, 1.03);
        }
    }

    /// <summary>Far beyond saturation, where fairness decides: flits that turn or enter against those that go straight.</summary>
    [Fact]
    public void Accepted_load_agrees_beyond_saturation()
    {
        foreach (var curve in Reference.Read().GroupBy(point => (point.Pattern, point.Channels)))
        {
            (string pattern, int vcs, double rate, _, double accepted) = curve.Last();
            MeshStatistics ours = new MeshRun(new MeshSystem(Options(pattern, vcs, rate), new Kernel.SimulationOptions { Seed = 1 })).Run();
            Assert.InRange(ours.Accepted / accepted, 0.95, 1.05);
        }
    }

    /// <summary>Five percent below the twin's saturation the mesh is stable, five percent above it is not.</summary>
    [Theory]
    [InlineData("uniform", 1)]
    [InlineData("uniform", 8)]
    [InlineData("transpose", 1)]
    [InlineData("transpose", 8)]
    [InlineData("bitcomp", 1)]
    [InlineData("bitcomp", 8)]
    [InlineData("tornado", 1)]
    [InlineData("tornado", 8)]
    public void Saturation_agrees(string pattern, int vcs)
    {
        (double below, double at, double above) = Saturation(pattern, vcs);
        // Where the twin's points lie further apart than 5 %, the points themselves are the bracket.
        Assert.False(IsSaturated(pattern, vcs, Math.Min(0.95 * at, below)));
        Assert.True(IsSaturated(pattern, vcs, Math.Max(1.05 * at, above)));
    }

    private static bool IsSaturated(string pattern, int vcs, double rate)
    {
        MeshOptions mesh = Options(pattern, vcs, rate);
        MeshStatistics run = new MeshRun(new MeshSystem(mesh, new Kernel.SimulationOptions { Seed = 1 })).Run();
        return run.Saturated || run.Latency.Mean > 3 * ChannelLoad.ZeroLoadLatency(mesh);
    }

    // Where the twin's latency passes three times that at zero load, between the points of its curve: straight in the logarithm of the latency.
    private static (double Below, double At, double Above) Saturation(string pattern, int vcs)
    {
        (string, int, double Rate, double Latency, double)[] curve = [.. Reference.Read().Where(point => point.Pattern == pattern && point.Channels == vcs)];
        double limit = 3 * curve[0].Latency;
        int above = Array.FindIndex(curve, point => point.Latency > limit);
        (_, _, double r0, double l0, _) = curve[above - 1];
        (_, _, double r1, double l1, _) = curve[above];
        return (r0, r0 + (r1 - r0) * Math.Log(limit / l0) / Math.Log(l1 / l0), r1);
    }

    private static bool Near(double rate, double wanted) => Math.Abs(rate - wanted) < 0.12 * wanted;

    private static MeshOptions Options(string pattern, int vcs, double rate) => new()
    {
        Pattern = pattern switch { "transpose" => TrafficPattern.Transpose, "bitcomp" => TrafficPattern.BitComplement, "tornado" => TrafficPattern.Tornado, _ => TrafficPattern.Uniform },
        Rate = rate,
        Warmup = 3_000,
        Cycles = 10_000,
        DrainLimit = 10_000,
        Router = new RouterOptions { VirtualChannels = vcs, PipelineStages = 4, SeparateAllocation = true },
    };
}
