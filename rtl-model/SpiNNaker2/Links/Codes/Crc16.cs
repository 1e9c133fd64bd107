namespace HwModel.SpiNNaker2.Links.Codes;

/// <summary>
/// The cyclic redundancy check of 16 bits with the polynomial x^16 + x^15 + x^2 + 1 (0x8005), start value 0xFFFF, most significant bit first, without reflection:
/// CRC-16/CMS of the catalogue of parametrised CRC algorithms; the frames of the board-to-board link carry it (spio, spio_hss_multiplexer_common).
/// </summary>
public static class Crc16
{
    /// <summary>The polynomial without its highest term.</summary>
    public const uint Polynomial = 0x8005;

    /// <summary>What a frame starts with.</summary>
    public const uint Initial = 0xFFFF;

    private static readonly ushort[] ByteTable = Table(Polynomial);

    /// <summary>Goes on over bytes.</summary>
    /// <param name="crc">Check of what came before: 16 bits.</param>
    /// <param name="bytes">Bytes in order of transmission.</param>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) crc = Byte(ByteTable, crc, value);
        return crc;
    }

    /// <summary>Goes on over a word of 32 bits, bit 31 first.</summary>
    public static uint Update(uint crc, uint word) => Update(ByteTable, crc, word);

    internal static uint Update(ushort[] table, uint crc, uint word)
    {
        for (int shift = 24; shift >= 0; shift -= 8) crc = Byte(table, crc, (byte)(word >> shift));
        return crc;
    }

    internal static ushort[] Table(uint polynomial)
    {
        var table = new ushort[256];
        for (int value = 0; value < table.Length; value++)
        {
            uint crc = (uint)value << 8;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? crc << 1 ^ polynomial : crc << 1;
            table[value] = (ushort)crc;
        }
        return table;
    }

    private static uint Byte(ushort[] table, uint crc, byte value) => (crc << 8 & 0xFFFF) ^ table[crc >> 8 ^ value];
}
