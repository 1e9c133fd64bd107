using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Noc;

/// <summary>The whole data network with a source and a sink at every processing element, at the bridges' places and at the packet router's ports.</summary>
internal sealed class NocSystem
{
    private static readonly NocPosition[] AllBridges = [Floorplan.Management, Floorplan.Ethernet, Floorplan.Dram(0), Floorplan.Dram(1)];

    public NocSystem(string? fault = null, long pePeriod = Bench.Period, long routerPeriod = 2_500_000, double rate = 1, bool check = false, int? dram = null)
    {
        Simulation = Bench.New(fault, check ? EvaluationOrder.Shuffled : EvaluationOrder.Forward, check);
        Clock = Simulation.Clock("noc", Bench.Period);
        PeClock = Simulation.Clock("pe", pePeriod);
        RouterClock = Simulation.Clock("router", routerPeriod);
        Noc = new DataNoc(Simulation.Root, "dnoc", Clock, RouterClock, _ => PeClock);
        for (int pe = 0; pe < Floorplan.PeCount; pe++)
        {
            PeSources[pe] = new FlitSource(Simulation.Root, $"pe_source[{pe}]", PeClock);
            PeSinks[pe] = new FlitSink(Simulation.Root, $"pe_sink[{pe}]", PeClock, rate);
            Wiring.Connect(PeSources[pe].Flits, Noc.FromPe(pe));
            Wiring.Connect(Noc.ToPe(pe), PeSinks[pe].Flits);
        }
        for (int edge = 0; edge < RouterEdge.Count; edge++)
        {
            EdgeSources[edge] = new FlitSource(Simulation.Root, $"edge_source[{edge}]", RouterClock);
            EdgeSinks[edge] = new FlitSink(Simulation.Root, $"edge_sink[{edge}]", RouterClock);
            Wiring.Connect(EdgeSources[edge].Flits, Noc.FromRouter(edge));
            Wiring.Connect(Noc.ToRouter(edge), EdgeSinks[edge].Flits);
        }
        if (dram is { } number)
        {
            var bridge = new DramBridge(Noc, "dram", Floorplan.Dram(number));
            Noc.Attach(Floorplan.Dram(number), bridge.FromNoc, bridge.ToNoc);
        }
        foreach (NocPosition at in AllBridges)
        {
            if (dram is { } used && at == Floorplan.Dram(used)) continue;
            var source = new FlitSource(Simulation.Root, $"bridge_source[{at.X}][{at.Y}]", Clock);
            var sink = new FlitSink(Simulation.Root, $"bridge_sink[{at.X}][{at.Y}]", Clock);
            Noc.Attach(at, sink.Flits, source.Flits);
            Bridges[at] = (source, sink);
        }
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    public ClockDomain PeClock { get; }

    public ClockDomain RouterClock { get; }

    public DataNoc Noc { get; }

    public FlitSource[] PeSources { get; } = new FlitSource[Floorplan.PeCount];

    public FlitSink[] PeSinks { get; } = new FlitSink[Floorplan.PeCount];

    public FlitSource[] EdgeSources { get; } = new FlitSource[RouterEdge.Count];

    public FlitSink[] EdgeSinks { get; } = new FlitSink[RouterEdge.Count];

    public Dictionary<NocPosition, (FlitSource Source, FlitSink Sink)> Bridges { get; } = [];

    public static NocFlit Between(int from, int to, uint number) =>
        NocFlit.Create(Floorplan.PositionOf(to), 1 << (to & 3), NocClass.Write, CommsPayload.Bits64, 0, Floorplan.PositionOf(from), from & 3, number, ~(ulong)number, number);

    public void Run(long cycles) => Simulation.RunCycles(Clock, cycles);
}
