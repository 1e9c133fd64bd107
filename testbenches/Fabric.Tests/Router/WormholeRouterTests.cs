using FsCheck;
using FsCheck.Fluent;
using HwModel.Fabric.Router;

namespace HwModel.Fabric.Tests.Router;

/// <summary>One router alone: cycle by cycle against a plain reference, and who wins an output by hand.</summary>
public sealed class WormholeRouterTests
{
    private static readonly Gen<RouterOptions> Designs =
        from depth in Gen.Elements(1, 2, 3, 8)
        from channels in Gen.Choose(1, 3)
        from classes in Gen.Choose(1, 2)
        from stages in Gen.Choose(1, 4)
        from arbitration in Gen.Elements(Arbitration.RoundRobin, Arbitration.Oldest, Arbitration.FixedPriority)
        from separate in Gen.Elements(false, true)
        select new RouterOptions
        {
            BufferDepth = depth,
            VirtualChannels = channels,
            Classes = classes,
            PipelineStages = stages,
            Arbitration = separate ? Arbitration.RoundRobin : arbitration,
            SeparateAllocation = separate && stages > 1,
        };

    private static readonly Arbitrary<Traffic> Cases = Arb.From(
        from design in Designs
        from favourite in Gen.Choose(0, Port5.Count - 1)
        from packets in PacketGen(design, favourite).ListOf().Resize(60)
        from sinkRate in Gen.Elements(1, 0.7, 0.3)
        from sourceRate in Gen.Elements(1, 0.6, 0.15)
        from seed in Gen.Choose(1, 1000)
        select new Traffic(design, [.. packets], sinkRate, sourceRate, (ulong)seed));

    private static Gen<BenchPacket> PacketGen(RouterOptions design, int favourite) =>
        from input in Gen.Choose(0, Port5.Count - 1)
        from channel in Gen.Choose(0, design.AllChannels - 1)
        from output in Gen.Frequency((2, Gen.Choose(0, Port5.Count - 1)), (1, Gen.Constant(favourite)))
        from length in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 6)))
        from start in Gen.Choose(0, 60)
        from created in Gen.Choose(0, 5)
        select new BenchPacket(input, channel, output, length, start, created);

    [Fact]
    public void Every_cycle_is_that_of_the_reference() => Prop.ForAll(Cases, traffic =>
    {
        var bench = new RouterBench(traffic.Design, traffic.Packets, traffic.SinkRate, traffic.SourceRate, null, traffic.Seed);
        bench.Compare(new RouterReference(traffic.Design), 160);
        return true;
    }).Check(Seeded.Cases(150));

    [Fact]
    public void So_it_is_with_an_arbiter_that_is_stuck() => Prop.ForAll(Cases, traffic =>
    {
        var bench = new RouterBench(traffic.Design, traffic.Packets, traffic.SinkRate, traffic.SourceRate, "mesh.arbiter_stuck", traffic.Seed);
        bench.Compare(new RouterReference(traffic.Design, isEastStuck: true), 160);
        Assert.All(bench.Left(Port5.East), flit => Assert.InRange(flit.Cycle % 32, 0, 1));
        return true;
    }).Check(Seeded.Cases(50));

    // Three inputs with two packets each for the east port, from cycle 0 on: the first leaves in cycle 1, after the link into the router.
    [Theory]
    [InlineData(Arbitration.RoundRobin, false, new[] { 0, 2, 3, 0, 2, 3 })]
    [InlineData(Arbitration.RoundRobin, true, new[] { 0, 2, 3, 0, 2, 3 })]
    [InlineData(Arbitration.FixedPriority, false, new[] { 0, 0, 2, 2, 3, 3 })]
    // Created in the cycles 5, 9 (port 0), 4, 5 (port 2), 3, 8 (port 3): the oldest of those at the heads; equal ages go to the lower port.
    [InlineData(Arbitration.Oldest, false, new[] { 3, 2, 0, 2, 3, 0 })]
    public void The_arbiter_chooses(Arbitration arbitration, bool separate, int[] winners)
    {
        BenchPacket[] packets =
        [
            new(0, 0, Port5.East, Created: 5), new(0, 0, Port5.East, Created: 9),
            new(2, 0, Port5.East, Created: 4), new(2, 0, Port5.East, Created: 5),
            new(3, 0, Port5.East, Created: 3), new(3, 0, Port5.East, Created: 8),
        ];
        var options = new RouterOptions { Arbitration = arbitration, SeparateAllocation = separate, PipelineStages = separate ? 2 : 1 };
        var bench = new RouterBench(options, packets);
        // Which input it came from shows in the credits that go back.
        bench.Simulation.RunCycles(bench.Clock, 60);
        int[] order = [.. bench.Sources.SelectMany((source, port) => source.Credits.Select(credit => (credit.Cycle, port))).Order().Select(credit => credit.port)];
        Assert.Equal(winners, order);
        long[] cycles = [.. bench.Left(Port5.East).Select(flit => flit.Cycle)];
        Assert.Equal(options.PipelineStages, cycles[0]);
        // One channel that a packet has to leave before the next may take it: every cycle where both happen at once, every other where the channel has a stage of its own.
        Assert.Equal(Enumerable.Range(0, 6).Select(i => cycles[0] + i * (separate ? 2 : 1)), cycles);
    }

    [Fact]
    public void Packets_of_several_flits_do_not_mix_on_a_virtual_channel()
    {
        BenchPacket[] packets = [new(0, 0, Port5.East, 4), new(2, 0, Port5.East, 4), new(3, 0, Port5.East, 4)];
        var bench = new RouterBench(new RouterOptions { BufferDepth = 8 }, packets);
        bench.Simulation.RunCycles(bench.Clock, 40);
        // Each from head to tail in four cycles, one after the other without a gap.
        Assert.Equal(Enumerable.Range(1, 12).Select(cycle => (long)cycle), bench.Left(Port5.East).Select(flit => flit.Cycle));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (uint)(i % 4)), bench.Sinks[Port5.East].Arrived.Select(arrived => arrived.Flit.Sequence));
    }

    [Fact]
    public void While_a_packet_holds_a_virtual_channel_others_pass_it_on_the_next()
    {
        // Eight flits with two credits leave gaps on the link.
        BenchPacket[] packets = [new(1, 0, Port5.West, 8), new(2, 1, Port5.West), new(3, 0, Port5.West)];
        var bench = new RouterBench(new RouterOptions { VirtualChannels = 2, BufferDepth = 2 }, packets);
        bench.Simulation.RunCycles(bench.Clock, 60);
        Assert.Equal(10, bench.Sinks[Port5.West].Arrived.Count);
        Assert.All(bench.Sinks[Port5.West].Arrived.Where(arrived => !arrived.Flit.IsHead || !arrived.Flit.IsTail), arrived => Assert.Equal(0, arrived.Flit.Channel));
        Assert.All(bench.Sinks[Port5.West].Arrived.Where(arrived => arrived.Flit.IsHead && arrived.Flit.IsTail), arrived => Assert.Equal(1, arrived.Flit.Channel));
    }

    private sealed record Traffic(RouterOptions Design, BenchPacket[] Packets, double SinkRate, double SourceRate, ulong Seed)
    {
        public override string ToString() => $"{Design}, sinks {SinkRate}, sources {SourceRate}, seed {Seed}:\n{string.Join('\n', Packets.Select(packet => packet.ToString()))}";
    }
}
