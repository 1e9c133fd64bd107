using HwModel.Kernel;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;
using Xunit.Abstractions;

namespace HwModel.SpiNNaker2.Tests.Machines;

/// <summary>The event level of a machine: closed forms, determinism, and agreement with routers and links at register-transfer level.</summary>
public sealed class EventMachineTests(ITestOutputHelper output)
{
    private const long Microsecond = 1_000_000_000;

    [Fact]
    public void A_lonely_packet_takes_the_sum_of_its_stages()
    {
        var timing = new MachineTiming();
        var machine = new EventMachine(MachineShape.Board(), timing);
        int to = machine.Shape.Neighbour(machine.Shape.Neighbour(0, 0), 0);
        machine.AddRoute(0, new RouteEntry(7, uint.MaxValue, 1, default));
        machine.AddRoute(to, new RouteEntry(7, uint.MaxValue, 0, PeSet.Of(0)));
        machine.Send(0, 0, 0, 7);
        machine.RunUntil(10 * Microsecond);
        // Element 0 is at (7,6), five links from (4,4): one of them is the router's edge. 3.33 ns a cycle, 5 cycles a hop, 6.62 a crossing; routers of 4 cycles; two links of 13 and 2 to wake.
        double mesh = (5 * 5 + 2 * 6.62) * 3.333333, expected = 2 * mesh + 3 * 4 * 2.5 + 2 * (13 + 2) * 8;
        Assert.Equal(1, machine.Statistics.Delivered);
        Assert.Equal(expected, machine.Statistics.MeanLatency / 1e6, 1.0);
    }

