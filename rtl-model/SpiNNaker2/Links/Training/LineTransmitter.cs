using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.Training;

/// <summary>How far the start-up of a line has come.</summary>
public enum TrainingState : byte
{
    /// <summary>Handshakes of phase 0: the own receiver has no lock.</summary>
    [Arcs(PhaseOne)] PhaseZero,

    /// <summary>Handshakes of phase 1: the own receiver has its lock, the partner's perhaps not.</summary>
    [Arcs(PhaseZero, Up)] PhaseOne,

    /// <summary>Words pass.</summary>
    [Arcs(PhaseZero)] Up,
}

/// <summary>
/// Brings a line up by handshakes in two phases (as the board-to-board link of SpiNNaker does), puts words into the line code, and keeps the line free for clock compensation.
/// Idle words are not simulated: the line's running disparity stands still meanwhile.
/// </summary>
/// <typeparam name="T">A word of the protocol above.</typeparam>
[Module]
public sealed partial class LineTransmitter<T>(Component parent, string name, ILineCode<T> code, TrainingRules rules, string block) : Module(parent, name)
    where T : unmanaged
{
    // Interface
    [In] public partial In<T> Words { get; }

    [In] public partial SignalIn<LockStatus> Lock { get; }

    /// <summary>No words are taken yet.</summary>
    [Out] public partial RegOut<bool> IsTraining { get; }

    [Out] public partial Out<LineBlock> Line { get; }

    // State
    [Reg, Fsm] private TrainingState _state;
    [Reg] private bool _positive;
    [Reg(Trace = false)] private long _freeAt;
    [Reg(Trace = false)] private long _compensateAt = rules.CompensationPeriod - rules.CompensationCycles;
    [Reg(Trace = false)] private byte _restartsSeen;
    [Reg(Trace = false)] private ushort _questionsSeen;
    [Reg(Trace = false)] private int _handshakesLeft = rules.LostHandshakes;
    [Reg] private bool _toldPhaseOne;
    [Reg] private long _handshakes;
    [Reg] private long _timesUp;
    [Reg] private long _compensations;
    private readonly bool _disparityStuck = parent.Simulation.Options.Faults.Has($"{block}.disparity_wrong");
    private readonly bool _noHandshake = parent.Simulation.Options.Faults.Has($"{block}.phase_one_skipped");

    // Behaviour

    /// <summary>How far the start-up has come.</summary>
    public TrainingState Doing => _state;

    /// <summary>Handshakes that went out.</summary>
    public long Handshakes => _handshakes;

    /// <summary>How often the line came up: completed handshakes.</summary>
    public long TimesUp => _timesUp;

    /// <summary>Clock compensations that words had to wait for.</summary>
    public long Compensations => _compensations;

    protected override Activity Tick()
    {
        LockStatus status = Lock.Value;
        if (status.Restarts != _restartsSeen) Restart(status);
        // A word that was taken just before the line went down is lost with those under way.
        if (_state != TrainingState.Up && Words.HasData) Words.Pop();
        if (Now < _freeAt) return Activity.Until(_freeAt);
        switch (_state)
        {
            case TrainingState.PhaseZero when status.IsLocked:
                State = TrainingState.PhaseOne;
                _toldPhaseOne = false;
                break;
            // The partner has to hear of phase 1 at least once.
            case TrainingState.PhaseOne when status.SawPhaseOne && (_toldPhaseOne || _noHandshake):
                State = TrainingState.Up;
                _timesUp++;
                break;
        }
        if (IsTraining.Value != (_state != TrainingState.Up)) IsTraining.Set(_state != TrainingState.Up);
        if (_state != TrainingState.Up) return Train(status);
        if (status.Questions != _questionsSeen)
        {
            _questionsSeen = status.Questions;
            return Shake(1, isDone: true);
        }
        if (!Words.HasData) return Activity.Idle;
        if (Compensate() is > 0 and long until) return Activity.Until(until);
        bool before = _positive;
        return Send(code.Encode(Words.Pop(), ref _positive), before);
    }

    private void Restart(LockStatus status)
    {
        _restartsSeen = status.Restarts;
        _handshakesLeft = rules.LostHandshakes;
        if (_state != TrainingState.PhaseZero) State = TrainingState.PhaseZero;
    }

    private Activity Train(LockStatus status)
    {
        if (!status.HasSignal && --_handshakesLeft < 0)
        {
            _handshakesLeft = 0;
            return Activity.Idle;
        }
        _questionsSeen = status.Questions;
        _toldPhaseOne |= _state == TrainingState.PhaseOne;
        return Shake(_state == TrainingState.PhaseOne ? 1 : 0, isDone: false);
    }

    private Activity Shake(int phase, bool isDone)
    {
        _handshakes++;
        bool before = _positive;
        return Send(code.Handshake(phase, isDone, ref _positive), before);
    }

    private Activity Send(LineBlock line, bool before)
    {
        Line.Push(line);
        if (_disparityStuck && (_handshakes & 15) == 15) _positive = before;
        _freeAt = Now + rules.WordCycles;
        return Activity.Until(_freeAt);
    }

    // What fell into idle time is done; on a busy line the word waits, and the line is kept free. 0: nothing to wait for.
    private long Compensate()
    {
        if (Now < _compensateAt) return 0;
        long period = rules.CompensationPeriod;
        long last = _compensateAt + ((Now - _compensateAt) / period * period);
        _compensateAt = last + period;
        long end = Math.Max(last, Math.Min(_freeAt, Now)) + rules.CompensationCycles;
        if (end <= Now) return 0;
        _compensations++;
        _freeAt = end;
        if (code.Compensation(ref _positive) is { } symbols) Line.Push(symbols);
        return end;
    }
}
