using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>What the transmitter of a link does.</summary>
public enum TransmitState : byte
{
    /// <summary>The lines are grounded.</summary>
    [Arcs(Waking)] Grounded,

    /// <summary>The lines come up.</summary>
    [Arcs(Active)] Waking,

    /// <summary>New units, acknowledges, or idle lines.</summary>
    [Arcs(Grounded, Resending, OutOfCredit, Down)] Active,

    /// <summary>Units go out once more.</summary>
    [Arcs(Active)] Resending,

    /// <summary>A packet waits for room in the partner's FIFO.</summary>
    [Arcs(Active, Resending, Down)] OutOfCredit,

    /// <summary>The partner does not answer.</summary>
    [Arcs(Active, Resending)] Down,
}

/// <summary>
/// The sending half of an endpoint: makes units of packets, keeps them until they are acknowledged, sends them again after a nak or a timeout, and tells the partner
/// what the receiver of the same endpoint has got. A unit leaves at most every <see cref="UnitLinkParameters.UnitCycles"/> word-clock cycles.
/// </summary>
/// <remarks>
/// Units that would carry nothing new are not simulated: a line without units is an idle line. What the partner should know goes out in the next free unit, once more after
/// as many idle units as lie between two advertisements of credit (so that a lost acknowledge rarely costs a timeout), and at the latest before the lines are grounded.
/// </remarks>
[Module]
public sealed partial class UnitTransmitter : Module
{
    private const int IdMask = LinkUnit.Ids - 1;

    // Interface
    [In] public partial In<CommsPacket> Packets { get; }

    [In(Depth = 4)] public partial In<PartnerReport> Reports { get; }

    [In] public partial SignalIn<ReceiverStatus> Receiver { get; }

    /// <summary>The line is not up: nothing is sent, and no time counts.</summary>
    [In(Optional = true)] public partial SignalIn<bool> IsHalted { get; }

    [Out] public partial Out<LinkUnit> Line { get; }

    /// <summary>To the own receiver, instead of the line, in loopback.</summary>
    [Out(Optional = true)] public partial Out<LinkUnit> Loop { get; }

    /// <summary>From the register bank.</summary>
    [In(Optional = true)] public partial SignalIn<LinkSettings> Settings { get; }

    /// <summary>To the register bank.</summary>
    [Out(Optional = true)] public partial RegOut<TransmitCounts> Counts { get; }

    // State
    [Reg, Fsm] private TransmitState _state;
    [Reg] private readonly LinkUnit[] _sent = new LinkUnit[LinkUnit.Ids];
    [Reg(Width = 4)] private byte _base;
    [Reg(Width = 4)] private byte _next;
    [Reg(Width = 4)] private byte _resend;
    [Reg(Width = 4)] private byte _resendEnd;
    [Reg] private byte _unitOfPacket;
    [Reg] private int _credit;
    [Reg] private bool _started;
    [Reg] private byte _timeoutsInARow;
    [Reg(Trace = false)] private long _freeAt;
    [Reg(Trace = false)] private long _timerFrom;
    [Reg(Trace = false)] private long _busyAt;
    [Reg(Trace = false)] private long _askedAt;
    [Reg(Trace = false)] private bool _repeated;
    [Reg(Trace = false)] private bool _wasHalted;
    [Reg(Trace = false)] private byte _restarts;
    [Reg(Trace = false)] private long _probeAt;
    [Reg(Trace = false)] private ushort _newsTold;
    [Reg(Trace = false)] private ushort _naksTold;
    [Reg(Trace = false)] private ushort _answersTold;
    [Reg(Trace = false)] private ushort _drainedTold;
    [Reg] private long _unitsSent;
    [Reg] private long _controlsSent;
    [Reg] private long _unitsResent;
    [Reg] private long _timeouts;
    [Reg] private long _creditStalls;
    [Reg] private long _packetsSent;
    [Reg] private long _timesDown;
    private readonly UnitLinkParameters _with;
    private readonly UnitFaults _faults;
    private readonly ushort[] _crc;
    private readonly long _cadence;

