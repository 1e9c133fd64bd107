using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>
/// Units in 8b10b: twelve symbols each. A unit with a wrong symbol is passed on with a wrong check. Idle units (K28.5 first, of no effect on the running disparity) and the
/// symbols of the clock compensation are not simulated; the time of the latter is.
/// </summary>
/// <param name="takesBadUnits">A mistake: a unit with a wrong symbol is passed on as it is.</param>
internal sealed class UnitCode(bool takesBadUnits) : ILineCode<LinkUnit>
{
    /// <summary>Symbols of a unit.</summary>
    public const int Symbols = 12;

    /// <summary>Line bits of a unit.</summary>
    public const int Bits = 120;

    public LineBlock Encode(LinkUnit word, ref bool positive) => new DecodedBlock(word, 0, true).Encode(ref positive);

    public LineBlock Handshake(int phase, bool isDone, ref bool positive) => DecodedBlock.Handshake(phase, isDone).Encode(ref positive);

    public LineBlock? Compensation(ref bool positive) => null;

    public Received<LinkUnit> Decode(in LineBlock block, ref bool positive)
    {
        DecodedBlock decoded = DecodedBlock.Decode(in block, ref positive);
        bool good = decoded.IsGood && (decoded.Controls == 0 || decoded.IsHandshake);
        // Both ends of a long-range line are of one design: the version in the handshake is not looked at.
        Handshake? handshake = good && decoded.IsHandshake ? new Handshake(decoded.Phase, decoded.IsDone, false) : null;
        return new Received<LinkUnit>(good || takesBadUnits ? decoded.Unit : Spoilt(decoded.Unit), good, handshake);
    }

    private static LinkUnit Spoilt(LinkUnit unit) => unit with { High = (unit.High & 0xFFFFF) | (Crc12.OfUnit(unit.High & 0xFFFFF, unit.Low) ^ 0xFFF) << 20 };
}

/// <summary>Twelve bytes before and after the line code.</summary>
/// <param name="Unit">The bytes, the first in bits 95 to 88.</param>
/// <param name="Controls">Bit n: the n-th byte is a control character.</param>
/// <param name="IsGood">All symbols were right.</param>
internal readonly record struct DecodedBlock(LinkUnit Unit, int Controls, bool IsGood)
{
    private const int HandshakeControls = 0b11;

    /// <summary>A handshake, and not a unit.</summary>
    public bool IsHandshake => Controls == HandshakeControls && Byte(0) == EightBTenB.K28_5 && Byte(1) == EightBTenB.K28_2;

    /// <summary>Handshake: the phase of the sender, 0 or 1.</summary>
    public int Phase => Byte(2) & 1;

    /// <summary>Handshake: the sender is through and wants no answer.</summary>
    public bool IsDone => (Byte(2) & 2) != 0;

    private byte Byte(int index) => index < 4 ? (byte)(Unit.High >> (24 - (8 * index))) : (byte)(Unit.Low >> (56 - (8 * (index - 4))));

    /// <summary>A handshake of two control characters, phase and version, filled with D21.5.</summary>
    public static DecodedBlock Handshake(int phase, bool isDone) =>
        new(new LinkUnit(0xB5B5B5B5B5B5B5B5, (uint)EightBTenB.K28_5 << 24 | (uint)EightBTenB.K28_2 << 16 | (uint)(phase | (isDone ? 2 : 0)) << 8 | 3), HandshakeControls, true);

    /// <summary>Puts the bytes into the line code.</summary>
    public LineBlock Encode(ref bool positive)
    {
        ulong high = 0, low = 0;
        for (int i = 0; i < UnitCode.Symbols; i++)
        {
            ulong code = EightBTenB.Encode(Byte(i), (Controls >> i & 1) != 0, ref positive);
            if (i < 6) high = high << 10 | code;
            else low = low << 10 | code;
        }
        return new LineBlock(low, high, BlockKind.Symbols);
    }

    /// <summary>Takes symbols out of the line code.</summary>
    public static DecodedBlock Decode(in LineBlock block, ref bool positive)
    {
        uint high = 0;
        ulong low = 0;
        int controls = 0;
        bool good = true;
        for (int i = 0; i < UnitCode.Symbols; i++)
        {
            var code = (ushort)((i < 6 ? block.High >> (50 - (10 * i)) : block.Low >> (50 - (10 * (i - 6)))) & 0x3FF);
            Symbol symbol = EightBTenB.Decode(code, ref positive);
            good &= symbol.IsGood;
            if (symbol.IsControl) controls |= 1 << i;
            if (i < 4) high = high << 8 | symbol.Value;
            else low = low << 8 | symbol.Value;
        }
        return new DecodedBlock(new LinkUnit(low, high), controls, good);
    }
}
