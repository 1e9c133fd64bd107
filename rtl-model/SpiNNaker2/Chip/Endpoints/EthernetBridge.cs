using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>What the receiving half of an Ethernet bridge does.</summary>
public enum EthernetState : byte
{
    /// <summary>No frame waits.</summary>
    [Arcs(Unpacking, Stalled, Dropping)] Idle,

    /// <summary>Packets of a frame go to the network-on-chip.</summary>
    [Arcs(Idle, Stalled, Dropping)] Unpacking,

    /// <summary>The network takes no packet.</summary>
    [Arcs(Unpacking, Dropping)] Stalled,

    /// <summary>The rest of a frame is no record: it is dropped.</summary>
    [Arcs(Idle, Unpacking, Stalled)] Dropping,
}

/// <summary>
/// The bridge from the network-on-chip to 1 Gbit/s Ethernet: packets in UDP payloads become packets of the network, and packets that are sent to it become UDP payloads
/// (Scholze et al., OJCAS 2026; records: <see cref="BridgeRecord"/>). The host fills <see cref="Send"/> and empties <see cref="TryReceive"/> from outside of time.
/// </summary>
/// <remarks>
/// Outwards a frame leaves as soon as the line is free; what comes meanwhile goes into the next one, and when that is full the network waits: a line that never stops makes
/// room again, so nothing is lost. Inwards a frame that finds the buffer full is lost and counted. The bridge puts itself as the source into what it sends, so that answers come back to it.
/// </remarks>
[Module]
public sealed partial class EthernetBridge(Component parent, string name, EthernetParameters? parameters = null) : Module(parent, name)
{
    // Interface
    [In(Depth = 4)] public partial In<NocFlit> FromNoc { get; }

    [Out] public partial Out<NocFlit> ToNoc { get; }

    // State
    [Reg, Fsm] private EthernetState _state;
    [Reg] private readonly FrameQueue _arriving = new();
    [Reg] private readonly FrameQueue _received = new();
    [Reg] private readonly FrameQueue _leaving = new();
    [Reg(Trace = false)] private readonly byte[] _gathering = new byte[(parameters ?? Defaults).MostPayload];
    [Reg] private int _gathered;
    [Reg] private int _buffered;
    [Reg] private int _offset;
    [Reg(Trace = false)] private long _lineInFree;
    [Reg(Trace = false)] private long _lineOutFree;
    [Reg(Trace = false)] private readonly ushort[] _table = new ushort[BridgeRecord.TableSize];
    [Reg] private RandomStream _random;
    [Reg] private long _framesIn;
    [Reg] private long _framesOut;
    [Reg] private long _packetsIn;
    [Reg] private long _packetsOut;
    [Reg] private long _lost;
    [Reg] private long _overflows;
    [Reg] private long _malformed;
    private static readonly EthernetParameters Defaults = new();
    private readonly EthernetParameters _with = parameters ?? Defaults;
    private readonly bool _keepsSource = parent.Simulation.Options.Faults.Has("ethernet.source_not_set");
    private readonly bool _losesRecord = parent.Simulation.Options.Faults.Has("ethernet.last_record_lost");
    private readonly bool _overruns = parent.Simulation.Options.Faults.Has("ethernet.record_over_frame_end");
    private readonly bool _ignoresMagic = parent.Simulation.Options.Faults.Has("ethernet.version_ignored");

    // Behaviour

    /// <summary>Frames that came from the host and went to it.</summary>
    public (long In, long Out) Frames => (_framesIn, _framesOut);

    /// <summary>Packets to the network-on-chip and from it.</summary>
    public (long In, long Out) Packets => (_packetsIn, _packetsOut);

    /// <summary>Frames that the line lost.</summary>
    public long Lost => _lost;

    /// <summary>Frames that found the buffer full.</summary>
    public long Overflows => _overflows;

    /// <summary>Frames with something that is no record; what came before it was used.</summary>
    public long Malformed => _malformed;

    /// <summary>Sets an entry of the table of destinations.</summary>
    /// <param name="entry">0 to 15.</param>
    /// <param name="to">Where its packets go.</param>
    /// <param name="peMask">Which processing elements there.</param>
    public void SetRoute(int entry, NocPosition to, int peMask) => _table[entry] = (ushort)(to.Index << 4 | peMask & 15);

