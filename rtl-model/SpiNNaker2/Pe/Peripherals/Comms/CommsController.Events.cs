using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>A record on its way into a ring.</summary>
/// <param name="Fifo">Which ring.</param>
/// <param name="Words">Words that are not written yet.</param>
/// <param name="Total">All words of the record.</param>
/// <param name="Address">Where the next word goes.</param>
[Payload]
internal readonly partial record struct EventRecord(byte Fifo, byte Words, byte Total, uint Address, uint Key, uint Word0, uint Word1, uint Word2, uint Word3)
{
    /// <summary>A word of the record: key, then payload.</summary>
    public uint Word(int index) => index switch { 0 => Key, 1 => Word0, 2 => Word1, 3 => Word2, _ => Word3 };
}

/// <summary>
/// The event handler: match, room and place in the first cycle, the write into the SRAM in the next, the write pointer after the SRAM's answer, so that
/// software never sees a pointer before the data. A ring that holds data is never filled to the last word: equal pointers mean empty.
/// </summary>
public sealed partial class CommsController
{
    private const int NoFifo = -1;
    private const int FifoTagShift = 7;

    private int FindFifo(uint key)
    {
        for (int fifo = 0; fifo < Fifos; fifo++)
        {
            CommsRegisters.CommsEventFifoTGroup registers = _registers.Fifo[fifo];
            if (!registers.Config.Enable) continue;
            uint mask = _filterIgnoresMask ? 0xFFFFFFFF : registers.FilterMask.Mask;
            if ((key & mask) == registers.FilterValue.Value) return fifo;
        }
        return NoFifo;
    }

    private uint RecordBytes(int fifo) => _registers.Fifo[fifo].Config.Record switch
    {
        CommsRegisters.EventRecordE.KeyOnly => 4u,
        CommsRegisters.EventRecordE.Payload32 => 8u,
        CommsRegisters.EventRecordE.Payload64 => 12u,
        _ => 20u,
    };

    private uint Start(int fifo) => _registers.Fifo[fifo].Start.Word32();

    private uint End(int fifo) => _registers.Fifo[fifo].EndAddress.Word32();

    private uint ReadPointer(int fifo) => _registers.Fifo[fifo].ReadPointer.Word32();

    private uint WritePointer(int fifo) => _registers.Fifo[fifo].WritePointer.Word32();

    private uint RingBytes(int fifo) => End(fifo) - Start(fifo);

    private uint Advance(int fifo, uint pointer, uint bytes)
    {
        uint end = End(fifo);
        pointer += bytes;
        return pointer >= end ? pointer - RingBytes(fifo) : pointer;
    }

    private uint Distance(int fifo, uint from, uint to) => to >= from ? to - from : to + RingBytes(fifo) - from;

    // What software sees, and what is promised to events under way.
    private uint Fill(int fifo) => Distance(fifo, ReadPointer(fifo), WritePointer(fifo));

    private bool HasRoom(int fifo)
    {
        uint promised = Distance(fifo, ReadPointer(fifo), _reserved[fifo]);
        uint needed = promised + RecordBytes(fifo);
        return _fullOffByOne ? needed <= RingBytes(fifo) : needed < RingBytes(fifo);
    }

    private bool TakeEvent(int fifo, in CommsPacket packet)
    {
        if (_record.Words != 0) return false;
        if (!HasRoom(fifo) && !MakeRoom(fifo, out bool drop)) return drop;
        uint bytes = RecordBytes(fifo);
        byte words = (byte)(bytes / 4);
        _record = new EventRecord((byte)fifo, words, words, _reserved[fifo], packet.Key, packet.Word(0), packet.Word(1), packet.Word(2), packet.Word(3));
        _reserved[fifo] = Advance(fifo, _reserved[fifo], bytes);
        _inFlight[fifo]++;
        _events[fifo]++;
        return true;
    }

    // True where there is room now; else the event is dropped, or waits.
    private bool MakeRoom(int fifo, out bool drop)
    {
        CommsRegisters.OverflowRegister overflow = _registers.Fifo[fifo].Overflow;
        overflow.OverrunInput = 1;
        _registers.Clock();
        overflow.OverrunInput = 0;
        drop = overflow.Mode == CommsRegisters.EventFifoFullE.Drop || (_stallDrops && overflow.Mode == CommsRegisters.EventFifoFullE.Stall) || (_overwriteDrops && overflow.Mode == CommsRegisters.EventFifoFullE.Overwrite);
        if (!drop && overflow.Mode == CommsRegisters.EventFifoFullE.Overwrite && Fill(fifo) >= RecordBytes(fifo) && RingBytes(fifo) > RecordBytes(fifo))
        {
            SetReadPointer(fifo, Advance(fifo, ReadPointer(fifo), RecordBytes(fifo)));
            CountLoss(fifo);
            return HasRoom(fifo);
        }
        if (drop) CountLoss(fifo);
        return false;
    }

    private void CountLoss(int fifo)
    {
        _eventsLost[fifo]++;
        CommsRegisters.DropCountRegister count = _registers.Fifo[fifo].DropCount;
        count.CountIncrement = !_lossNotCounted || (_eventsLost[fifo] & 1) == 0;
        _registers.Clock();
        count.CountIncrement = false;
    }

