using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.Training;

/// <summary>What the receiver of a line has.</summary>
public enum LockState : byte
{
    /// <summary>No signal.</summary>
    [Arcs(Locking)] NoSignal,

    /// <summary>Good handshakes are counted.</summary>
    [Arcs(NoSignal, Locked)] Locking,

    /// <summary>Words are passed on.</summary>
    [Arcs(NoSignal, Locking)] Locked,
}

/// <summary>What the receiver of an endpoint tells its transmitter.</summary>
/// <param name="HasSignal">There is a signal.</param>
/// <param name="IsLocked">It has its lock.</param>
/// <param name="SawPhaseOne">A handshake of phase 1 came since the last restart.</param>
/// <param name="Restarts">How often the partner began anew or the lock was lost, modulo 256.</param>
/// <param name="Questions">Handshakes that want an answer, modulo 2^16.</param>
/// <param name="IsOtherVersion">The partner speaks another version of the protocol.</param>
[Payload]
public readonly partial record struct LockStatus(bool HasSignal, bool IsLocked, bool SawPhaseOne, byte Restarts, ushort Questions, bool IsOtherVersion);

/// <summary>
/// Takes words out of the line code and locks to handshakes; words that violate the line code lose the lock. A handshake of phase 0 after one of phase 1 says that the partner
/// began anew.
/// </summary>
/// <typeparam name="T">A word of the protocol above.</typeparam>
[Module]
public sealed partial class LineReceiver<T>(Component parent, string name, ILineCode<T> code, TrainingRules rules, string block) : Module(parent, name)
    where T : unmanaged
{
    // Interface
    [In] public partial In<LineBlock> Line { get; }

    [Out] public partial Out<T> Words { get; }

    [Out] public partial RegOut<LockStatus> Lock { get; }

    /// <summary>Words that violate the line code, modulo 2^32, for the register bank.</summary>
    [Out(Optional = true)] public partial RegOut<uint> Violations { get; }

    // State
    [Reg, Fsm] private LockState _state = LockState.Locking;
    [Reg] private bool _positive;
    [Reg] private int _good;
    [Reg] private int _badInARow;
    [Reg] private int _resync;
    [Reg] private bool _sawPhaseOne;
    [Reg] private bool _versionError;
    [Reg(Trace = false)] private byte _restarts;
    [Reg(Trace = false)] private ushort _questions;
    [Reg] private long _badWords;
    [Reg] private long _locksLost;
    private readonly bool _lockKept = parent.Simulation.Options.Faults.Has($"{block}.lock_kept");

    // Behaviour

    /// <summary>What it has.</summary>
    public LockState Has => _state;

    /// <summary>The partner speaks another version of the protocol.</summary>
    public bool HasVersionError => _versionError;

    /// <summary>Words that violate the line code.</summary>
    public long BadWords => _badWords;

    /// <summary>How often the lock was lost.</summary>
    public long LocksLost => _locksLost;

    protected override Activity Tick()
    {
        if (Line.HasData) Take(Line.Pop());
        var status = new LockStatus(_state != LockState.NoSignal, _state == LockState.Locked, _sawPhaseOne, _restarts, _questions, _versionError);
        if (status != Lock.Value) Lock.Set(status);
        if (Violations.IsConnected && Violations.Value != (uint)_badWords) Violations.Set((uint)_badWords);
        return Activity.Idle;
    }

    private void Take(LineBlock line)
    {
        switch (line.Kind)
        {
            case BlockKind.SignalLost:
                if (!_lockKept) Lose(LockState.NoSignal);
                return;
            case BlockKind.SignalFound:
                if (_state == LockState.NoSignal) State = LockState.Locking;
                return;
        }
        if (_state == LockState.NoSignal) return;
        Received<T> received = code.Decode(in line, ref _positive);
        if (_resync > 0)
        {
            _resync--;
            return;
        }
        if (!received.IsGood) _badWords++;
        _badInARow = received.IsGood ? 0 : _badInARow + 1;
        if (_state == LockState.Locking) CountTowardsLock(in received);
        else if (_badInARow >= rules.LossWords) Lose(LockState.Locking);
        else if (received.Handshake is { } handshake) TakeHandshake(handshake);
        else Words.Push(received.Word);
    }

    private void CountTowardsLock(in Received<T> received)
    {
        if (received.Handshake is not { } handshake)
        {
            if (rules.LockPenalty is not { } penalty) _good = 0;
            else if (!received.IsGood) _good = Math.Max(0, _good - penalty);
        }
        else if (++_good >= rules.LockHandshakes)
        {
            State = LockState.Locked;
            TakeHandshake(handshake);
        }
    }

    private void TakeHandshake(Handshake handshake)
    {
        _versionError = handshake.IsOtherVersion;
        if (_versionError) return;
        if (handshake.Phase == 1)
        {
            _sawPhaseOne = true;
            if (!handshake.IsDone) _questions++;
        }
        else if (_sawPhaseOne) Lose(LockState.Locking);
    }

    private void Lose(LockState to)
    {
        if (_state == LockState.Locked) _locksLost++;
        (_good, _badInARow, _resync, _sawPhaseOne) = (0, 0, rules.ResyncWords, false);
        _restarts++;
        State = to;
    }
}
