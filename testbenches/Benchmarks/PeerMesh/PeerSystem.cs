using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Benchmarks.PeerMesh;

/// <summary>The peer's 8 x 8 mesh from our modules, with the peer's counters.</summary>
internal sealed class PeerSystem
{
    private readonly PeerRouter[] _routers;
    private readonly PeerGenerator[] _generators;
    private readonly ClockDomain _clock;

    public PeerSystem(int mode, uint rate, int size = 8, SimulationOptions? options = null)
    {
        Simulation = new Simulation(options);
        _clock = Simulation.Clock("clk", 1_000_000);
        var mesh = new Component(Simulation.Root, "mesh", _clock);
        int bits = BitOperations.Log2((uint)size);
        _routers = new PeerRouter[size * size];
        _generators = new PeerGenerator[size * size];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int node = y * size + x;
                _routers[node] = new PeerRouter(mesh, $"router[{y}][{x}]", x, y);
                _generators[node] = new PeerGenerator(mesh, $"generator[{y}][{x}]", node, x, y, bits, mode, rate);
                Wiring.Connect(_generators[node].Flits, _routers[node].Input[0]);
                if (x > 0) Join(_routers[node - 1], 1, _routers[node], 2);
                if (y > 0) Join(_routers[node - size], 3, _routers[node], 4);
            }
        }
    }

    public Simulation Simulation { get; }

    public void Run(long cycles) => Simulation.RunCycles(_clock, cycles);

    /// <summary>The peer's line of results.</summary>
    public string Counters()
    {
        ulong checksum = 0;
        for (int node = 0; node < _routers.Length; node++) checksum ^= BitOperations.RotateLeft(_routers[node].Checksum, node % 63);
        return $"sent={_generators.Sum(generator => generator.Sent)} recv={_routers.Sum(router => router.Received)} " +
            $"latsum={_routers.Sum(router => router.Latency)} csum={checksum:x16}";
    }

    private static void Join(PeerRouter a, int fromA, PeerRouter b, int fromB)
    {
        Wiring.Connect(a.Output[fromA - 1], b.Input[fromB]);
        Wiring.Connect(b.Output[fromB - 1], a.Input[fromA]);
    }
}
