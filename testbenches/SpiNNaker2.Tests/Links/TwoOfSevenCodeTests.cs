using System.Numerics;
using HwModel.SpiNNaker2.Links.TwoOfSeven;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>The 2-of-7 code against the published table.</summary>
public sealed class TwoOfSevenCodeTests
{
    // SpiNNaker application note 7: wires 6 to 0 of the values 0 to 15 and of the end of packet.
    private static readonly string[] Published =
    [
        "0010001", "0010010", "0010100", "0011000", "0100001", "0100010", "0100100", "0101000",
        "1000001", "1000010", "1000100", "1001000", "0000011", "0000110", "0001100", "0001001", "1100000",
    ];

    [Fact]
    public void Symbols_are_those_of_the_application_note()
    {
        for (int symbol = 0; symbol < Published.Length; symbol++)
        {
            Assert.Equal(Convert.ToInt32(Published[symbol], 2), TwoOfSevenCode.Mask(symbol));
            Assert.Equal(symbol, TwoOfSevenCode.Decode(TwoOfSevenCode.Mask(symbol)));
        }
        int bad = Enumerable.Range(0, 128).Count(wires => TwoOfSevenCode.Decode(wires) == TwoOfSevenCode.Bad);
        Assert.Equal(128 - 17, bad);
        Assert.Equal(4, Enumerable.Range(0, 128).Count(wires => BitOperations.PopCount((uint)wires) == 2 && TwoOfSevenCode.Decode(wires) == TwoOfSevenCode.Bad));
    }
}
