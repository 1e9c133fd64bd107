using System.Buffers.Binary;
using HwModel.Benches.PeParts;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeComms;

/// <summary>Does the commands as network and software would, and compares what comes out with what went in.</summary>
internal sealed class CommsWatch
{
    private const uint Tctl = 0x7C, Rcr = 0x80, Rdr = 0x84, Rkr = 0x94, Fifo = 0x100;
    private const uint Config = 0x00, Start = 0x04, End = 0x08, ReadPointer = 0x0C, WritePointer = 0x10, Overflow = 0x18, DropCount = 0x20, FilterValue = 0x24, FilterMask = 0x28, Control = 0x3C;
    private const int KindShift = 20;

    private readonly CommsConfiguration _configuration;
    private readonly CaseRun _run;
    private readonly CommsCoverage _coverage;
    private readonly RegisterAgent _agent;
    private readonly CommsController _comms;
    private readonly Source<CommsPacket> _arriving;
    private readonly Drain<CommsPacket> _leaving;
    private readonly MemoryArray _memory;
    private readonly List<CommsPacket>[] _sent = [[], [], []];
    private readonly List<CommsPacket>[] _launched = [[], [], [], []];
    private readonly int[] _taken = new int[3], _last = [-1, -1, -1];
    private readonly uint[] _lost = new uint[2];
    private readonly int _words;
    private readonly uint _ringBytes;
    private uint _random = 12345;

    public CommsWatch(
        CommsConfiguration configuration, CaseRun run, CommsCoverage coverage, RegisterAgent agent, CommsController comms, Source<CommsPacket> arriving, Drain<CommsPacket> leaving, MemoryArray memory)
    {
        (_configuration, _run, _coverage, _agent, _comms, _arriving, _leaving, _memory) = (configuration, run, coverage, agent, comms, arriving, leaving, memory);
        _words = configuration.Record switch { 0 => 1, 1 => 2, 2 => 3, _ => 5 };
        _ringBytes = (uint)configuration.Words * 4;
        for (int fifo = 0; fifo < 2; fifo++)
        {
            uint at = Fifo + (uint)fifo * 0x40;
            agent.Write(at + Start, RingOf(fifo));
            agent.Write(at + End, RingOf(fifo) + _ringBytes);
            agent.Write(at + FilterValue, (uint)(fifo + 1) << KindShift);
            agent.Write(at + FilterMask, 0xFu << KindShift);
            agent.Write(at + Overflow, (uint)configuration.Mode);
            agent.Write(at + Control, 1);
            agent.Write(at + Config, 1u | (uint)configuration.Record << 1 | 1u << 4);
        }
        run.Coverage.Sample(coverage.Record, configuration.Record);
        run.Coverage.Sample(coverage.Mode, configuration.Mode);
        run.Coverage.Sample(coverage.RecordMode, configuration.Record, configuration.Mode);
    }

    public static uint RingOf(int fifo) => 0x4000 + (uint)fifo * 0x1004;

    public void Do(CommsCommand command)
    {
        switch (command)
        {
            case Arrive arrive:
                int kind = (int)((uint)arrive.Kind % 3);
                for (int i = 0; i < Math.Clamp(arrive.Count, 0, 20); i++) Send(kind);
                break;
            case Take take:
                // Where the handler may move the read pointer itself software reads at the end.
                if (_configuration.Mode == 1) _run.Skip();
                else TakeRecords(take.Fifo & 1, Math.Clamp(take.Count, 0, 20));
                break;
            case Receive:
                TakePacket();
                break;
            case Launch launch:
                LaunchPacket(launch.Set & 3, launch.Payload & 3);
                break;
            case Idle idle:
                _agent.Run(Math.Clamp(idle.Cycles, 0, 200));
                break;
        }
    }

    public void Finish()
    {
        // What stands in the queues behind a full ring or receiver comes in as room is made.
        int calm = 0;
        for (int round = 0; round < 300 && calm < 8; round++)
        {
            _agent.Run(60);
            calm = _arriving.Left == 0 ? calm + 1 : 0;
            if (calm > 1) CheckInterrupt();
            while (TakePacket()) calm = Math.Min(calm, 1);
            if (_configuration.Mode == 1) continue;
            TakeRecords(0, 1000);
            TakeRecords(1, 1000);
        }
        _agent.Run(60);
        for (int fifo = 0; fifo < 2; fifo++)
        {
            TakeRecords(fifo, 1000);
            _lost[fifo] += _agent.Read(Fifo + (uint)fifo * 0x40 + DropCount);
            int sent = _sent[fifo + 1].Count;
            _run.Check("comms.events_conserved", _taken[fifo + 1] + _lost[fifo] == sent, $"{sent} events were sent to FIFO {fifo}, {_taken[fifo + 1]} were read and {_lost[fifo]} counted as lost.");
            if (_configuration.Mode == 2) _run.Check("comms.stall_keeps_all", _taken[fifo + 1] == sent, $"FIFO {fifo} stalls, and gave {_taken[fifo + 1]} of {sent} events.");
            if (_configuration.Mode == 1 && sent > 0) _run.Check("comms.overwrite_keeps_latest", _last[fifo + 1] == sent - 1, $"FIFO {fifo} overwrites, and its last event is number {_last[fifo + 1]} of {sent}.");
            _run.Coverage.Sample(_coverage.Lost, _lost[fifo] > 0 ? 1 : 0);
        }
        CheckInterrupt();
        _run.Check("comms.receiver", _taken[0] == _sent[0].Count, $"{_sent[0].Count} packets were for the receiver; {_taken[0]} were read.");
        CheckLaunches();
    }

    private uint Next() => _random = unchecked((_random * 1664525) + 1013904223);

