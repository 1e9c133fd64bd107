using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Pe.Network;

/// <summary>What comes from the network, or turns round in the interface.</summary>
public sealed partial class NocInterface
{
    /// <summary>Accesses of others in the SRAM at the same time.</summary>
    private const int ForeignDepth = 4;

    private const byte LocalRoute = 7;
    private const byte LinkRow = 7;
    private const int FeedThroughs = 4;

    // The master whose answer was passed on in this cycle, or none.
    [Reg(Trace = false)] private int _answered = -1;

    private bool Receive(ref ulong lines)
    {
        _answered = -1;
        if (_hasLoop)
        {
            if (!Take(in _loop, ref lines)) return false;
            _hasLoop = false;
            return true;
        }
        if (!FromNoc.HasData || !Take(in FromNoc.Peek(), ref lines)) return false;
        FromNoc.Pop();
        _flitsReceived++;
        return true;
    }

    private bool Take(in NocFlit flit, ref ulong lines)
    {
        switch (flit.Class)
        {
            case NocClass.Multicast or NocClass.CoreToCore or NocClass.Neighbour:
                return TakePacket(in flit);
            case NocClass.ReadRequest:
                return TakeRead(in flit);
            case NocClass.Write:
                return TakeWrite(in flit);
            case NocClass.ReadResponse:
                return TakeAnswer(in flit);
            case NocClass.Interrupt:
                uint line = flit.Address & 7;
                if (line == 0) lines |= PeInterrupt.Bit(PeInterrupt.Message);
                else if (line <= FeedThroughs) lines |= PeInterrupt.Bit(PeInterrupt.FeedThrough + (int)line - 1);
                return true;
            default:
                return true; // a class that does not exist is dropped
        }
    }

    private bool TakePacket(in NocFlit flit)
    {
        if (!PacketsIn.CanPush) return false;
        var kind = (byte)((int)(flit.Class switch { NocClass.CoreToCore => CommsKind.CoreToCore, NocClass.Neighbour => CommsKind.Neighbour, _ => CommsKind.Multicast }) << 6);
        // The router puts the arrival link into the source's column, and row 7, where no quad is.
        byte route = flit.Source.Y == LinkRow ? flit.Source.X : LocalRoute;
        PacketsIn.Push(new CommsPacket((byte)(flit.Control & 0x3F | kind), flit.Address, flit.Payload, flit.Low, flit.High, route, !flit.HasParity, false));
        _packetsReceived++;
        return true;
    }

    private bool TakeRead(in NocFlit flit)
    {
        if (!Sram.CanPush || _foreignCount == ForeignDepth) return false;
        Sram.Push(SramRequest.Read(flit.Address & RemoteMap.LocalMask));
        Enter(new ForeignAccess(true, flit.Control, flit.Source, (byte)(_wrongQuad ? _map.Index : flit.SourcePe), flit.Address));
        return true;
    }

    private bool TakeWrite(in NocFlit flit)
    {
        if (!Sram.CanPush || _foreignCount == ForeignDepth) return false;
        uint address = flit.Address & RemoteMap.LocalMask;
        int at = (int)(address & 15);
        (int first, int mask) = flit.Payload switch
        {
            CommsPayload.Bits128 => (0, 0xFFFF),
            CommsPayload.Bits64 => (at & 8, 0xFF),
            CommsPayload.Bits32 => (at & 12, _strobesLost ? 15 : flit.Control & 15),
            _ => (0, 0),
        };
        ulong data = flit.Low << (8 * (first & 7));
        Sram.Push(new SramRequest(address, SramAccess.Write, (ushort)(mask << first), first < 8 ? data : 0, first < 8 ? flit.High : data, 0));
        Enter(default);
        return true;
    }

    private void Enter(in ForeignAccess access)
    {
        _foreign[(_foreignHead + _foreignCount) % ForeignDepth] = access;
        _foreignCount++;
    }

    private bool TakeAnswer(in NocFlit flit)
    {
        int tag = flit.Control & (Tags - 1);
        if ((_usedTags >> tag & 1) == 0) return true; // nobody asked
        int master = _tagMaster[tag];
        if (!RemoteAnswer[master].CanPush) return false;
        byte own = _tagOfMaster[tag];
        RemoteAnswer[master].Push(new RemoteReply(own, flit.Low, flit.High, flit.Payload != CommsPayload.Bits128));
        _answered = master;
        _usedTags &= (byte)~(1 << tag);
        return true;
    }

    // The SRAM answers in order; the answer to a write goes no further.
    private bool Acknowledge()
    {
        if (!SramAnswer.HasData || _foreign[_foreignHead].Read) return false;
        Leave();
        return true;
    }

    private bool SendAnswer()
    {
        if (!SramAnswer.HasData) return false;
        ForeignAccess access = _foreign[_foreignHead];
        if (IsToSelf(access.From, 1 << access.FromPe) ? _hasLoop : !ToNoc.CanPush) return false;
        SramReply row = Leave();
        if (_answerLost && _foreignCount == ForeignDepth - 1) return true;
        Push(NocFlit.Create(access.From, 1 << access.FromPe, NocClass.ReadResponse, CommsPayload.Bits128, access.Tag, _map.Position, _map.Index, access.Address, row.Low, row.High));
        return true;
    }

    private SramReply Leave()
    {
        _foreignHead = (byte)((_foreignHead + 1) % ForeignDepth);
        _foreignCount--;
        return SramAnswer.Pop();
    }
}
