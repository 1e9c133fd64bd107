using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>What the frame sender puts on the line.</summary>
public enum FrameSenderState : byte
{
    /// <summary>Idle words.</summary>
    [Arcs(Control, Data)] Idle,

    /// <summary>A frame of one word.</summary>
    [Arcs(Idle, Data)] Control,

    /// <summary>The words of a data frame.</summary>
    [Arcs(Idle, Control)] Data,
}

/// <summary>
/// Collects packets of eight channels into data frames, keeps them until they are acknowledged, goes back to the refused frame in the other colour after a nak, and sends
/// the receiver's news: nak before flow control before acknowledge before out of credit or data. A frame that is sent again may be formed anew.
/// </summary>
[Module]
public sealed partial class FrameSender : Module
{
    private const int Channels = Frames.Channels;
    private const int Slots = 8;
    private const int SequenceMask = Frames.Sequences - 1;

    // Interface
    [In(Count = Channels, Optional = true)] public partial In<CommsPacket>[] Packets { get; }

    [In(Depth = 4)] public partial In<FrameReport> Reports { get; }

    [In] public partial SignalIn<FrameStatus> Receiver { get; }

    [In] public partial SignalIn<bool> IsHalted { get; }

    [Out] public partial Out<LinkWord> Words { get; }

    /// <summary>From the register bank.</summary>
    [In(Optional = true)] public partial SignalIn<SpiNNlinkSettings> Settings { get; }

    /// <summary>To the register bank.</summary>
    [Out(Optional = true)] public partial RegOut<FrameSendCounts> Counts { get; }

    // State
    [Reg, Fsm] private FrameSenderState _state;
    [Reg(Trace = false)] private readonly CommsPacket[] _store = new CommsPacket[Channels * Slots];
    [Reg(Trace = false)] private readonly byte[] _head = new byte[Channels];
    [Reg(Trace = true)] private readonly byte[] _count = new byte[Channels];
    [Reg(Trace = false)] private readonly byte[] _sent = new byte[Channels];
    [Reg(Trace = false)] private readonly byte[] _present = new byte[Slots];
    [Reg(Trace = false)] private readonly uint[] _frame = new uint[Frames.LongestData];
    [Reg] private byte _frameLength;
    [Reg] private byte _frameWord;
    [Reg] private bool _colour;
    [Reg(Width = 7)] private byte _sequence;
    [Reg(Width = 7)] private byte _acknowledged;
    [Reg(Width = 3)] private byte _spent;
    [Reg] private byte _stopped;
    [Reg(Trace = false)] private long _stoppedSince;
    [Reg(Trace = false)] private ushort _acknowledgesTold;
    [Reg(Trace = false)] private ushort _naksTold;
    [Reg(Trace = false)] private byte _goTold = 0xFF;
    [Reg(Trace = false)] private long _askAt;
    [Reg(Trace = false)] private ushort _scrambler = IdleScrambler.Seed;
    [Reg(Trace = false)] private ushort _sentinel;
    [Reg] private bool _wasHalted = true;
    [Reg] private long _dataFrames;
    [Reg] private long _wholeFrames;
    [Reg] private long _acknowledgesSent;
    [Reg] private long _naksSent;
    [Reg] private long _outOfCreditSent;
    [Reg] private long _flowSent;
    [Reg] private long _acknowledgesGot;
    [Reg] private long _naksGot;
    [Reg] private long _packetsSent;
    [Reg] private long _packetsResent;
    [Reg] private long _refused;
    private readonly SpiNNlinkParameters _with;
    private readonly SpiNNlinkFaults _faults;

    // Behaviour
    internal FrameSender(Component parent, string name, SpiNNlinkParameters parameters, SpiNNlinkFaults faults)
        : base(parent, name) => (_with, _faults) = (parameters, faults);

    /// <summary>What it puts on the line.</summary>
    public FrameSenderState Doing => _state;

    /// <summary>Data frames that may still be sent.</summary>
    public int Credit => _with.Credit - _spent;

    /// <summary>Its colour.</summary>
    public bool Colour => _colour;

    /// <summary>Data frames sent, repeats included.</summary>
    public long DataFrames => _dataFrames;

    /// <summary>Acknowledge frames sent.</summary>
    public long AcknowledgesSent => _acknowledgesSent;

    /// <summary>Nak frames sent.</summary>
    public long NaksSent => _naksSent;

