using BenchmarkDotNet.Attributes;
using HwModel.Benchmarks.Systems;

namespace HwModel.Benchmarks;

/// <summary>Host time for an edge of a clock domain with one awake module, among domains of different periods.</summary>
public class ClockBenchmarks
{
    private const int EdgesEach = 1_000;

    private ManyClocks? _clocks;

    [Params(1, 16, 152)]
    public int Domains { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _clocks = new ManyClocks(Domains);
        _clocks.Simulation.RunFor(EdgesEach * 2_500_000L);
    }

    /// <summary>About a thousand edges of each domain: divide by the domains and by a thousand.</summary>
    [Benchmark]
    public void ThousandEdgesEach() => _clocks!.Simulation.RunFor(EdgesEach * 2_500_000L);
}
