using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>The packet router between its six links.</summary>
internal sealed record RouterStudyOptions
{
    [ModelChoice("room for every route")]
    public int Entries { get; init; } = 1024;

    [ModelChoice("an out-of-order issue buffer is published, not its size")]
    public int IssueDepth { get; init; } = 16;

    [Derived("the reset value 0x40 of the control register's wait1")]
    public int Wait { get; init; } = 240;

    [ModelChoice("as many routes as entries")]
    public int Routes { get; init; } = 1024;

    [ModelChoice("a sparse network: a spike leaves by one or two links")]
    public double FanOut { get; init; } = 1.5;

    [ModelChoice("half of what a link can carry")]
    public double Load { get; init; } = 0.5;

    [Derived("a unit of 96 bits every 16 ns at 400 MHz is 6.4 cycles, rounded up")]
    public int LinkCycles { get; init; } = 7;

    [ModelChoice("spikes of a tick come close together")]
    public int Burst { get; init; } = 1;

    [ModelChoice("a few thousand packets for each link")]
    public int Cycles { get; init; } = 100_000;
}

/// <summary>
/// Multicast packets through the packet router of SpiNNaker2. Where there are fewer entries than routes, neighbouring routes share an entry that goes to all their links, as a
/// compressed table does: copies that nobody needs then load the links.
/// </summary>
internal sealed class RouterWorkload() : OptionWorkload<RouterStudyOptions>(new RouterStudyOptions(), new(
    [
        Whole("router.entries", "entries of the multicast table", "", 1, 16384, nameof(RouterStudyOptions.Entries), options => options.Entries, (options, value) => options with { Entries = (int)value }),
        Whole("router.issue_depth", "packets of the issue buffer", "packets", 1, 256, nameof(RouterStudyOptions.IssueDepth), options => options.IssueDepth, (options, value) => options with { IssueDepth = (int)value }),
        Whole("router.wait", "cycles a blocked copy waits before it is dropped", "cycles", 0, 1_000_000, nameof(RouterStudyOptions.Wait), options => options.Wait, (options, value) => options with { Wait = (int)value }),
        Whole("net.routes", "different routes in use", "", 1, 16384, nameof(RouterStudyOptions.Routes), options => options.Routes, (options, value) => options with { Routes = (int)value }),
        Real("net.fan_out", "links that a packet goes to, on average", "", 1, 5, nameof(RouterStudyOptions.FanOut), options => options.FanOut, (options, value) => options with { FanOut = value }),
        Real("traffic.load", "useful load of the links, as a share of what they carry", "", 0.001, 2, nameof(RouterStudyOptions.Load), options => options.Load, (options, value) => options with { Load = value }),
        Whole("traffic.burst", "packets of a source in a row", "packets", 1, 1000, nameof(RouterStudyOptions.Burst), options => options.Burst, (options, value) => options with { Burst = (int)value }),
        Whole("link.cycles", "router cycles that a link takes for a packet", "cycles", 1, 1000, nameof(RouterStudyOptions.LinkCycles), options => options.LinkCycles, (options, value) => options with { LinkCycles = (int)value }),
        Whole("run.cycles", "cycles of the router", "cycles", 1000, 100_000_000, nameof(RouterStudyOptions.Cycles), options => options.Cycles, (options, value) => options with { Cycles = (int)value }),
    ]), typeof(PacketRouter).Assembly, typeof(Simulation).Assembly)
{
    private const int Links = 6;
    private const long Period = 2_500_000;

    public override string Name => "router";

    public override string Meaning => "multicast packets through the packet router of SpiNNaker2";

    public override string Level => "RTL: the packet router, cycle by cycle";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("drops.share", "", "useful copies that did not arrive, of all", Better.Lower),
        new("drops.total", "", "drops that the router counted", Better.Lower),
        new("drops.waited", "", "drops after the whole wait", Better.Lower),
        new("drops.noroute", "", "drops for want of a route", Better.Lower),
        new("copies.useful", "", "copies that some target needs and that arrived"),
        new("copies.useless", "", "copies that nobody needs, for want of table entries", Better.Lower),
        new("latency.mean", "cycles", "from the source to the link", Better.Lower),
        new("latency.p99", "cycles", "99 % of the copies are not slower", Better.Lower),
        new("issue.most", "packets", "the most that the issue buffer held"),
        new("blocked", "cycles", "mean cycles that copies waited for a link", Better.Lower),
        new("throughput", "packets/cycle", "packets that the router took", Better.Higher),
    ];

    protected override RunResult Run(RouterStudyOptions options, RunRequest request)
    {
        var random = RandomStream.Derive(request.Seed, "router study");
        byte[] wanted = Routes(options, ref random);
        RouteEntry[] table = Table(options, wanted);
        var simulation = new Simulation(new SimulationOptions { Seed = request.Seed });
        ClockDomain clock = simulation.Clock("router", Period, 0, 0);
        var top = new Component(simulation.Root, "top", clock);
        var router = new PacketRouter(top, "router", CoreAddress.ChipAt(3, 4), new RouterParameters { IssueDepth = options.IssueDepth });
        var latencies = new List<long>();
        long useful = 0, useless = 0, expected = 0;
        for (int link = 0; link < Links; link++)
        {
            ScheduledPacket[] schedule = Schedule(options, wanted, (byte)link, ref random, ref expected);
            var source = new PacketSource(top, $"source[{link}]", clock, schedule);
            var sink = new PacketSink(top, $"sink[{link}]", clock, options.LinkCycles);
            Wiring.Connect(source.Packets, router.FromLink[link]);
            Wiring.Connect(router.ToLink[link], sink.Packets);
            int at = link;
            sink.Listen((packet, cycle) =>
            {
                if ((wanted[packet.Key % (uint)wanted.Length] >> at & 1) == 0)
                {
                    useless++;
                    return;
                }
                useful++;
                // The payload is the cycle of creation.
                latencies.Add(cycle - (long)packet.Low);
            });
        }
        simulation.Elaborate();
        router.Load(table);
        router.Configure(0, (uint)WaitCode(options.Wait) << 16 | 1);
        for (long done = 0; done < options.Cycles + 4L * (options.Wait + 1000); done += 1000)
        {
            request.Stop.ThrowIfCancellationRequested();
            simulation.RunCycles(clock, 1000);
        }
        latencies.Sort();
        double blocked = Enumerable.Range(0, Links).Sum(router.BlockedOnLink), sent = Enumerable.Range(0, Links).Sum(router.SentOnLink);
        return RunResult.Of(
            ("drops.share", expected == 0 ? 0 : Math.Max(0, 1 - (double)useful / expected)), ("drops.total", router.Drops), ("drops.waited", router.DropsBy(DropCause.Waited)),
            ("drops.noroute", router.DropsBy(DropCause.NoRoute)), ("copies.useful", useful), ("copies.useless", useless),
            ("latency.mean", latencies.Count == 0 ? double.NaN : latencies.Average()), ("latency.p99", latencies.Count == 0 ? double.NaN : latencies[(int)(0.99 * (latencies.Count - 1))]),
            ("issue.most", router.IssueHighWater), ("blocked", sent == 0 ? 0 : blocked / sent), ("throughput", router.Taken(0) / (double)options.Cycles));
    }

    // Each route has its first link, and others so that the mean is the fan-out.
    private static byte[] Routes(RouterStudyOptions options, ref RandomStream random)
    {
        var wanted = new byte[options.Routes];
        double more = (options.FanOut - 1) / (Links - 1);
        for (int route = 0; route < wanted.Length; route++)
        {
            int first = random.Next(Links);
            for (int link = 0; link < Links; link++)
                if (link == first || random.NextBool(more))
                    wanted[route] |= (byte)(1 << link);
        }
        return wanted;
    }

    // A power of two of neighbouring routes shares an entry.
    private static RouteEntry[] Table(RouterStudyOptions options, byte[] wanted)
    {
        int share = 1;
        while ((wanted.Length + share - 1) / share > options.Entries) share *= 2;
        var entries = new RouteEntry[(wanted.Length + share - 1) / share];
        for (int entry = 0; entry < entries.Length; entry++)
        {
            byte links = 0;
            for (int route = entry * share; route < Math.Min(wanted.Length, (entry + 1) * share); route++) links |= wanted[route];
            entries[entry] = new RouteEntry((uint)(entry * share), ~(uint)(share - 1), links, default);
        }
        return entries;
    }

    private static ScheduledPacket[] Schedule(RouterStudyOptions options, byte[] wanted, byte link, ref RandomStream random, ref long expected)
    {
        double perCycle = Math.Min(1, options.Load / (options.LinkCycles * options.FanOut));
        var packets = new List<ScheduledPacket>();
        for (long cycle = random.NextGeometric(perCycle / options.Burst); cycle < options.Cycles; cycle += 1 + random.NextGeometric(Math.Min(1, perCycle / options.Burst)))
        {
            for (int i = 0; i < options.Burst && cycle + i < options.Cycles; i++)
            {
                uint key = (uint)random.Next(wanted.Length);
                expected += BitOperations.PopCount(wanted[key]);
                packets.Add(new ScheduledPacket(cycle + i, PacketParity.Seal(new CommsPacket(0, key, CommsPayload.Bits32, (ulong)(cycle + i), 0, link, false, false))));
            }
        }
        return [.. packets];
    }

    // The code whose wait is the nearest that is not shorter.
    private static byte WaitCode(int cycles)
    {
        byte best = 0xFE;
        for (int code = 0; code < WaitTime.Infinite; code++)
            if (WaitTime.Cycles((byte)code) >= cycles && WaitTime.Cycles((byte)code) < WaitTime.Cycles(best)) best = (byte)code;
        return best;
    }
}
