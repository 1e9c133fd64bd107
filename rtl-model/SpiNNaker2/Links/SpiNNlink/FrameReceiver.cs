using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>What the frame receiver waits for.</summary>
public enum FrameReceiverState : byte
{
    /// <summary>The next data frame in order.</summary>
    [Arcs(Collecting, Refusing)] Accepting,

    /// <summary>More words of a data frame.</summary>
    [Arcs(Accepting, Refusing)] Collecting,

    /// <summary>A frame in the new colour: it has sent a nak.</summary>
    [Arcs(Collecting)] Refusing,
}

/// <summary>
/// Takes frames apart: accepts data frames of the right colour and sequence number whose channels all have room, answers others by a nak in the other colour, gives the packets to
/// eight channels, and tells the partner which channels may send.
/// </summary>
[Module]
public sealed partial class FrameReceiver : Module
{
    private const int Channels = Frames.Channels;
    private const int SequenceMask = Frames.Sequences - 1;

    // Interface
    [In] public partial In<LinkWord> Words { get; }

    [Out] public partial Out<FrameReport> Reports { get; }

    [Out] public partial RegOut<FrameStatus> Status { get; }

    [Out(Count = Channels, Optional = true)] public partial Out<CommsPacket>[] Packets { get; }

    /// <summary>To the register bank.</summary>
    [Out(Optional = true)] public partial RegOut<FrameReceiveCounts> Counts { get; }

    // State
    [Reg, Fsm] private FrameReceiverState _state;
    [Reg(Trace = false)] private readonly uint[] _frame = new uint[Frames.LongestData];
    [Reg] private byte _words;
    [Reg] private byte _length;
    [Reg] private bool _refusing;
    [Reg] private bool _colour;
    [Reg(Width = 7)] private byte _expected;
    [Reg] private byte _go = 0xFF;
    [Reg(Trace = false)] private readonly CommsPacket[] _fifo;
    [Reg(Trace = false)] private readonly byte[] _head = new byte[Channels];
    [Reg(Trace = true)] private readonly byte[] _count = new byte[Channels];
    [Reg] private ushort _wrongColour;
    [Reg] private ushort _outOfCredit;
    [Reg(Trace = false)] private ushort _acknowledges;
    [Reg(Trace = false)] private ushort _naks;
    [Reg] private ushort _idleSentinel = 0xFFFF;
    [Reg] private long _checkErrors;
    [Reg] private long _frameErrors;
    [Reg] private long _busy;
    [Reg] private long _dataFrames;
    [Reg] private long _accepted;
    [Reg] private long _outOfCreditFrames;
    [Reg] private long _packetsReceived;
    [Reg] private long _sequenceErrors;
    private readonly SpiNNlinkParameters _with;
    private readonly SpiNNlinkFaults _faults;
    private readonly byte _link;

    // Behaviour
    internal FrameReceiver(Component parent, string name, SpiNNlinkParameters parameters, SpiNNlinkFaults faults, int link)
        : base(parent, name)
    {
        (_with, _faults, _link) = (parameters, faults, (byte)link);
        _fifo = new CommsPacket[Channels * parameters.ReceiveDepth];
    }

    /// <summary>What it waits for.</summary>
    public FrameReceiverState Doing => _state;

    /// <summary>Frames with a wrong check.</summary>
    public long CheckErrors => _checkErrors;

    /// <summary>Words that belong to no frame, and frames that end too early.</summary>
    public long FrameErrors => _frameErrors;

    /// <summary>Data frames refused because a channel was full.</summary>
    public long Busy => _busy;

    /// <summary>Data frames refused because of their sequence number.</summary>
    public long SequenceErrors => _sequenceErrors;

    /// <summary>Intact data frames.</summary>
    public long DataFrames => _dataFrames;

    /// <summary>Data frames accepted.</summary>
    public long Accepted => _accepted;

    /// <summary>Out-of-credit frames.</summary>
    public long OutOfCreditFrames => _outOfCreditFrames;

    /// <summary>Packets given to channels.</summary>
    public long PacketsReceived => _packetsReceived;

    /// <summary>Value of the last idle word.</summary>
    public ushort IdleSentinel => _idleSentinel;

    protected override Activity Tick()
    {
        if (Words.HasData) Take(Words.Pop());
        bool more = Deliver();
        var status = new FrameStatus(_colour, (byte)(_faults.AckOffByOne && _refusing ? _expected + 1 & SequenceMask : _expected), _go, _acknowledges, _naks);
        if (status != Status.Value) Status.Set(status);
        if (Counts.IsConnected) Show();
        return more ? Activity.Busy : Activity.Idle;
    }

    private void Show()
    {
        var counts = new FrameReceiveCounts(
            (uint)_checkErrors, (uint)_frameErrors, (uint)_busy, (uint)_dataFrames, (uint)_accepted, (uint)_outOfCreditFrames, _go, _idleSentinel);
        if (counts != Counts.Value) Counts.Set(counts);
    }

