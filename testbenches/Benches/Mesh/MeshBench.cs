using FsCheck;
using FsCheck.Fluent;
using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Mesh;

/// <summary>Random traffic on small random meshes, watched flit by flit and cycle by cycle.</summary>
internal sealed class MeshBench(MeshCoverage coverage) : CaseBench<MeshConfiguration, MeshCommand>
{
    public override string Name => "traffic";

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 96, Effort.Normal => 1536, _ => 15360 };

    protected override Gen<MeshConfiguration> Configurations =>
        from width in Gen.Choose(2, 4)
        from height in Gen.Choose(2, 4)
        from depth in Gen.Elements(1, 2, 3, 4, 8)
        from channels in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(3)))
        from stages in Gen.Choose(1, 4)
        from length in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 5)))
        from arbitration in Gen.Elements(Arbitration.RoundRobin, Arbitration.Oldest, Arbitration.FixedPriority)
        from separate in Gen.Elements(false, true)
        select new MeshConfiguration(width, height, depth, channels, stages, length, arbitration, separate && stages > 1 && arbitration == Arbitration.RoundRobin);

    protected override Gen<MeshCommand> Commands(MeshConfiguration configuration)
    {
        int nodes = configuration.Width * configuration.Height;
        return Gen.Frequency(
            (6, from source in Gen.Choose(0, nodes - 1) from destination in Gen.Choose(0, nodes - 1) from packets in Gen.Frequency((7, Gen.Choose(1, 8)), (1, Gen.Choose(9, 40))) select (MeshCommand)new Send(source, destination, packets)),
            (1, from destination in Gen.Choose(0, nodes - 1) select (MeshCommand)new Gather(destination)),
            (3, from cycles in Gen.Frequency((2, Gen.Choose(0, 40)), (1, Gen.Constant(40))) select (MeshCommand)new Pause(cycles)));
    }

    protected override bool IsAllowed(MeshConfiguration c) =>
        c.Width is >= 2 and <= 4 && c.Height is >= 2 and <= 4 && c.BufferDepth is >= 1 and <= 8 && c.VirtualChannels is >= 1 and <= 3
        && c.PipelineStages is >= 1 and <= 4 && c.PacketLength is >= 1 and <= 5 && !(c.IsSeparate && (c.PipelineStages < 2 || c.Arbitration != Arbitration.RoundRobin)) && Enum.IsDefined(c.Arbitration);

    protected override void Execute(MeshConfiguration configuration, IReadOnlyList<MeshCommand> commands, CaseRun run)
    {
        var options = new MeshOptions
        {
            Width = configuration.Width,
            Height = configuration.Height,
            PacketLength = configuration.PacketLength,
            Router = new RouterOptions
            {
                BufferDepth = configuration.BufferDepth,
                VirtualChannels = configuration.VirtualChannels,
                PipelineStages = configuration.PipelineStages,
                Arbitration = configuration.Arbitration,
                SeparateAllocation = configuration.IsSeparate,
            },
        };
        (PacketSchedule[] schedules, long last, int packets) = Schedule(options, commands);
        var system = new MeshSystem(options, run.SimulationOptions, schedules);
        var watch = new MeshWatch(system, schedules, coverage, run);
        run.Observe(system.Simulation);
        // Long enough for all packets one after the other over the longest way.
        long flits = (long)packets * configuration.PacketLength;
        long limit = last + 64 + (flits + configuration.Width + configuration.Height) * (configuration.PipelineStages + 4);
        while (watch.Cycle < limit && !(watch.IsDone && watch.Cycle > last + 4))
        {
            system.Simulation.RunCycles(system.Clock, 1);
            watch.Sample();
        }
        watch.Finish();
        run.Coverage.Take(coverage.Router, system.Simulation);
        run.Coverage.Sample(coverage.Allocation, configuration.IsSeparate ? 1 : 0);
    }

    /// <summary>The commands as what each node sends when: a send takes no time, a pause takes its cycles.</summary>
    private static (PacketSchedule[] Schedules, long Last, int Packets) Schedule(MeshOptions options, IReadOnlyList<MeshCommand> commands)
    {
        int nodes = options.Nodes, packets = 0;
        var times = new List<long>[nodes];
        var destinations = new List<ushort>[nodes];
        for (int i = 0; i < nodes; i++) (times[i], destinations[i]) = ([], []);
        long cycle = 2;
        foreach (MeshCommand command in commands)
        {
            switch (command)
            {
                case Send send:
                    for (int i = 0; i < Math.Clamp(send.Packets, 0, 64); i++) Add(Node(send.Source), Node(send.Destination));
                    break;
                case Gather gather:
                    for (int source = 0; source < nodes; source++) Add(source, Node(gather.Destination));
                    break;
                case Pause pause:
                    cycle += Math.Clamp(pause.Cycles, 0, 1000);
                    break;
            }
        }
        return ([.. times.Zip(destinations, (t, d) => new PacketSchedule([.. t], [.. d]))], cycle, packets);

        int Node(int number) => (int)((uint)number % (uint)nodes);

        void Add(int source, int destination)
        {
            times[source].Add(cycle * options.Period);
            destinations[source].Add((ushort)destination);
            packets++;
        }
    }
}
