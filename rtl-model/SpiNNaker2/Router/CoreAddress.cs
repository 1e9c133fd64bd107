using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The address word of a core-to-core packet: chip in 31:16 (256 x + y), core in 15:8 (0 the management core, 1 to 152 the processing elements), and a byte that travels
/// with it, the tag of a global access.
/// </summary>
[ModelChoice("16-bit chip and 8-bit core are published, their places are not")]
public readonly record struct CoreAddress(uint Word)
{
    /// <summary>The highest core number.</summary>
    public const int LastCore = 152;

    /// <summary>An address.</summary>
    public CoreAddress(int chip, int core, int tag = 0)
        : this((uint)chip << 16 | (uint)core << 8 | (uint)tag)
    {
    }

    /// <summary>Chip, 256 x + y.</summary>
    public int Chip => (int)(Word >> 16);

    /// <summary>Core number.</summary>
    public int Core => (int)(Word >> 8 & 255);

    /// <summary>The byte that travels with it.</summary>
    public int Tag => (int)(Word & 255);

    /// <summary>The number of a chip by its coordinates.</summary>
    public static int ChipAt(int x, int y) => (x << 8) | y;
}

/// <summary>
/// A global access in a core-to-core packet with 128 bits of payload: address, who asks, and up to eight bytes of data. Bits 5:4 of the control byte say that it is one.
/// </summary>
[ModelChoice("that there are reads and writes of any address on any chip is published, not their form")]
public static class GlobalAccess
{
    /// <summary>A message between cores.</summary>
    public const int Message = 0;

    /// <summary>A read or write.</summary>
    public const int Request = 2;

    /// <summary>The answer to a read.</summary>
    public const int Answer = 3;

    /// <summary>What bits 5:4 of a control byte say.</summary>
    public static int KindOf(byte control) => control >> 4 & 3;

    /// <summary>A control byte.</summary>
    public static byte Control(int kind) => (byte)(0x40 | kind << 4);

    /// <summary>Payload bytes 0 to 7: 31:0 address, 47:32 asking chip, 55:48 asking core, 56 write, 59:58 size of the data as the network codes it.</summary>
    public static ulong Header(uint address, int chip, int core, bool write, int size) =>
        address | (ulong)(ushort)chip << 32 | (ulong)(byte)core << 48 | (write ? 1UL << 56 : 0) | (ulong)(size & 3) << 58;
}
