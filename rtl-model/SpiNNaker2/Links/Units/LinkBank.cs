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

/// <summary>Which units go out again after one was lost.</summary>
public enum ResendRule : byte
{
    /// <summary>As the link was built.</summary>
    AsBuilt,

    /// <summary>The lost one and all after it.</summary>
    GoBack,

    /// <summary>The lost one alone.</summary>
    Selective,
}

/// <summary>What the register bank tells transmitter and receiver. Times of 0: those that the link was built with. The last four change with a restart only.</summary>
/// <param name="TransmitOff">No packets are taken from the router.</param>
/// <param name="ReceiveOff">No packets are given to the router.</param>
/// <param name="Resend">Units without acknowledge before a resend.</param>
/// <param name="GiveUp">Timeouts in a row that mark the link down.</param>
/// <param name="Idle">Idle units before the lines are grounded.</param>
/// <param name="LinesOff">The lines are grounded: nothing is sent, and what comes is not seen.</param>
/// <param name="Loopback">The transmitter's units go to the own receiver instead of the line.</param>
/// <param name="Rule">Which units go out again.</param>
/// <param name="Restarts">Restarts of the protocol so far, modulo 256.</param>
[Payload]
public readonly partial record struct LinkSettings(
    bool TransmitOff, bool ReceiveOff, byte Resend, byte GiveUp, byte Idle, bool LinesOff, bool Loopback, ResendRule Rule, byte Restarts);

/// <summary>The kinds of links that a bank can be built for, as the mode field names them.</summary>
internal enum LinkMode : uint
{
    /// <summary>Short range.</summary>
    ShortRange = 1,

    /// <summary>Long range.</summary>
    LongRange = 2,
}

/// <summary>
/// The registers of a link (link.rdl): switches and times are in the generated register file; events and counters are kept here as differences to sums of transmitter and receiver,
/// so that a link at work does not clock the bank's counters.
/// </summary>
/// <remarks>
/// Mode, loopback and resend rule take effect with a restart, which empties both directions: the partner has to be restarted too, while neither end is given packets. In any mode
/// but the one that the link was built for its lines are grounded. One access a cycle of the word clock.
/// </remarks>
[Module]
public sealed partial class LinkBank : Module
{
    private const uint Control = 0x00, Events = 0x08, Timing = 0x10, Counters = 0x20, CountersEnd = 0x48;
    private const uint LinkUp = 1, LinkDown = 2, CheckError = 4, SequenceError = 8, Timeout = 16, SymbolError = 32, FramingError = 64, AllEvents = 0x7F;
    private const int CounterPlaces = 10;

    // Interface
    [In(Optional = true)] public partial In<RegisterRequest> Request { get; }

    [Out(Optional = true)] public partial Out<RegisterReply> Reply { get; }

    [In] public partial SignalIn<TransmitCounts> Transmit { get; }

    [In] public partial SignalIn<ReceiveCounts> Receive { get; }

    /// <summary>The line is not up yet.</summary>
    [In(Optional = true)] public partial SignalIn<bool> IsTraining { get; }

    /// <summary>Words that violated the line code, modulo 2^32.</summary>
    [In(Optional = true)] public partial SignalIn<uint> Violations { get; }

    [Out] public partial RegOut<LinkSettings> Settings { get; }

    /// <summary>An event that is enabled has come.</summary>
    [Out(Optional = true)] public partial RegOut<bool> Interrupt { get; }

    // State
    [Reg(Trace = false)] private readonly RegisterFile _registers = new LinkRegisters();
    [Reg] private uint _events;
    [Reg(Trace = false)] private TransmitCounts _lastTransmit;
    [Reg(Trace = false)] private ReceiveCounts _lastReceive;
    [Reg(Trace = false)] private readonly uint[] _base = new uint[CounterPlaces];
    [Reg(Trace = false)] private uint _lastViolations;
    [Reg(Trace = false)] private bool _timed;
    [Reg(Trace = false)] private bool _started;
    private readonly LinkMode _mode;
    private readonly bool _selective;
    private readonly bool _uncleared;
    private readonly bool _swapped;
    private readonly bool _unstoppable;

    // Behaviour
    internal LinkBank(Component parent, string name, LinkMode mode, bool selective)
        : base(parent, name)
    {
        (_mode, _selective) = (mode, selective);
        _uncleared = Simulation.Options.Faults.Has("linkbank.clear_ignored");
        _swapped = Simulation.Options.Faults.Has("linkbank.counters_swapped");
        _unstoppable = Simulation.Options.Faults.Has("linkbank.enable_ignored");
    }

    /// <summary>The registers that software sets, to be read between runs.</summary>
    public LinkRegisters Registers => (LinkRegisters)_registers;

    protected override Activity Tick()
    {
        if (!_started) ShowBuild();
        uint come = TakeEvents();
        bool isServed = Request.HasData && Reply.CanPush;
        if (isServed) Reply.Push(Serve(Request.Pop(), come));
        else _events |= come;
        bool interrupt = (_events & (uint)Registers.EventEnable.ReadBits(0)) != 0;
        if (Interrupt.IsConnected && Interrupt.Value != interrupt) Interrupt.Set(interrupt);
        return isServed ? Activity.Busy : Activity.Idle;
    }

    // The control register begins with what the link was built as.
    private void ShowBuild()
    {
        _started = true;
        _registers.WriteWord(Control, (Registers.Control.Word32() & ~0x103u) | (uint)_mode | (_selective ? 0x100u : 0));
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
        if (Violations.Value != _lastViolations) come |= SymbolError;
        (_lastTransmit, _lastReceive, _lastViolations) = (transmit, receive, Violations.Value);
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
        bool restarts = registers.Control.Restart;
        _registers.SettleAll();
        _timed |= request.Offset == Timing;
        LinkRegisters.TimingRegister timing = registers.Timing;
        LinkSettings settings = Settings.Value with { TransmitOff = !registers.Control.TransmitEnable && !_unstoppable, ReceiveOff = !registers.Control.ReceiveEnable };
        if (_timed) settings = settings with { Resend = (byte)timing.Resend, GiveUp = (byte)timing.GiveUp, Idle = (byte)timing.Idle };
        if (restarts) settings = Restarted(settings);
        Settings.Set(settings);
    }

    private LinkSettings Restarted(LinkSettings settings)
    {
        uint control = Registers.Control.Word32();
        return settings with
        {
            LinesOff = (control & 3) != (uint)_mode,
            Loopback = Registers.Control.Loopback,
            Rule = Registers.Control.SelectiveRepeat ? ResendRule.Selective : ResendRule.GoBack,
            Restarts = (byte)(settings.Restarts + 1),
        };
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
        bool isOff = Settings.Value.LinesOff;
        uint state = isOff ? 0 : IsTraining.Value && !Settings.Value.Loopback ? 1 : transmit.State switch { TransmitState.Down => 0, TransmitState.Grounded => 3, _ => 2u };
        bool isBlocked = transmit.State is TransmitState.Down or TransmitState.OutOfCredit || Settings.Value.TransmitOff || isOff;
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
