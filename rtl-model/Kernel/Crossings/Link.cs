namespace HwModel.Kernel;

/// <summary>How a link behaves.</summary>
public sealed record LinkOptions
{
    /// <summary>Flight time in femtoseconds, in each direction.</summary>
    public required long Latency { get; init; }

    /// <summary>Items that the receiving side can hold; as many credits has the sending side.</summary>
    public int Credits { get; init; } = 16;

    /// <summary>Cycles of the sending clock for each item.</summary>
    public int CyclesPerItem { get; init; } = 1;
}

/// <summary>
/// A registered link with latency between two clock domains, which may lie in different partitions. The sending side spends a credit for each item and gets it back,
/// after the same latency, when the item leaves the receiving side. An item is passed on at the first edge of the receiving clock after its arrival.
/// </summary>
/// <typeparam name="T">What flows.</typeparam>
public sealed class Link<T> : Component
    where T : unmanaged
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="from">Clock of the sending side.</param>
    /// <param name="to">Clock of the receiving side.</param>
    /// <param name="options">Latency, credits and rate.</param>
    public Link(Component parent, string name, ClockDomain from, ClockDomain to, LinkOptions options)
        : base(parent, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Latency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Credits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CyclesPerItem, 1);
        Describe("latency_fs", options.Latency);
        Describe("credits", options.Credits);
        Describe("cycles_per_item", options.CyclesPerItem);
        var transmitter = new LinkTransmitter<T>(this, "transmitter", from, options);
        var receiver = new LinkReceiver<T>(this, "receiver", to);
        transmitter.Join(receiver);
        Input = transmitter.Input;
        Output = receiver.Output;
    }

    /// <summary>Where items go in.</summary>
    public In<T> Input { get; }

    /// <summary>Where items come out.</summary>
    public Out<T> Output { get; }
}

/// <summary>What the sending side of a link does.</summary>
public enum LinkState : byte
{
    /// <summary>Nothing to send.</summary>
    [Arcs(Sending, OutOfCredit)] Ready,

    /// <summary>An item is on its way out.</summary>
    [Arcs(Ready, OutOfCredit)] Sending,

    /// <summary>Every credit is spent.</summary>
    [Arcs(Sending)] OutOfCredit,
}

[Module]
internal sealed partial class LinkTransmitter<T>(Component parent, string name, ClockDomain clock, LinkOptions options) : Module(parent, name, clock)
    where T : unmanaged
{
    // Interface
    [In] public partial In<T> Input { get; }

    // State
    [Reg, Fsm] private LinkState _state;
    [Reg] private int _credits = options.Credits;
    [Reg(Trace = false)] private long _readyAt;
    [Reg] private LinkInbox<byte> _returned = new();
    [Wired] private LinkChannel<T> _channel = null!;

    // Behaviour
    internal void Join(LinkReceiver<T> receiver)
    {
        _channel = new LinkChannel<T>(this, receiver, options.Latency, isCredit: false);
        var credits = new LinkChannel<byte>(receiver, this, options.Latency, isCredit: true);
        _returned = credits.Inbox;
        receiver.Join(_channel, credits);
    }

    protected override Activity Tick()
    {
        if (Now < _readyAt) return Activity.Until(_readyAt);
        if (!Input.HasData)
        {
            State = LinkState.Ready;
            return Activity.Idle;
        }
        if (_credits == 0 && !TakeCredits()) return WaitForCredit();
        _channel.Send(Input.Pop());
        _credits--;
        _readyAt = Now + options.CyclesPerItem;
        State = LinkState.Sending;
        return Activity.Until(_readyAt);
    }

    private bool TakeCredits()
    {
        for (; _returned.FirstArrival < Time; _credits++) _returned.Take();
        return _credits > 0;
    }

    private Activity WaitForCredit()
    {
        State = LinkState.OutOfCredit;
        return _returned.Count == 0 ? Activity.Idle : Activity.Until(Clock.FirstCycleAfter(_returned.FirstArrival));
    }
}

[Module]
internal sealed partial class LinkReceiver<T>(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
    where T : unmanaged
{
    // Interface
    [Out] public partial Out<T> Output { get; }

    // State
    [Reg] private LinkInbox<T> _inbox = new();
    [Wired] private LinkChannel<byte> _credits = null!;

    // Behaviour
    internal void Join(LinkChannel<T> channel, LinkChannel<byte> credits)
    {
        _inbox = channel.Inbox;
        _credits = credits;
    }

    protected override Activity Tick()
    {
        if (_inbox.Count == 0) return Activity.Idle;
        if (_inbox.FirstArrival >= Time) return Activity.Until(Clock.FirstCycleAfter(_inbox.FirstArrival));
        if (!Output.CanPush) return Activity.Idle;
        Output.Push(_inbox.Take());
        _credits.Send(0);
        return Activity.Busy;
    }
}
