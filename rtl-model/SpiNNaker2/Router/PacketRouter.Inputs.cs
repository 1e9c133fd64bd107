using System.Numerics;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The input side: each engine takes one packet a cycle from the heads of the twelve input FIFOs, in turn, and refuses what is in error.</summary>
public sealed partial class PacketRouter
{
    private const int MulticastEngine = 0;
    private const int CoreEngine = 1;
    private const int NeighbourEngine = 2;
    private const int Inputs = Outputs.Links + RouterEdge.Count;

    // Returns whether anything moved.
    private bool TakeInputs()
    {
        uint ready = (uint)ReadyInputs & Outputs.All;
        if (ready == 0 || !_isRouting) return false;
        Span<uint> wanting = stackalloc uint[Engines];
        wanting.Clear();
        for (uint left = ready; left != 0; left &= left - 1)
        {
            int input = BitOperations.TrailingZeroCount(left);
            wanting[EngineOf(input)] |= 1u << input;
        }
        return TakeFor(MulticastEngine, _multicast, wanting[MulticastEngine])
            | TakeFor(CoreEngine, _core, wanting[CoreEngine])
            | TakeFor(NeighbourEngine, _neighbour, wanting[NeighbourEngine]);
    }

    // The engine of the packet at the head of an input; what is of no known type goes to the one that drops it.
    private int EngineOf(int input)
    {
        if (input < Outputs.Links) return Math.Min((int)FromLink[input].Peek().Kind, NeighbourEngine);
        ref readonly NocFlit flit = ref FromNoc[input - Outputs.Links].Peek();
        return flit.Class == NocClass.Multicast && flit.Control >> 6 == 3 ? NeighbourEngine : Math.Min((int)flit.Class, NeighbourEngine);
    }

    private bool TakeFor(int engine, EnginePipeline pipeline, uint wanting)
    {
        if (wanting == 0 || !pipeline.HasRoom) return false;
        int first = _nextInput[engine];
        int input = first + BitOperations.TrailingZeroCount((wanting | wanting << Inputs) >> first);
        if (input >= Inputs) input -= Inputs;
        _nextInput[engine] = (byte)(input + 1 < Inputs ? input + 1 : 0);
        RouterPacket packet = Take(input);
        _taken[engine]++;
        if (Refuses(in packet)) return true;
        pipeline.Push(in packet, engine == MulticastEngine ? _table.Find(packet.Packet.Key) : 0, Now + ((_faults & RouterFault.StageAdded) != 0 && engine == MulticastEngine ? 1 : 0));
        return true;
    }

    private RouterPacket Take(int input)
    {
        if (input < Outputs.Links)
        {
            CommsPacket packet = FromLink[input].Pop();
            return RouterPacket.From(in packet, input);
        }
        NocFlit flit = FromNoc[input - Outputs.Links].Pop();
        return RouterPacket.From(in flit, _timePhase);
    }

    // Parity, length and age are looked at before anything else.
    private bool Refuses(in RouterPacket packet)
    {
        bool parity = packet.Packet.ParityError && (_faults & RouterFault.ParityIgnored) == 0;
        bool framing = packet.Packet.FramingError;
        bool age = HasExpired(in packet);
        if (!parity && !framing && !age) return false;
        RefuseError(in packet, parity, framing, age);
        return true;
    }

    private bool HasExpired(in RouterPacket packet)
    {
        if (packet.IsLocal || packet.Class is not (NocClass.Multicast or NocClass.CoreToCore)) return false;
        int launched = packet.Packet.Control >> 2 & 3;
        return ((_timePhase ^ launched) == 3) != ((_faults & RouterFault.AgeInverted) != 0);
    }

    private void Log(DropCause cause, in RouterPacket packet, uint links = 0, uint reverting = 0, PeSet pes = default) =>
        _drops.Add(new DropRecord(Now, cause, packet.Packet, (byte)links, (byte)reverting, pes));
}