    // Writes as many words as lie in one row before the end of the ring.
    private void WriteRecord()
    {
        if (_record.Words == 0 || !Sram.CanPush) return;
        uint address = _record.Address;
        uint end = End(_record.Fifo);
        int words = (int)Math.Min(_record.Words, Math.Min(4 - (address >> 2 & 3), (end - address) / 4));
        int first = _record.Total - _record.Words;
        ulong low = 0;
        ulong high = 0;
        uint mask = 0;
        for (int i = 0; i < words; i++)
        {
            int lane = (int)(address >> 2 & 3) + i;
            ulong word = _record.Word(first + i);
            if (lane < 2) low |= word << (32 * lane);
            else high |= word << (32 * (lane - 2));
            mask |= 0xFu << (4 * lane);
        }
        int left = _record.Words - words;
        byte tag = (byte)(_record.Fifo << FifoTagShift | (left == 0 ? _record.Total : 0));
        Sram.Push(new SramRequest(address, SramAccess.Write, (ushort)mask, low, high, tag));
        _record = _record with { Words = (byte)left, Address = Advance(_record.Fifo, address, 4 * (uint)words) };
        if (_pointerEarly && left == 0) Commit(_record.Fifo, _record.Total);
    }

    private void TakeAcknowledge()
    {
        if (!SramAnswer.HasData) return;
        byte tag = SramAnswer.Pop().Tag;
        int words = tag & (1 << FifoTagShift) - 1;
        if (words != 0 && !_pointerEarly) Commit(tag >> FifoTagShift, words);
    }

    private void Commit(int fifo, int words)
    {
        SetWritePointer(fifo, Advance(fifo, WritePointer(fifo), 4 * (uint)words));
        _inFlight[fifo]--;
        CommsRegisters.MaxFillRegister highest = _registers.Fifo[fifo].MaxFill;
        highest.LevelBytesInput = Math.Max(highest.LevelBytes, Fill(fifo));
        highest.LevelBytesWriteEnable = true;
        _registers.Clock();
        highest.LevelBytesWriteEnable = false;
    }

    private void SetReadPointer(int fifo, uint address)
    {
        CommsRegisters.ReadPointerRegister pointer = _registers.Fifo[fifo].ReadPointer;
        pointer.AddressFieldInput = address >> 2;
        pointer.AddressFieldWriteEnable = true;
        _registers.Clock();
        pointer.AddressFieldWriteEnable = false;
    }

    private void SetWritePointer(int fifo, uint address)
    {
        CommsRegisters.WritePointerRegister pointer = _registers.Fifo[fifo].WritePointer;
        pointer.AddressFieldInput = address >> 2;
        pointer.AddressFieldWriteEnable = true;
        _registers.Clock();
        pointer.AddressFieldWriteEnable = false;
    }

    // False where the write has to wait: the ring's shape changes only while no event is under way.
    private bool WriteFifo(uint offset, uint value)
    {
        int fifo = offset >= _registers.Fifo[1].Config.Address ? 1 : 0;
        CommsRegisters.CommsEventFifoTGroup registers = _registers.Fifo[fifo];
        bool flushes = offset == registers.Control.Address && (value & 1) != 0;
        bool shapes = flushes || offset == registers.Config.Address || offset == registers.Start.Address || offset == registers.EndAddress.Address || offset == registers.WritePointer.Address;
        if (shapes && _inFlight[fifo] != 0) return false;
        _registers.WriteWord(offset, value);
        if (offset == registers.WritePointer.Address) _reserved[fifo] = WritePointer(fifo);
        if (!flushes) return true;
        _reserved[fifo] = Start(fifo);
        SetReadPointer(fifo, Start(fifo));
        SetWritePointer(fifo, Start(fifo));
        return true;
    }

    private void ShowConditions(int fifo)
    {
        CommsRegisters.CommsEventFifoTGroup registers = _registers.Fifo[fifo];
        bool isOn = registers.Config.Enable;
        uint fill = isOn ? Fill(fifo) : 0;
        registers.Control.NotEmptyInput = fill != 0 ? 1u : 0;
        registers.Control.FullInput = isOn && !HasRoom(fifo) ? 1u : 0;
        registers.Control.LimitInput = isOn && fill >= registers.Limit.LevelBytes ? 1u : 0;
    }

    private ulong FifoLines()
    {
        ulong lines = 0;
        for (int fifo = 0; fifo < Fifos; fifo++)
        {
            CommsRegisters.CommsEventFifoTGroup registers = _registers.Fifo[fifo];
            if (!registers.Config.Enable) continue;
            int shift = fifo * PeInterrupt.EventFifoStride;
            if (registers.Control.NotEmpty && registers.Config.NotEmptyEnable && !(_notEmptyStuck && fifo == 1)) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoNotEmpty + shift);
            if (registers.Control.Full && registers.Config.FullEnable) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoFull + shift);
            if (registers.Control.Limit && registers.Config.LimitEnable) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoLimit + shift);
            if (registers.Overflow.Overrun && registers.Config.OverrunEnable) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoOverrun + fifo);
        }
        return lines;
    }
}
