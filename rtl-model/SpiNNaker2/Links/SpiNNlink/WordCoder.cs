using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.LongRange;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>
/// Brings the cable up by handshakes in two phases, puts words into the line code, and corrects the clocks by four K28.0 in every 1001 words. Idle words are not simulated;
/// the line's running disparity stands still meanwhile.
/// </summary>
[Module]
public sealed partial class WordCoder(Component parent, string name, SpiNNlinkParameters parameters) : Module(parent, name)
{
    // Interface
    [In] public partial In<LinkWord> Words { get; }

    [In] public partial SignalIn<LockStatus> Lock { get; }

    /// <summary>No words are taken yet.</summary>
    [Out] public partial RegOut<bool> IsTraining { get; }

    [Out] public partial Out<LineBlock> Line { get; }

    // State
    [Reg, Fsm] private TrainingState _state;
    [Reg] private bool _positive;
    [Reg(Trace = false)] private long _correctAt = parameters.CorrectionWords - 1;
    [Reg(Trace = false)] private byte _restartsSeen;
    [Reg(Trace = false)] private ushort _questionsSeen;
    [Reg(Trace = false)] private int _handshakesLeft = parameters.LostHandshakes;
    [Reg] private bool _toldPhaseOne;
    [Reg(Trace = false)] private long _lastWord = -1;
    [Reg] private long _handshakes;
    [Reg] private long _timesUp;
    [Reg] private long _corrections;
    private readonly bool _disparityStuck = parent.Simulation.Options.Faults.Has("spinnlink.disparity_wrong");

    // Behaviour

    /// <summary>How far the start-up has come.</summary>
    public TrainingState Doing => _state;

    /// <summary>Handshake words that went out.</summary>
    public long Handshakes => _handshakes;

    /// <summary>How often the link came up: completed handshakes.</summary>
    public long TimesUp => _timesUp;

    /// <summary>Clock corrections that words had to wait for.</summary>
    public long Corrections => _corrections;

    protected override Activity Tick()
    {
        LockStatus status = Lock.Value;
        if (status.Restarts != _restartsSeen) Restart(status);
        if (_state == TrainingState.PhaseZero && status.IsLocked)
        {
            State = TrainingState.PhaseOne;
            _toldPhaseOne = false;
        }
        else if (_state == TrainingState.PhaseOne && status.SawPhaseOne && _toldPhaseOne)
        {
            State = TrainingState.Up;
            _timesUp++;
        }
        if (IsTraining.Value != (_state != TrainingState.Up)) IsTraining.Set(_state != TrainingState.Up);
        if (_state != TrainingState.Up)
        {
            // A word that was taken just before the cable went down is lost with those under way.
            if (Words.HasData) Words.Pop();
            return Train(status);
        }
        if (status.Questions != _questionsSeen)
        {
            _questionsSeen = status.Questions;
            _handshakes++;
            return Send(Frames.Handshake(1, isDone: true));
        }
        if (!Words.HasData) return Activity.Idle;
        if (Now >= _correctAt && Correct()) return Activity.Busy;
        return Send(Words.Pop());
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
        _handshakes++;
        return Send(Frames.Handshake(_state == TrainingState.PhaseOne ? 1 : 0, isDone: false));
    }

    // What fell into idle time is done; on a busy line the word waits for one cycle.
    private bool Correct()
    {
        long last = _correctAt + ((Now - _correctAt) / parameters.CorrectionWords * parameters.CorrectionWords);
        _correctAt = last + parameters.CorrectionWords;
        if (last < Now && _lastWord + 1 < Now) return false;
        _corrections++;
        Send(Frames.Correction);
        return true;
    }

    private Activity Send(LinkWord word)
    {
        bool before = _positive;
        ulong line = 0;
        for (int i = 3; i >= 0; i--) line = line << 10 | EightBTenB.Encode((byte)(word.Value >> (8 * i)), (word.Controls >> i & 1) != 0, ref _positive);
        if (_disparityStuck && (word.Value & 7) == 5) _positive = !before;
        Line.Push(new LineBlock(line, 0, BlockKind.Symbols));
        _lastWord = Now;
        return Activity.Busy;
    }
}
