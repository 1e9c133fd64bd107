using System.Numerics;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The output side: copies leave oldest first at each output; one that is refused waits, tries the emergency route if that is on, and is dropped.</summary>
public sealed partial class PacketRouter
{
    // Returns whether anything moved.
    private bool Issue()
    {
        _nextDeadline = long.MaxValue;
        if (_issue.Count == 0) return false;
        uint taken = (uint)FullOutputs & Outputs.All;
        uint moved = 0;
        var stage = OutputStage.Full;
        for (int age = 0; age < _issue.Count;)
        {
            int slot = _issue.Slot(age);
            uint wants = _issue.Wants(slot);
            uint can = wants & ~taken;
            if ((_faults & RouterFault.Overtaking) != 0 && _issue.Count > 2 && age == 0) can &= ~(uint)0x15;
            taken |= can;
            moved |= can;
            for (uint left = can; left != 0; left &= left - 1) SendCopy(slot, BitOperations.TrailingZeroCount(left));
            uint refused = _issue.Wants(slot) & ~can;
            if (refused != 0) stage = Max(stage, Refuse(slot, refused, ref taken, ref moved));
            if (_issue.Wants(slot) != 0) age++;
            else
            {
                Finish(slot);
                _issue.Release(age);
                moved |= 1u << Outputs.Count;
            }
        }
        if (_issue.Count > 0) EnterOutput(stage);
        return moved != 0;
    }

    private static OutputStage Max(OutputStage a, OutputStage b) => a > b ? a : b;

    // A copy is first refused in one cycle and can be diverted in a later one.
    private void EnterOutput(OutputStage stage) => OutputState = _outputState == OutputStage.Full && stage == OutputStage.Wait2 ? OutputStage.Wait1 : stage;

    private void SendCopy(int slot, int output)
    {
        ref long since = ref _issue.Since(slot, output);
        if (since != IssueBuffer.NotWaiting)
        {
            long waited = Now - since;
            _blocked[output] += waited;
            if (waited > _issue.Waited[slot]) _issue.Waited[slot] = waited;
            since = IssueBuffer.NotWaiting;
        }
        if (output < Outputs.Links) SendOnLink(slot, output);
        else SendToPort(slot, output - Outputs.Links);
    }

    private void SendOnLink(int slot, int link)
    {
        byte bit = (byte)(1 << link);
        if ((_issue.Links[slot] & bit) != 0)
        {
            _issue.Links[slot] ^= bit;
            PushLink(slot, link, TakesAlong(slot, link) ? 1 : 0);
        }
        else
        {
            _issue.Reverting[slot] ^= bit;
            PushLink(slot, link, 3);
        }
    }

    // Whether the copy for the link whose emergency route this is has waited long enough, and travels with this one.
    private bool TakesAlong(int slot, int link)
    {
        if (_wait2 == 0) return false;
        int other = (link + 1) % Outputs.Links;
        if ((_issue.Links[slot] >> other & 1) == 0 || (FullOutputs >> other & 1) == 0 || !CanDivert(slot, other)) return false;
        long since = _issue.Since(slot, other);
        if (since == IssueBuffer.NotWaiting || Now - since <= _wait1) return false;
        EndDiversion(slot, other);
        return true;
    }

    private void EndDiversion(int slot, int output)
    {
        _issue.Links[slot] &= (byte)~(1 << output);
        long waited = Now - _issue.Since(slot, output);
        _blocked[output] += waited;
        _issue.Waited[slot] = Math.Max(_issue.Waited[slot], waited);
        _issue.Since(slot, output) = IssueBuffer.NotWaiting;
    }

    private void PushLink(int slot, int link, int emergency)
    {
        ref readonly RouterPacket packet = ref _issue.Packets[slot];
        CommsPacket copy = packet.Packet with { Route = 0, ParityError = false };
        if (packet.Class == NocClass.Multicast) copy = copy with { Control = (byte)((copy.Control & ~0x30) | emergency << 4) };
        _issue.Reached[slot] |= (ushort)(1 << (ReachedBits.FirstLink + link) | 1 << (ReachedBits.FirstEmergency + emergency));
        if (LosesCopy(slot)) return;
        ToLink[link].Push(PacketParity.Seal(in copy));
        _sent[link]++;
    }

    private bool LosesCopy(int slot)
    {
        if (_faults == RouterFault.None) return false;
        if ((_faults & RouterFault.CopyTwice) != 0 && _issue.Wants(slot) == 0 && (_taken[0] & 7) == 5 && (_issue.Reached[slot] & ReachedBits.Local) == 0)
        {
            // Once more by the same link.
            _issue.Reached[slot] |= ReachedBits.Local;
            _issue.Links[slot] |= (byte)(_issue.Reached[slot] >> ReachedBits.FirstLink & 0x3F);
        }
        return (_faults & RouterFault.CopyLost) != 0 && _issue.Wants(slot) == 0 && BitOperations.PopCount((uint)_issue.Reached[slot] >> ReachedBits.FirstLink & 0x3F) > 2;
    }