    /// <summary>Out-of-credit frames sent.</summary>
    public long OutOfCreditSent => _outOfCreditSent;

    /// <summary>Flow-control frames sent.</summary>
    public long FlowControlSent => _flowSent;

    /// <summary>Acknowledges received that acknowledged a frame.</summary>
    public long AcknowledgesReceived => _acknowledgesGot;

    /// <summary>Naks received that were obeyed.</summary>
    public long NaksReceived => _naksGot;

    /// <summary>Packets put into frames, repeats included.</summary>
    public long PacketsSent => _packetsSent;

    /// <summary>Packets that go out again after a nak.</summary>
    public long PacketsResent => _packetsResent;

    /// <summary>Packets with more payload than a word, which this link can't carry: dropped.</summary>
    public long Refused => _refused;

    /// <summary>Bit n: channel n has nothing to send or to keep.</summary>
    public int EmptyChannels
    {
        get
        {
            int empty = 0;
            for (int channel = 0; channel < Channels; channel++)
                if (_count[channel] == 0)
                    empty |= 1 << channel;
            return empty;
        }
    }

    private int Outstanding => _sequence - _acknowledged & SequenceMask;

    /// <summary>Bit n: channel n takes no more packets.</summary>
    public int FullChannels
    {
        get
        {
            int full = 0;
            for (int channel = 0; channel < Channels; channel++)
                if (_count[channel] == _with.SendDepth)
                    full |= 1 << channel;
            return full;
        }
    }

    protected override Activity Tick()
    {
        Activity activity = Work();
        if (Counts.IsConnected) Show();
        return activity;
    }

    private void Show()
    {
        var counts = new FrameSendCounts(
            (uint)_dataFrames, (uint)_wholeFrames, (uint)_naksSent, (uint)_outOfCreditSent, (uint)_acknowledgesGot, (uint)_naksGot,
            (byte)Math.Max(0, Credit), (byte)EmptyChannels, (byte)FullChannels, (byte)~_stopped);
        if (counts != Counts.Value) Counts.Set(counts);
    }

    private Activity Work()
    {
        if (Reports.HasData) Take(Reports.Pop());
        bool took = TakePackets();
        if (IsHalted.Value || !Words.CanPush)
        {
            _wasHalted |= IsHalted.Value;
            return took ? Activity.Busy : Activity.Idle;
        }
        if (_wasHalted) Resume();
        if (_frameWord < _frameLength) return SendWord();
        bool stopped = Settings.Value.Stop && !_faults.StopRegisterIgnored;
        if (!stopped && (SendControl() || SendData())) return Activity.Busy;
        if (_state != FrameSenderState.Idle || _sentinel != Settings.Value.Sentinel) return SendIdle();
        return took ? Activity.Busy : stopped ? Activity.Idle : Wait();
    }

    // One idle word stands for all until the next frame.
    private Activity SendIdle()
    {
        State = FrameSenderState.Idle;
        _scrambler = IdleScrambler.Next(_scrambler);
        _sentinel = Settings.Value.Sentinel;
        Words.Push(Frames.Idle(_sentinel != 0 ? _sentinel : _scrambler));
        return Activity.Busy;
    }

    private bool TakePackets()
    {
        bool took = false;
        for (ulong ready = ReadyInputs & (1 << Channels) - 1; ready != 0; ready &= ready - 1)
        {
            int channel = BitOperations.TrailingZeroCount(ready);
            if (_count[channel] == _with.SendDepth) continue;
            CommsPacket packet = Packets[channel].Pop();
            took = true;
            if (packet.Payload > CommsPayload.Bits32) _refused++;
            else _store[channel * Slots + (_head[channel] + _count[channel]++ & (Slots - 1))] = packet;
        }
        return took;
    }

    private bool SendControl()
    {
        FrameStatus receiver = Receiver.Value;
        if (receiver.Naks != _naksTold)
        {
            // Flow control follows: the partner may have missed a stop or a go.
            (_naksTold, _acknowledgesTold, _goTold) = (receiver.Naks, receiver.Acknowledges, (byte)~receiver.Go);
            _naksSent++;
            return Send(Frames.Control(Frames.NotAcknowledged, receiver.Colour, receiver.Expected));
        }
        if (receiver.Go != _goTold)
        {
            _goTold = receiver.Go;
            _flowSent++;
            return Send(Frames.Flow(receiver.Go));
        }
        if (receiver.Acknowledges == _acknowledgesTold) return false;
        _acknowledgesTold = receiver.Acknowledges;
        _acknowledgesSent++;
        return Send(Frames.Control(Frames.Acknowledge, receiver.Colour, receiver.Expected));
    }

