using HwModel.Fabric.Router;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Systems;

/// <summary>One mesh, or two in clock domains and partitions of their own joined by a link in each direction, with a source and a sink at every node.</summary>
public sealed class MeshSystem
{
    private readonly List<ITrafficSource> _sources = [];
    private readonly List<TrafficSink> _sinks = [];
    private readonly List<Mesh> _meshes = [];

    /// <param name="options">The design and its traffic.</param>
    /// <param name="simulation">How to simulate.</param>
    /// <param name="schedules">What each node replays; null: synthetic traffic.</param>
    /// <exception cref="ArgumentException">The options are not allowed; says what is.</exception>
    public MeshSystem(MeshOptions options, SimulationOptions simulation, IReadOnlyList<PacketSchedule>? schedules = null)
    {
        if (options.Mistakes().FirstOrDefault() is { } mistake) throw new ArgumentException(mistake);
        RouterOptions router = options.Router with { Classes = options.Chips };
        Options = options with { Router = router };
        Simulation = new Simulation(simulation);
        Measurement = new Measurement(options.Warmup * options.Period, (options.Warmup + options.Cycles) * options.Period);
        for (int chip = 0; chip < options.Chips; chip++) BuildChip(chip, schedules);
        if (options.Chips == 2)
        {
            Join(0, 1);
            Join(1, 0);
        }
    }

    /// <summary>The options, with the classes of virtual channels that the number of chips asks for.</summary>
    public MeshOptions Options { get; }

    /// <summary>The simulation.</summary>
    public Simulation Simulation { get; }

    /// <summary>The clock that warm-up, measurement and drain are counted in.</summary>
    public ClockDomain Clock => _meshes[0].InheritedClock!;

    /// <summary>The meshes.</summary>
    public IReadOnlyList<Mesh> Meshes => _meshes;

    /// <summary>The sinks, node by node.</summary>
    public IReadOnlyList<TrafficSink> Sinks => _sinks;

    /// <summary>The sources, node by node.</summary>
    public IReadOnlyList<ITrafficSource> Sources => _sources;

    /// <summary>The window in which packets are measured.</summary>
    public Measurement Measurement { get; }

    /// <summary>Flits that went into the network and did not come out yet.</summary>
    public long InFlight => Sources.Sum(source => source.Flits) - Sinks.Sum(sink => sink.Flits);

    /// <summary>Flits that are in a buffer, in a queue or on a link, counted one by one.</summary>
    public long FlitsInside() =>
        Meshes.Sum(mesh => mesh.Routers.Sum(router => (long)router.Buffered)) +
        Simulation.Modules.SelectMany(module => module.Ports.All).OfType<In<Flit>>().Sum(queue => (long)queue.Count) +
        Simulation.ItemsOnLinks;

    private int GatewayRow => Options.Height / 2;

    private void BuildChip(int chip, IReadOnlyList<PacketSchedule>? schedules)
    {
        MeshOptions options = Options;
        ClockDomain clock = Simulation.Clock($"chip{chip}_clk", chip == 0 ? options.Period : options.SecondPeriod, phase: 0, partition: chip);
        var top = new Component(Simulation.Root, $"chip{chip}", clock);
        int nodes = options.Width * options.Height;
        var route = new XyRoute(options.Width, options.Height, chip * nodes, chip == 0 ? options.Width - 1 : 0, GatewayRow, GatewayPort(chip));
        var mesh = new Mesh(top, "mesh", clock, options, route);
        _meshes.Add(mesh);
        for (int local = 0; local < nodes; local++)
        {
            int node = chip * nodes + local;
            WormholeRouter at = mesh.Routers[local];
            string index = $"[{at.Y}][{at.X}]";
            var sink = new TrafficSink(top, $"sink{index}", node, Measurement);
            Wiring.Connect(at.FlitOut[Port5.Local], sink.FlitIn);
            _sinks.Add(sink);
            if (schedules is null)
            {
                var rule = new DestinationRule(options.Pattern, options.Width, options.Height * options.Chips, options.HotspotNode >= 0 ? options.HotspotNode : Middle, options.HotspotShare);
                var source = new SyntheticSource(top, $"source{index}", node, new SyntheticTraffic(rule, options.Rate / options.PacketLength, options.PacketLength), options.Router);
                Attach(source, source.FlitOut, source.CreditIn, at);
            }
            else
            {
                var source = new ReplaySource(top, $"source{index}", node, schedules[node], options.PacketLength, options.Router);
                Attach(source, source.FlitOut, source.CreditIn, at);
            }
        }
    }

    private int Middle => Options.Height / 2 * Options.Width + Options.Width / 2;

    private static int GatewayPort(int chip) => chip == 0 ? Port5.East : Port5.West;

    private void Attach(ITrafficSource source, Out<Flit> flits, In<byte> credits, WormholeRouter router)
    {
        Wiring.Connect(flits, router.FlitIn[Port5.Local]);
        Wiring.Connect(router.CreditOut[Port5.Local], credits);
        _sources.Add(source);
    }

    private void Join(int from, int to)
    {
        MeshOptions options = Options;
        Mesh sender = _meshes[from];
        Mesh receiver = _meshes[to];
        WormholeRouter leave = sender[from == 0 ? options.Width - 1 : 0, GatewayRow];
        WormholeRouter enter = receiver[to == 0 ? options.Width - 1 : 0, GatewayRow];
        var exit = new GatewayOut(sender.Parent!, "gateway_out", options.Router);
        var entry = new GatewayIn(receiver.Parent!, "gateway_in", options.Router);
        var link = new Link<Flit>(Simulation.Root, $"link_{from}_to_{to}", sender.InheritedClock!, receiver.InheritedClock!,
            new LinkOptions { Latency = options.LinkLatency, Credits = options.LinkCredits, CyclesPerItem = options.LinkCyclesPerFlit });
        Wiring.Connect(leave.FlitOut[GatewayPort(from)], exit.FlitIn);
        Wiring.Connect(exit.CreditOut, leave.CreditIn[GatewayPort(from)]);
        Wiring.Connect(exit.LinkOut, link.Input);
        Wiring.Connect(link.Output, entry.LinkIn);
        Wiring.Connect(entry.FlitOut, enter.FlitIn[GatewayPort(to)]);
        Wiring.Connect(enter.CreditOut[GatewayPort(to)], entry.CreditIn);
    }
}
