using BenchmarkDotNet.Attributes;
using HwModel.Benchmarks.Pe;

namespace HwModel.Benchmarks;

/// <summary>Host time for a cycle of the clocked core; 50 ns are the goal of 20 M cycles/s, 20 ns the stretch.</summary>
public class PeBenchmarks
{
    private const int Cycles = 200_000;

    private ClockedCore? _core;

    [Params("sort", "crc", "matrix", "fft")]
    public string Program { get; set; } = "sort";

    [Params(true, false)]
    public bool Stages { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _core = new ClockedCore(Program, Stages);
        _core.Run(Cycles);
    }

    [Benchmark(OperationsPerInvoke = Cycles)]
    public void Cycle() => _core!.Run(Cycles);
}
