using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.Networks.Execution;

/// <summary>The few registers that the firmware uses, without the time inside the blocks: timer 1, the transmitter, event FIFO 0 and the level command.</summary>
internal sealed class FirmwareBus(LocalMemory memory) : CoreBus
{
    // Cycles that the peripheral bus adds to an access (an access takes four).
    private const int WaitStates = 3;
    private const uint Timer = 0xE1000000, Comms = 0xE2000000, Fifo = 0xE2000100, Power = 0xF2000180;

    private uint _start, _end, _read, _write;
    private bool _fifoOn;

    /// <summary>Keys of the packets that were sent since the list was emptied.</summary>
    public List<uint> Sent { get; } = [];

    /// <summary>Levels that were asked for.</summary>
    public List<uint> Levels { get; } = [];

    /// <summary>Whether the timer runs.</summary>
    public bool TimerRuns { get; private set; }

    /// <summary>Whether the timer's interrupt is active.</summary>
    public bool Interrupt { get; set; }

    /// <summary>Packets that found the ring full.</summary>
    public long Dropped { get; private set; }

    /// <summary>A packet arrives: its key goes into the ring.</summary>
    public void Arrive(uint key)
    {
        if (!_fifoOn) return;
        uint next = _write + 4 == _end ? _start : _write + 4;
        if (next == _read)
        {
            Dropped++;
            return;
        }
        memory.Write(_write, BitConverter.GetBytes(key));
        _write = next;
    }

    public override int Read(uint address, int size, out uint value)
    {
        value = (address - Fifo) switch { 0x0C => _read, 0x10 => _write, _ => 0 };
        return Answers(address) ? WaitStates : BusReply.Error;
    }

    public override int Write(uint address, int size, uint value)
    {
        if (!Answers(address)) return BusReply.Error;
        switch (address)
        {
            case Timer + 0x08:
                TimerRuns = (value & 0x80) != 0;
                break;
            case Timer + 0x0C:
                Interrupt = false;
                break;
            case Fifo:
                _fifoOn = (value & 1) != 0;
                break;
            case Fifo + 0x04:
                _start = value;
                break;
            case Fifo + 0x08:
                _end = value;
                break;
            case Fifo + 0x0C:
                _read = value;
                break;
            case Fifo + 0x3C:
                _read = _write = _start;
                break;
            case >= Comms and < Comms + 0x80 when (address & 0x1F) == 0x14:
                Sent.Add(value);
                break;
            case >= Power and < Power + 0x20:
                Levels.Add(value);
                break;
        }
        return WaitStates;
    }

    private static bool Answers(uint address) => address - Timer < 0x80 || address - Comms < 0x180 || address - Power < 0x60;
}
