using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.LongRange;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>
/// Takes words out of the line code. A hundred handshakes in a row make the lock; words that violate the line code lose it. A handshake of phase 0 after one of phase 1 says
/// that the partner began anew.
/// </summary>
[Module]
public sealed partial class WordDecoder(Component parent, string name, SpiNNlinkParameters parameters) : Module(parent, name)
{
    // Interface
    [In] public partial In<LineBlock> Line { get; }

    [Out] public partial Out<LinkWord> Words { get; }

    [Out] public partial RegOut<LockStatus> Lock { get; }

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
        var status = new LockStatus(_state != LockState.NoSignal, _state == LockState.Locked, _sawPhaseOne, _restarts, _questions);
        if (status != Lock.Value) Lock.Set(status);
        return Activity.Idle;
    }

    private void Take(LineBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.SignalLost:
                Lose(LockState.NoSignal);
                return;
            case BlockKind.SignalFound:
                if (_state == LockState.NoSignal) State = LockState.Locking;
                return;
        }
        if (_state == LockState.NoSignal) return;
        LinkWord word = Decode(block.Low);
        if (_resync > 0)
        {
            _resync--;
            return;
        }
        if (word.IsBad) _badWords++;
        _badInARow = word.IsBad ? _badInARow + 1 : 0;
        bool handshake = !word.IsBad && Frames.IsHandshake(word);
        if (_state == LockState.Locking)
        {
            _good = handshake ? _good + 1 : 0;
            if (_good < parameters.LockWords) return;
            State = LockState.Locked;
            TakeHandshake(word.Value);
        }
        else if (_badInARow >= parameters.LossWords) Lose(LockState.Locking);
        else if (handshake) TakeHandshake(word.Value);
        else Words.Push(word);
    }

    private LinkWord Decode(ulong line)
    {
        uint value = 0;
        byte controls = 0;
        bool bad = false;
        for (int i = 3; i >= 0; i--)
        {
            Symbol symbol = EightBTenB.Decode((ushort)(line >> (10 * i) & 0x3FF), ref _positive);
            value = value << 8 | symbol.Value;
            if (symbol.IsControl) controls |= (byte)(1 << i);
            bad |= !symbol.IsGood;
        }
        return new LinkWord(value, controls, bad);
    }

    private void TakeHandshake(uint word)
    {
        _versionError = (byte)word != Frames.Version;
        if (_versionError) return;
        if ((word >> 8 & 1) != 0)
        {
            _sawPhaseOne = true;
            if ((word >> 8 & 2) == 0) _questions++;
        }
        else if (_sawPhaseOne) Lose(LockState.Locking);
    }

    private void Lose(LockState to)
    {
        if (_state == LockState.Locked) _locksLost++;
        (_good, _badInARow, _resync, _sawPhaseOne) = (0, 0, parameters.ResyncWords, false);
        _restarts++;
        State = to;
    }
}
