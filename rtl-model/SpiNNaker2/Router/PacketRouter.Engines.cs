using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The three engines: from a packet to the set of its copies.</summary>
public sealed partial class PacketRouter
{
    // Packets leave the last stages into the issue buffer, the engines in turn where room is short. Returns whether anything moved.
    private bool RunEngines()
    {
        bool moved = false;
        int first = _nextEngine;
        for (int i = 0; i < Engines; i++)
        {
            int engine = (first + i) % Engines;
            EnginePipeline pipeline = Pipeline(engine);
            if (pipeline.Count == 0 || pipeline.ReadyAt > Now) continue;
            if (!_issue.HasRoom) break;
            if (!TryRoute(engine, pipeline)) continue;
            pipeline.Pop();
            if (!moved) _nextEngine = (byte)((engine + 1) % Engines);
            moved = true;
        }
        if (_issue.Count > _highWater) _highWater = _issue.Count;
        return moved;
    }

    private EnginePipeline Pipeline(int engine) => engine == MulticastEngine ? _multicast : engine == CoreEngine ? _core : _neighbour;

    // False where the packet has to wait for a place in the table of accesses.
    private bool TryRoute(int engine, EnginePipeline pipeline)
    {
        ref readonly RouterPacket packet = ref pipeline.Head;
        switch (engine)
        {
            case MulticastEngine:
                RouteMulticast(in packet, pipeline.Found);
                return true;
            case CoreEngine:
                return TryRouteCore(in packet);
            default:
                return TryRouteNeighbour(in packet);
        }
    }

    private EngineState StateOf(EnginePipeline pipeline) =>
        pipeline.Count == 0 ? EngineState.Idle : pipeline.ReadyAt <= Now ? EngineState.Stalled : EngineState.Running;

    private void CloseStates()
    {
        MulticastState = StateOf(_multicast);
        CoreState = StateOf(_core);
        NeighbourState = StateOf(_neighbour);
        if (_issue.Count == 0) OutputState = OutputStage.Empty;
        else if (_outputState == OutputStage.Empty) OutputState = OutputStage.Full;
    }

    private void RouteMulticast(in RouterPacket packet, int entry)
    {
        int emergency = packet.IsLocal ? 0 : packet.Packet.Control >> 4 & 3;
        int arrival = packet.Packet.Route;
        uint links = 0, reverting = 0;
        PeSet pes = default;
        int reached = 0;
        // A diverted copy goes on round the triangle; with a normal one beside it, the packet is routed too.
        if (emergency is 1 or 2) reverting = 1u << Around(arrival);
        if (emergency != 2)
        {
            if (entry != MulticastTable.Miss)
            {
                RouteEntry route = _table[entry];
                (links, pes) = (route.Links & 0x3Fu, route.Pes);
            }
            else
            {
                reached |= ReachedBits.Default;
                if (packet.IsLocal)
                {
                    RefuseError(in packet, false, false, false);
                    return;
                }
                if (!DefaultRoute(in packet, arrival, emergency, ref links, ref pes, out ushort monitor)) return;
                if (monitor != 0)
                {
                    Add(in packet, 0, reverting, in pes, monitor, Floorplan.Management, reached);
                    return;
                }
            }
        }
        if ((links | reverting) == 0 && pes.IsEmpty)
        {
            Discard(in packet, DropCause.NoRoute);
            return;
        }
        Add(in packet, links, reverting, in pes, 0, default, reached);
    }

    // No entry: straight on, or as the diversion register says. False where the packet is discarded.
    private bool DefaultRoute(in RouterPacket packet, int arrival, int emergency, ref uint links, ref PeSet pes, out ushort monitor)
    {
        monitor = 0;
        int turn = emergency == 3 ? 2 : 3;
        if ((_faults & RouterFault.DefaultTurned) != 0) turn++;
        switch (DiversionOf(arrival))
        {
            case 0:
                links = 1u << ((arrival + turn) % Outputs.Links);
                return true;
            case 2:
                Discard(in packet, DropCause.Discarded);
                return false;
            default:
                monitor = ToMonitor(packet.Class, ref pes);
                return true;
        }
    }

