using HwModel.Kernel;

namespace HwModel.Fabric;

/// <summary>A flit's place in its packet.</summary>
[Flags]
public enum FlitPlace : byte
{
    /// <summary>Neither first nor last.</summary>
    Body = 0,

    /// <summary>The first: it carries the route.</summary>
    Head = 1,

    /// <summary>The last: it frees the virtual channels.</summary>
    Tail = 2,

    /// <summary>First and last: a packet of one flit.</summary>
    Single = Head | Tail,
}

/// <summary>A flow-control digit: what a link carries in one cycle.</summary>
/// <param name="Source">Node that sent the packet, numbered over all meshes.</param>
/// <param name="Destination">Node that the packet goes to.</param>
/// <param name="Place">Place in the packet.</param>
/// <param name="Channel">Virtual channel on the link that the flit is on.</param>
/// <param name="Hops">Links between routers that the flit has passed.</param>
/// <param name="Sequence">Number of the packet among those of its source.</param>
/// <param name="Created">Time at which the packet was created, in femtoseconds.</param>
[Payload]
public readonly partial record struct Flit(ushort Source, ushort Destination, FlitPlace Place, byte Channel, byte Hops, uint Sequence, long Created)
{
    /// <summary>Whether the flit is its packet's first.</summary>
    public bool IsHead => (Place & FlitPlace.Head) != 0;

    /// <summary>Whether the flit is its packet's last.</summary>
    public bool IsTail => (Place & FlitPlace.Tail) != 0;
}