    // Behaviour
    internal UnitTransmitter(Component parent, string name, UnitLinkParameters parameters, UnitFaults faults)
        : base(parent, name)
    {
        (_with, _faults) = (parameters, faults);
        _crc = faults.Table;
        _cadence = (long)parameters.CreditUnits * parameters.UnitCycles;
        Describe("window", parameters.Window);
        Describe("selective_repeat", parameters.SelectiveRepeat);
    }

    /// <summary>What it does.</summary>
    public TransmitState Doing => _state;

    /// <summary>Units of packets and control units that went out, repeats included.</summary>
    public long UnitsSent => _unitsSent;

    /// <summary>Of them control units.</summary>
    public long ControlsSent => _controlsSent;

    /// <summary>Of them repeats.</summary>
    public long UnitsResent => _unitsResent;

    /// <summary>Acknowledges or answers that did not come in time.</summary>
    public long Timeouts => _timeouts;

    /// <summary>How often a packet had to wait for credit.</summary>
    public long CreditStalls => _creditStalls;

    /// <summary>Packets taken from the router, whole.</summary>
    public long PacketsSent => _packetsSent;

    /// <summary>How often the link went down.</summary>
    public long TimesDown => _timesDown;

    /// <summary>Units sent and not yet acknowledged.</summary>
    public int Outstanding => _next - _base & IdMask;

    /// <summary>Whether the link is marked down: the router sees its output blocked.</summary>
    public bool IsDown => _state == TransmitState.Down;

    /// <summary>Units that may still be sent into the partner's FIFO, as far as it is known.</summary>
    public int Credit => _started ? _credit : _with.ReceiveDepth;

    private bool HasPacket => Packets.HasData && !Settings.Value.TransmitOff;

    private int ResendUnits => Settings.Value.Resend is var units and > 0 ? units : _with.ResendUnits;

    private int GiveUp => Settings.Value.GiveUp is var times and > 0 ? times : _with.GiveUp;

    // Lines that are built to stay active do.
    private int IdleUnits => _with.IdleUnits > 0 && Settings.Value.Idle is var units and > 0 ? units : _with.IdleUnits;

    private bool IsSelective => Settings.Value.Rule switch { ResendRule.AsBuilt => _with.SelectiveRepeat, var rule => rule == ResendRule.Selective };

    private Out<LinkUnit> Way => Settings.Value.Loopback && !_faults.LoopOpen ? Loop : Line;

    // Loopback needs no line.
    private bool IsStill => Settings.Value.LinesOff || (IsHalted.Value && !Settings.Value.Loopback);

    private long ResendTime => (long)ResendUnits * _with.UnitCycles;

    private bool HasNews => Receiver.Value.News != _newsTold || Receiver.Value.Requests != _answersTold;

    private bool HasRoomToTell => (ushort)(Receiver.Value.Drained - _drainedTold) >= _with.CreditUnits;

    protected override Activity Tick()
    {
        Activity activity = Work();
        if (Counts.IsConnected) Show();
        return activity;
    }

    private void Show()
    {
        var counts = new TransmitCounts((uint)_unitsSent, (uint)_unitsResent, (uint)_timeouts, (uint)_creditStalls, (uint)_packetsSent, (uint)_timesDown, (byte)Outstanding, (byte)Math.Max(0, Credit), _state);
        if (counts != Counts.Value) Counts.Set(counts);
    }

    private Activity Work()
    {
        if (!_started) (_started, _credit) = (true, _with.ReceiveDepth);
        if (_restarts != Settings.Value.Restarts) return Restart();
        if (Reports.HasData) Take(Reports.Pop());
        if (Now < _freeAt) return Activity.Until(_freeAt);
        if (IsStill || !Way.CanPush)
        {
            _wasHalted |= IsStill;
            return Activity.Idle;
        }
        if (_wasHalted) Resume();
        switch (_state)
        {
            case TransmitState.Grounded:
                return LeaveGround();
            case TransmitState.Waking:
                State = TransmitState.Active;
                _busyAt = Now;
                break;
            case TransmitState.Down:
                return Probe();
        }
        if (TimerRuns && Now >= _timerFrom + ResendTime)
        {
            Expire();
            if (_state == TransmitState.Down) return Probe();
        }
        if (_state == TransmitState.Resending) return Resend();
        // Advertised room goes before new units, or a busy line would never carry any.
        if (HasRoomToTell) return SendControl(request: false);
        if (HasPacket && Outstanding < _with.Window)
        {
            if (_credit > 0)
            {
                if (_state == TransmitState.OutOfCredit) State = TransmitState.Active;
                return SendNext();
            }
            if (_state != TransmitState.OutOfCredit) return WaitForCredit();
        }
        return Idle();
    }

