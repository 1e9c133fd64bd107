using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Pe.Network;

/// <summary>Who reads and writes other memories, in the order of the interface's ports.</summary>
public static class RemoteMaster
{
    public const int Core = 0;
    public const int Mac = 1;
    public const int Dma = 2;
    public const int Count = 3;
}

/// <summary>A read or write of another processing element that is in the SRAM.</summary>
[Payload]
internal readonly partial record struct ForeignAccess(bool Read, byte Tag, NocPosition From, byte FromPe, uint Address);

/// <summary>
/// The network interface of a processing element. Outwards it sends one flit a cycle: answers first, then packets and the accesses of the three masters in turn.
/// Inwards it takes one flit a cycle: packets to the communications controller, accesses to the local SRAM, answers to whoever asked.
/// </summary>
/// <remarks>
/// At most eight reads wait for their answers, so that there is always room for an answer and the network can't lock up. The control byte of a read and of
/// its answer is the tag. A write of part of a row goes as packets of 8 bytes or of one word; the low four control bits of a word are its byte strobes.
/// An answer without payload says that nothing is at the address. Accesses to the own SRAM turn round here.
/// Files: this one sends, Receive takes.
/// </remarks>
[Module]
public sealed partial class NocInterface(Component parent, string name, PeMap map) : Module(parent, name)
{
    private const int Tags = 8;
    private const int Sources = RemoteMaster.Count + 1;
    private const int PacketSource = RemoteMaster.Count;
    private const byte NoSplit = 0xFF;
    private const ushort WholeRow = 0xFFFF;

    // Interface
    /// <summary>The network's side.</summary>
    [In] public partial In<NocFlit> FromNoc { get; }

    [Out] public partial Out<NocFlit> ToNoc { get; }

    /// <summary>The communications controller.</summary>
    [In] public partial In<CommsPacket> PacketsOut { get; }

    [Out] public partial Out<CommsPacket> PacketsIn { get; }

    /// <summary>Core, MAC array, DMA: <see cref="RemoteMaster"/>.</summary>
    [In(Count = RemoteMaster.Count)] public partial In<RemoteRequest>[] Remote { get; }

    [Out(Count = RemoteMaster.Count)] public partial Out<RemoteReply>[] RemoteAnswer { get; }

    /// <summary>The local SRAM.</summary>
    [Out] public partial Out<SramRequest> Sram { get; }

    [In(Depth = 4)] public partial In<SramReply> SramAnswer { get; }

    /// <summary>Interrupts that messages raise, for a cycle.</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private byte _usedTags;
    [Reg] private readonly byte[] _tagMaster = new byte[Tags];
    [Reg] private readonly byte[] _tagOfMaster = new byte[Tags];
    [Reg] private byte _nextSource;
    [Reg] private byte _splitting = NoSplit;
    [Reg] private ushort _split;
    [Reg] private bool _hasLoop;
    [Reg] private NocFlit _loop;
    [Reg] private readonly ForeignAccess[] _foreign = new ForeignAccess[ForeignDepth];
    [Reg] private byte _foreignHead;
    [Reg] private byte _foreignCount;
    [Reg] private long _flitsSent;
    [Reg] private long _flitsReceived;
    [Reg] private long _packetsSent;
    [Reg] private long _packetsReceived;
    [Reg] private long _readsSent;
    [Reg] private long _writesSent;
    [Reg] private long _unmapped;
    private readonly PeMap _map = map;
    private readonly bool _strobesLost = parent.Simulation.Options.Faults.Has("nic.strobes_ignored");
    private readonly bool _wrongQuad = parent.Simulation.Options.Faults.Has("nic.quad_index_of_requester");
    private readonly bool _answerLost = parent.Simulation.Options.Faults.Has("nic.answer_lost_when_full");

    // Behaviour

    /// <summary>Flits that left for the network.</summary>
    public long FlitsSent => _flitsSent;

    /// <summary>Flits that came from the network.</summary>
    public long FlitsReceived => _flitsReceived;

    /// <summary>Packets of the communications controller, out and in.</summary>
    public (long Sent, long Received) Packets => (_packetsSent, _packetsReceived);

    /// <summary>Reads and write flits of the three masters.</summary>
    public (long Reads, long Writes) Accesses => (_readsSent, _writesSent);

    /// <summary>Accesses of the masters to addresses where nothing is.</summary>
    public long Unmapped => _unmapped;

    /// <summary>Reads that wait for their answer.</summary>
    public int Outstanding => BitOperations.PopCount(_usedTags);

    protected override Activity Tick()
    {
        ulong lines = 0;
        bool moved = Receive(ref lines);
        moved |= Send();
        if (Interrupts.Value != lines) Interrupts.Set(lines);
        return moved || lines != 0 || _hasLoop ? Activity.Busy : Activity.Idle;
    }

    // One flit a cycle; true where anything moved.
    private bool Send()
    {
        bool acknowledged = Acknowledge();
        if (!acknowledged && SendAnswer()) return true;
        return SendOther() || acknowledged;
    }

