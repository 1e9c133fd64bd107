using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>The controller's sizes and times.</summary>
public sealed record CommsParameters
{
    /// <summary>Cycles from the write of a key until the packet can leave.</summary>
    [ModelChoice("nothing is published; one to assemble the packet, one to arbitrate between the four register sets")]
    [Range(1, 1000)]
    public int LaunchCycles { get; init; } = 2;

    /// <summary>Packets that wait for the processor behind the receive registers.</summary>
    [ModelChoice("nothing is published; as many as there are transmit register sets")]
    [Range(1, 1024)]
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
    private const int Sets = 4;
    private const int Fifos = 2;

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
    [Reg] private readonly CommsRegisters _registers = new();
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
    private readonly bool _lossNotCounted = parent.Simulation.Options.Faults.Has("comms.loss_not_counted");
    private readonly bool _notEmptyStuck = parent.Simulation.Options.Faults.Has("comms.not_empty_stuck");
    private readonly bool _wordsSwapped = parent.Simulation.Options.Faults.Has("comms.receiver_words_swapped");
    private readonly bool _stallDrops = parent.Simulation.Options.Faults.Has("comms.stall_drops");
    private readonly bool _overwriteDrops = parent.Simulation.Options.Faults.Has("comms.overwrite_drops");
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
        Show();
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

    private bool IsEnabled(int set) => (_registers.Tctl.Enable >> set & 1) != 0;

    private CommsRegisters.CommsTransmitTGroup Transmitter(int set) =>
        set switch { 0 => _registers.Transmit0, 1 => _registers.Transmit1, 2 => _registers.Transmit2, _ => _registers.Transmit3 };

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
            return true;
        }
        return false;
    }

    private bool Serve()
    {
        if (!Request.HasData || !Reply.CanPush) return false;
        RegisterRequest request = Request.Peek();
        if (!_registers.Holds(request.Offset)) return Answer(RegisterReply.Missing);
        Show();
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
        uint value = _registers.ReadWord(offset);
        if (offset == _registers.Rkr.Address) DropHead();
        return value;
    }

    // False where the write has to wait.
    private bool Write(uint offset, uint value)
    {
        if (offset >= _registers.Fifo[0].Config.Address) return WriteFifo(offset, value);
        for (int set = 0; set < Sets; set++)
            if (offset == Transmitter(set).Tkr.Address)
                return Launch(set, value);
        _registers.WriteWord(offset, value);
        return true;
    }

    private bool Launch(int set, uint key)
    {
        CommsRegisters.CommsTransmitTGroup registers = Transmitter(set);
        if (IsLaunched(set))
        {
            bool buffered = _registers.Gctl.BufferedWrite;
            registers.Tcr.FullInput = 1;
            registers.Tcr.OverrunInput = buffered ? 1u : 0;
            _registers.Clock();
            registers.Tcr.FullInput = registers.Tcr.OverrunInput = 0;
            return buffered;
        }
        var payload = (CommsPayload)registers.Tcr.Payload;
        ulong low = payload == CommsPayload.None ? 0 : registers.Tdr[3].Word | (payload == CommsPayload.Bits32 ? 0 : (ulong)registers.Tdr[2].Word << 32);
        ulong high = payload == CommsPayload.Bits128 ? registers.Tdr[1].Word | (ulong)registers.Tdr[0].Word << 32 : 0;
        _outgoing[set] = new CommsPacket((byte)registers.Tcr.ControlByte, key, payload, low, high, LocalRoute, false, false);
        _launchAt[set] = Now + parameters.LaunchCycles;
        _launched |= (byte)(1 << set);
        return true;
    }

    // What hardware shows in the registers, now.
    private void Show()
    {
        for (int set = 0; set < Sets; set++)
        {
            CommsRegisters.TcrRegister tcr = Transmitter(set).Tcr;
            tcr.EmptyInput = tcr.NotFullInput = IsLaunched(set) ? 0 : 1u;
        }
        _registers.Id.PeInput = (ulong)pe;
        _registers.Id.ChipInput = (ulong)chip;
        ShowHead();
        for (int fifo = 0; fifo < Fifos; fifo++) ShowConditions(fifo);
        _registers.SettleAll();
    }

    private ulong Lines()
    {
        ulong lines = 0;
        if (_registers.Tctl.EmptyEnable && _launched == 0) lines |= PeInterrupt.Bit(PeInterrupt.TransmitEmpty);
        if (_registers.Tctl.FullEnable && _launched == (1 << Sets) - 1) lines |= PeInterrupt.Bit(PeInterrupt.TransmitFull);
        return lines | ReceiverLines() | FifoLines();
    }
}
