using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.TwoOfSeven;

/// <summary>What the receiver of a 2-of-7 link does.</summary>
public enum SymbolReceiverState : byte
{
    /// <summary>No packet is open.</summary>
    [Arcs(Packet, Flushing)] Idle,

    /// <summary>A packet comes in.</summary>
    [Arcs(Idle, Flushing)] Packet,

    /// <summary>The packet is damaged; its rest is thrown away up to its end.</summary>
    [Arcs(Idle)] Flushing,
}

/// <summary>
/// Takes symbols off seven wires and acknowledges each by a change of the acknowledge wire. Two wires that are no symbol, more than two wires, and an end of packet at
/// another length than 10 or 18 nibbles are errors (the classes of spio's receiver): the packet is dropped and counted. One changed wire alone waits for its second.
/// </summary>
[Module]
public sealed partial class SymbolReceiver(Component parent, string name, int link) : Module(parent, name)
{
    private const int ShortPacket = 10;
    private const int LongPacket = 18;

    // Interface
    [In(Depth = 4)] public partial In<Wires> Data { get; }

    [Out] public partial Out<Wires> Acknowledge { get; }

    [Out] public partial Out<CommsPacket> Packets { get; }

    // State
    [Reg, Fsm] private SymbolReceiverState _state;
    [Reg] private bool _started;
    [Reg(Width = 7)] private byte _toggled;
    [Reg] private byte _nibbles;
    [Reg] private ulong _first;
    [Reg] private uint _payload;
    [Reg] private long _symbols;
    [Reg] private long _packets;
    [Reg] private long _badSymbols;
    [Reg] private long _glitches;
    [Reg] private long _framingErrors;
    private readonly bool _tokenLost = parent.Simulation.Options.Faults.Has("link-2of7.token_lost");
    private readonly bool _framingIgnored = parent.Simulation.Options.Faults.Has("link-2of7.framing_ignored");
    private readonly bool _noFlush = parent.Simulation.Options.Faults.Has("link-2of7.no_flush");

    // Behaviour

    /// <summary>What it does.</summary>
    public SymbolReceiverState Doing => _state;

    /// <summary>Symbols received, bad ones included.</summary>
    public long Symbols => _symbols;

    /// <summary>Packets passed on.</summary>
    public long PacketsReceived => _packets;

    /// <summary>Two wires changed that are no symbol.</summary>
    public long BadSymbols => _badSymbols;

    /// <summary>More than two wires changed.</summary>
    public long Glitches => _glitches;

    /// <summary>Packets of a wrong length.</summary>
    public long FramingErrors => _framingErrors;

    protected override Activity Tick()
    {
        if (!_started)
        {
            // After reset the receiver raises its acknowledge: the token for the first symbol.
            _started = true;
            Acknowledge.Push(new Wires(1));
            return Activity.Busy;
        }
        if (!Data.HasData || !Packets.CanPush || !Acknowledge.CanPush) return Activity.Idle;
        _toggled ^= Data.Pop().Toggled;
        int wires = BitOperations.PopCount((uint)_toggled);
        if (wires < 2) return Activity.Idle;
        _symbols++;
        int symbol = TwoOfSevenCode.Decode(_toggled);
        _toggled = 0;
        if (wires > 2) _glitches++;
        else if (symbol == TwoOfSevenCode.Bad) _badSymbols++;
        Take(symbol);
        if (!(_tokenLost && _symbols % 64 == 0)) Acknowledge.Push(new Wires(1));
        return Activity.Idle;
    }

    private void Take(int symbol)
    {
        if (symbol == TwoOfSevenCode.Bad)
        {
            if (!_noFlush) State = SymbolReceiverState.Flushing;
            else _nibbles++;
        }
        else if (symbol == TwoOfSevenCode.EndOfPacket)
        {
            if (_state != SymbolReceiverState.Flushing) End();
            State = SymbolReceiverState.Idle;
            _nibbles = 0;
            _first = _payload = 0;
        }
        else if (_state != SymbolReceiverState.Flushing) Add(symbol);
    }

    private void Add(int nibble)
    {
        if (_nibbles == LongPacket)
        {
            _framingErrors++;
            State = SymbolReceiverState.Flushing;
            return;
        }
        if (_nibbles < ShortPacket) _first |= (ulong)nibble << (4 * _nibbles);
        else _payload |= (uint)nibble << (4 * (_nibbles - ShortPacket));
        _nibbles++;
        State = SymbolReceiverState.Packet;
    }

    private void End()
    {
        bool payload = (_first & 2) != 0;
        if (_nibbles != (payload ? LongPacket : ShortPacket) && !_framingIgnored)
        {
            _framingErrors++;
            return;
        }
        Packets.Push(new CommsPacket((byte)_first, (uint)(_first >> 8), payload ? CommsPayload.Bits32 : CommsPayload.None, payload ? _payload : 0, 0, (byte)link, false, false));
        _packets++;
    }
}
