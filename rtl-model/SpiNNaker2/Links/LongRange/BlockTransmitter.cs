using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>How far the start-up of a long-range link has come.</summary>
public enum TrainingState : byte
{
    /// <summary>Handshakes of phase 0: the own receiver has no lock.</summary>
    [Arcs(PhaseOne)] PhaseZero,

    /// <summary>Handshakes of phase 1: the own receiver has its lock, the partner's perhaps not.</summary>
    [Arcs(PhaseZero, Up)] PhaseOne,

    /// <summary>Units pass.</summary>
    [Arcs(PhaseZero)] Up,
}

/// <summary>What the receiver of an endpoint tells its transmitter.</summary>
/// <param name="HasSignal">There is a signal.</param>
/// <param name="IsLocked">It has its lock.</param>
/// <param name="SawPhaseOne">A handshake of phase 1 came since the last restart.</param>
/// <param name="Restarts">How often the partner began anew or the lock was lost, modulo 256.</param>
/// <param name="Questions">Handshakes that want an answer, modulo 2^16.</param>
[Payload]
public readonly partial record struct LockStatus(bool HasSignal, bool IsLocked, bool SawPhaseOne, byte Restarts, ushort Questions);

/// <summary>
/// Brings a long-range line up by handshakes in two phases (as the board-to-board link of SpiNNaker does) and puts units into the line code: twelve symbols, in twelve byte-clock
/// cycles. Idle units (K28.5 first, of no effect on the running disparity) and clock compensation are not simulated as such; the time of the latter is.
/// </summary>
[Module]
public sealed partial class BlockTransmitter(Component parent, string name, LongRangeParameters parameters) : Module(parent, name)
{
    private const int CompensationCycles = 4;

    // Interface
    [In] public partial In<LinkUnit> Units { get; }

    [In] public partial SignalIn<LockStatus> Lock { get; }

    /// <summary>No units are taken yet.</summary>
    [Out] public partial RegOut<bool> IsTraining { get; }

    [Out] public partial Out<LineBlock> Line { get; }

    // State
    [Reg, Fsm] private TrainingState _state;
    [Reg] private bool _positive;
    [Reg(Trace = false)] private long _freeAt;
    [Reg(Trace = false)] private long _compensateAt = CompensationPeriod(parameters) - CompensationCycles;
    [Reg(Trace = false)] private byte _restartsSeen;
    [Reg(Trace = false)] private ushort _questionsSeen;
    [Reg(Trace = false)] private int _handshakesLeft = parameters.LostHandshakes;
    [Reg] private bool _toldPhaseOne;
    [Reg] private long _handshakes;
    [Reg] private long _timesUp;
    [Reg] private long _compensations;
    private readonly bool _disparityStuck = parent.Simulation.Options.Faults.Has("link-long.disparity_wrong");
    private readonly bool _noHandshake = parent.Simulation.Options.Faults.Has("link-long.phase_one_skipped");

    // Behaviour

    /// <summary>How far the start-up has come.</summary>
    public TrainingState Doing => _state;

    /// <summary>Handshake units that went out.</summary>
    public long Handshakes => _handshakes;

    /// <summary>How often the link came up.</summary>
    public long TimesUp => _timesUp;

    /// <summary>Clock compensations that units had to wait for.</summary>
    public long Compensations => _compensations;

    protected override Activity Tick()
    {
        LockStatus status = Lock.Value;
        if (status.Restarts != _restartsSeen) Restart(status);
        // A unit that was taken just before the line went down is lost with those under way.
        if (_state != TrainingState.Up && Units.HasData) Units.Pop();
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
            return Send(DecodedBlock.Handshake(1, isDone: true), isHandshake: true);
        }
        if (!Units.HasData) return Activity.Idle;
        if (Compensate() is > 0 and long until) return Activity.Until(until);
        return Send(new DecodedBlock(Units.Pop(), 0, true), isHandshake: false);
    }

    private void Restart(LockStatus status)
    {
        _restartsSeen = status.Restarts;
        _handshakesLeft = parameters.LostHandshakes;
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
        return Send(DecodedBlock.Handshake(_state == TrainingState.PhaseOne ? 1 : 0, isDone: false), isHandshake: true);
    }

    private Activity Send(DecodedBlock block, bool isHandshake)
    {
        if (isHandshake) _handshakes++;
        bool before = _positive;
        Line.Push(block.Encode(ref _positive));
        if (_disparityStuck && (_handshakes & 15) == 15) _positive = before;
        _freeAt = Now + LineBlock.Symbols;
        return Activity.Until(_freeAt);
    }

    // Four symbols after every so many units, idle ones counted: what fell into idle time is done, else the line has to be kept free for it now. 0: nothing to wait for.
    private long Compensate()
    {
        if (Now < _compensateAt) return 0;
        long period = CompensationPeriod(parameters);
        long last = _compensateAt + (Now - _compensateAt) / period * period;
        _compensateAt = last + period;
        long end = Math.Max(last, Math.Min(_freeAt, Now)) + CompensationCycles;
        if (end <= Now) return 0;
        _compensations++;
        _freeAt = end;
        return end;
    }

    private static long CompensationPeriod(LongRangeParameters parameters) => (parameters.CompensationUnits * (long)LineBlock.Symbols) + CompensationCycles;
}
