using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>
/// Where registers are. On the configuration network a register has the coordinates of its node and an offset there. Over the data network everybody reaches all of them through
/// windows that the management node answers.
/// </summary>
[ModelChoice("published are the offsets in a quad's registers and the bases 0xF2000000 (own quad) and 0xF6000000 (management); the windows lie in the gaps")]
public static class ConfigMap
{
    /// <summary>Offset of a quad's clock, power and reset registers at its node (spinnaker_2_tools, quadpe_regfile.h).</summary>
    public const uint Quad = 0x000;

    /// <summary>Offset of the mesh router's registers at its node (spinnaker_2_tools, quadpe_regfile.h: dnoc_*).</summary>
    public const uint Mesh = 0x300;

    /// <summary>Offset of the six links' registers at the upper tile of the packet router.</summary>
    public const uint Links = 0x1000;

    /// <summary>Bytes of a link's registers.</summary>
    public const uint LinkStride = 0x100;

    /// <summary>Offset of the packet router's registers and tables at its lower tile.</summary>
    public const uint PacketRouter = 0x400000;

    /// <summary>Bytes of the packet router's registers and tables.</summary>
    public const uint PacketRouterBytes = 0x400000;

    /// <summary>Base of the windows of all nodes on the data network: 256 KB for each, by 8 y + x.</summary>
    public const uint NodeWindow = 0xF400_0000;

    /// <summary>Base of the packet router's registers and tables on the data network.</summary>
    public const uint PacketRouterWindow = 0xF500_0000;

    /// <summary>Base of the management registers (spinnaker_2_tools, constants.h).</summary>
    [Published("spinnaker_2_tools, constants.h")]
    public const uint Management = 0xF600_0000;

    /// <summary>Bytes of the management registers.</summary>
    public const uint ManagementBytes = 0x4000;

    /// <summary>The SRAM of the management core on the data network: behind those of the 152 processing elements.</summary>
    public const uint ManagementSram = 0xF000_0000 + (152u << 17);

    /// <summary>Bytes of the management core's SRAM.</summary>
    [Published("Scholze et al., OJCAS 2026: 128 KB")]
    public const uint ManagementSramBytes = 128 << 10;

    private const int NodeShift = 18;

    /// <summary>The address of a node's register on the data network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window has no such offset.</exception>
    public static uint Address(NocPosition node, uint offset)
    {
        if (node == Floorplan.RouterSouth && offset >= PacketRouter && offset - PacketRouter < PacketRouterBytes) return PacketRouterWindow + (offset - PacketRouter);
        if (offset >= 1 << NodeShift) throw new ArgumentOutOfRangeException(nameof(offset), offset, $"a node's window has {1 << NodeShift} bytes");
        return NodeWindow + ((uint)node.Index << NodeShift) + offset;
    }

    /// <summary>Whether the management node answers at an address of the data network.</summary>
    public static bool IsManagement(uint address) => address is >= NodeWindow and < Management + ManagementBytes || address - ManagementSram < ManagementSramBytes;

    /// <summary>Whether there are registers at an address of the data network: single words are read, because reading may have effects.</summary>
    public static bool IsRegister(uint address) => address is >= NodeWindow and < Management + ManagementBytes;

    /// <summary>The node and offset of an address in the windows.</summary>
    /// <returns>False outside of them.</returns>
    public static bool TryFind(uint address, out NocPosition node, out uint offset)
    {
        (node, offset) = (default, 0);
        if (address is >= NodeWindow and < PacketRouterWindow)
        {
            uint index = address - NodeWindow >> NodeShift;
            (node, offset) = (new NocPosition((byte)(index & 7), (byte)(index >> 3)), address & ((1u << NodeShift) - 1));
            return true;
        }
        if (address - PacketRouterWindow >= PacketRouterBytes) return false;
        (node, offset) = (Floorplan.RouterSouth, PacketRouter + (address - PacketRouterWindow));
        return true;
    }
}
