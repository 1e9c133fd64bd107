using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>What the receiver of a link does.</summary>
public enum ReceiveState : byte
{
    /// <summary>Units come in order.</summary>
    [Arcs(GoingBack, Reordering)] InOrder,

    /// <summary>Go-back-N: units are refused until the expected one comes.</summary>
    [Arcs(InOrder)] GoingBack,

    /// <summary>Selective repeat: later units are kept until the expected one comes.</summary>
    [Arcs(InOrder)] Reordering,
}

/// <summary>
/// The receiving half of an endpoint: checks units, puts them in order, keeps them in a FIFO and makes packets of them. A unit whose check fails or that leaves a gap
/// is answered by one nak for the unit that is missing.
/// </summary>
[Module]
public sealed partial class UnitReceiver : Module
{
    private const int IdMask = LinkUnit.Ids - 1;
    private const int Window = LinkUnit.Ids / 2;
    private const int NoNak = -1;

    // Interface
    [In] public partial In<LinkUnit> Line { get; }

    /// <summary>From the own transmitter, in loopback.</summary>
    [In(Optional = true)] public partial In<LinkUnit> Loop { get; }

    [Out] public partial Out<PartnerReport> Reports { get; }

    [Out] public partial RegOut<ReceiverStatus> Status { get; }

    [Out] public partial Out<CommsPacket> Packets { get; }

    /// <summary>From the register bank.</summary>
    [In(Optional = true)] public partial SignalIn<LinkSettings> Settings { get; }

    /// <summary>To the register bank.</summary>
    [Out(Optional = true)] public partial RegOut<ReceiveCounts> Counts { get; }

    // State
    [Reg, Fsm] private ReceiveState _state;
    [Reg(Width = 4)] private byte _expected;
    [Reg] private int _nakFor = NoNak;
    [Reg] private byte _kept;
    [Reg(Trace = false)] private readonly LinkUnit[] _reorder = new LinkUnit[Window];
    [Reg(Trace = false)] private readonly LinkUnit[] _fifo;
    [Reg] private byte _fifoHead;
    [Reg] private byte _fifoCount;
    [Reg(Trace = false)] private readonly ulong[] _dataLow = new ulong[3];
    [Reg(Trace = false)] private readonly byte[] _dataHigh = new byte[3];
    [Reg] private byte _unitsOfPacket;
    [Reg(Trace = false)] private ushort _drained;
    [Reg(Trace = false)] private ushort _news;
    [Reg(Trace = false)] private ushort _naks;
    [Reg(Trace = false)] private ushort _requests;
    [Reg(Trace = false)] private byte _restarts;
    [Reg] private long _unitsReceived;
    [Reg] private long _controlsReceived;
    [Reg] private long _checkErrors;
    [Reg] private long _sequenceErrors;
    [Reg] private long _duplicates;
    [Reg] private long _overflows;
    [Reg] private long _framingErrors;
    [Reg] private long _packetsReceived;
    private readonly UnitLinkParameters _with;
    private readonly UnitFaults _faults;
    private readonly ushort[] _crc;
    private readonly byte _route;

    // Behaviour
    internal UnitReceiver(Component parent, string name, UnitLinkParameters parameters, UnitFaults faults, int link)
        : base(parent, name)
    {
        (_with, _faults, _crc, _route) = (parameters, faults, faults.Table, (byte)link);
        _fifo = new LinkUnit[parameters.ReceiveDepth];
        Describe("link", link);
    }

    /// <summary>What it does.</summary>
    public ReceiveState Doing => _state;

    /// <summary>Units of packets that came in order.</summary>
    public long UnitsReceived => _unitsReceived;

    /// <summary>Control units that came.</summary>
    public long ControlsReceived => _controlsReceived;

    /// <summary>Units whose check failed.</summary>
    public long CheckErrors => _checkErrors;

    /// <summary>Units that came before one that was missing.</summary>
    public long SequenceErrors => _sequenceErrors;

    /// <summary>Units that came again.</summary>
    public long Duplicates => _duplicates;

    /// <summary>Units that found the FIFO full; credits keep that from happening.</summary>
    public long Overflows => _overflows;

    /// <summary>Packets that did not have the units they should have.</summary>
    public long FramingErrors => _framingErrors;

    /// <summary>Packets given to the router.</summary>
    public long PacketsReceived => _packetsReceived;

    /// <summary>Units in the FIFO.</summary>
    public int Filled => _fifoCount;

    protected override Activity Tick()
    {
        if (_restarts != Settings.Value.Restarts) Restart();
        else Listen();
        bool more = Deliver();
        var status = new ReceiverStatus(
            (byte)(_faults.AckOffByOne && _state != ReceiveState.InOrder ? _expected + 1 & IdMask : _expected), (byte)Free, _drained, _news, _naks, _requests);
        if (status != Status.Value) Status.Set(status);
        if (Counts.IsConnected) Show();
        return more ? Activity.Busy : Activity.Idle;
    }

    // What comes on the line in loopback, or on grounded lines, is not seen.
    private void Listen()
    {
        LinkSettings settings = Settings.Value;
        if (Loop.HasData) Accept(Loop.Pop());
        if (!Line.HasData) return;
        LinkUnit unit = Line.Pop();
        if (!settings.Loopback && !settings.LinesOff) Accept(unit);
    }

