namespace HwModel.BrainScaleS2.Ppu;

/// <summary>What a row access of the vector unit touches.</summary>
public enum RowRegion : byte
{
    /// <summary>6-bit weights.</summary>
    Weights,

    /// <summary>6-bit labels, called decoder addresses by the processor's software.</summary>
    Labels,

    /// <summary>Trim bits of the correlation sensors: 2-bit time in bits 1:0 and 2-bit amplitude in bits 3:2 of a byte.</summary>
    Trim,

    /// <summary>Causal samples of the converter.</summary>
    Causal,

    /// <summary>Writing resets the causal sensors.</summary>
    CausalReset,

    /// <summary>Acausal samples of the converter.</summary>
    Acausal,

    /// <summary>Writing resets the acausal sensors.</summary>
    AcausalReset,

    /// <summary>Random bytes, one generator a column.</summary>
    Random,

    /// <summary>Nothing: reads give 0, writes are lost.</summary>
    None,
}

/// <summary>
/// An address of the vector unit's row port (libnux, dls): region, row, and which columns. Index 2 row is the even columns, 2 row + 1 the odd ones.
/// </summary>
/// <param name="Region">What is accessed.</param>
/// <param name="Row">0 to 255.</param>
/// <param name="IsOdd">Odd columns; else even ones.</param>
/// <param name="IsBuffered">The samples of the last conversion.</param>
public readonly record struct RowAddress(RowRegion Region, byte Row, bool IsOdd, bool IsBuffered)
{
    /// <summary>Bit that asks for the samples of the last conversion.</summary>
    public const uint Buffered = 0x200000;

    private static readonly uint[] Bases = [0x00000, 0x40000, 0x10000, 0x80000, 0x90000, 0xC0000, 0xD0000, 0xE0000];

    /// <summary>First address of a region.</summary>
    public static uint Base(RowRegion region) => Bases[(int)region];

    /// <summary>The parts of an address.</summary>
    public static RowAddress Decode(uint address)
    {
        RowRegion region = (address & 0xFFE00) switch
        {
            0x00000 => RowRegion.Weights,
            0x40000 => RowRegion.Labels,
            0x10000 or 0x20000 => RowRegion.Trim,
            0x80000 => RowRegion.Causal,
            0x90000 => RowRegion.CausalReset,
            0xC0000 => RowRegion.Acausal,
            0xD0000 => RowRegion.AcausalReset,
            0xE0000 => RowRegion.Random,
            _ => RowRegion.None,
        };
        return new RowAddress(region, (byte)(address >> 1), (address & 1) != 0, (address & Buffered) != 0);
    }

    /// <summary>The address as a number.</summary>
    public uint Encode() => Base(Region) + 2u * Row + (IsOdd ? 1u : 0) + (IsBuffered ? Buffered : 0);
}
