using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What a link's sender does.</summary>
public enum LinkSenderState : byte
{
    /// <summary>Switched off.</summary>
    [Arcs(Training)] Down,

    /// <summary>The lanes find their bit and word boundaries.</summary>
    [Arcs(Down, Idle)] Training,

    /// <summary>The lanes send idle words.</summary>
    [Arcs(Down, Sending)] Idle,

    /// <summary>Frames go out.</summary>
    [Arcs(Down, Idle, Full)] Sending,

    /// <summary>The FIFO is full: further events are dropped.</summary>
    [Arcs(Down, Sending)] Full,
}

/// <summary>
/// The sending side of the link between chip and FPGA: four event channels and the converter's samples, round robin into one FIFO, from there to the
/// next free lane. Events that find the FIFO full, or the link down, are dropped and counted, and so are those that wait in the FIFO when the link goes down.
/// </summary>
[Module]
public sealed partial class EventLinkSender(Component parent, string name, EventLinkOptions options) : Module(parent, name)
{
    /// <summary>Event channels (SPL1).</summary>
    public const int Channels = 4;

    private const int Samples = Channels;
    private const int Inputs = Channels + 1;

    // Interface

    /// <summary>Events; the label's upper two bits become the channel.</summary>
    [In(Count = Channels, Depth = 4, Optional = true)] public partial In<SpikeEvent>[] EventIn { get; }

    /// <summary>Samples of the fast converter.</summary>
    [In(Depth = 4, Optional = true)] public partial In<MadcSample> SampleIn { get; }

    /// <summary>Packs of the FPGA's playback.</summary>
    [In(Depth = 2, Optional = true)] public partial In<SpikePack> PackIn { get; }

    /// <summary>Which lanes are on: a bit each.</summary>
    [In] public partial SignalIn<byte> LaneMask { get; }

    /// <summary>Frames, lane by lane.</summary>
    [Out(Count = "options.Lanes")] public partial Out<LinkFrame>[] LaneOut { get; }

    // State
    [Reg, Fsm] private LinkSenderState _state;
    [Reg] private readonly FrameFifo _fifo = new(options.SenderDepth);
    [Reg(Trace = false)] private long _readyAt;
    [Reg] private byte _nextInput;
    [Reg] private byte _nextLane;
    [Reg] private long _sent;
    [Reg] private long _lost;
    private readonly bool _channelLost = parent.Simulation.Options.Faults.Has("link.channel_lost");
    private readonly bool _timeLate = parent.Simulation.Options.Faults.Has("link.time_off_by_one");
    private readonly bool _lossHidden = parent.Simulation.Options.Faults.Has("link.loss_not_counted");
    private readonly bool _sendsUntrained = parent.Simulation.Options.Faults.Has("link.sends_untrained");

    private readonly int _framesPerTick = Math.Max(1, (int)(parent.InheritedClock!.Period * options.Lanes / options.FrameTime));

    // Behaviour

    /// <summary>Frames that left.</summary>
    public long Sent => _sent;

    /// <summary>Events and samples that were dropped.</summary>
    public long Lost => _lost;

    /// <summary>Frames that wait for a lane.</summary>
    public int Waiting => _fifo.Count;

    // In cycles of 4 ns, whatever the module's clock is.
    private long ChipTime => Time / 4_000_000;

    protected override Activity Tick()
    {
        if (LaneMask.Value == 0)
        {
            State = LinkSenderState.Down;
            DropWaiting();
        }
        else if (State == LinkSenderState.Down)
        {
            State = LinkSenderState.Training;
            _readyAt = Now + options.TrainingCycles;
        }
        else if (State == LinkSenderState.Training && Now >= _readyAt) State = LinkSenderState.Idle;
        bool up = State is not (LinkSenderState.Down or LinkSenderState.Training);
        bool dropped = Collect(up || _sendsUntrained);
        if (up) Distribute();
        State = State switch
        {
            LinkSenderState.Idle => _fifo.Count > 0 ? LinkSenderState.Sending : LinkSenderState.Idle,
            LinkSenderState.Sending => dropped ? LinkSenderState.Full : _fifo.Count > 0 ? LinkSenderState.Sending : LinkSenderState.Idle,
            LinkSenderState.Full => dropped ? LinkSenderState.Full : LinkSenderState.Sending,
            var other => other,
        };
        if (State == LinkSenderState.Training) return Activity.Until(_readyAt);
        return State is LinkSenderState.Down or LinkSenderState.Idle ? Activity.Idle : Activity.Busy;
    }

    // The eight bits of a frame's time would be taken for a later time when the lanes come back.
    private void DropWaiting()
    {
        for (; _fifo.Count > 0; _fifo.Take())
            if (!_lossHidden) _lost++;
    }

    private bool Collect(bool up)
    {
        bool dropped = PackIn.HasData && Unpack(PackIn.Pop(), up);
        int first = _nextInput;
        for (int i = 0; i < Inputs; i++)
        {
            int input = (first + i) % Inputs;
            uint bits;
            if (input == Samples)
            {
                if (!SampleIn.HasData) continue;
                bits = FrameCode.OfSample(SampleIn.Pop());
            }
            else
            {
                if (!EventIn[input].HasData) continue;
                bits = FrameCode.OfSpike((ushort)(EventIn[input].Pop().Label & EventCrossbar.LabelMask | (_channelLost ? 0 : input) << 14));
            }
            if (Put(bits, up)) _nextInput = (byte)((input + 1) % Inputs);
            else dropped |= up;
        }
        return dropped;
    }

    private bool Unpack(SpikePack pack, bool up)
    {
        bool dropped = false;
        for (int i = 0; i < pack.Count; i++)
            dropped |= !Put(FrameCode.OfSpike(i switch { 0 => pack.First, 1 => pack.Second, _ => pack.Third }), up) && up;
        return dropped;
    }

    private bool Put(uint bits, bool up)
    {
        if (!up || _fifo.IsFull)
        {
            if (!_lossHidden) _lost++;
            return false;
        }
        _fifo.Put(new LinkFrame(bits, (byte)(ChipTime - (_timeLate ? 1 : 0))));
        return true;
    }

    private void Distribute()
    {
        int lanes = options.Lanes;
        int left = _framesPerTick;
        int first = _nextLane;
        for (int i = 0; i < lanes && left > 0 && _fifo.Count > 0; i++)
        {
            int lane = (first + i) % lanes;
            if ((LaneMask.Value >> lane & 1) == 0 || !LaneOut[lane].CanPush) continue;
            LaneOut[lane].Push(_fifo.Take());
            _sent++;
            left--;
            _nextLane = (byte)((lane + 1) % lanes);
        }
    }
}