    private void SendToPort(int slot, int port)
    {
        ref readonly RouterPacket packet = ref _issue.Packets[slot];
        ushort direct = _issue.Direct[slot];
        if (direct != 0)
        {
            _issue.Direct[slot] = 0;
            _issue.Reached[slot] |= ReachedBits.Monitor;
            _issue.Ports[slot] = (byte)Outputs.PortsOf(in _issue.Pes[slot]);
            Push(in packet, port, new NocPosition((byte)(direct >> 12 & 7), (byte)(direct >> 9 & 7)), direct >> 5 & 15);
            return;
        }
        ref PeSet pes = ref _issue.Pes[slot];
        int quad = Outputs.FirstQuad(in pes, port);
        int mask = pes.Quad(quad);
        pes = Outputs.Without(in pes, quad);
        _issue.Ports[slot] = (byte)Outputs.PortsOf(in pes);
        _issue.Reached[slot] |= IsMonitor(quad, mask) ? (ushort)(ReachedBits.Monitor | (mask != 1 ? ReachedBits.Local : 0)) : (ushort)ReachedBits.Local;
        _peCopies += BitOperations.PopCount((uint)mask);
        Push(in packet, port, Floorplan.Quads[quad], mask);
    }

    private bool IsMonitor(int quad, int mask) => (mask & 1) != 0 && Registers.Control.Monitor == quad + 1;

    // The source of a packet from another chip is its arrival link, as x, in row 7, where no quad is.
    private void Push(in RouterPacket packet, int port, NocPosition to, int mask)
    {
        CommsPacket copy = packet.Packet;
        NocPosition from = packet.Class == NocClass.ReadRequest ? Floorplan.RouterSouth
            : packet.IsLocal ? new NocPosition((byte)(packet.Source >> 5 & 7), (byte)(packet.Source >> 2 & 7))
            : new NocPosition(copy.Route, 7);
        ToNoc[port].Push(NocFlit.Create(to, mask, packet.Class, copy.Payload, copy.Control, from, packet.IsLocal ? packet.Source & 3 : 0, copy.Key, copy.Low, copy.High));
        _sent[Outputs.Links + port]++;
    }

    // Copies that found no room in this cycle.
    private OutputStage Refuse(int slot, uint refused, ref uint taken, ref uint moved)
    {
        var stage = OutputStage.Wait1;
        uint dropped = 0;
        for (; refused != 0; refused &= refused - 1)
        {
            int output = BitOperations.TrailingZeroCount(refused);
            ref long since = ref _issue.Since(slot, output);
            if (since == IssueBuffer.NotWaiting) since = Now;
            if (_wait1 == long.MaxValue) continue;
            long waited = Now - since;
            long wait1 = _wait1 - ((_faults & RouterFault.WaitShort) != 0 && _wait1 > 0 ? 1 : 0);
            if (waited < wait1)
            {
                _nextDeadline = Math.Min(_nextDeadline, since + wait1);
                continue;
            }
            if (!CanDivert(slot, output))
            {
                dropped |= 1u << output;
                continue;
            }
            if (waited == wait1)
            {
                _nextDeadline = Math.Min(_nextDeadline, since + wait1 + 1);
                continue;
            }
            stage = OutputStage.Wait2;
            if (TryDivert(slot, output, ref taken, ref moved)) continue;
            if (_wait2 == long.MaxValue) continue;
            if (waited >= wait1 + _wait2) dropped |= 1u << output;
            else _nextDeadline = Math.Min(_nextDeadline, since + wait1 + _wait2);
        }
        if (dropped != 0)
        {
            DropCopies(slot, dropped);
            moved |= 1u << Outputs.Count;
        }
        return stage;
    }

    private bool CanDivert(int slot, int output) =>
        _wait2 != 0 && output < Outputs.Links && (_issue.Links[slot] >> output & 1) != 0 && _issue.Packets[slot].Class == NocClass.Multicast;

    // By the next lower link, alone: the packet's own copy for that link has left, or there is none.
    private bool TryDivert(int slot, int output, ref uint taken, ref uint moved)
    {
        int other = Around(output);
        if ((taken >> other & 1) != 0) return false;
        EndDiversion(slot, output);
        taken |= 1u << other;
        moved |= 1u << other;
        PushLink(slot, other, 2);
        return true;
    }
}