    /// <summary>The host sends a UDP payload now.</summary>
    /// <returns>When its last bit is at the chip, femtoseconds.</returns>
    /// <exception cref="ArgumentException">It is empty or too long for a frame.</exception>
    public long Send(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 1 || payload.Length > _with.MostPayload) throw new ArgumentException($"{Path}: a UDP payload of {payload.Length} bytes; a frame takes 1 to {_with.MostPayload}", nameof(payload));
        long start = Math.Max(Simulation.Time + _with.HostLatency, _lineInFree);
        _lineInFree = start + _with.LineTime(payload.Length);
        _arriving.Add(_lineInFree, payload.ToArray());
        Wake();
        return _lineInFree;
    }

    /// <summary>The next UDP payload that has arrived at the host by now.</summary>
    public bool TryReceive(out byte[] payload)
    {
        payload = [];
        if (_leaving.Due > Simulation.Time) return false;
        payload = _leaving.Take();
        return true;
    }

    protected override Activity Tick()
    {
        bool moved = Arrive();
        moved |= Unpack();
        moved |= Gather();
        moved |= Leave();
        if (moved) return Activity.Busy;
        long next = Math.Min(_arriving.Due, _gathered > 0 ? _lineOutFree : long.MaxValue);
        return next == long.MaxValue ? Activity.Idle : Activity.Until(Clock.CycleFrom(next));
    }

    private bool Arrive()
    {
        if (_arriving.Due > Time) return false;
        byte[] payload = _arriving.Take();
        _framesIn++;
        if (_with.LossRate > 0 && _random.NextBool(_with.LossRate)) _lost++;
        else if (_buffered + payload.Length > _with.BufferBytes) _overflows++;
        else
        {
            _buffered += payload.Length;
            _received.Add(Time, payload);
        }
        return true;
    }

    // A packet a cycle.
    private bool Unpack()
    {
        if (_received.Count == 0)
        {
            State = EthernetState.Idle;
            return false;
        }
        ReadOnlySpan<byte> frame = _received.First;
        if (!TryRecord(frame[_offset..], out NocFlit packet, out int entry, out int length))
        {
            State = EthernetState.Dropping;
            _malformed++;
            EndFrame(frame.Length);
            return true;
        }
        if (!ToNoc.CanPush)
        {
            State = EthernetState.Stalled;
            return false;
        }
        State = EthernetState.Unpacking;
        _offset += length;
        bool isLast = _offset >= frame.Length;
        if (!isLast || !_losesRecord || _offset == length) ToNoc.Push(Sourced(in packet, entry));
        _packetsIn++;
        if (isLast) EndFrame(frame.Length);
        return true;
    }

    private bool TryRecord(ReadOnlySpan<byte> rest, out NocFlit packet, out int entry, out int length)
    {
        if (!_ignoresMagic && !_overruns) return BridgeRecord.TryRead(rest, out packet, out entry, out length);
        Span<byte> copy = stackalloc byte[BridgeRecord.MostBytes];
        copy.Clear();
        rest[..Math.Min(rest.Length, copy.Length)].CopyTo(copy);
        if (_ignoresMagic) copy[2] = BridgeRecord.Version;
        return BridgeRecord.TryRead(_overruns ? copy : copy[..Math.Min(rest.Length, copy.Length)], out packet, out entry, out length);
    }

    private void EndFrame(int length)
    {
        _received.Take();
        _buffered -= length;
        _offset = 0;
    }

    private NocFlit Sourced(in NocFlit packet, int entry)
    {
        (NocPosition to, int mask) = entry < 0 ? (packet.Destination, packet.PeMask) : (new NocPosition((byte)(_table[entry] >> 4 & 7), (byte)(_table[entry] >> 7 & 7)), _table[entry] & 15);
        (NocPosition from, int fromPe) = _keepsSource ? (packet.Source, packet.SourcePe) : (Floorplan.Ethernet, 0);
        return NocFlit.Create(to, mask, packet.Class, packet.Payload, packet.Control, from, fromPe, packet.Address, packet.Low, packet.High);
    }

    private bool Gather()
    {
        if (!FromNoc.HasData) return false;
        int length = BridgeRecord.Length(in FromNoc.Peek());
        if (_gathered + length > _gathering.Length) return false;
        NocFlit packet = FromNoc.Pop();
        _gathered += BridgeRecord.Write(in packet, _gathering.AsSpan(_gathered));
        _packetsOut++;
        return true;
    }

    private bool Leave()
    {
        if (_gathered == 0 || _lineOutFree > Time) return false;
        _lineOutFree = Time + _with.LineTime(_gathered);
        _framesOut++;
        if (_with.LossRate > 0 && _random.NextBool(_with.LossRate)) _lost++;
        else _leaving.Add(_lineOutFree + _with.HostLatency, _gathering[.._gathered]);
        _gathered = 0;
        return true;
    }
}