    private void Take(LinkWord word)
    {
        // Clock correction may interrupt a frame.
        if (word is { Controls: 0b1111, IsBad: false }) return;
        if (_length > 0)
        {
            if (word is { Controls: 0, IsBad: false })
            {
                _frame[_words++] = word.Value;
                if (_words == _length) EndOfFrame();
                return;
            }
            // A frame that breaks off; the word that broke it may begin the next one.
            _frameErrors++;
            Leave();
        }
        if (word.IsBad) _frameErrors++;
        else if (word.Controls == 0b1000) Begin(word.Value);
        else if (word.Controls == 0b1100) _idleSentinel = (ushort)word.Value;
        else _frameErrors++;
    }

    private void Begin(uint word)
    {
        var kind = (byte)(word >> 24);
        if (kind == Frames.StartOfData)
        {
            (_frame[0], _words, _length) = (word, 1, (byte)Frames.Length(word));
            State = FrameReceiverState.Collecting;
            return;
        }
        _frame[0] = word;
        if (Frames.Check(_frame.AsSpan(0, 1)) != (word & 0xFFFF))
        {
            _checkErrors++;
            return;
        }
        bool colour = (word >> 23 & 1) != 0;
        var sequence = (byte)(word >> 16 & SequenceMask);
        switch (kind)
        {
            case Frames.Acknowledge:
            case Frames.NotAcknowledged:
                Reports.Push(new FrameReport(true, kind == Frames.NotAcknowledged, colour, sequence, false, 0));
                break;
            case Frames.FlowControl:
                Reports.Push(new FrameReport(false, false, false, 0, true, (byte)(word >> 16)));
                break;
            case Frames.OutOfCredit:
                _outOfCreditFrames++;
                if (colour != _colour) RepeatNak();
                else if (++_outOfCredit >= _with.OutOfCreditFrames) Refuse();
                break;
            default:
                _frameErrors++;
                break;
        }
    }

    private void Leave()
    {
        _length = _words = 0;
        State = _refusing ? FrameReceiverState.Refusing : FrameReceiverState.Accepting;
    }

    private void EndOfFrame()
    {
        ReadOnlySpan<uint> words = _frame.AsSpan(0, _length);
        uint last = words[^1];
        if (Frames.Check(words) != (last & 0xFFFF)) _checkErrors++;
        else
        {
            _dataFrames++;
            Reports.Push(new FrameReport(true, false, last >> 31 != 0, (byte)(last >> 24 & SequenceMask), true, (byte)(last >> 16)));
            Judge(words);
        }
        Leave();
    }

    private void Judge(ReadOnlySpan<uint> words)
    {
        bool colour = (words[0] >> 23 & 1) != 0;
        if (colour != _colour && !_faults.WrongColourTaken)
        {
            RepeatNak();
            return;
        }
        _outOfCredit = 0;
        if ((words[0] >> 16 & SequenceMask) != _expected)
        {
            _sequenceErrors++;
            Refuse();
        }
        else if (HasRoom((int)words[0] & 0xFF)) Accept(words);
        else
        {
            _busy++;
            Refuse();
        }
    }

    private bool HasRoom(int channels)
    {
        for (int channel = 0; channel < Channels; channel++)
            if ((channels >> channel & 1) != 0 && _count[channel] == _with.ReceiveDepth)
                return false;
        return true;
    }

    private void Refuse()
    {
        if (!_faults.ColourNotFlipped) _colour = !_colour;
        _naks++;
        (_refusing, _wrongColour, _outOfCredit) = (true, 0, 0);
        if (_state == FrameReceiverState.Accepting) State = FrameReceiverState.Refusing;
    }

    private void RepeatNak()
    {
        if (++_wrongColour % _with.NakRepeat == 0) _naks++;
    }

    private void Accept(ReadOnlySpan<uint> words)
    {
        uint start = words[0];
        int at = 3;
        for (int channel = 0; channel < Channels; channel++)
        {
            if ((start >> channel & 1) == 0) continue;
            var header = (byte)(words[1 + channel / 4] >> (8 * (channel & 3)));
            bool payload = (start >> (8 + channel) & 1) != 0;
            uint key = words[at++];
            uint data = payload ? words[at++] : 0;
            int to = _faults.ChannelsSwapped && (start & 0xFF) == 0xFF ? channel ^ 1 : channel;
            if (_count[to] < _with.ReceiveDepth)
                _fifo[to * _with.ReceiveDepth + (_head[to] + _count[to]++) % _with.ReceiveDepth] =
                    new CommsPacket(header, key, payload ? CommsPayload.Bits32 : CommsPayload.None, data, 0, _link, false, false);
            if (_count[to] >= _with.StopAt) _go &= (byte)~(1 << to);
        }
        _expected = (byte)(_expected + 1 & SequenceMask);
        _accepted++;
        _acknowledges++;
        _refusing = false;
    }

    // One packet a cycle to each channel. True where there is more.
    private bool Deliver()
    {
        bool more = false;
        for (int channel = 0; channel < Channels; channel++)
        {
            if (_count[channel] == 0 || !Packets[channel].CanPush) continue;
            Packets[channel].Push(_fifo[channel * _with.ReceiveDepth + _head[channel]]);
            _head[channel] = (byte)((_head[channel] + 1) % _with.ReceiveDepth);
            _packetsReceived++;
            more |= --_count[channel] > 0;
            if (_count[channel] <= _with.GoAt) _go |= (byte)(1 << channel);
        }
        return more;
    }
}
