using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The sixteen diagnostic counters with their filters, the delay histogram and the timing counters (SpiNNaker datasheet v2.02, 10.10 and 10.11).</summary>
public sealed partial class PacketRouter
{
    private const int Counters = 16;
    private const long Off = long.MinValue;

    [Reg(Trace = false)] private readonly uint[] _filters = new uint[Counters];
    [Reg(Trace = false)] private readonly uint[] _counters = new uint[Counters];
    [Reg(Trace = false)] private readonly uint[] _histogram = new uint[Counters];
    [Reg(Trace = false)] private ushort _enabledCounters;
    [Reg(Trace = false)] private ushort _writtenCounters;
    [Reg(Trace = false)] private ushort _eventSeen;
    [Reg(Trace = false)] private ushort _interruptEnable;
    [Reg(Trace = false)] private uint _undelayed;
    [Reg(Trace = false)] private bool _isHistogram;
    [Reg(Trace = false)] private bool _isBusyCounted;
    [Reg(Trace = false)] private bool _isCycles;
    [Reg(Trace = false)] private uint _cycles;
    [Reg(Trace = false)] private long _cyclesSince = Off;
    [Reg(Trace = false)] private uint _busyCycles;
    [Reg(Trace = false)] private long _busySince = Off;

    private void TakeDiagnostics(RouterRegisters registers)
    {
        _enabledCounters = (ushort)registers.CounterControl.EnableCounters;
        for (uint left = registers.CounterControl.ResetCounters; left != 0; left &= left - 1) _counters[BitOperations.TrailingZeroCount(left)] = 0;
        _interruptEnable = 0;
        for (int i = 0; i < Counters; i++)
        {
            _filters[i] = (uint)registers.Filter[i].ReadBits(0);
            if (registers.Filter[i].InterruptEnable) _interruptEnable |= (ushort)(1 << i);
        }
        RouterRegisters.TimingControlRegister timing = registers.TimingControl;
        _isHistogram = timing.EnableHistogram;
        if (timing.ResetHistogram)
        {
            Array.Clear(_histogram);
            _undelayed = 0;
        }
        if (timing.ResetCycles) (_cycles, _cyclesSince) = (0, _cyclesSince == Off ? Off : Now);
        if (timing.ResetBusy) (_busyCycles, _busySince) = (0, _busySince == Off ? Off : Now);
        if (_isCycles && _cyclesSince == Off) _cyclesSince = Now;
        else if (!_isCycles && _cyclesSince != Off)
        {
            _cycles += (uint)(Now - _cyclesSince);
            _cyclesSince = Off;
        }
        _isBusyCounted = timing.EnableBusy;
    }

    private void CloseBusy()
    {
        bool isBusy = _isBusyCounted && _issue.Count > 0;
        if (isBusy && _busySince == Off) _busySince = Now;
        else if (!isBusy && _busySince != Off)
        {
            _busyCycles += (uint)(Now - _busySince);
            _busySince = Off;
        }
    }

    private uint? ReadCounter(uint offset) => offset switch
    {
        RouterMap.CycleCount => _cycles + (_cyclesSince == Off ? 0 : (uint)(Now - _cyclesSince)),
        RouterMap.BusyCount => _busyCycles + (_busySince == Off ? 0 : (uint)(Now - _busySince)),
        RouterMap.UndelayedCount => _undelayed,
        >= RouterMap.Histogram and < RouterMap.Histogram + 4 * Counters => _histogram[(offset - RouterMap.Histogram) / 4],
        >= RouterMap.Counter and < RouterMap.Counter + 4 * Counters => _counters[(offset - RouterMap.Counter) / 4],
        _ => null,
    };

    private bool TryWriteCounter(uint offset, uint value)
    {
        if (offset is < RouterMap.Counter or >= RouterMap.Counter + 4 * Counters) return false;
        int counter = (int)(offset - RouterMap.Counter) / 4;
        _counters[counter] = value;
        // An event in the cycle of the write is lost.
        _writtenCounters |= (ushort)(1 << counter);
        return true;
    }

    // The bits of a filter register that its counter sets; reading clears the event.
    private uint FilterEvent(uint offset)
    {
        if (offset is < RouterMap.Filter or >= RouterMap.Filter + 4 * Counters) return 0;
        int counter = (int)(offset - RouterMap.Filter) / 4;
        bool seen = (_eventSeen >> counter & 1) != 0;
        bool interrupts = seen && (_interruptEnable >> counter & 1) != 0;
        _eventSeen &= (ushort)~(1 << counter);
        return (seen ? 1u << 29 : 0) | (interrupts ? 1u << 31 : 0);
    }

    // A packet has sent or lost its last copy.
    private void Finish(int slot)
    {
        ref readonly RouterPacket packet = ref _issue.Packets[slot];
        int reached = _issue.Reached[slot];
        if (_isHistogram && (reached & ReachedBits.Dump) == 0)
        {
            if (_issue.Waited[slot] == 0) _undelayed++;
            else _histogram[Math.Min(Counters - 1, _issue.Waited[slot] >> _wait1Exponent)]++;
        }
        Diagnose(in packet, reached);
    }

    private void Diagnose(in RouterPacket packet, int reached)
    {
        uint counters = (uint)(_enabledCounters & ~_writtenCounters);
        for (; counters != 0; counters &= counters - 1)
        {
            int counter = BitOperations.TrailingZeroCount(counters);
            if (!Counts(_filters[counter], in packet, reached)) continue;
            _counters[counter]++;
            _eventSeen |= (ushort)(1 << counter);
        }
    }

    // All six selections of a filter have the packet's bit.
    private bool Counts(uint filter, in RouterPacket packet, int reached)
    {
        if ((filter >> 16 & 0x1FF & (uint)reached) == 0) return false;
        int type = Math.Min((int)packet.Class, 3);
        if ((filter >> type & 1) == 0) return false;
        if ((filter >> (packet.IsLocal ? 14 : 15) & 1) == 0) return false;
        bool hasPayload = packet.Packet.Payload != CommsPayload.None;
        if ((filter >> (hasPayload ? 12 : 13) & 1) == 0 && (_faults & RouterFault.FilterIgnoresPayload) == 0) return false;
        if ((filter >> ((reached & ReachedBits.Default) != 0 ? 10 : 11) & 1) == 0) return false;
        return (filter >> 4 & Emergencies(filter, in packet, reached)) != 0;
    }

    // The emergency values of the packet, one bit each: as it came, or as its copies left.
    private static uint Emergencies(uint filter, in RouterPacket packet, int reached)
    {
        if (packet.Class != NocClass.Multicast) return 1;
        if ((filter >> 8 & 1) == 0) return packet.IsLocal ? 1u : 1u << (packet.Packet.Control >> 4 & 3);
        uint left = (uint)reached >> ReachedBits.FirstEmergency & 15;
        return left == 0 ? 1 : left;
    }
}
