using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using static HwModel.SpiNNaker2.Pe.Peripherals.Comms.CommsRegisters;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>The controller's sizes and times.</summary>
public sealed record CommsParameters
{
    /// <summary>Cycles from the write of a key until the packet can leave.</summary>
    [ModelChoice("nothing is published; one to assemble the packet, one to arbitrate between the four register sets")]
    public int LaunchCycles { get; init; } = 2;

    /// <summary>Packets that wait for the processor behind the receive registers.</summary>
    [ModelChoice("nothing is published; as many as there are transmit register sets")]
    public int ReceiveDepth { get; init; } = 4;
}

/// <summary>
/// The communications controller: four transmit register sets, a receiver, and the event handler that sorts multicast packets into two FIFOs in the local SRAM
/// without waking the processor (Scholze et al., OJCAS 2026). An event that matches a filter is in its FIFO three cycles after it arrived.
/// </summary>
/// <remarks>
/// Files: transmitter and register access (this one), receiver (Receive), event handler (Events).
/// A write of a key waits while its register set is full; with buffered writes (GCTL) it does not wait, and the packet is lost.
/// </remarks>
[Module]
public sealed partial class CommsController(Component parent, string name, CommsParameters parameters, int chip, int pe) : Module(parent, name)
{
    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out] public partial Out<CommsPacket> NetworkOut { get; }

    [In] public partial In<CommsPacket> NetworkIn { get; }

    [Out] public partial Out<SramRequest> Sram { get; }

    [In] public partial In<SramReply> SramAnswer { get; }

    /// <summary>Bit n is interrupt n (<see cref="PeInterrupt"/>).</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private readonly RegisterFile _registers = Create(chip, pe);
    [Reg] private readonly CommsPacket[] _outgoing = new CommsPacket[Sets];
    [Reg(Trace = false)] private readonly long[] _launchAt = new long[Sets];
    [Reg] private byte _launched;
    [Reg] private byte _nextSet;
    [Reg] private readonly CommsPacket[] _received = new CommsPacket[parameters.ReceiveDepth];
    [Reg] private byte _receiveHead;
    [Reg] private byte _receiveCount;
    [Reg] private EventRecord _record;
    [Reg] private readonly uint[] _reserved = new uint[Fifos];
    [Reg] private readonly int[] _inFlight = new int[Fifos];
    [Reg] private long _packetsSent;
    [Reg] private long _packetsReceived;
    [Reg] private long _packetsDropped;
    [Reg(Trace = true)] private readonly long[] _events = new long[Fifos];
    [Reg(Trace = true)] private readonly long[] _eventsLost = new long[Fifos];
    private readonly bool _launchTwice = parent.Simulation.Options.Faults.Has("comms.launched_twice");
    private readonly bool _pointerEarly = parent.Simulation.Options.Faults.Has("comms.pointer_before_data");
    private readonly bool _filterIgnoresMask = parent.Simulation.Options.Faults.Has("comms.filter_ignores_mask");
    private readonly bool _fullOffByOne = parent.Simulation.Options.Faults.Has("comms.ring_overfilled");

    // Behaviour

    /// <summary>Packets that left.</summary>
    public long PacketsSent => _packetsSent;

    /// <summary>Packets that arrived, whatever became of them.</summary>
    public long PacketsReceived => _packetsReceived;

    /// <summary>Packets that the full receiver dropped.</summary>
    public long PacketsDropped => _packetsDropped;

    /// <summary>Events that were written into a FIFO.</summary>
    public long Events(int fifo) => _events[fifo];

    /// <summary>Events of a full FIFO: dropped or overwritten.</summary>
    public long EventsLost(int fifo) => _eventsLost[fifo];

    protected override Activity Tick()
    {
        TakeAcknowledge();
        WriteRecord();
        bool more = Receive();
        bool sent = Transmit();
        // An access may make room for a packet that waits.
        more |= Serve() && NetworkIn.HasData;
        ulong lines = Lines();
        if (Interrupts.Value != lines) Interrupts.Set(lines);
        // A launch in this very cycle has its time too.
        return more || sent || _record.Words != 0 ? Activity.Busy : NextLaunch();
    }

    private Activity NextLaunch()
    {
        long earliest = long.MaxValue;
        for (int set = 0; set < Sets; set++)
            if (IsLaunched(set) && IsEnabled(set) && _launchAt[set] > Now)
                earliest = Math.Min(earliest, _launchAt[set]);
        return earliest == long.MaxValue ? Activity.Idle : Activity.Until(earliest);
    }

    private bool IsLaunched(int set) => (_launched >> set & 1) != 0;

    private bool IsEnabled(int set) => (_registers[Tctl] >> (SetEnableShift + set) & 1) != 0;

    // One packet a cycle, the register sets in turn.
    private bool Transmit()
    {
        if (_launched == 0 || !NetworkOut.CanPush) return false;
        for (int i = 0; i < Sets; i++)
        {
            int set = (_nextSet + i) % Sets;
            if (!IsLaunched(set) || !IsEnabled(set) || _launchAt[set] > Now) continue;
            NetworkOut.Push(_outgoing[set]);
            _packetsSent++;
            _nextSet = (byte)((set + 1) % Sets);
            if (_launchTwice && _packetsSent % 5 == 0) return true;
            _launched &= (byte)~(1 << set);
            _registers.Set(Set(set, Tcr), Empty | NotFull);
            return true;
        }
        return false;
    }

    private bool Serve()
    {
        if (!Request.HasData || !Reply.CanPush) return false;
        RegisterRequest request = Request.Peek();
        if (!_registers.Contains(request.Offset)) return Answer(RegisterReply.Missing);
        if (!request.Write) return Answer(new RegisterReply(Read(request.Offset), false));
        return Write(request.Offset, request.Value) && Answer(RegisterReply.Written);
    }

    private bool Answer(in RegisterReply reply)
    {
        Request.Pop();
        Reply.Push(reply);
        return true;
    }

    private uint Read(uint offset)
    {
        if (offset is >= Rcr and <= Rdc) return ReadReceiver(offset);
        return offset >= FifoBase ? ReadFifo(offset) : _registers.Read(offset);
    }

    // False where the write has to wait.
    private bool Write(uint offset, uint value)
    {
        if (offset >= FifoBase) return WriteFifo(offset, value);
        if (offset < Tctl && offset % SetStride == Tkr) return Launch((int)(offset / SetStride), value);
        _registers.Write(offset, value);
        return true;
    }

    private bool Launch(int set, uint key)
    {
        if (IsLaunched(set))
        {
            _registers.Set(Set(set, Tcr), Full);
            if ((_registers[Gctl] & BufferedWrite) == 0) return false;
            _registers.Set(Set(set, Tcr), Overrun);
            return true;
        }
        uint control = _registers[Set(set, Tcr)];
        var payload = (CommsPayload)(control >> PayloadShift & 3);
        ulong low = payload == CommsPayload.None ? 0 : TransmitWord(set, 0) | (payload == CommsPayload.Bits32 ? 0 : (ulong)TransmitWord(set, 1) << 32);
        ulong high = payload == CommsPayload.Bits128 ? TransmitWord(set, 2) | (ulong)TransmitWord(set, 3) << 32 : 0;
        _outgoing[set] = new CommsPacket((byte)(control >> ControlByteShift), key, payload, low, high, LocalRoute, false, false);
        _launchAt[set] = Now + parameters.LaunchCycles;
        _launched |= (byte)(1 << set);
        _registers.Assign(Set(set, Tcr), Empty | NotFull, false);
        return true;
    }

    private uint TransmitWord(int set, int word) => _registers[Set(set, Tdr + 4 * (uint)(3 - word))];

    private ulong Lines()
    {
        uint tctl = _registers[Tctl];
        ulong lines = 0;
        if ((tctl & EmptyEnable) != 0 && _launched == 0) lines |= PeInterrupt.Bit(PeInterrupt.TransmitEmpty);
        if ((tctl & FullEnable) != 0 && _launched == (1 << Sets) - 1) lines |= PeInterrupt.Bit(PeInterrupt.TransmitFull);
        return lines | ReceiverLines() | FifoLines();
    }
}
