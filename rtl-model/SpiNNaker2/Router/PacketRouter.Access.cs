using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// Reads and writes of any address of any chip. A core sends a write or read request to the router, with the chip in payload bits 79:64 and, for a write, up to eight bytes
/// in bits 63:0; the router sends it as a core-to-core packet (<see cref="GlobalAccess"/>), and the other router makes an access on its network of it.
/// The answer comes back with the same tag. Peeks and pokes of a neighbour go the same way (SpiNNaker datasheet v2.02, section 8).
/// </summary>
public sealed partial class PacketRouter
{
    // The control byte of a write has the strobes of its four bytes, where it is one word.
    private const byte AllBytes = 0xF;

    // A request of a core of this chip.
    private void Launch(in RouterPacket packet)
    {
        CommsPacket request = packet.Packet;
        int to = (int)(request.High & 0xFFFF);
        int core = CoreOf(packet.Source);
        byte way = _chips[to];
        if (way == ChipTable.Drop)
        {
            Discard(in packet, DropCause.Discarded);
            return;
        }
        bool write = packet.Class == NocClass.Write;
        ulong header = GlobalAccess.Header(request.Key, chip, core, write, (int)request.Payload);
        var travelling = new CommsPacket(GlobalAccess.Control(GlobalAccess.Request), new CoreAddress(to, core, request.Control).Word, CommsPayload.Bits128, header, request.Low, RouterPacket.Local, false, false);
        var onward = new RouterPacket(travelling with { Control = (byte)(travelling.Control | _timePhase << 2) }, NocClass.CoreToCore, packet.Source);
        if (way < ChipTable.Drop) Add(in onward, 1u << way, 0, default, 0, default, 0);
        else if (!TryServeRequest(in onward)) Discard(in packet, DropCause.NoSuchTarget);
    }

    private static int CoreOf(byte source)
    {
        int pe = Floorplan.PeAt(new NocPosition((byte)(source >> 5 & 7), (byte)(source >> 2 & 7)), source & 3);
        return pe + 1;
    }

    // A request that has come to its chip. False while there is no place to note who waits for the answer.
    private bool TryServeRequest(in RouterPacket packet)
    {
        ulong header = packet.Packet.Low;
        bool write = (header >> 56 & 1) != 0;
        uint address = (uint)header;
        if (!NocAddress.TryFind(address, out NocPosition at, out int peMask))
        {
            Discard(in packet, DropCause.NoSuchTarget);
            return true;
        }
        if (write)
        {
            var size = (CommsPayload)(header >> 58 & 3);
            var access = new RouterPacket(new CommsPacket(AllBytes, address, size, packet.Packet.High, 0, packet.Packet.Route, false, false), NocClass.Write, packet.Source);
            Add(in access, 0, 0, default, DirectTo(at, peMask, NocClass.Write), at, 0);
            return true;
        }
        return TryRead(address, at, peMask, new PendingAccess(true, RouterPacket.Local, (ushort)(header >> 32), (byte)(header >> 48), (byte)packet.Packet.Key, address));
    }

    private bool TryRead(uint address, NocPosition at, int peMask, in PendingAccess access)
    {
        int place = Array.FindIndex(_pending, pending => !pending.IsUsed);
        if (place < 0) return false;
        _pending[place] = access;
        var read = new RouterPacket(new CommsPacket((byte)place, address, CommsPayload.None, 0, 0, RouterPacket.Local, false, false), NocClass.ReadRequest, 0);
        Add(in read, 0, 0, default, DirectTo(at, peMask, NocClass.ReadRequest), at, 0);
        return true;
    }

    // A neighbour reads or writes a word of this chip.
    private bool TryServePeek(in RouterPacket packet)
    {
        CommsPacket peek = packet.Packet;
        bool known = NocAddress.TryFind(peek.Key, out NocPosition at, out int peMask);
        if (known && peek.Payload == CommsPayload.None)
            return TryRead(peek.Key, at, peMask, new PendingAccess(true, peek.Route, 0, 0, 0, peek.Key));
        if (known)
        {
            if (_issue.Count + 2 > _issue.Depth) return false;
            var access = new RouterPacket(peek with { Control = AllBytes }, NocClass.Write, packet.Source);
            Add(in access, 0, 0, default, DirectTo(at, peMask, NocClass.Write), at, 0);
        }
        AnswerNeighbour(peek.Route, peek.Key, CommsPayload.None, 0, isError: !known);
        return true;
    }

    private void AnswerNeighbour(int link, uint address, CommsPayload size, ulong data, bool isError)
    {
        var answer = new CommsPacket(0x80, (address & ~3u) | 1 | (isError ? 2u : 0), size, data, 0, RouterPacket.Local, false, false);
        var packet = new RouterPacket(answer, NocClass.Neighbour, 0);
        Add(in packet, 1u << link, 0, default, 0, default, 0);
    }

    // The answer to a read on this chip. Without payload: nothing is at the address.
    private void Complete(in RouterPacket packet)
    {
        CommsPacket answer = packet.Packet;
        int place = answer.Control;
        if (place >= PendingAccess.Places || !_pending[place].IsUsed)
        {
            Discard(in packet, DropCause.NoSuchTarget);
            return;
        }
        PendingAccess access = _pending[place];
        _pending[place] = default;
        bool isError = answer.Payload == CommsPayload.None;
        ulong data = (access.Address & 8) != 0 ? answer.High : answer.Low;
        if (access.Link != RouterPacket.Local)
        {
            AnswerNeighbour(access.Link, access.Address, isError ? CommsPayload.None : CommsPayload.Bits32, (uint)(data >> (8 * (int)(access.Address & 4))), isError);
            return;
        }
        byte way = _chips[access.Chip];
        ulong header = GlobalAccess.Header(access.Address, chip, 0, false, isError ? 0 : 3);
        var travelling = new CommsPacket((byte)(GlobalAccess.Control(GlobalAccess.Answer) | _timePhase << 2), new CoreAddress(access.Chip, access.Core, access.Tag).Word, CommsPayload.Bits128, header, data, RouterPacket.Local, false, false);
        var onward = new RouterPacket(travelling, NocClass.CoreToCore, packet.Source);
        if (way == ChipTable.Drop) Discard(in onward, DropCause.Discarded);
        else if (way < ChipTable.Drop) Add(in onward, 1u << way, 0, default, 0, default, 0);
        else Deliver(AnswerOf(in onward), access.Core);
    }

    // What the asking core gets: the eight bytes at their place in a row of sixteen, under its own tag.
    private static RouterPacket AnswerOf(in RouterPacket packet)
    {
        CommsPacket answer = packet.Packet;
        uint address = (uint)answer.Low;
        var size = (CommsPayload)(answer.Low >> 58 & 3) == CommsPayload.None ? CommsPayload.None : CommsPayload.Bits128;
        bool isHigh = (address & 8) != 0;
        return new RouterPacket(answer with { Control = (byte)answer.Key, Key = address, Payload = size, Low = isHigh ? 0 : answer.High, High = isHigh ? answer.High : 0 }, NocClass.ReadResponse, packet.Source);
    }
}
