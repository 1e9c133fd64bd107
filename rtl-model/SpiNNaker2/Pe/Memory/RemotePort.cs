using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>An access over the network-on-chip: 16 bytes of another memory.</summary>
/// <param name="Address">Byte address, 16-byte aligned.</param>
/// <param name="Write">A write is posted: it has no answer.</param>
/// <param name="Tag">Comes back with the answer of a read.</param>
/// <param name="Low">For a write: bytes 0 to 7.</param>
/// <param name="High">For a write: bytes 8 to 15.</param>
/// <param name="Mask">For a write: bit i is byte i. For a read: the bytes of the one word that is wanted, where reading others may have effects; else 0.</param>
[Payload]
public readonly partial record struct RemoteRequest(uint Address, bool Write, byte Tag, ulong Low, ulong High, ushort Mask)
{
    /// <summary>A read of 16 bytes.</summary>
    public static RemoteRequest Read(uint address, byte tag) => new(address, false, tag, 0, 0, 0);

    /// <summary>A read of one word; it comes at its place in the row.</summary>
    public static RemoteRequest ReadWord(uint address, byte tag) => new(address & ~15u, false, tag, 0, 0, (ushort)(15 << (int)(address & 12)));
}

/// <summary>The answer to a read over the network-on-chip.</summary>
/// <param name="Tag">The request's tag.</param>
/// <param name="Low">Bytes 0 to 7.</param>
/// <param name="High">Bytes 8 to 15.</param>
/// <param name="Error">Nothing answers at the address.</param>
[Payload]
public readonly partial record struct RemoteReply(byte Tag, ulong Low, ulong High, bool Error);

/// <summary>Addresses of memories beyond the local SRAM.</summary>
public static class RemoteMap
{
    /// <summary>The SRAM of every processing element: base, PE number from bit 17, byte in its SRAM (spinnaker_2_tools, constants.h).</summary>
    public const uint SramWindow = 0xF0000000;

    /// <summary>Bytes of a local SRAM as an address mask.</summary>
    public const uint LocalMask = 0x1FFFF;

    /// <summary>A byte in the SRAM of a processing element.</summary>
    public static uint Sram(int pe, uint offset) => SramWindow | ((uint)pe << 17) | (offset & LocalMask);
}
