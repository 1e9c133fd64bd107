using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>What the receiver of a long-range line has.</summary>
public enum LockState : byte
{
    /// <summary>No signal.</summary>
    [Arcs(Locking)] NoSignal,

    /// <summary>Good handshakes are counted.</summary>
    [Arcs(NoSignal, Locked)] Locking,

    /// <summary>Units are passed on.</summary>
    [Arcs(NoSignal, Locking)] Locked,
}

/// <summary>Takes symbols out of the line code, locks to handshakes, and passes units on. A unit with a wrong symbol is passed on with a wrong check.</summary>
[Module]
public sealed partial class BlockReceiver(Component parent, string name, LongRangeParameters parameters) : Module(parent, name)
{
    // Interface
    [In] public partial In<LineBlock> Line { get; }

    [Out] public partial Out<LinkUnit> Units { get; }

    [Out] public partial RegOut<LockStatus> Lock { get; }

    // State
    [Reg, Fsm] private LockState _state = LockState.Locking;
    [Reg] private bool _positive;
    [Reg] private int _good;
    [Reg] private int _badInARow;
    [Reg] private bool _sawPhaseOne;
    [Reg(Trace = false)] private byte _restarts;
    [Reg(Trace = false)] private ushort _questions;
    [Reg] private long _symbolErrors;
    [Reg] private long _locksLost;
    private readonly bool _lockKept = parent.Simulation.Options.Faults.Has("link-long.lock_kept");
    private readonly bool _symbolsTaken = parent.Simulation.Options.Faults.Has("link-long.symbol_error_ignored");

    // Behaviour

    /// <summary>What it has.</summary>
    public LockState Has => _state;

    /// <summary>Units with a symbol that is no code word or breaks the running disparity.</summary>
    public long SymbolErrors => _symbolErrors;

    /// <summary>How often the lock was lost.</summary>
    public long LocksLost => _locksLost;

    protected override Activity Tick()
    {
        if (Line.HasData) Take(Line.Pop());
        var status = new LockStatus(_state != LockState.NoSignal, _state == LockState.Locked, _sawPhaseOne, _restarts, _questions);
        if (status != Lock.Value) Lock.Set(status);
        return Activity.Idle;
    }

    private void Take(LineBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.SignalLost:
                if (!_lockKept) Lose(LockState.NoSignal);
                return;
            case BlockKind.SignalFound:
                if (_state == LockState.NoSignal) State = LockState.Locking;
                return;
        }
        if (_state == LockState.NoSignal) return;
        DecodedBlock decoded = DecodedBlock.Decode(in block, ref _positive);
        bool good = decoded.IsGood && (decoded.Controls == 0 || decoded.IsHandshake);
        if (!good) _symbolErrors++;
        _badInARow = good ? 0 : _badInARow + 1;
        if (_state == LockState.Locking) CountTowardsLock(decoded, good);
        else if (_badInARow >= parameters.LossUnits) Lose(LockState.Locking);
        else if (good && decoded.IsHandshake) TakeHandshake(decoded);
        else Units.Push(good || _symbolsTaken ? decoded.Unit : Spoilt(decoded.Unit));
    }

    private void CountTowardsLock(DecodedBlock decoded, bool good)
    {
        if (!good) _good = Math.Max(0, _good - parameters.LockPenalty);
        else if (decoded.IsHandshake && ++_good >= parameters.LockUnits)
        {
            State = LockState.Locked;
            TakeHandshake(decoded);
        }
    }

    private void TakeHandshake(DecodedBlock decoded)
    {
        if (decoded.Phase == 1)
        {
            _sawPhaseOne = true;
            if (!decoded.IsDone) _questions++;
        }
        // The partner began anew.
        else if (_sawPhaseOne) Lose(LockState.Locking);
    }

    private void Lose(LockState to)
    {
        if (_state == LockState.Locked) _locksLost++;
        _good = _badInARow = 0;
        _sawPhaseOne = false;
        _restarts++;
        State = to;
    }

    private static LinkUnit Spoilt(LinkUnit unit) => unit with { High = (unit.High & 0xFFFFF) | (Crc12.OfUnit(unit.High & 0xFFFFF, unit.Low) ^ 0xFFF) << 20 };
}
