namespace HwModel.SpiNNaker2.Links.Codes;

/// <summary>
/// The cyclic redundancy check of 12 bits with the polynomial x^12 + x^11 + x^3 + x^2 + x + 1 (0x80F), most significant bit first, without reflection:
/// of the family that the catalogue of parametrised CRC algorithms lists as CRC-12/DECT (X-CRC-12). It finds every error of an odd number of bits,
/// every error of two bits up to 2,047 bits, and every burst of up to 12 bits.
/// </summary>
public static class Crc12
{
    /// <summary>The polynomial without its highest term.</summary>
    public const uint Polynomial = 0x80F;

    /// <summary>What the links start with.</summary>
    public const uint Initial = 0xFFF;

    private static readonly ushort[] ByteTable = Table(Polynomial);

    /// <summary>Goes on over bytes.</summary>
    /// <param name="crc">Check of what came before: 12 bits.</param>
    /// <param name="bytes">Bytes in order of transmission.</param>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) crc = Byte(ByteTable, crc, value);
        return crc;
    }

    /// <summary>The check of the lower 84 bits of a 96-bit unit, bit 83 first.</summary>
    /// <param name="high">Bits 83 to 64, in bits 19 to 0.</param>
    /// <param name="low">Bits 63 to 0.</param>
    public static uint OfUnit(uint high, ulong low) => OfUnit(ByteTable, high, low);

    /// <summary>As <see cref="OfUnit(uint, ulong)"/>, by the table of another polynomial.</summary>
    internal static uint OfUnit(ushort[] table, uint high, ulong low)
    {
        // The first nibble stands before 10 whole bytes: the shift of 12 bits minus 8 leaves the table's lower half for it.
        uint crc = Nibble(table, Initial, high >> 16 & 15);
        crc = Byte(table, crc, (byte)(high >> 8));
        crc = Byte(table, crc, (byte)high);
        for (int shift = 56; shift >= 0; shift -= 8) crc = Byte(table, crc, (byte)(low >> shift));
        return crc;
    }

    /// <summary>The table for bytes of a polynomial of degree 12.</summary>
    internal static ushort[] Table(uint polynomial)
    {
        var table = new ushort[256];
        for (int value = 0; value < table.Length; value++)
        {
            uint crc = (uint)value << 4;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x800) != 0 ? crc << 1 ^ polynomial : crc << 1;
            table[value] = (ushort)(crc & 0xFFF);
        }
        return table;
    }

    private static uint Byte(ushort[] table, uint crc, byte value) => (crc << 8 & 0xFFF) ^ table[crc >> 4 ^ value];

    // Four bits: those of a byte whose upper half is zero, so that the table's entry is the same.
    private static uint Nibble(ushort[] table, uint crc, uint value) => (crc << 4 & 0xFFF) ^ table[crc >> 8 ^ value];
}
