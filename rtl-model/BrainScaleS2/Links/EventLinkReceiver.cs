using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>An event at the end of a link.</summary>
/// <param name="Label">16-bit label.</param>
/// <param name="Time">Time of its departure in cycles of 4 ns, the 8 bits extended by the receiver's own time.</param>
[Payload]
public readonly partial record struct TimedEvent(ushort Label, long Time);

/// <summary>What a link's receiver does.</summary>
public enum LinkReceiverState : byte
{
    /// <summary>Nothing comes.</summary>
    [Arcs(Receiving, Recovering)] Idle,

    /// <summary>Frames come.</summary>
    [Arcs(Idle, Recovering)] Receiving,

    /// <summary>A frame with a wrong check was dropped.</summary>
    [Arcs(Idle, Receiving)] Recovering,
}

/// <summary>
/// The receiving side of the link: checks every frame, drops broken ones and counts them, extends the time and sorts events into their channels. An event
/// that finds its channel's FIFO full is dropped and counted.
/// </summary>
[Module]
public sealed partial class EventLinkReceiver(Component parent, string name, EventLinkOptions options) : Module(parent, name)
{
    // Interface

    /// <summary>Frames, lane by lane.</summary>
    [In(Count = "options.Lanes", Depth = 2)] public partial In<LinkFrame>[] LaneIn { get; }

    /// <summary>Events, channel by channel: for the crossbar.</summary>
    [Out(Count = EventLinkSender.Channels, Optional = true)] public partial Out<SpikeEvent>[] EventOut { get; }

    /// <summary>Events with their extended time, channel by channel: for a recorder.</summary>
    [Out(Count = EventLinkSender.Channels, Optional = true)] public partial Out<TimedEvent>[] TimedOut { get; }

    /// <summary>Samples of the fast converter.</summary>
    [Out(Optional = true)] public partial Out<MadcSample> SampleOut { get; }

    // State
    [Reg, Fsm] private LinkReceiverState _state;
    [Reg] private readonly FrameFifo[] _channels = [new(options.ReceiverDepth), new(options.ReceiverDepth), new(options.ReceiverDepth), new(options.ReceiverDepth)];
    [Reg] private readonly FrameFifo _samples = new(options.ReceiverDepth);
    [Reg] private RandomStream _random;
    [Reg] private long _received;
    [Reg] private long _crcErrors;
    [Reg] private long _lost;
    private readonly bool _crcIgnored = parent.Simulation.Options.Faults.Has("link.check_ignored");
    private readonly bool _errorHidden = parent.Simulation.Options.Faults.Has("link.error_not_counted");
    private readonly bool _epochWrong = parent.Simulation.Options.Faults.Has("link.epoch_wrong");

    // Behaviour

    /// <summary>Intact frames.</summary>
    public long Received => _received;

    /// <summary>Broken frames.</summary>
    public long CrcErrors => _crcErrors;

    /// <summary>Intact frames that found their FIFO full.</summary>
    public long Lost => _lost;

    /// <summary>The full time of an 8-bit one, seen at most 255 cycles later.</summary>
    public static long Extend(byte time, long now) => now - (now - time & 0xFF);

    protected override Activity Tick()
    {
        bool any = false;
        bool broken = false;
        foreach (In<LinkFrame> lane in LaneIn)
        {
            if (!lane.HasData) continue;
            any = true;
            broken |= !Take(lane.Pop());
        }
        bool waits = Deliver();
        State = broken ? LinkReceiverState.Recovering : any ? LinkReceiverState.Receiving : LinkReceiverState.Idle;
        return any || waits ? Activity.Busy : Activity.Idle;
    }

    private bool Take(LinkFrame frame)
    {
        if (options.BitErrorRate > 0) frame = Disturb(frame);
        if (!FrameCode.IsIntact(frame.Bits) && !_crcIgnored)
        {
            if (!_errorHidden) _crcErrors++;
            return false;
        }
        _received++;
        FrameFifo fifo = FrameCode.IsSample(frame.Bits) ? _samples : _channels[FrameCode.Content(frame.Bits) >> 14];
        if (fifo.IsFull) _lost++;
        else fifo.Put(frame);
        return true;
    }

    private LinkFrame Disturb(LinkFrame frame)
    {
        for (long bit = _random.NextGeometric(options.BitErrorRate); bit < FrameCode.Bits; bit += 1 + _random.NextGeometric(options.BitErrorRate))
            frame = frame with { Bits = frame.Bits ^ 1u << (int)bit };
        return frame;
    }

    private bool Deliver()
    {
        bool waits = false;
        long now = Time / 4_000_000 - (_epochWrong ? 256 : 0);
        for (int channel = 0; channel < _channels.Length; channel++)
        {
            FrameFifo fifo = _channels[channel];
            if (fifo.Count == 0) continue;
            if (EventOut[channel].CanPush) EventOut[channel].Push(new SpikeEvent(FrameCode.Content(fifo.Take().Bits)));
            else if (TimedOut[channel].CanPush)
            {
                LinkFrame frame = fifo.Take();
                TimedOut[channel].Push(new TimedEvent(FrameCode.Content(frame.Bits), Extend(frame.Time, now)));
            }
            waits |= fifo.Count > 0;
        }
        if (_samples.Count > 0 && SampleOut.CanPush) SampleOut.Push(FrameCode.Sample(_samples.Take().Bits));
        else if (_samples.Count > 0 && !SampleOut.IsConnected) _samples.Take();
        return waits || _samples.Count > 0;
    }
}