    private bool SendOther()
    {
        if (!ToNoc.CanPush) return false;
        if (_splitting != NoSplit) return SendAccess(_splitting);
        for (int i = 0; i < Sources; i++)
        {
            int source = (_nextSource + i) % Sources;
            if (!(source == PacketSource ? SendPacket() : SendAccess(source))) continue;
            if (_splitting == NoSplit) _nextSource = (byte)((source + 1) % Sources);
            return true;
        }
        return false;
    }

    private bool SendPacket()
    {
        if (!PacketsOut.HasData) return false;
        CommsPacket packet = PacketsOut.Pop();
        NocClass kind = packet.Kind switch { CommsKind.CoreToCore => NocClass.CoreToCore, CommsKind.Neighbour => NocClass.Neighbour, _ => NocClass.Multicast };
        Push(NocFlit.Create(Floorplan.RouterOf(_map.Position), 0, kind, packet.Payload, packet.Control, _map.Position, _map.Index, packet.Key, packet.Low, packet.High));
        _packetsSent++;
        return true;
    }

    private bool SendAccess(int master)
    {
        if (!Remote[master].HasData) return false;
        ref readonly RemoteRequest request = ref Remote[master].Peek();
        if (!_map.TryRoute(request.Address, out NocPosition to, out int mask, out uint global)) return Refuse(master, request);
        if (_hasLoop && IsToSelf(to, mask)) return false;
        return request.Write ? SendWrite(master, in request, to, mask, global) : SendRead(master, in request, to, mask, global);
    }

    private bool SendRead(int master, in RemoteRequest request, NocPosition to, int mask, uint global)
    {
        int free = BitOperations.TrailingZeroCount(~(uint)_usedTags);
        if (free >= Tags) return false;
        _usedTags |= (byte)(1 << free);
        _tagMaster[free] = (byte)master;
        _tagOfMaster[free] = request.Tag;
        // Who wants one word says so by the size; the word comes at its place in the row.
        bool isWord = request.Mask != 0;
        uint address = (global & ~15u) + (isWord ? (uint)BitOperations.TrailingZeroCount(request.Mask) : 0);
        Push(NocFlit.Create(to, mask, NocClass.ReadRequest, isWord ? CommsPayload.Bits32 : CommsPayload.None, (byte)free, _map.Position, _map.Index, address));
        _readsSent++;
        Remote[master].Pop();
        return true;
    }

    private bool SendWrite(int master, in RemoteRequest request, NocPosition to, int mask, uint global)
    {
        var left = (ushort)(request.Mask & ~_split);
        (CommsPayload payload, int at, ushort part) = Part(left);
        byte strobes = payload == CommsPayload.Bits32 ? (byte)(left >> at & 15) : (byte)0;
        ulong low = at == 0 ? request.Low : (at < 8 ? request.Low : request.High) >> (8 * (at & 4));
        if (at == 8) low = request.High;
        if (payload == CommsPayload.Bits32) low &= uint.MaxValue;
        ulong high = payload == CommsPayload.Bits128 ? request.High : 0;
        if (part != 0)
        {
            Push(NocFlit.Create(to, mask, NocClass.Write, payload, strobes, _map.Position, _map.Index, (global & ~15u) + (uint)at, low, high));
            _writesSent++;
        }
        _split |= part;
        bool isDone = (request.Mask & ~_split) == 0;
        if (isDone)
        {
            _split = 0;
            Remote[master].Pop();
        }
        _splitting = isDone ? NoSplit : (byte)master;
        return true;
    }

    // The largest packet that takes the first bytes which are left: payload, first byte, bytes taken.
    private static (CommsPayload Payload, int At, ushort Part) Part(ushort left)
    {
        if (left == WholeRow) return (CommsPayload.Bits128, 0, WholeRow);
        if ((left & 0xFF) == 0xFF) return (CommsPayload.Bits64, 0, 0xFF);
        if ((left & 0xFF) == 0 && left >> 8 == 0xFF) return (CommsPayload.Bits64, 8, 0xFF00);
        int at = left == 0 ? 0 : BitOperations.TrailingZeroCount(left) & ~3;
        return (CommsPayload.Bits32, at, (ushort)(left & 15 << at));
    }

    private bool Refuse(int master, in RemoteRequest request)
    {
        if (!request.Write && !RemoteAnswer[master].CanPush) return false;
        if (!request.Write && _answered == master) return false;
        if (!request.Write) RemoteAnswer[master].Push(new RemoteReply(request.Tag, 0, 0, true));
        Remote[master].Pop();
        _unmapped++;
        return true;
    }

    private bool IsToSelf(NocPosition to, int mask) => to == _map.Position && mask == 1 << _map.Index;

    private void Push(in NocFlit flit)
    {
        if (flit.Class != NocClass.Multicast && IsToSelf(flit.Destination, flit.PeMask))
        {
            _loop = flit;
            _hasLoop = true;
            return;
        }
        ToNoc.Push(flit);
        _flitsSent++;
    }
}
