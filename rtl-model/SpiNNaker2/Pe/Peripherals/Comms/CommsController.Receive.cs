using static HwModel.SpiNNaker2.Pe.Peripherals.Comms.CommsRegisters;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>The receiver: what no event FIFO takes waits here for the processor.</summary>
public sealed partial class CommsController
{
    private const byte LocalRoute = 7;

    // Takes a packet from the network; true where another one can be taken in the next cycle.
    private bool Receive()
    {
        if (!NetworkIn.HasData) return false;
        ref readonly CommsPacket packet = ref NetworkIn.Peek();
        int fifo = packet.IsErrorFree && packet.Kind == CommsKind.Multicast ? FindFifo(packet.Key) : NoFifo;
        bool taken = fifo != NoFifo ? TakeEvent(fifo, in packet) : TakePacket(in packet);
        if (!taken) return false;
        if (packet.ParityError) _registers.Set(Rcr, ParityError);
        if (packet.FramingError) _registers.Set(Rcr, FramingError);
        NetworkIn.Pop();
        _packetsReceived++;
        return true;
    }

    private bool TakePacket(in CommsPacket packet)
    {
        if (_receiveCount < _received.Length)
        {
            _received[(_receiveHead + _receiveCount) % _received.Length] = packet;
            _receiveCount++;
            return true;
        }
        if ((_registers[Rctl] & DropWhenFull) == 0) return false;
        _packetsDropped++;
        if (_registers[Rdc] != uint.MaxValue) _registers[Rdc]++;
        return true;
    }

    private uint ReadReceiver(uint offset)
    {
        CommsPacket head = _receiveCount > 0 ? _received[_receiveHead] : default;
        switch (offset)
        {
            case Rcr:
                return _registers[Rcr] | (_receiveCount > 0 ? HeadStatus(in head) : 0);
            case Rkr:
                if (_receiveCount == 0) return 0;
                _receiveHead = (byte)((_receiveHead + 1) % _received.Length);
                _receiveCount--;
                return head.Key;
            case Rdc:
                uint dropped = _registers[Rdc];
                _registers[Rdc] = 0;
                return dropped;
            default:
                return head.Word(3 - (int)(offset - Rdr) / 4);
        }
    }

    private static uint HeadStatus(in CommsPacket head) => Received
        | (head.IsErrorFree ? ErrorFree : 0)
        | (uint)head.Route << RouteShift
        | (uint)head.Control << ControlByteShift
        | (uint)head.Payload << RcrPayloadShift
        | head.Kind switch { CommsKind.Multicast => Multicast, CommsKind.CoreToCore => CoreToCore, CommsKind.Neighbour => Neighbour, _ => 0 };

    private ulong ReceiverLines()
    {
        ulong lines = _registers[Rdc] != 0 ? PeInterrupt.Bit(PeInterrupt.ReceiveOverrun) : 0;
        if (_receiveCount == 0 || (_registers[Rctl] & NotEmptyEnable) == 0) return lines;
        return lines | PeInterrupt.Bit(PeInterrupt.ReceiveNotEmpty) | _received[_receiveHead].Kind switch
        {
            CommsKind.Multicast => PeInterrupt.Bit(PeInterrupt.ReceiveMulticast),
            CommsKind.CoreToCore => PeInterrupt.Bit(PeInterrupt.ReceiveCoreToCore),
            CommsKind.Neighbour => PeInterrupt.Bit(PeInterrupt.ReceiveNeighbour),
            _ => 0,
        };
    }
}
