using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Times and sizes of the data network-on-chip.</summary>
public sealed record NocParameters
{
    /// <summary>Cycles from a flit's arrival at a router to its arrival at the next one, if nothing is in its way.</summary>
    [Published("Scholze et al., OJCAS 2026: 5 cycles per hop, clock crossing included")]
    [Range(3, 64)]
    public int HopCycles { get; init; } = 5;

    /// <summary>Flits that wait in the FIFO of an input.</summary>
    [ModelChoice("not published; four cover the loop of arbitration")]
    [Range(1, 1024)]
    public int FifoDepth { get; init; } = 4;

    /// <summary>Flits under way in the registers before a FIFO: link with its synchroniser, input register, route computation.</summary>
    [Derived("five cycles less switch allocation and crossbar")]
    [Range(1, 64)]
    public int PipelineRegisters { get; init; } = 3;

    /// <summary>Cycles from a flit's departure until its place can be used again by the sender.</summary>
    [ModelChoice("not published; one to return, one to count")]
    [Range(1, 64)]
    public int CreditCycles { get; init; } = 2;

    /// <summary>Places of the asynchronous FIFO between a processing element and the network, each way.</summary>
    [ModelChoice("not published; the least power of two that covers the synchronisers of one way")]
    [AllowedValues(2, 4, 8, 16, 32)]
    public int CrossingDepth { get; init; } = 4;

    /// <summary>Places of the asynchronous FIFO between the network and the packet router, each way.</summary>
    [ModelChoice("not published; covers the synchronisers of both ways, so that a flit passes in every cycle of the slower clock")]
    [AllowedValues(2, 4, 8, 16, 32)]
    public int RouterCrossingDepth { get; init; } = 8;

    /// <summary>Credits of a link: a flit a cycle is possible because they cover the whole loop of hop and returned credit.</summary>
    [Derived("FIFO and registers: 7 = 5 cycles of the hop and 2 of the credit")]
    public int Credits => FifoDepth + PipelineRegisters;

    /// <summary>Bits of a flit.</summary>
    public const int FlitBits = 192;
}
