using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc.Config;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Who answers at an address of the data network.</summary>
public static class NocAddress
{
    /// <summary>The SRAM of every processing element: base, element from bit 17, byte (spinnaker_2_tools, constants.h).</summary>
    [Published("spinnaker_2_tools, constants.h")]
    public const uint Sram = 0xF0000000;

    /// <summary>Bytes that a processing element has there, as a shift.</summary>
    public const int SramShift = 17;

    /// <summary>The end of DRAM: two interfaces of 1 GB, chosen by bit 30.</summary>
    [Published("SpiNNaker2 developer portal: interface 0 at 0, interface 1 at 0x40000000")]
    public const uint DramEnd = 0x80000000;

    /// <summary>The interface of a DRAM address.</summary>
    public static int DramOf(uint address) => (int)(address >> 30 & 1);

    /// <summary>The node of an address, and which processing element there.</summary>
    /// <returns>False where nobody answers.</returns>
    public static bool TryFind(uint address, out NocPosition at, out int peMask)
    {
        (at, peMask) = (default, 1);
        if (address < DramEnd)
        {
            at = Floorplan.Dram(DramOf(address));
            return true;
        }
        if (ConfigMap.IsManagement(address))
        {
            at = Floorplan.Management;
            return true;
        }
        long pe = ((long)address - Sram) >> SramShift;
        if (pe < 0 || pe >= Floorplan.PeCount) return false;
        at = Floorplan.PositionOf((int)pe);
        peMask = 1 << (int)(pe % Floorplan.PesPerQuad);
        return true;
    }
}
