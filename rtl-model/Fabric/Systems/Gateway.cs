using HwModel.Fabric.Router;
using HwModel.Kernel;

namespace HwModel.Fabric.Systems;

/// <summary>Takes flits that leave a mesh by its gateway port and puts them on the link, giving each credit back when the flit is on its way.</summary>
[Module]
internal sealed partial class GatewayOut(Component parent, string name, RouterOptions router) : Module(parent, name)
{
    // Interface
    [In(Depth = "router.AllChannels * router.BufferDepth")] public partial In<Flit> FlitIn { get; }

    [Out] public partial Out<byte> CreditOut { get; }

    [Out] public partial Out<Flit> LinkOut { get; }

    // State
    [Reg] private long _flits;

    // Behaviour
    public long Flits => _flits;

    protected override Activity Tick()
    {
        if (!FlitIn.HasData || !LinkOut.CanPush || !CreditOut.CanPush) return Activity.Idle;
        Flit flit = FlitIn.Pop();
        LinkOut.Push(flit);
        CreditOut.Push(flit.Channel);
        _flits++;
        return Activity.Busy;
    }
}

/// <summary>
/// Sends flits that came over the link into the mesh, in the class of virtual channels for packets from outside. Packets keep together:
/// a head waits until its channel is free of the packet before.
/// </summary>
[Module]
internal sealed partial class GatewayIn(Component parent, string name, RouterOptions router) : Module(parent, name)
{
    // Interface
    [In(Depth = 4)] public partial In<Flit> LinkIn { get; }

    [Out] public partial Out<Flit> FlitOut { get; }

    [In(Depth = 4)] public partial In<byte> CreditIn { get; }

    // State
    [Reg] private readonly int[] _used = new int[router.AllChannels];
    [Reg] private long _flits;

    // Behaviour
    public long Flits => _flits;

    protected override Activity Tick()
    {
        if (CreditIn.HasData) _used[CreditIn.Pop()]--;
        if (!LinkIn.HasData || !FlitOut.CanPush) return Activity.Idle;
        // The channel within the class stays the same over the link, so flits of one packet stay in order and packets do not mix.
        byte channel = (byte)((router.Classes - 1) * router.VirtualChannels + LinkIn.Peek().Channel % router.VirtualChannels);
        if (_used[channel] >= router.BufferDepth) return Activity.Idle;
        _used[channel]++;
        _flits++;
        FlitOut.Push(LinkIn.Pop() with { Channel = channel });
        return Activity.Busy;
    }
}
