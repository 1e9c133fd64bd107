namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Operands near which mistakes hide: ends of ranges, single bits, special floating-point numbers.</summary>
internal static class Interesting
{
    private static readonly uint[] Integers = [0, 1, 2, 0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0x8000, 0x7FFF, 0xFFFF, 0x80, 0x7F, 0xFF, 0x8000_8000, 0x7FFF_7FFF, 0xFFFF_8000, 0x8080_8080, 0x7F7F_7F7F, 31, 32, 33, 0x0001_0000];

    private static readonly uint[] Floats =
    [
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC1_2345, 0x7F80_0001, 0xFFA0_0000, 0x0000_0001, 0x807F_FFFF,
        0x0080_0000, 0x8080_0001, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x4B00_0000, 0x4EFF_FFFF, 0x4F00_0000, 0xCF00_0000, 0x4F80_0000, 0x3F00_0000, 0x3EFF_FFFF, 0x477F_E000, 0x477F_F000, 0x3880_0000, 0x3380_0000, 0x0040_0000, 0x3F80_0001,
    ];

    public static uint Integer(Dice dice) => dice.Below(4) switch
    {
        0 => dice.Of(Integers),
        1 => 1u << dice.Below(32),
        2 => dice.Next() >> dice.Below(32),
        _ => dice.Next(),
    };

    /// <summary>Amounts for shifts by a register, of which the low byte counts.</summary>
    public static uint ShiftAmount(Dice dice) => dice.Of<uint>([0, 1, 31, 32, 33, 255, 256, 0x8000_0020]);

    public static uint Float(Dice dice) => dice.Below(5) switch
    {
        0 or 1 => dice.Of(Floats),
        2 => dice.Next() & 0x807F_FFFF | (uint)(127 + dice.Below(60) - 30) << 23, // numbers near one: cancellation and exact halves
        3 => dice.Next() & 0x8070_0000 | (uint)(127 + dice.Below(8) - 4) << 23,
        _ => dice.Next(),
    };

    public static uint Word(Dice dice) => dice.Percent(40) ? Float(dice) : Integer(dice);
}