    private void Send(int kind)
    {
        ulong low = (ulong)Next() << 32 | Next(), high = (ulong)Next() << 32 | Next();
        var packet = new CommsPacket(0, (uint)kind << KindShift | (uint)_sent[kind].Count, CommsPayload.Bits128, low, high, 7, false, false);
        _sent[kind].Add(packet);
        _arriving.Add(packet);
        _run.Coverage.Sample(_coverage.Kind, kind);
    }

    private void TakeRecords(int fifo, int most)
    {
        uint at = Fifo + (uint)fifo * 0x40;
        uint write = _agent.Read(at + WritePointer), read = _agent.Read(at + ReadPointer);
        uint end = RingOf(fifo) + _ringBytes;
        // Every other time software looks at the pointer again: what it saw first must still be true.
        int taken = 0;
        for (; taken < most && read != write && taken < 64; taken++)
        {
            var words = new uint[_words];
            for (int i = 0; i < _words; i++)
            {
                words[i] = BinaryPrimitives.ReadUInt32LittleEndian(_memory.Cells[(int)read..]);
                read += 4;
                if (read == end) read = RingOf(fifo);
            }
            Judge(fifo, words);
        }
        if (taken > 0) _agent.Write(at + ReadPointer, read);
        _run.Coverage.Sample(_coverage.Taken, taken);
    }

    private void Judge(int fifo, uint[] words)
    {
        int number = (int)(words[0] & (1 << KindShift) - 1);
        bool known = words[0] >> KindShift == fifo + 1 && number < _sent[fifo + 1].Count;
        _run.Check("comms.filter", known, $"FIFO {fifo} holds the key 0x{words[0]:X}, which was not sent to it.");
        _taken[fifo + 1]++;
        if (!known) return;
        _run.Check("comms.events_in_order", number > _last[fifo + 1], $"FIFO {fifo} gave event {number} after event {_last[fifo + 1]}.");
        _last[fifo + 1] = number;
        CommsPacket packet = _sent[fifo + 1][number];
        for (int i = 1; i < words.Length; i++)
            _run.Check("comms.event_data", words[i] == packet.Word(i - 1), $"Word {i} of event {number} in FIFO {fifo} is 0x{words[i]:X8}, not 0x{packet.Word(i - 1):X8}.");
    }

    private bool TakePacket()
    {
        if (_agent.Read(Rcr) >> 31 == 0) return false;
        var words = new uint[4];
        for (uint i = 0; i < 4; i++) words[3 - i] = _agent.Read(Rdr + 4 * i);
        uint key = _agent.Read(Rkr);
        bool known = key >> KindShift == 0 && key < _sent[0].Count;
        _run.Check("comms.filter", known, $"The receiver got the key 0x{key:X}, which was not for it.");
        if (known) _run.Check("comms.receiver", key == _taken[0] && words.Index().All(word => word.Item == _sent[0][(int)key].Word(word.Index)), $"Packet {_taken[0]} of the receiver has the key {key} or other data than was sent.");
        _taken[0]++;
        return true;
    }

    private void LaunchPacket(int set, int payload)
    {
        uint at = (uint)set * 0x20;
        uint control = Next() & 0x3F;
        uint[] words = [Next(), Next(), Next(), Next()];
        _agent.Write(at, (uint)payload << 24 | control << 16);
        for (uint i = 0; i < 4; i++) _agent.Write(at + 4 + 4 * i, words[3 - i]);
        uint key = (uint)set << 16 | (uint)_launched[set].Count;
        _agent.Write(at + 0x14, key);
        int used = payload switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        ulong Pair(int first) => (first < used ? words[first] : 0) | (first + 1 < used ? (ulong)words[first + 1] << 32 : 0);
        _launched[set].Add(new CommsPacket((byte)control, key, (CommsPayload)payload, Pair(0), Pair(2), 7, false, false));
        _run.Coverage.Sample(_coverage.Set, set);
        _run.Coverage.Sample(_coverage.Payload, payload);
        _run.Coverage.Sample(_coverage.SetPayload, set, payload);
    }

    private void CheckLaunches()
    {
        var next = new int[4];
        foreach ((CommsPacket packet, long cycle) in _leaving.Taken)
        {
            var set = (int)(packet.Key >> 16);
            bool right = set < 4 && next[set] < _launched[set].Count && _launched[set][next[set]] == packet;
            _run.Check("comms.launches", right, $"The packet that left in cycle {cycle} is {packet}; it is not the next one of register set {set}.");
            if (set < 4) next[set]++;
        }
        for (int set = 0; set < 4; set++) _run.Check("comms.launches", next[set] == _launched[set].Count, $"Register set {set} launched {_launched[set].Count} packets; {next[set]} left.");
    }

    // With nothing under way the line tells whether the pointers differ.
    private void CheckInterrupt()
    {
        for (int fifo = 0; fifo < 2; fifo++)
        {
            uint at = Fifo + (uint)fifo * 0x40;
            uint write = _agent.Read(at + WritePointer), read = _agent.Read(at + ReadPointer);
            if (_agent.Read(at + WritePointer) != write) continue; // an event came in between
            bool filled = write != read;
            bool line = (_comms.Interrupts.Value >> (PeInterrupt.EventFifoNotEmpty + fifo * PeInterrupt.EventFifoStride) & 1) != 0;
            _run.Check("comms.not_empty", line == filled, $"FIFO {fifo} {(filled ? "holds events" : "is empty")} and its interrupt is {(line ? "on" : "off")}.");
            _run.Coverage.Sample(_coverage.Filled, filled ? 1 : 0);
        }
        _agent.Read(Tctl);
    }
}
