using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Traffic;

/// <summary>Stands for a router's input: takes packets, at most one in so many cycles, and none while it is closed.</summary>
[Module]
public sealed partial class PacketSink(Component parent, string name, ClockDomain clock, int pace = 1, IReadOnlyList<(long From, long To)>? closed = null) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<CommsPacket> Packets { get; }

    // State
    [Reg] private long _taken;
    [Reg(Trace = false)] private long _readyAt;
    private readonly IReadOnlyList<(long From, long To)> _closed = closed ?? [];
    [Wired] private Action<CommsPacket, long>? _listener;

    // Behaviour

    /// <summary>Packets taken.</summary>
    public long Taken => _taken;

    /// <summary>Tells of every packet and the cycle in which it was there to be taken.</summary>
    public void Listen(Action<CommsPacket, long> listener) => _listener = listener;

    protected override Activity Tick()
    {
        if (!Packets.HasData) return Activity.Idle;
        if (Now < _readyAt) return Activity.Until(_readyAt);
        foreach ((long from, long to) in _closed)
            if (Now >= from && Now < to)
                return Activity.Until(to);
        CommsPacket packet = Packets.Pop();
        _taken++;
        _readyAt = Now + pace;
        _listener?.Invoke(packet, Now);
        return Activity.Busy;
    }
}
