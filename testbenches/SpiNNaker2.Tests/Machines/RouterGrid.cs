using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.Router;

namespace HwModel.SpiNNaker2.Tests.Machines;

/// <summary>Packet routers and short-range links at register-transfer level, with given traffic at one network port of each router: what the event level is compared with.</summary>
internal sealed class RouterGrid
{
    public const long RouterPeriod = 2_500_000;

    private readonly List<(uint Key, int Chip, long Time)> _arrivals = [];

    public RouterGrid(MachineShape shape, IReadOnlyList<(long Time, int Chip, uint Key)> traffic, IEnumerable<(int Chip, RouteEntry Entry)> routes, (int Chip, int Link)? dead = null)
    {
        Simulation = new Simulation();
        Routers = new PacketRouter[shape.Count];
        var ends = new ShortRangeEndpoint[shape.Count * 6];
        for (int chip = 0; chip < shape.Count; chip++)
        {
            ClockDomain clock = Simulation.Clock($"router{chip}", RouterPeriod, 0, chip);
            var top = new Component(Simulation.Root, $"chip[{chip}]", clock);
            Routers[chip] = new PacketRouter(top, "router", chip);
            var source = new TimedFlits(top, "source", [.. traffic.Where(packet => packet.Chip == chip).Select(packet => (packet.Time / RouterPeriod, packet.Key))]);
            Sources.Add(source);
            Wiring.Connect(source.Flits, Routers[chip].FromNoc[0]);
            for (int port = 0; port < 6; port++)
            {
                int at = chip;
                var sink = new FlitTaker(top, $"sink[{port}]", (key, cycle) => _arrivals.Add((key, at, clock.TimeOfCycle(cycle))));
                Wiring.Connect(Routers[chip].ToNoc[port], sink.Flits);
                ClockDomain word = Simulation.Clock($"word{chip}.{port}", 8_000_000, (chip * 6 + port) % 8 * 1_000_000L, chip);
                ShortRangeEndpoint end = ends[chip * 6 + port] = new ShortRangeEndpoint(top, $"link[{port}]", clock, word, port);
                Wiring.Connect(Routers[chip].ToLink[port], end.Units.Input);
                Wiring.Connect(end.Units.Output, Routers[chip].FromLink[port]);
            }
        }
        for (int chip = 0; chip < shape.Count; chip++)
        {
            for (int link = 0; link < 3; link++)
            {
                LineOptions line = dead is { } broken && broken.Chip == chip && broken.Link == link ? new LineOptions { Dead = [new DeadTime(0, long.MaxValue)] } : new LineOptions();
                _ = new ShortRangeLink(Simulation.Root, $"wire[{chip}][{link}]", ends[chip * 6 + link], ends[shape.Neighbour(chip, link) * 6 + link + 3], line);
            }
        }
        Simulation.Elaborate();
        foreach (IGrouping<int, (int Chip, RouteEntry Entry)> table in routes.GroupBy(route => route.Chip)) Routers[table.Key].Load([.. table.Select(route => route.Entry)]);
    }

    public Simulation Simulation { get; }

    public PacketRouter[] Routers { get; }

    public List<TimedFlits> Sources { get; } = [];

    /// <summary>Packets that left a router for the network on chip: key, chip, time.</summary>
    public IReadOnlyList<(uint Key, int Chip, long Time)> Arrivals => _arrivals;
}

[Module]
internal sealed partial class TimedFlits(Component parent, string name, (long Cycle, uint Key)[] schedule, int pe = 0) : Module(parent, name)
{
    [Out] public partial Out<NocFlit> Flits { get; }

    [Reg] private int _next;

    public int Sent => _next;

    protected override Activity Tick()
    {
        if (_next == schedule.Length) return Activity.Idle;
        (long cycle, uint key) = schedule[_next];
        if (Now < cycle) return Activity.Until(cycle);
        if (!Flits.CanPush) return Activity.Idle;
        Flits.Push(RouterBench.FromPe(pe, NocClass.Multicast, 0, key));
        _next++;
        return Activity.Busy;
    }
}

[Module]
internal sealed partial class FlitTaker(Component parent, string name, Action<uint, long> listener) : Module(parent, name)
{
    [In(Depth = 8)] public partial In<NocFlit> Flits { get; }

    [Reg] private long _taken;

    protected override Activity Tick()
    {
        if (!Flits.HasData) return Activity.Idle;
        listener(Flits.Pop().Address, Now);
        _taken++;
        return Activity.Busy;
    }
}
