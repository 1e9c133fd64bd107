using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links;

/// <summary>The ways of packets between the router's clock and a link's: an asynchronous FIFO each way.</summary>
internal sealed class RouterCrossing
{
    private readonly AsyncFifo<CommsPacket> _sending;
    private readonly AsyncFifo<CommsPacket> _receiving;

    /// <param name="endpoint">The endpoint that has it.</param>
    /// <param name="router">Clock of the router.</param>
    /// <param name="link">Clock of the link.</param>
    /// <param name="depth">Packets that each FIFO holds.</param>
    /// <param name="intoLink">Flip-flops of the synchronisers into the link's clock.</param>
    /// <param name="intoRouter">Flip-flops of the synchronisers into the router's clock.</param>
    public RouterCrossing(Component endpoint, ClockDomain router, ClockDomain link, int depth, int intoLink = 2, int intoRouter = 2)
    {
        _sending = new AsyncFifo<CommsPacket>(endpoint, "transmit_crossing", router, link, depth, intoLink);
        _receiving = new AsyncFifo<CommsPacket>(endpoint, "receive_crossing", link, router, depth, intoRouter);
    }

    /// <summary>Packets from the router, in the router's clock.</summary>
    public In<CommsPacket> Input => _sending.Input;

    /// <summary>Packets to the router, in the router's clock.</summary>
    public Out<CommsPacket> Output => _receiving.Output;

    /// <summary>Joins the link's two halves to it.</summary>
    public void Join(In<CommsPacket> transmitter, Out<CommsPacket> receiver)
    {
        Wiring.Connect(_sending.Output, transmitter);
        Wiring.Connect(receiver, _receiving.Input);
    }
}
