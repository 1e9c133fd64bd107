using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.Noc;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>The packet router alone, with a source and a sink at each of its twelve inputs and outputs, in its own clock.</summary>
internal sealed class RouterBench
{
    public const long Period = 2_500_000;

    public RouterBench(string? fault = null, double sourceRate = 1, double sinkRate = 1, bool check = true, ulong seed = 1, RouterParameters? parameters = null)
    {
        Simulation = Bench.New(fault, check ? EvaluationOrder.Shuffled : EvaluationOrder.Forward, check, seed);
        Clock = Simulation.Clock("router", Period);
        Top = new Component(Simulation.Root, "top", Clock);
        Router = new PacketRouter(Top, "router", CoreAddress.ChipAt(3, 4), parameters);
        for (int port = 0; port < 6; port++)
        {
            LinkSources[port] = new PacketSource(Top, $"link_source[{port}]", sourceRate);
            LinkSinks[port] = new LinkSink(Top, $"link_sink[{port}]", sinkRate);
            NocSources[port] = new FlitSource(Top, $"noc_source[{port}]", Clock, sourceRate);
            NocSinks[port] = new FlitSink(Top, $"noc_sink[{port}]", Clock, sinkRate);
            Wiring.Connect(LinkSources[port].Packets, Router.FromLink[port]);
            Wiring.Connect(Router.ToLink[port], LinkSinks[port].Packets);
            Wiring.Connect(NocSources[port].Flits, Router.FromNoc[port]);
            Wiring.Connect(Router.ToNoc[port], NocSinks[port].Flits);
        }
        Simulation.Elaborate();
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    public Component Top { get; }

    public PacketRouter Router { get; }

    public PacketSource[] LinkSources { get; } = new PacketSource[6];

    public LinkSink[] LinkSinks { get; } = new LinkSink[6];

    public FlitSource[] NocSources { get; } = new FlitSource[6];

    public FlitSink[] NocSinks { get; } = new FlitSink[6];

    /// <summary>A multicast packet as a link brings it.</summary>
    public static CommsPacket Multicast(uint key, CommsPayload payload = CommsPayload.None, ulong low = 0, int emergency = 0, int phase = 0) =>
        PacketParity.Seal(new CommsPacket((byte)(emergency << 4 | phase << 2), key, payload, low, 0, 0, false, false));

    /// <summary>A packet as a processing element of this chip sends it.</summary>
    public static NocFlit FromPe(int pe, NocClass kind, byte control, uint key, CommsPayload payload = CommsPayload.None, ulong low = 0, ulong high = 0) =>
        NocFlit.Create(Floorplan.RouterOf(Floorplan.PositionOf(pe)), 0, kind, payload, control, Floorplan.PositionOf(pe), pe & 3, key, low, high);

    public void Run(long cycles) => Simulation.RunCycles(Clock, cycles);

    /// <summary>Runs until nothing is inside and all sources are empty.</summary>
    public void Drain(long limit = 2_000_000)
    {
        for (long cycles = 0; ; cycles += 16)
        {
            Run(16);
            bool isEmpty = Router.Inside == 0 && LinkSources.All(source => source.Left == 0) && NocSources.All(source => source.Left == 0)
                && Router.FromLink.All(queue => queue.Count == 0) && Router.FromNoc.All(queue => queue.Count == 0)
                && LinkSinks.All(sink => sink.Packets.Count == 0) && NocSinks.All(sink => sink.Flits.Count == 0);
            if (isEmpty && cycles > 16) return;
            Assert.True(cycles < limit, $"the router still holds {Router.Inside} packets after {cycles} cycles");
        }
    }
}
