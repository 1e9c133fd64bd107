using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>What one node replays: packets in order of time.</summary>
/// <param name="Times">Creation time of each packet, in femtoseconds, not falling.</param>
/// <param name="Destinations">Where each goes.</param>
public sealed record PacketSchedule(long[] Times, ushort[] Destinations)
{
    /// <summary>A node that sends nothing.</summary>
    public static PacketSchedule Empty { get; } = new([], []);
}

/// <summary>Sends the packets of a schedule, each at its time or as soon after as the router takes it.</summary>
[Module]
public sealed partial class ReplaySource(Component parent, string name, int node, PacketSchedule schedule, int length, Router.RouterOptions router) : Module(parent, name), ITrafficSource
{
    // Interface
    [Out] public partial Out<Flit> FlitOut { get; }

    [In(Depth = 4)] public partial In<byte> CreditIn { get; }

    // State
    [Reg] private readonly PacketSender _sender = new(router.VirtualChannels, router.BufferDepth, length);
    [Reg] private int _next;
    [Reg] private long _flits;

    // Behaviour

    /// <inheritdoc/>
    public long Flits => _flits;

    /// <inheritdoc/>
    public long PacketsCreatedBefore(long time)
    {
        int at = Array.BinarySearch(schedule.Times, time);
        if (at < 0) return ~at;
        while (at > 0 && schedule.Times[at - 1] == time) at--;
        return at;
    }

    protected override Activity Tick()
    {
        if (CreditIn.HasData) _sender.ReturnCredit(CreditIn.Pop());
        if (!_sender.IsSending)
        {
            if (_next == schedule.Times.Length) return Activity.Idle;
            long due = schedule.Times[_next];
            if (due > Time) return Activity.Until(Clock.CycleFrom(due));
            _sender.Begin(schedule.Destinations[_next], due);
            _next++;
        }
        if (!_sender.TrySend((ushort)node, FlitOut)) return Activity.Idle;
        _flits++;
        return Activity.Busy;
    }
}