    private void Restart()
    {
        _restarts = Settings.Value.Restarts;
        if (Line.HasData) Line.Pop();
        if (Loop.HasData) Loop.Pop();
        _expected = _kept = _fifoHead = _unitsOfPacket = 0;
        _nakFor = NoNak;
        _drained += _fifoCount;
        _fifoCount = 0;
        State = ReceiveState.InOrder;
    }

    private bool IsSelective => Settings.Value.Rule switch { ResendRule.AsBuilt => _with.SelectiveRepeat, var rule => rule == ResendRule.Selective };

    private void Show()
    {
        var counts = new ReceiveCounts((uint)_unitsReceived, (uint)_checkErrors, (uint)_sequenceErrors, (uint)_packetsReceived, (uint)_framingErrors, _fifoCount);
        if (counts != Counts.Value) Counts.Set(counts);
    }

    private int Free => Math.Min(63, (_with.ReceiveDepth - _fifoCount) * (_faults.CreditTwice ? 2 : 1));

    private void Accept(LinkUnit unit)
    {
        if (unit.Crc != Crc12.OfUnit(_crc, unit.High & 0xFFFFF, unit.Low) && !(_faults.CheckIgnored && (_checkErrors & 3) == 3))
        {
            _checkErrors++;
            AskForExpected();
            return;
        }
        if (unit.HasAcknowledge)
            Reports.Push(new PartnerReport((byte)unit.Acknowledge, unit.IsNak, unit.Kind == UnitKind.Control, (byte)unit.Free, unit.Kind == UnitKind.Control && unit.IsAnswer));
        if (unit.Kind == UnitKind.Control)
        {
            _controlsReceived++;
            if (unit.IsRequest) _requests++;
            return;
        }
        int ahead = unit.Id - _expected & IdMask;
        if (ahead == 0) TakeExpected(in unit);
        else if (ahead < Window) TakeLater(in unit);
        else if (_faults.DuplicateTaken && ahead == IdMask) Store(in unit);
        else
        {
            _duplicates++;
            _news++;
        }
    }

    private void TakeExpected(in LinkUnit unit)
    {
        if (!Store(in unit)) return;
        Expect();
        while ((_kept >> (_expected & (Window - 1)) & 1) != 0)
        {
            _kept &= (byte)~(1 << (_expected & (Window - 1)));
            if (!Store(in _reorder[Slot(_expected)])) return;
            Expect();
        }
        if (_kept == 0) State = ReceiveState.InOrder;
        // The next missing one may be lost as well.
        else AskOnce();
    }

    private void Expect()
    {
        _expected = (byte)(_expected + 1 & IdMask);
        _unitsReceived++;
        _nakFor = NoNak;
        _news++;
    }

    private void TakeLater(in LinkUnit unit)
    {
        _sequenceErrors++;
        if (!IsSelective)
        {
            if (_state != ReceiveState.GoingBack) AskForExpected();
            return;
        }
        _reorder[Slot(unit.Id)] = unit;
        _kept |= (byte)(1 << (unit.Id & (Window - 1)));
        State = ReceiveState.Reordering;
        AskOnce();
    }

    private int Slot(int id) => id & (_faults.SlotReused ? Window / 2 - 1 : Window - 1);

    private void AskOnce()
    {
        if (_nakFor == _expected) return;
        _nakFor = _expected;
        _naks++;
        _news++;
    }

    private void AskForExpected()
    {
        _nakFor = _expected;
        _naks++;
        _news++;
        if (!IsSelective) State = ReceiveState.GoingBack;
    }

    private bool Store(in LinkUnit unit)
    {
        if (_fifoCount == _fifo.Length)
        {
            _overflows++;
            return false;
        }
        int at = _fifoHead + _fifoCount++;
        _fifo[at < _fifo.Length ? at : at - _fifo.Length] = unit;
        return true;
    }

    // One unit a cycle out of the FIFO. True where there is more to do in the next cycle.
    private bool Deliver()
    {
        if (_fifoCount == 0 || Settings.Value.ReceiveOff) return false;
        ref readonly LinkUnit unit = ref _fifo[_fifoHead];
        if (unit.Kind == UnitKind.Last && !Packets.CanPush) return false;
        bool starts = unit.Kind == UnitKind.First && _unitsOfPacket > 0;
        bool framing = starts || (unit.Kind == UnitKind.Middle && _unitsOfPacket != 1);
        if (framing) _framingErrors++;
        if (starts || _unitsOfPacket == 3) _unitsOfPacket = 0;
        (_dataLow[_unitsOfPacket], _dataHigh[_unitsOfPacket]) = (unit.Low, unit.DataHigh);
        _unitsOfPacket++;
        if (unit.Kind == UnitKind.Last)
        {
            Packets.Push(PacketUnits.Packet(_dataLow.AsSpan(0, _unitsOfPacket), _dataHigh.AsSpan(0, _unitsOfPacket), _route, framing));
            _packetsReceived++;
            _unitsOfPacket = 0;
        }
        _fifoHead = (byte)(_fifoHead + 1 == _fifo.Length ? 0 : _fifoHead + 1);
        _fifoCount--;
        _drained++;
        return _fifoCount > 0;
    }
}
