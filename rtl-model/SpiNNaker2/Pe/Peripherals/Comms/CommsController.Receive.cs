using HwModel.SpiNNaker2.Registers;

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
        if (!packet.IsErrorFree) NoteError(packet.ParityError, packet.FramingError);
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
        if (!_registers.Rctl.DropWhenFull) return false;
        _packetsDropped++;
        _registers.Rdc.CountIncrement = true;
        _registers.Clock();
        _registers.Rdc.CountIncrement = false;
        return true;
    }

    private void NoteError(bool parity, bool framing)
    {
        _registers.Rcr.ParityErrorInput = parity ? 1u : 0;
        _registers.Rcr.FramingErrorInput = framing ? 1u : 0;
        _registers.Clock();
        _registers.Rcr.ParityErrorInput = _registers.Rcr.FramingErrorInput = 0;
    }

    private void DropHead()
    {
        if (_receiveCount == 0) return;
        _receiveHead = (byte)((_receiveHead + 1) % _received.Length);
        _receiveCount--;
    }

    private void ShowHead()
    {
        CommsPacket head = _receiveCount > 0 ? _received[_receiveHead] : default;
        CommsRegisters.RcrRegister rcr = _registers.Rcr;
        bool any = _receiveCount > 0;
        rcr.ReceivedInput = any ? 1u : 0;
        rcr.ErrorFreeInput = any && head.IsErrorFree ? 1u : 0;
        rcr.RouteInput = head.Route;
        rcr.ControlByteInput = head.Control;
        rcr.PayloadInput = (ulong)head.Payload;
        rcr.NeighbourInput = any && head.Kind == CommsKind.Neighbour ? 1u : 0;
        rcr.CoreToCoreInput = any && head.Kind == CommsKind.CoreToCore ? 1u : 0;
        rcr.MulticastInput = any && head.Kind == CommsKind.Multicast ? 1u : 0;
        for (int word = 0; word < _registers.Rdr.Length; word++) _registers.Rdr[word].WordInput = head.Word(_wordsSwapped ? word : 3 - word);
        _registers.Rkr.KeyInput = head.Key;
    }

    private ulong ReceiverLines()
    {
        ulong lines = _registers.Rdc.Count != 0 ? PeInterrupt.Bit(PeInterrupt.ReceiveOverrun) : 0;
        if (_receiveCount == 0 || !_registers.Rctl.NotEmptyEnable) return lines;
        return lines | PeInterrupt.Bit(PeInterrupt.ReceiveNotEmpty) | _received[_receiveHead].Kind switch
        {
            CommsKind.Multicast => PeInterrupt.Bit(PeInterrupt.ReceiveMulticast),
            CommsKind.CoreToCore => PeInterrupt.Bit(PeInterrupt.ReceiveCoreToCore),
            CommsKind.Neighbour => PeInterrupt.Bit(PeInterrupt.ReceiveNeighbour),
            _ => 0,
        };
    }
}
