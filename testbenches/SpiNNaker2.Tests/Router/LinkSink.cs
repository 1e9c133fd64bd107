using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>Takes what a link's output sends, at a rate; nothing while it is shut.</summary>
[Module]
internal sealed partial class LinkSink(Component parent, string name, double rate) : Module(parent, name)
{
    [In] public partial In<CommsPacket> Packets { get; }

    [Reg] private RandomStream _random;

    public List<(CommsPacket Packet, long Cycle)> Arrived { get; } = [];

    public bool IsShut { get; set; }

    protected override Activity Tick()
    {
        if (IsShut || !Packets.HasData) return Activity.Idle;
        if (rate >= 1 || _random.NextBool(rate)) Arrived.Add((Packets.Pop(), Now));
        return Activity.Busy;
    }
}