    private int DiversionOf(int link)
    {
        RouterRegisters.DiversionRegister diversion = Registers.Diversion;
        return (int)(link switch { 0 => diversion.Link0, 1 => diversion.Link1, 2 => diversion.Link2, 3 => diversion.Link3, 4 => diversion.Link4, _ => diversion.Link5 });
    }

    // The monitor: the management core, or the first element of a quad.
    private ushort ToMonitor(NocClass kind, ref PeSet pes)
    {
        int monitor = (int)Registers.Control.Monitor;
        if (monitor == 0 || monitor > Floorplan.Quads.Length) return DirectTo(Floorplan.Management, 1, kind);
        pes = PeSet.Of((monitor - 1) * Floorplan.PesPerQuad);
        return 0;
    }

    private static ushort DirectTo(NocPosition to, int peMask, NocClass kind) => NocFlit.Create(to, peMask, kind, CommsPayload.None, 0, default, 0, 0).Route;

    // The next lower link: the first side of the emergency triangle.
    private int Around(int link) => (link + ((_faults & RouterFault.EmergencyTurned) != 0 ? 1 : Outputs.Links - 1)) % Outputs.Links;

    private bool TryRouteCore(in RouterPacket packet)
    {
        if ((_faults & RouterFault.EngineStuck) != 0 && _taken[CoreEngine] > 6) return false;
        var address = new CoreAddress(packet.Packet.Key);
        int to = (_faults & RouterFault.ChipOffByOne) != 0 && (address.Chip & 1) != 0 ? address.Chip - 1 : address.Chip;
        byte way = _chips[to];
        if (way == ChipTable.Drop)
        {
            Discard(in packet, DropCause.Discarded);
            return true;
        }
        if (way < ChipTable.Drop)
        {
            Add(in packet, 1u << way, 0, default, 0, default, 0);
            return true;
        }
        if (GlobalAccess.KindOf(packet.Packet.Control) == GlobalAccess.Request) return TryServeRequest(in packet);
        if (address.Core > CoreAddress.LastCore)
        {
            Discard(in packet, DropCause.NoSuchTarget);
            return true;
        }
        Deliver(GlobalAccess.KindOf(packet.Packet.Control) == GlobalAccess.Answer ? AnswerOf(in packet) : packet, address.Core);
        return true;
    }

    // To a core of this chip.
    private void Deliver(in RouterPacket packet, int core)
    {
        if (core == 0) Add(in packet, 0, 0, default, DirectTo(Floorplan.Management, 1, packet.Class), Floorplan.Management, 0);
        else Add(in packet, 0, 0, PeSet.Of(core - 1), 0, default, 0);
    }

    private bool TryRouteNeighbour(in RouterPacket packet)
    {
        switch (packet.Class)
        {
            case NocClass.Neighbour when packet.IsLocal:
                RouteToNeighbour(in packet);
                return true;
            case NocClass.Neighbour:
                if ((packet.Packet.Control & 0x20) != 0) return TryServePeek(in packet);
                SendToMonitor(in packet);
                return true;
            case NocClass.Write or NocClass.ReadRequest when packet.IsLocal:
                Launch(in packet);
                return true;
            case NocClass.ReadResponse:
                Complete(in packet);
                return true;
            default:
                Discard(in packet, DropCause.NoSuchTarget);
                return true;
        }
    }

    private void RouteToNeighbour(in RouterPacket packet)
    {
        int route = packet.Packet.Control >> 2 & 7;
        if (route == RouterPacket.Local) SendToMonitor(in packet);
        else Add(in packet, route < Outputs.Links ? 1u << route : Registers.FixedRoute.NnBroadcast & 0x3F, 0, default, 0, default, 0);
    }

    private void SendToMonitor(in RouterPacket packet)
    {
        PeSet pes = default;
        ushort direct = ToMonitor(packet.Class, ref pes);
        Add(in packet, 0, 0, in pes, direct, Floorplan.Management, 0);
    }

    private void Add(in RouterPacket packet, uint links, uint reverting, in PeSet pes, ushort direct, NocPosition directTo, int reached)
    {
        if ((links | reverting) == 0 && pes.IsEmpty && direct == 0) Discard(in packet, DropCause.NoRoute);
        else _issue.Add(in packet, links, reverting, in pes, direct, RouterEdge.Towards(directTo), reached);
    }
}
