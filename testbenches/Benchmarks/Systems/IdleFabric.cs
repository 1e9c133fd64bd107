using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Benchmarks.Systems;

/// <summary>A fabric of 152 nodes on a 200 MHz clock whose nodes send a few packets at every tick of 1 ms and sleep in between, as processing elements do.</summary>
internal sealed class IdleFabric
{
    private const long Period = 5_000_000;
    private const long Tick = 1_000_000_000_000;
    private readonly MeshSystem _system;

    public IdleFabric(int ticks, int packetsPerTick)
    {
        var options = new MeshOptions { Width = 19, Height = 8, Period = Period, Warmup = 0, Cycles = 1 };
        var random = RandomStream.Derive(1, "idle fabric");
        var schedules = new PacketSchedule[options.Nodes];
        for (int node = 0; node < options.Nodes; node++)
        {
            var times = new long[ticks * packetsPerTick];
            var destinations = new ushort[times.Length];
            for (int i = 0; i < times.Length; i++)
            {
                times[i] = i / packetsPerTick * Tick;
                destinations[i] = (ushort)random.Next(options.Nodes);
            }
            schedules[node] = new PacketSchedule(times, destinations);
        }
        _system = new MeshSystem(options, new SimulationOptions(), schedules);
    }

    public Simulation Simulation => _system.Simulation;

    public void RunTicks(int ticks) => _system.Simulation.RunFor(ticks * Tick);

    public static double CyclesPerTick => (double)Tick / Period;
}
