using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>What the transmitter of a link has done and is about to do, for the register bank. Sums run modulo 2^32.</summary>
[Payload]
public readonly partial record struct TransmitCounts(uint Sent, uint Resent, uint Timeouts, uint Stalls, uint Packets, uint Downs, byte Outstanding, byte Credit, TransmitState State);

/// <summary>What the receiver of a link has got, for the register bank. Sums run modulo 2^32.</summary>
[Payload]
public readonly partial record struct ReceiveCounts(uint Units, uint CheckErrors, uint SequenceErrors, uint Packets, uint FramingErrors, byte Filled);

/// <summary>What the register bank tells transmitter and receiver. Times of 0: those that the link was built with.</summary>
[Payload]
public readonly partial record struct LinkSettings(bool TransmitOff, bool ReceiveOff, byte Resend, byte GiveUp, byte Idle);

/// <summary>
/// The registers of a link (link.rdl): switches and times are in the generated register file; events and counters are kept here as differences to sums of transmitter and receiver,
/// so that a link at work does not clock the bank's counters.
/// </summary>
/// <remarks>
/// A link's mode, loopback and resend rule are those that it was built with: writing them changes what is read, not the link. One access a cycle of the word clock.
/// </remarks>
[Module]
public sealed partial class LinkBank(Component parent, string name) : Module(parent, name)
{
    private const uint Events = 0x08, Counters = 0x20, CountersEnd = 0x48;
    private const uint LinkUp = 1, LinkDown = 2, CheckError = 4, SequenceError = 8, Timeout = 16, FramingError = 64, AllEvents = 0x7F;
    private const int CounterPlaces = 10;

    // Interface
    [In(Optional = true)] public partial In<RegisterRequest> Request { get; }

    [Out(Optional = true)] public partial Out<RegisterReply> Reply { get; }

    [In] public partial SignalIn<TransmitCounts> Transmit { get; }

    [In] public partial SignalIn<ReceiveCounts> Receive { get; }

    [Out] public partial RegOut<LinkSettings> Settings { get; }

    /// <summary>An event that is enabled has come.</summary>
    [Out(Optional = true)] public partial RegOut<bool> Interrupt { get; }

    // State
    [Reg(Trace = false)] private readonly RegisterFile _registers = new LinkRegisters();
    [Reg] private uint _events;
    [Reg(Trace = false)] private TransmitCounts _lastTransmit;
    [Reg(Trace = false)] private ReceiveCounts _lastReceive;
    [Reg(Trace = false)] private readonly uint[] _base = new uint[CounterPlaces];
    [Reg(Trace = false)] private bool _timed;
    private readonly bool _uncleared = parent.Simulation.Options.Faults.Has("linkbank.clear_ignored");
    private readonly bool _swapped = parent.Simulation.Options.Faults.Has("linkbank.counters_swapped");
    private readonly bool _unstoppable = parent.Simulation.Options.Faults.Has("linkbank.enable_ignored");

    // Behaviour

    /// <summary>The registers that software sets, to be read between runs.</summary>
    public LinkRegisters Registers => (LinkRegisters)_registers;

    protected override Activity Tick()
    {
        uint come = TakeEvents();
        bool isServed = Request.HasData && Reply.CanPush;
        if (isServed) Reply.Push(Serve(Request.Pop(), come));
        else _events |= come;
        bool interrupt = (_events & (uint)Registers.EventEnable.ReadBits(0)) != 0;
        if (Interrupt.IsConnected && Interrupt.Value != interrupt) Interrupt.Set(interrupt);
        return isServed ? Activity.Busy : Activity.Idle;
    }

    private uint TakeEvents()
    {
        TransmitCounts transmit = Transmit.Value;
        ReceiveCounts receive = Receive.Value;
        uint come = 0;
        if (transmit.Downs != _lastTransmit.Downs) come |= LinkDown;
        if (_lastTransmit.State == TransmitState.Down && transmit.State != TransmitState.Down) come |= LinkUp;
        if (transmit.Timeouts != _lastTransmit.Timeouts) come |= Timeout;
        if (receive.CheckErrors != _lastReceive.CheckErrors) come |= CheckError;
        if (receive.SequenceErrors != _lastReceive.SequenceErrors) come |= SequenceError;
        if (receive.FramingErrors != _lastReceive.FramingErrors) come |= FramingError;
        (_lastTransmit, _lastReceive) = (transmit, receive);
        return come;
    }

    // An event in the cycle in which it is cleared stays.
    private RegisterReply Serve(RegisterRequest request, uint come)
    {
        if (!_registers.Holds(request.Offset))
        {
            _events |= come;
            return RegisterReply.Missing;
        }
        uint events = _events | come;
        if (request.Write && request.Offset == Events) events = _events & ~request.Value | come;
        _events = events & AllEvents;
        if (!request.Write) return new RegisterReply(ReadWord(request.Offset), false);
        if (request.Offset == Events) return RegisterReply.Written;
        if (request.Offset is >= Counters and < CountersEnd) _base[Place(request.Offset)] = Total(request.Offset) - request.Value;
        else WriteSwitch(request);
        return RegisterReply.Written;
    }

    private void WriteSwitch(RegisterRequest request)
    {
        _registers.TryWrite(request.Offset, request.Value, 15);
        _registers.Clock();
        LinkRegisters registers = Registers;
        if (registers.Control.ClearCounters && !_uncleared)
            for (uint offset = Counters; offset < CountersEnd; offset += 4)
                _base[Place(offset)] = Total(offset);
        _registers.SettleAll();
        _timed |= registers.Timing.IsWritten || request.Offset == 0x10;
        LinkRegisters.TimingRegister timing = registers.Timing;
        Settings.Set(new LinkSettings(
            !registers.Control.TransmitEnable && !_unstoppable, !registers.Control.ReceiveEnable,
            _timed ? (byte)timing.Resend : (byte)0, _timed ? (byte)timing.GiveUp : (byte)0, _timed ? (byte)timing.Idle : (byte)0));
    }

    private uint ReadWord(uint offset) => offset switch
    {
        0x04 => Status(),
        Events => _events,
        >= Counters and < CountersEnd => Total(offset) - _base[Place(offset)],
        _ => _registers.ReadWord(offset),
    };

    private uint Status()
    {
        TransmitCounts transmit = Transmit.Value;
        uint state = transmit.State switch { TransmitState.Down => 0, TransmitState.Grounded => 3, _ => 2u };
        bool isBlocked = transmit.State is TransmitState.Down or TransmitState.OutOfCredit || Settings.Value.TransmitOff;
        return state | (uint)transmit.Outstanding << 4 | (uint)Math.Min(transmit.Credit, (byte)63) << 8 | (uint)Math.Min(Receive.Value.Filled, (byte)63) << 16 | (isBlocked ? 1u << 31 : 0);
    }

    private static int Place(uint offset) => (int)(offset - Counters) / 4;

    private uint Total(uint offset) => offset switch
    {
        0x20 => Transmit.Value.Sent,
        0x24 => Receive.Value.Units,
        0x28 => _swapped ? Receive.Value.SequenceErrors : Receive.Value.CheckErrors,
        0x2C => _swapped ? Receive.Value.CheckErrors : Receive.Value.SequenceErrors,
        0x30 => Transmit.Value.Resent,
        0x34 => Transmit.Value.Timeouts,
        0x38 => Transmit.Value.Stalls,
        0x40 => Transmit.Value.Packets,
        0x44 => Receive.Value.Packets,
        _ => 0,
    };
}
