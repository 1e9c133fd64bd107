using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Traffic;

/// <summary>A packet and when it is offered to a link.</summary>
/// <param name="Cycle">Cycle of the router's clock.</param>
/// <param name="Packet">The packet.</param>
public readonly record struct ScheduledPacket(long Cycle, CommsPacket Packet);

/// <summary>Stands for a router's output: offers packets at fixed times, each as soon as the link takes it.</summary>
[Module]
public sealed partial class PacketSource(Component parent, string name, ClockDomain clock, IReadOnlyList<ScheduledPacket> schedule) : Module(parent, name, clock)
{
    // Interface
    [Out] public partial Out<CommsPacket> Packets { get; }

    // State
    [Reg] private int _sent;
    [Reg] private long _blocked;
    [Reg(Trace = false)] private long _blockedSince = -1;
    [Wired] private Action<int, long>? _listener;

    // Behaviour

    /// <summary>Packets that the link has taken.</summary>
    public int Sent => _sent;

    /// <summary>Cycles in which a packet waited for the link.</summary>
    public long Blocked => _blocked;

    /// <summary>Whether every packet went out.</summary>
    public bool IsDone => _sent == schedule.Count;

    /// <summary>Tells of every packet that the link takes: its number and the cycle.</summary>
    public void Listen(Action<int, long> listener) => _listener = listener;

    protected override Activity Tick()
    {
        if (_sent == schedule.Count) return Activity.Idle;
        long cycle = schedule[_sent].Cycle;
        if (Now < cycle) return Activity.Until(cycle);
        if (!Packets.CanPush)
        {
            if (_blockedSince < 0) _blockedSince = Now;
            return Activity.Idle;
        }
        if (_blockedSince >= 0) _blocked += Now - _blockedSince;
        _blockedSince = -1;
        Packets.Push(schedule[_sent].Packet);
        _listener?.Invoke(_sent, Now);
        _sent++;
        return Activity.Busy;
    }
}
