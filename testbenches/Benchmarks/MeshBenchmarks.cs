using BenchmarkDotNet.Attributes;
using HwModel.Benchmarks.PeerMesh;

namespace HwModel.Benchmarks;

/// <summary>Host time for a cycle of the Verilog peer's mesh, at the peer's loads; the peer itself is compared by <see cref="KernelBars"/>.</summary>
public class MeshBenchmarks
{
    private const int Cycles = 20_000;

    private PeerSystem? _system;

    /// <summary>The generators' rate: 1997, 197, 17 and 2 offer 0.001, 0.01, 0.1 and 0.4 flits per node and cycle.</summary>
    [Params(1997u, 197u, 17u, 2u)]
    public uint Rate { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _system = new PeerSystem(0, Rate);
        _system.Run(Cycles);
    }

    [Benchmark(OperationsPerInvoke = Cycles)]
    public void Cycle() => _system!.Run(Cycles);
}
