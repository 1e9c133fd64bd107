using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe;

/// <summary>The blocks behind the peripheral bus of a processing element, in the order of its ports.</summary>
public enum PeBlock
{
    Random,
    ExpLog,
    Rounding,
    Timers,
    Comms,
    Dma,
    Mac,
}

/// <summary>The address map of a processing element: spinnaker_2_tools, constants.h (prototype); the product's map is not published.</summary>
/// <param name="Pe">Its number, 0 to 151.</param>
/// <param name="External">Windows of blocks outside, behind the ports that follow those of <see cref="PeBlock"/>: the registers of the quad, for example.</param>
public sealed record PeMap(int Pe, params PeripheralWindow[] External)
{
    private const uint QuadWindow = 0x0008_0000, QuadBytes = 512 << 10;
    private const uint DramWindow = 0x2000_0000, DramInterfaceBytes = 1 << 30;

    private static readonly PeripheralWindow[] Blocks =
    [
        new(0xE010_0000, 0x100),
        new(0xE010_0100, 0x100),
        new(0xE010_0200, 0x100),
        new(0xE100_0000, 0x100),
        new(0xE200_0000, 0x180),
        new(0xE200_0180, 0x80),
        new(0xE300_0000, 0x100),
    ];

    /// <summary>The window of the quad's registers: in <see cref="External"/> where the chip connects them.</summary>
    public static PeripheralWindow QuadRegisters => new(0xF200_0000, 512 << 10);

    /// <summary>All windows of the peripheral bus.</summary>
    public PeripheralWindow[] Windows => [.. Blocks, .. External];

    /// <summary>Position of the processing element's quad.</summary>
    public NocPosition Position => Floorplan.PositionOf(Pe);

    /// <summary>Its number in the quad.</summary>
    public int Index => Pe % Floorplan.PesPerQuad;

    /// <summary>What answers at an address outside the local SRAM.</summary>
    public PeTarget TargetOf(uint address)
    {
        foreach (PeripheralWindow window in Blocks)
            if (window.Holds(address))
                return PeTarget.Peripheral;
        foreach (PeripheralWindow window in External)
            if (window.Holds(address))
                return PeTarget.Peripheral;
        return TryRoute(address, out _, out _, out _) ? PeTarget.Remote : PeTarget.None;
    }

    /// <summary>Where on the network a memory address is.</summary>
    /// <param name="address">Byte address as this processing element sees it.</param>
    /// <param name="to">Position.</param>
    /// <param name="peMask">Processing element there, as a mask.</param>
    /// <param name="global">The address as everybody sees it.</param>
    /// <returns>False where nothing is.</returns>
    public bool TryRoute(uint address, out NocPosition to, out int peMask, out uint global)
    {
        (to, peMask, global) = (default, 1, address);
        if (address - QuadWindow < QuadBytes)
        {
            int pe = (Pe & ~3) + (int)(address >> 17 & 3);
            global = RemoteMap.Sram(pe, address);
            return Place(pe, out to, out peMask);
        }
        if (ConfigMap.IsManagement(address))
        {
            to = Floorplan.Management;
            return true;
        }
        if (address >= RemoteMap.SramWindow) return (address - RemoteMap.SramWindow >> 17) is var number && number < Floorplan.PeCount && Place((int)number, out to, out peMask);
        if (address - DramWindow >= 2 * DramInterfaceBytes) return false;
        global = address - DramWindow;
        to = Floorplan.Dram((int)(global / DramInterfaceBytes));
        return true;
    }

    private static bool Place(int pe, out NocPosition to, out int peMask)
    {
        to = Floorplan.PositionOf(pe);
        peMask = 1 << pe % Floorplan.PesPerQuad;
        return true;
    }
}
