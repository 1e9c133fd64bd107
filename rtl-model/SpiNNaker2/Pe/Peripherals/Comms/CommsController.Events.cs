using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using static HwModel.SpiNNaker2.Pe.Peripherals.Comms.CommsRegisters;

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

/// <summary>What happens to an event that finds its ring full.</summary>
internal enum EventFifoMode : byte
{
    /// <summary>It is dropped and counted.</summary>
    Drop,

    /// <summary>The oldest event makes room.</summary>
    Overwrite,

    /// <summary>It waits, and the network behind it.</summary>
    Stall,
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
            if ((_registers[Fifo(fifo, FifoConfig)] & FifoEnable) == 0) continue;
            uint mask = _filterIgnoresMask ? 0xFFFFFFFF : _registers[Fifo(fifo, FifoFilterMask)];
            if ((key & mask) == _registers[Fifo(fifo, FifoFilterValue)]) return fifo;
        }
        return NoFifo;
    }

    private uint RecordBytes(int fifo) => (_registers[Fifo(fifo, FifoConfig)] >> RecordShift & 3) switch { 0 => 4u, 1 => 8u, 2 => 12u, _ => 20u };

    private uint RingBytes(int fifo) => _registers[Fifo(fifo, FifoEnd)] - _registers[Fifo(fifo, FifoStart)];

    private uint Advance(int fifo, uint pointer, uint bytes)
    {
        uint end = _registers[Fifo(fifo, FifoEnd)];
        pointer += bytes;
        return pointer >= end ? pointer - RingBytes(fifo) : pointer;
    }

    private uint Distance(int fifo, uint from, uint to) => to >= from ? to - from : to + RingBytes(fifo) - from;

    // What software sees, and what is promised to events under way.
    private uint Fill(int fifo) => Distance(fifo, _registers[Fifo(fifo, FifoRead)], _registers[Fifo(fifo, FifoWrite)]);

    private bool HasRoom(int fifo)
    {
        uint promised = Distance(fifo, _registers[Fifo(fifo, FifoRead)], _reserved[fifo]);
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
        uint overflow = Fifo(fifo, FifoOverflow);
        _registers.Set(overflow, OverflowSeen);
        var mode = (EventFifoMode)(_registers[overflow] & OverflowMode);
        drop = mode == EventFifoMode.Drop;
        if (mode == EventFifoMode.Overwrite && Fill(fifo) >= RecordBytes(fifo) && RingBytes(fifo) > RecordBytes(fifo))
        {
            uint read = Fifo(fifo, FifoRead);
            _registers[read] = Advance(fifo, _registers[read], RecordBytes(fifo));
            CountLoss(fifo);
            return HasRoom(fifo);
        }
        if (drop) CountLoss(fifo);
        return false;
    }

    private void CountLoss(int fifo)
    {
        _eventsLost[fifo]++;
        uint count = Fifo(fifo, FifoDropCount);
        if (_registers[count] != uint.MaxValue) _registers[count]++;
    }

    // Writes as many words as lie in one row before the end of the ring.
    private void WriteRecord()
    {
        if (_record.Words == 0 || !Sram.CanPush) return;
        uint address = _record.Address;
        uint end = _registers[Fifo(_record.Fifo, FifoEnd)];
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
        uint write = Fifo(fifo, FifoWrite);
        _registers[write] = Advance(fifo, _registers[write], 4 * (uint)words);
        _inFlight[fifo]--;
        uint highest = Fifo(fifo, FifoMaxFill);
        _registers[highest] = Math.Max(_registers[highest], Fill(fifo));
    }

    private uint ReadFifo(uint offset)
    {
        int fifo = (int)((offset - FifoBase) / FifoStride);
        uint value = _registers.Read(offset);
        switch ((offset - FifoBase) % FifoStride)
        {
            case FifoDropCount:
                _registers[offset] = 0;
                return value;
            case FifoControl:
                return Conditions(fifo);
            default:
                return value;
        }
    }

    // False where the write has to wait: the ring's shape changes only while no event is under way.
    private bool WriteFifo(uint offset, uint value)
    {
        int fifo = (int)((offset - FifoBase) / FifoStride);
        uint register = (offset - FifoBase) % FifoStride;
        bool shapes = register is FifoConfig or FifoStart or FifoEnd or FifoWrite || (register == FifoControl && (value & FifoFlush) != 0);
        if (shapes && _inFlight[fifo] != 0) return false;
        _registers.Write(offset, value);
        if (register == FifoWrite) _reserved[fifo] = _registers[offset];
        if (register == FifoControl && shapes)
            _registers[Fifo(fifo, FifoRead)] = _registers[Fifo(fifo, FifoWrite)] = _reserved[fifo] = _registers[Fifo(fifo, FifoStart)];
        return true;
    }

    private uint Conditions(int fifo)
    {
        if ((_registers[Fifo(fifo, FifoConfig)] & FifoEnable) == 0) return 0;
        uint fill = Fill(fifo);
        return (fill != 0 ? FifoNotEmpty : 0) | (HasRoom(fifo) ? 0 : FifoFull) | (fill >= _registers[Fifo(fifo, FifoLimit)] ? FifoAtLimit : 0);
    }

    private ulong FifoLines()
    {
        ulong lines = 0;
        for (int fifo = 0; fifo < Fifos; fifo++)
        {
            uint config = _registers[Fifo(fifo, FifoConfig)];
            if ((config & FifoEnable) == 0) continue;
            uint conditions = Conditions(fifo);
            int shift = fifo * PeInterrupt.EventFifoStride;
            if ((conditions & FifoNotEmpty) != 0 && (config & FifoNotEmptyEnable) != 0) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoNotEmpty + shift);
            if ((conditions & FifoFull) != 0 && (config & FifoFullEnable) != 0) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoFull + shift);
            if ((conditions & FifoAtLimit) != 0 && (config & FifoLimitEnable) != 0) lines |= PeInterrupt.Bit(PeInterrupt.EventFifoLimit + shift);
            if ((_registers[Fifo(fifo, FifoOverflow)] & OverflowSeen) != 0 && (config & FifoOverrunEnable) != 0)
                lines |= PeInterrupt.Bit(PeInterrupt.EventFifoOverrun + fifo);
        }
        return lines;
    }
}
