using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Pe.Network;

/// <summary>The end of the world for a processing element that is run alone: packets and writes are lost, reads find nothing.</summary>
[Module]
public sealed partial class NetworkEnd(Component parent, string name) : Module(parent, name)
{
    // Interface
    [In] public partial In<NocFlit> From { get; }

    [Out] public partial Out<NocFlit> To { get; }

    // State
    [Reg] private long _packets;
    [Reg] private long _writes;

    // Behaviour

    /// <summary>Packets and writes that were lost.</summary>
    public (long Packets, long Writes) Lost => (_packets, _writes);

    protected override Activity Tick()
    {
        if (!From.HasData || !To.CanPush) return Activity.Idle;
        NocFlit flit = From.Pop();
        if (flit.Class == NocClass.ReadRequest)
            To.Push(NocFlit.Create(flit.Source, 1 << flit.SourcePe, NocClass.ReadResponse, CommsPayload.None, flit.Control, flit.Destination, 0, flit.Address));
        else if (flit.Class == NocClass.Write) _writes++;
        else _packets++;
        return Activity.Busy;
    }
}
