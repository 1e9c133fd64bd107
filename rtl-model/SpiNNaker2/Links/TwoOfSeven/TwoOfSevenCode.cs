using System.Numerics;

namespace HwModel.SpiNNaker2.Links.TwoOfSeven;

/// <summary>
/// The 2-of-7 code of SpiNNaker's links (SpiNNaker application note 7, "SpiNN links", table of symbols; the encoder of spio agrees): each symbol toggles two of seven wires.
/// </summary>
public static class TwoOfSevenCode
{
    /// <summary>The symbol number that ends a packet.</summary>
    public const int EndOfPacket = 16;

    /// <summary>What <see cref="Decode"/> gives for wires that are no symbol.</summary>
    public const int Bad = -1;

    private static readonly byte[] Masks =
    [
        0b0010001, 0b0010010, 0b0010100, 0b0011000, 0b0100001, 0b0100010, 0b0100100, 0b0101000,
        0b1000001, 0b1000010, 0b1000100, 0b1001000, 0b0000011, 0b0000110, 0b0001100, 0b0001001,
        0b1100000,
    ];

    /// <summary>The wires that toggle for a nibble, or for the end of a packet.</summary>
    public static byte Mask(int symbol) => Masks[symbol];

    /// <summary>The symbol of two toggled wires; <see cref="Bad"/> for the four pairs that are none, and for any other number of wires.</summary>
    public static int Decode(int toggled) => BitOperations.PopCount((uint)toggled) == 2 ? Array.IndexOf(Masks, (byte)toggled) : Bad;
}
