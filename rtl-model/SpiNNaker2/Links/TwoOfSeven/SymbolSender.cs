using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.TwoOfSeven;

/// <summary>What the sender of a 2-of-7 link does.</summary>
public enum SenderState : byte
{
    /// <summary>The receiver has not given its first token yet; one that does not come is taken for lost like any acknowledge.</summary>
    [Arcs(Ready)] AwaitingToken,

    /// <summary>It may send a symbol.</summary>
    [Arcs(AwaitingAcknowledge)] Ready,

    /// <summary>A symbol is on its way.</summary>
    [Arcs(Ready)] AwaitingAcknowledge,
}

/// <summary>
/// Sends packets nibble by nibble, the header's and every word's low nibble first, then an end of packet: 11 symbols for 40 bits, 19 for 72. One symbol is outstanding at
/// a time; an acknowledge that does not come is taken for lost, so that the link goes on (and the receiver notices the packet).
/// </summary>
[Module]
public sealed partial class SymbolSender(Component parent, string name, TwoOfSevenParameters parameters) : Module(parent, name)
{
    private const int ShortPacket = 10;
    private const int LongPacket = 18;

    // Interface
    [In] public partial In<CommsPacket> Packets { get; }

    [In(Depth = 4)] public partial In<Wires> Acknowledge { get; }

    [Out] public partial Out<Wires> Data { get; }

    // State
    [Reg, Fsm] private SenderState _state;
    [Reg] private byte _level;
    [Reg] private byte _nibble;
    [Reg(Trace = false)] private long _sentAt;
    [Reg] private long _symbols;
    [Reg] private long _packets;
    [Reg] private long _timeouts;
    [Reg] private long _unexpected;
    [Reg] private long _refused;
    private readonly bool _tableWrong = parent.Simulation.Options.Faults.Has("link-2of7.symbol_table_wrong");
    private readonly bool _highFirst = parent.Simulation.Options.Faults.Has("link-2of7.high_nibble_first");
    private readonly bool _noEnd = parent.Simulation.Options.Faults.Has("link-2of7.end_of_packet_missing");
    private readonly bool _notAwaited = parent.Simulation.Options.Faults.Has("link-2of7.token_not_awaited");
    private readonly bool _noTimeout = parent.Simulation.Options.Faults.Has("link-2of7.token_not_recovered");

    // Behaviour

    /// <summary>What it does.</summary>
    public SenderState Doing => _state;

    /// <summary>Symbols sent.</summary>
    public long Symbols => _symbols;

    /// <summary>Packets sent whole.</summary>
    public long PacketsSent => _packets;

    /// <summary>Acknowledges that did not come.</summary>
    public long Timeouts => _timeouts;

    /// <summary>Acknowledges that nobody waited for.</summary>
    public long UnexpectedAcknowledges => _unexpected;

    /// <summary>Packets with more payload than a word, which this link can't carry: dropped.</summary>
    public long Refused => _refused;

    protected override Activity Tick()
    {
        if (Acknowledge.HasData)
        {
            Acknowledge.Pop();
            if (_state == SenderState.Ready) _unexpected++;
            else State = SenderState.Ready;
        }
        else if (_state != SenderState.Ready && Now >= _sentAt + parameters.AcknowledgeTimeout && !_noTimeout)
        {
            _timeouts++;
            State = SenderState.Ready;
        }
        if (_notAwaited && _state == SenderState.AwaitingAcknowledge && (_symbols & 31) == 7 && Now >= _sentAt + 10) State = SenderState.Ready;
        return _state switch
        {
            SenderState.AwaitingAcknowledge when _notAwaited && (_symbols & 31) == 7 => Activity.Busy,
            SenderState.Ready => SendNext(),
            _ when !_noTimeout => Activity.Until(_sentAt + parameters.AcknowledgeTimeout),
            _ => Activity.Idle,
        };
    }

    private Activity SendNext()
    {
        if (!Packets.HasData || !Data.CanPush) return Activity.Idle;
        CommsPacket packet = Packets.Peek();
        if (packet.Payload > CommsPayload.Bits32)
        {
            Packets.Pop();
            _refused++;
            return Activity.Busy;
        }
        int length = packet.Payload == CommsPayload.None ? ShortPacket : LongPacket;
        bool end = _nibble == length;
        int symbol = end ? TwoOfSevenCode.EndOfPacket : Nibble(in packet, _nibble);
        if (_tableWrong && symbol is 12 or 13) symbol ^= 1;
        if (!(end && _noEnd && (_packets & 3) == 3)) Put(TwoOfSevenCode.Mask(symbol));
        if (end)
        {
            Packets.Pop();
            _packets++;
            _nibble = 0;
        }
        else _nibble++;
        return _state == SenderState.Ready ? Activity.Busy : Activity.Until(_sentAt + parameters.AcknowledgeTimeout);
    }

    private void Put(byte mask)
    {
        _level ^= mask;
        Data.Push(new Wires(mask));
        _symbols++;
        _sentAt = Now;
        State = SenderState.AwaitingAcknowledge;
    }

    // Control byte, key, payload: the bits of the packet from 0 on.
    private int Nibble(in CommsPacket packet, int index)
    {
        if (_highFirst) index ^= 1;
        ulong bits = Units.PacketUnits.Control(in packet) | (ulong)packet.Key << 8;
        return index < ShortPacket ? (int)(bits >> (4 * index)) & 15 : (int)(packet.Low >> (4 * (index - ShortPacket))) & 15;
    }
}