    private bool TimerRuns => Outstanding > 0 || _state == TransmitState.OutOfCredit;

    private void Resume()
    {
        _wasHalted = false;
        _timerFrom = _askedAt = Now;
        // What was under way is lost.
        if (Outstanding > 0 && _state == TransmitState.Active) GoBack();
    }

    private Activity LeaveGround()
    {
        if (!HasPacket && !HasNews && !HasRoomToTell) return Activity.Idle;
        State = TransmitState.Waking;
        _freeAt = Now + (_faults.NoWake ? 0 : _with.WakeCycles);
        return Activity.Until(Math.Max(_freeAt, Now + 1));
    }

    private Activity SendNext()
    {
        if (Outstanding == 0) _timerFrom = Now;
        LinkUnit unit = PacketUnits.Unit(in Packets.Peek(), _unitOfPacket, _next);
        _sent[_next] = unit;
        _next = (byte)(_faults.SequenceNotWrapped && _next == IdMask ? 1 : _next + 1 & IdMask);
        _credit--;
        if (unit.Kind == UnitKind.Last)
        {
            Packets.Pop();
            _packetsSent++;
            _unitOfPacket = 0;
        }
        else _unitOfPacket++;
        return Send(unit);
    }

    private Activity Resend()
    {
        LinkUnit unit = _sent[_resend];
        _resend = (byte)(_resend + 1 & IdMask);
        _unitsResent++;
        if (_resend == _resendEnd) State = TransmitState.Active;
        _timerFrom = Now;
        return Send(unit);
    }

    private Activity WaitForCredit()
    {
        State = TransmitState.OutOfCredit;
        _creditStalls++;
        if (Outstanding == 0) _timerFrom = Now;
        return SendControl(request: true);
    }

    // Nothing to send, or nothing that may be sent: only what the partner should know.
    private Activity Idle()
    {
        if (HasNews) return SendControl(request: _state == TransmitState.OutOfCredit);
        long next = TimerRuns ? _timerFrom + ResendTime : long.MaxValue;
        if (_state == TransmitState.OutOfCredit)
        {
            if (Now >= _askedAt + _cadence) return SendControl(request: true);
            next = Math.Min(next, _askedAt + _cadence);
        }
        else if (!_repeated)
        {
            if (Now >= _busyAt + _cadence) return RepeatNews();
            next = Math.Min(next, _busyAt + _cadence);
        }
        if (Outstanding == 0 && !HasPacket && IdleUnits > 0)
        {
            long ground = _busyAt + ((long)IdleUnits * _with.UnitCycles);
            if (Now >= ground)
            {
                State = TransmitState.Grounded;
                return Activity.Idle;
            }
            next = Math.Min(next, ground);
        }
        return next == long.MaxValue ? Activity.Idle : Activity.Until(next);
    }

    // A repeat is no reason to keep the lines up.
    private Activity RepeatNews()
    {
        long busy = _busyAt;
        Activity activity = SendControl(request: false);
        (_busyAt, _repeated) = (busy, true);
        return activity;
    }

    private Activity SendControl(bool request)
    {
        if (request) _askedAt = Now;
        bool answer = Receiver.Value.Requests != _answersTold;
        _answersTold = Receiver.Value.Requests;
        _drainedTold = Receiver.Value.Drained;
        _controlsSent++;
        return Send(LinkUnit.OfControl(Receiver.Value.Free, request, answer));
    }

    private Activity Send(LinkUnit unit)
    {
        ReceiverStatus receiver = Receiver.Value;
        Way.Push(unit.Sealed(_crc, receiver.Expected, receiver.Naks != _naksTold));
        (_newsTold, _naksTold) = (receiver.News, receiver.Naks);
        _unitsSent++;
        _busyAt = Now;
        _repeated = false;
        _freeAt = Now + _with.UnitCycles;
        return Activity.Until(_freeAt);
    }
}