    [Fact]
    public void A_run_repeats_exactly_and_loses_nothing()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var machine = new EventMachine(MachineShape.Board());
            RandomMulticast.Install(machine, new RandomMulticastOptions { Rate = 100_000 });
            machine.RunUntil(300 * Microsecond);
            MachineStatistics s = machine.Statistics;
            Assert.Equal(0, s.DroppedAtLinks + s.DroppedAtPorts + s.Unrouted);
            return $"{s.Sent} {s.Routed} {s.LinkCopies} {s.QuadCopies} {s.Delivered} {s.LatencySum} {s.LongestLatency}";
        })];
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void Every_packet_reaches_its_elements()
    {
        var machine = new EventMachine(MachineShape.Torus(1, 1));
        RandomMulticast.Install(machine, new RandomMulticastOptions { Chips = 5, Elements = 1, SourcesPerChip = 2, Rate = 20_000 });
        var seen = new Dictionary<uint, int>();
        machine.Delivered = (_, _, mask, key, _) => seen[key] = seen.GetValueOrDefault(key) + System.Numerics.BitOperations.PopCount((uint)mask);
        machine.RunUntil(500 * Microsecond);
        Assert.InRange(machine.Statistics.Delivered / (double)machine.Statistics.Sent, 4.5, 5.0);
        Assert.True(seen.Count > 200);
    }

    [Fact]
    public void Latencies_agree_with_register_transfer_level()
    {
        MachineShape shape = MachineShape.Rectangle(3, 3);
        foreach (double rate in new[] { 2e6, 20e6 })
        {
            (List<(long, int, uint)> traffic, List<(int, RouteEntry)> routes) = Random(shape, rate, 20 * Microsecond);
            var grid = new RouterGrid(shape, traffic, routes);
            grid.Simulation.RunUntil(40 * Microsecond);
            (EventMachine machine, List<double> events) = Events(shape, traffic, routes, 40 * Microsecond);
            var sent = traffic.ToDictionary(packet => packet.Item3, packet => packet.Item1);
            double[] rtl = [.. grid.Arrivals.Select(arrival => (arrival.Time - sent[arrival.Key]) / 1e6).Order()];
            double[] level = [.. events.Order()];
            Assert.Equal(rtl.Length, level.Length);
            Assert.Equal(0, grid.Routers.Sum(router => router.Drops) + machine.Statistics.DroppedAtLinks);
            output.WriteLine($"{rate / 1e6} M/s a chip: {rtl.Length} copies; mean {rtl.Average():0.0} and {level.Average():0.0} ns, median {Quantile(rtl, 0.5):0.0} and {Quantile(level, 0.5):0.0}, " +
                $"95 % {Quantile(rtl, 0.95):0.0} and {Quantile(level, 0.95):0.0}, 99 % {Quantile(rtl, 0.99):0.0} and {Quantile(level, 0.99):0.0}");
            // Within 5 %, of which the routers' and sinks' registers are some nanoseconds.
            Assert.Equal(rtl.Average(), level.Average(), 0.05 * rtl.Average());
            Assert.Equal(Quantile(rtl, 0.5), Quantile(level, 0.5), 0.05 * rtl.Average());
            Assert.Equal(Quantile(rtl, 0.95), Quantile(level, 0.95), 0.10 * Quantile(rtl, 0.95));
        }
    }

    [Fact]
    public void Drops_in_front_of_a_broken_link_agree_with_register_transfer_level()
    {
        MachineShape shape = MachineShape.Rectangle(3, 3);
        var random = RandomStream.Derive(5, "drops");
        var traffic = new List<(long, int, uint)>();
        long time = 0;
        for (uint key = 0; time < 40 * Microsecond; key++)
        {
            time += 1 + (long)(-Math.Log(1 - random.NextDouble()) / 40e6 * 1e15);
            traffic.Add((time, 0, key));
        }
        // A quarter goes by the broken link, the rest by another one.
        List<(int, RouteEntry)> routes = [(0, new RouteEntry(0, 3, 1, default)), (0, new RouteEntry(0, 0, 4, default))];
        int east = shape.Neighbour(0, 0), north = shape.Neighbour(0, 2);
        routes.AddRange([(east, new RouteEntry(0, 0, 0, PeSet.Of(0))), (north, new RouteEntry(0, 0, 0, PeSet.Of(0)))]);
        var grid = new RouterGrid(shape, traffic, routes, dead: (0, 0));
        grid.Simulation.RunUntil(45 * Microsecond);
        (EventMachine machine, List<double> events) = Events(shape, traffic, routes, 45 * Microsecond, dead: true);
        long rtl = grid.Routers[0].DropsOnLink(0), level = machine.Statistics.DroppedAtLinks;
        output.WriteLine($"{traffic.Count} packets: dropped {rtl} and {level}, arrived {grid.Arrivals.Count} and {events.Count}");
        // The link's own buffers swallow a few packets before it blocks.
        Assert.Equal(rtl, level, 0.10 * rtl);
        Assert.Equal(grid.Arrivals.Count, events.Count, 0.05 * grid.Arrivals.Count);
    }

    [Theory]
    [InlineData("board", 152, 2000)]
    [InlineData("torus", 8, 2000)]
    public void A_board_and_a_thousand_chips_run(string name, int sources, double rate)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("HWMODEL_MACHINE_SOURCES"), System.Globalization.CultureInfo.InvariantCulture, out int more)) sources = more;
        long memory = GC.GetTotalMemory(true);
        MachineShape shape = name == "board" ? MachineShape.Board() : MachineShape.Torus(2, 4);
        var machine = new EventMachine(shape);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        RandomMulticast.Install(machine, new RandomMulticastOptions { SourcesPerChip = sources, Rate = rate });
        double build = watch.Elapsed.TotalSeconds;
        watch.Restart();
        machine.RunUntil(4_000 * Microsecond);
        double run = watch.Elapsed.TotalSeconds;
        memory = GC.GetTotalMemory(true) - memory;
        MachineStatistics s = machine.Statistics;
        output.WriteLine($"{shape.Name}: {shape.Count} chips, {shape.Count * sources} sources, {Enumerable.Range(0, shape.Count).Sum(machine.Routes)} entries; built in {build:0.00} s; {memory / 1024.0 / shape.Count:0.0} KiB a chip; " +
            $"4 ms in {run:0.00} s = {run * 1e6 / shape.Count / 4:0.0} us a chip and ms; {machine.Events / run / 1e6:0.00} M events/s, {s.Delivered / run / 1e6:0.00} M deliveries/s; " +
            $"{s.Sent} sent, {s.LinkCopies} link copies, {s.Delivered} delivered, {s.DroppedAtLinks + s.DroppedAtPorts} dropped; latency mean {s.MeanLatency / 1e6:0} ns, 99 % {s.LatencyQuantile(0.99) / 1e6:0} ns, longest {s.LongestLatency / 1e6:0} ns");
        // What was sent in time has arrived at four chips of eight elements each, give or take doubles and what is under way.
        Assert.Equal(sources * shape.Count * rate * 4e-3, s.Sent, 0.05 * s.Sent);
        Assert.InRange(s.Delivered / (double)s.Sent, 28, 32);
        Assert.Equal(0, s.Unrouted);
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static (EventMachine, List<double>) Events(MachineShape shape, List<(long Time, int Chip, uint Key)> traffic, List<(int Chip, RouteEntry Entry)> routes, long end, bool dead = false)
    {
        var timing = new MachineTiming();
        var machine = new EventMachine(shape, timing);
        if (dead) machine.Kill(0, 0);
        foreach ((int chip, RouteEntry entry) in routes) machine.AddRoute(chip, in entry);
        var sent = traffic.ToDictionary(packet => packet.Key, packet => packet.Time);
        var latencies = new List<double>();
        // What comes after the router: the mesh to element 0, the same for all.
        long mesh = (5 * timing.Hop) + (2 * timing.NocCrossing);
        machine.Delivered = (_, _, _, key, time) => latencies.Add((time - mesh - sent[key]) / 1e6);
        foreach ((long time, int chip, uint key) in traffic) machine.SendAtPort(time + timing.RouterPeriod, time, chip, 0, key);
        machine.RunUntil(end);
        return (machine, latencies);
    }

    private static (List<(long, int, uint)>, List<(int, RouteEntry)>) Random(MachineShape shape, double rate, long end)
    {
        var random = RandomStream.Derive(3, "traffic");
        var traffic = new List<(long, int, uint)>();
        var routes = new List<(int, RouteEntry)>();
        var way = new byte[16];
        for (int chip = 0; chip < shape.Count; chip++)
        {
            // Four destinations a chip by the two lowest bits of the key.
            for (uint flow = 0; flow < 4; flow++)
            {
                int to = (chip + 1 + random.Next(shape.Count - 1)) % shape.Count;
                int length = shape.Way(chip, to, way), at = chip;
                uint key = (uint)chip << 24 | flow;
                foreach (byte link in way.AsSpan(0, length))
                {
                    routes.Add((at, new RouteEntry(key, 0xFF000003, (byte)(1 << link), default)));
                    at = shape.Neighbour(at, link);
                }
                routes.Add((at, new RouteEntry(key, 0xFF000003, 0, PeSet.Of(0))));
            }
            long time = 0;
            for (uint number = 0; ; number++)
            {
                time += 1 + (long)(-Math.Log(1 - random.NextDouble()) / rate * 1e15);
                if (time > end) break;
                traffic.Add((time, chip, (uint)chip << 24 | number << 2 | (uint)random.Next(4)));
            }
        }
        return (traffic, routes);
    }
}