    private bool Send(LinkWord word)
    {
        Words.Push(_faults.WrongPolynomial ? word with { Value = word.Value ^ 1 } : word);
        State = FrameSenderState.Control;
        return true;
    }

    private bool SendData()
    {
        if (Credit <= 0) return AskForCredit();
        int channels = Ready();
        if (channels == 0) return Outstanding > 0 && AskForCredit();
        Form(channels);
        SendWord();
        return true;
    }

    // Channels with an unsent packet that the partner lets go.
    private int Ready()
    {
        int ready = 0;
        for (int channel = 0; channel < Channels; channel++)
            if (_count[channel] > _sent[channel])
                ready |= 1 << channel;
        if (_faults.StopIgnored) return ready;
        // The go may have been lost. A partner that is still full answers by a nak and says its stops again.
        if ((ready & _stopped) != 0 && Now >= _stoppedSince + _with.StopWords) _stopped = 0;
        return ready & ~_stopped;
    }

    private bool AskForCredit()
    {
        if (Now < _askAt) return false;
        _askAt = Now + _with.OutOfCreditWords + 1;
        _outOfCreditSent++;
        return Send(Frames.Control(Frames.OutOfCredit, _colour, 0));
    }

    private void Form(int channels)
    {
        int payloads = 0, words = 3;
        uint low = 0, high = 0;
        for (int channel = 0; channel < Channels; channel++)
        {
            if ((channels >> channel & 1) == 0) continue;
            ref readonly CommsPacket packet = ref _store[channel * Slots + (_head[channel] + _sent[channel]++ & (Slots - 1))];
            uint header = PacketUnits.Control(in packet);
            if (channel < 4) low |= header << (8 * channel);
            else high |= header << (8 * (channel - 4));
            _frame[words++] = packet.Key;
            if (packet.Payload != CommsPayload.None)
            {
                payloads |= 1 << channel;
                _frame[words++] = (uint)packet.Low;
            }
            _packetsSent++;
        }
        _frame[0] = Frames.Start(_colour, _sequence, (byte)payloads, (byte)channels).Value;
        (_frame[1], _frame[2]) = (low, high);
        (_frameLength, _frameWord) = ((byte)(words + 1), 0);
        _present[_sequence & (Slots - 1)] = (byte)channels;
        _sequence = (byte)(_faults.SequenceNotWrapped && _sequence == SequenceMask ? 1 : _sequence + 1 & SequenceMask);
        _spent++;
        _dataFrames++;
    }

    private Activity SendWord()
    {
        bool last = _frameWord == _frameLength - 1;
        if (last)
        {
            // The acknowledge in the frame is as new as can be.
            FrameStatus receiver = Receiver.Value;
            _frame[_frameWord] = Frames.Last(receiver.Colour, receiver.Expected, receiver.Go);
            uint crc = Frames.Check(_frame.AsSpan(0, _frameLength));
            _frame[_frameWord] |= _faults.WrongPolynomial ? crc ^ 1 : crc;
            _goTold = receiver.Go;
        }
        Words.Push(new LinkWord(_frame[_frameWord], _frameWord == 0 ? (byte)0b1000 : (byte)0, false));
        _frameWord++;
        if (last) _wholeFrames++;
        _askAt = Now + (Credit <= 0 ? _with.OutOfCreditWords : _with.AskWords) + 1;
        State = FrameSenderState.Data;
        return Activity.Busy;
    }

    private Activity Wait()
    {
        if (Credit <= 0 || Outstanding > 0) return Activity.Until(_askAt);
        for (int channel = 0; channel < Channels; channel++)
            if (_count[channel] > _sent[channel]) return Activity.Until(_stoppedSince + _with.StopWords);
        return Activity.Idle;
    }

    private void Resume()
    {
        _wasHalted = false;
        // What was under way may be lost; the partner's answer to an out-of-credit frame tells.
        _askAt = Now;
        _frameLength = _frameWord = 0;
        _acknowledgesTold = (ushort)(Receiver.Value.Acknowledges - 1);
        _goTold = (byte)~Receiver.Value.Go;
    }
}
