using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>What 8b10b leaves of the CRC-12's promise: an error of a line bit spreads over its symbol.</summary>
public sealed class LineErrorTests
{
    [Fact]
    public void Every_single_wrong_line_bit_and_every_burst_of_up_to_five_is_noticed() => ForUnits(40, (block, positive, unit) =>
    {
        for (int start = 0; start < UnitCode.Bits; start++)
            for (uint pattern = 1; pattern < 32 && start + 5 <= UnitCode.Bits; pattern++)
                if (Passes(block, (UInt128)pattern << start, positive, unit))
                    Assert.Fail($"the burst {pattern:X} at line bit {start} is not noticed");
    });

    [Fact]
    public void Two_wrong_line_bits_pass_less_than_once_in_thirty_thousand()
    {
        // A code of 96 bits with its CRC alone would find them all; two half symbols that turn into others can make the polynomial.
        int passed = 0, tried = 0;
        ForUnits(100, (block, positive, unit) =>
        {
            for (int first = 0; first < UnitCode.Bits; first++)
                for (int second = 0; second < first; second++, tried++)
                    if (Passes(block, UInt128.One << first | UInt128.One << second, positive, unit))
                        passed++;
        });
        Assert.InRange(passed, 1, tried / 30_000);
    }

    private static void ForUnits(int count, Action<LineBlock, bool, LinkUnit> check)
    {
        var random = RandomStream.Derive(2, "units");
        for (int i = 0; i < count; i++)
        {
            LinkUnit unit = new LinkUnit(random.NextBits(), (uint)random.NextBits() & 0xFFFFF).Sealed(3, false);
            bool positive = (i & 1) != 0;
            bool before = positive;
            check(new DecodedBlock(unit, 0, true).Encode(ref positive), before, unit);
        }
    }

    private static bool Passes(LineBlock block, UInt128 flips, bool positive, LinkUnit unit)
    {
        ulong low = (ulong)flips & (1UL << 60) - 1, high = (ulong)(flips >> 60);
        DecodedBlock decoded = DecodedBlock.Decode(block with { Low = block.Low ^ low, High = block.High ^ high }, ref positive);
        return decoded.IsGood && decoded.Controls == 0 && decoded.Unit.IsIntact && decoded.Unit != unit;
    }
}
