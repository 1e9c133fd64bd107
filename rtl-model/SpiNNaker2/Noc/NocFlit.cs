using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>What a flit of the data network-on-chip is for: the class field of its header.</summary>
[ModelChoice("the field's place and codes are not published")]
public enum NocClass : byte
{
    /// <summary>A multicast packet.</summary>
    Multicast,

    /// <summary>A packet to one core of one chip.</summary>
    CoreToCore,

    /// <summary>A packet to a neighbouring chip.</summary>
    Neighbour,

    /// <summary>A posted write of up to 16 bytes.</summary>
    Write,

    /// <summary>A request for 16 bytes.</summary>
    ReadRequest,

    /// <summary>Sixteen bytes that were asked for.</summary>
    ReadResponse,

    /// <summary>A message that raises an interrupt.</summary>
    Interrupt,

    /// <summary>Reserved.</summary>
    Reserved,
}

/// <summary>
/// A packet of the data network-on-chip: 192 bits that travel in one transfer, 15 bits of network header, 17 bits of packet header, 32 bits of address or key and
/// up to 128 bits of payload (Hoeppner et al., arXiv:2103.08392). The fields inside the headers are model choices.
/// </summary>
/// <param name="Route">Network header: 14:12 destination x, 11:9 destination y, 8:5 mask of processing elements, 4:3 size of the payload, 2:0 class.</param>
/// <param name="Head">Packet header: 16:9 control byte (for memory accesses the transaction's tag), 8:6 source x, 5:3 source y, 2:1 source processing element, 0 parity.</param>
/// <param name="Address">Key or address.</param>
/// <param name="Low">Payload bytes 0 to 7.</param>
/// <param name="High">Payload bytes 8 to 15.</param>
[Payload]
public readonly partial record struct NocFlit(ushort Route, uint Head, uint Address, ulong Low, ulong High)
{
    /// <summary>A flit with even parity over its header and address bits.</summary>
    /// <param name="to">Destination.</param>
    /// <param name="peMask">Processing elements of the destination's quad that take the flit, bit n is element n.</param>
    /// <param name="kind">Class.</param>
    /// <param name="payload">Size of the payload.</param>
    /// <param name="control">Control byte or tag.</param>
    /// <param name="from">Source.</param>
    /// <param name="fromPe">Processing element of the source, 0 to 3.</param>
    /// <param name="address">Key or address.</param>
    /// <param name="low">Payload bytes 0 to 7.</param>
    /// <param name="high">Payload bytes 8 to 15.</param>
    public static NocFlit Create(NocPosition to, int peMask, NocClass kind, CommsPayload payload, byte control, NocPosition from, int fromPe, uint address, ulong low = 0, ulong high = 0)
    {
        var route = (ushort)((to.X & 7) << 12 | (to.Y & 7) << 9 | (peMask & 15) << 5 | (int)payload << 3 | (int)kind);
        uint head = (uint)control << 9 | (uint)(from.X & 7) << 6 | (uint)(from.Y & 7) << 3 | (uint)(fromPe & 3) << 1;
        return new NocFlit(route, head | ParityOf(route, head, address), address, low, high);
    }

    /// <summary>Where the flit goes.</summary>
    public NocPosition Destination => new((byte)(Route >> 12 & 7), (byte)(Route >> 9 & 7));

    /// <summary>Processing elements of the destination's quad that take it.</summary>
    public int PeMask => Route >> 5 & 15;

    /// <summary>Size of the payload.</summary>
    public CommsPayload Payload => (CommsPayload)(Route >> 3 & 3);

    /// <summary>What it is for.</summary>
    public NocClass Class => (NocClass)(Route & 7);

    /// <summary>Control byte, or the tag of a memory access.</summary>
    public byte Control => (byte)(Head >> 9);

    /// <summary>Where the flit comes from.</summary>
    public NocPosition Source => new((byte)(Head >> 6 & 7), (byte)(Head >> 3 & 7));

    /// <summary>The processing element of the source's quad, 0 to 3.</summary>
    public int SourcePe => (int)(Head >> 1 & 3);

    /// <summary>Whether the parity bit fits.</summary>
    public bool HasParity => (Head & 1) == ParityOf(Route, Head & ~1u, Address);

    /// <summary>The same flit to another place.</summary>
    public NocFlit To(NocPosition to, int peMask)
    {
        var route = (ushort)((to.X & 7) << 12 | (to.Y & 7) << 9 | (peMask & 15) << 5 | (Route & 31));
        uint head = Head & ~1u;
        return this with { Route = route, Head = head | ParityOf(route, head, Address) };
    }

    private static uint ParityOf(ushort route, uint head, uint address) =>
        (uint)System.Numerics.BitOperations.PopCount((ulong)address << 32 | (uint)route << 17 | head) & 1;
}

/// <summary>A coordinate of the 8 x 8 mesh.</summary>
/// <param name="X">Column, 0 to 7, eastwards.</param>
/// <param name="Y">Row, 0 to 7, northwards.</param>
[Payload]
public readonly partial record struct NocPosition(byte X, byte Y)
{
    /// <summary>Row by row from the south-west: 8 y + x.</summary>
    public int Index => (Y << 3) | X;
}
