using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.PeBenches;

/// <summary>Sends packets into a communications controller.</summary>
[Module]
internal sealed partial class PacketSource(Component parent, string name, double rate) : Module(parent, name)
{
    [Out] public partial Out<CommsPacket> Packets { get; }

    [Reg] private RandomStream _random;
    private readonly Queue<CommsPacket> _script = new();

    public List<long> Pushed { get; } = [];

    public int Left => _script.Count;

    public void Add(CommsPacket packet)
    {
        _script.Enqueue(packet);
        Wake();
    }

    protected override Activity Tick()
    {
        if (_script.Count == 0) return Activity.Idle;
        if (Packets.CanPush && _random.NextBool(rate))
        {
            Packets.Push(_script.Dequeue());
            Pushed.Add(Now);
        }
        return Activity.Busy;
    }
}

/// <summary>Takes what a communications controller sends.</summary>
[Module]
internal sealed partial class PacketSink(Component parent, string name, double rate) : Module(parent, name)
{
    [In] public partial In<CommsPacket> Packets { get; }

    [Reg] private RandomStream _random;

    public List<(CommsPacket Packet, long Cycle)> Arrived { get; } = [];

    protected override Activity Tick()
    {
        if (!Packets.HasData) return Activity.Idle;
        if (_random.NextBool(rate)) Arrived.Add((Packets.Pop(), Now));
        return Activity.Busy;
    }
}
