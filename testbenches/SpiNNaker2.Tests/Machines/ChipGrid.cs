using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Tests.Machines;

/// <summary>
/// Chips at register-transfer level without their processors: data network, packet router and links, with given traffic at the elements' outputs and a taker at every
/// element's input. What the event level of a whole chip is compared with.
/// </summary>
internal sealed class ChipGrid
{
    public const long PePeriod = 3_333_334;

    private readonly List<(uint Key, int Chip, int Pe, long Time)> _arrivals = [];

    public ChipGrid(MachineShape shape, IReadOnlyList<(long Time, int Chip, int Pe, uint Key)> traffic, IEnumerable<TreeEntry> routes, (int Chip, int Link)? dead = null)
    {
        Simulation = new Simulation();
        Routers = new PacketRouter[shape.Count];
        Networks = new DataNoc[shape.Count];
        var ends = new ShortRangeEndpoint[shape.Count * MachineShape.Links];
        ILookup<(int, int), (long Time, int Chip, int Pe, uint Key)> bySource = traffic.ToLookup(packet => (packet.Chip, packet.Pe));
        for (int chip = 0; chip < shape.Count; chip++)
        {
            ClockDomain noc = Simulation.Clock($"noc{chip}", 3_333_333, 0, chip), router = Simulation.Clock($"router{chip}", RouterGrid.RouterPeriod, 0, chip), pes = Simulation.Clock($"pe{chip}", PePeriod, 0, chip);
            var top = new Component(Simulation.Root, $"chip[{chip}]", router);
            var elements = new Component(Simulation.Root, $"elements[{chip}]", pes);
            Routers[chip] = new PacketRouter(top, "router", chip);
            Networks[chip] = new DataNoc(Simulation.Root, $"dnoc[{chip}]", noc, router, _ => pes);
            for (int edge = 0; edge < RouterEdge.Count; edge++)
            {
                Wiring.Connect(Networks[chip].ToRouter(edge), Routers[chip].FromNoc[edge]);
                Wiring.Connect(Routers[chip].ToNoc[edge], Networks[chip].FromRouter(edge));
            }
            for (int pe = 0; pe < Floorplan.PeCount; pe++) AddElement(elements, chip, pe, [.. bySource[(chip, pe)].OrderBy(packet => packet.Time).Select(packet => (packet.Time / PePeriod, packet.Key))]);
            for (int link = 0; link < MachineShape.Links; link++)
            {
                ClockDomain word = Simulation.Clock($"word{chip}.{link}", 8_000_000, 0, chip);
                ShortRangeEndpoint end = ends[chip * MachineShape.Links + link] = new ShortRangeEndpoint(top, $"link[{link}]", router, word, link);
                Wiring.Connect(Routers[chip].ToLink[link], end.Units.Input);
                Wiring.Connect(end.Units.Output, Routers[chip].FromLink[link]);
            }
        }
        for (int chip = 0; chip < shape.Count; chip++)
        {
            for (int link = 0; link < MachineShape.Links / 2; link++)
            {
                LineOptions line = dead == (chip, link) ? new LineOptions { Dead = [new DeadTime(0, long.MaxValue)] } : new LineOptions();
                _ = new ShortRangeLink(Simulation.Root, $"wire[{chip}][{link}]", ends[chip * MachineShape.Links + link], ends[shape.Neighbour(chip, link) * MachineShape.Links + MachineShape.Opposite(link)], line);
            }
        }
        Simulation.Elaborate();
        foreach (IGrouping<int, TreeEntry> table in routes.GroupBy(route => route.Chip)) Routers[table.Key].Load([.. table.Select(route => route.Entry)]);
    }

    public Simulation Simulation { get; }

    public PacketRouter[] Routers { get; }

    public DataNoc[] Networks { get; }

    /// <summary>Packets that an element took.</summary>
    public IReadOnlyList<(uint Key, int Chip, int Pe, long Time)> Arrivals => _arrivals;

    private void AddElement(Component elements, int chip, int pe, (long Cycle, uint Key)[] schedule)
    {
        var source = new TimedFlits(elements, $"source[{pe}]", schedule, pe);
        var sink = new FlitTaker(elements, $"sink[{pe}]", (key, cycle) => _arrivals.Add((key, chip, pe, cycle * PePeriod)));
        Wiring.Connect(source.Flits, Networks[chip].FromPe(pe));
        Wiring.Connect(Networks[chip].ToPe(pe), sink.Flits);
    }
}
