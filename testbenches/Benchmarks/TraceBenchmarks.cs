using BenchmarkDotNet.Attributes;

namespace HwModel.Benchmarks;

/// <summary>Speed of the VCD writer; the bar is 20 M changes/s to null, the goal 50, the stretch 150.</summary>
public class TraceBenchmarks
{
    private const int Changes = 1 << 20;

    private TraceSpeed? _speed;

    [Params("bit", "vector32", "vector64", "mixed")]
    public string Mix { get; set; } = "mixed";

    [GlobalSetup]
    public void SetUp() => _speed = new TraceSpeed(Mix);

    [Benchmark(OperationsPerInvoke = Changes)]
    public long Write() => _speed!.Write(Changes);
}
