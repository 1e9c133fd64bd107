using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>What a unit of a link is.</summary>
public enum UnitKind : byte
{
    /// <summary>Acknowledge and credit only.</summary>
    Control,

    /// <summary>The first of several units of a packet.</summary>
    First,

    /// <summary>Neither the first nor the last.</summary>
    Middle,

    /// <summary>The last unit of a packet, or its only one.</summary>
    Last,
}

/// <summary>
/// What a link carries at once: 96 bits with a CRC-12 and a packet id (Scholze et al., OJCAS 2026); the other fields are model choices.
/// 95:84 CRC, 83:80 id, 79:76 next expected id (acknowledge), 75 the acknowledge is valid, 74 not acknowledged: resend from there, 73:72 kind, 71:0 data.
/// </summary>
/// <param name="Low">Bits 63 to 0.</param>
/// <param name="High">Bits 95 to 64.</param>
[Payload]
public readonly partial record struct LinkUnit(ulong Low, uint High) : ILineItem<LinkUnit>
{
    /// <summary>Bits of a unit.</summary>
    public const int Bits = 96;

    /// <summary>Numbers of packets' ids.</summary>
    public const int Ids = 16;

    private const ulong FreeMask = 0x3F;
    private const ulong RequestBit = 0x40;
    private const ulong AnswerBit = 0x80;

    /// <summary>A unit of a packet, without acknowledge and check.</summary>
    public static LinkUnit OfPacket(UnitKind kind, int id, byte dataHigh, ulong dataLow) => new(dataLow, (uint)id << 16 | (uint)kind << 8 | dataHigh);

    /// <summary>A control unit, without acknowledge and check.</summary>
    /// <param name="free">Free units in the receive FIFO, counted from the acknowledge on: 0 to 63.</param>
    /// <param name="request">The sender asks for an answer: it waits for credit, or whether the link is alive.</param>
    /// <param name="answer">This unit answers a request.</param>
    [ModelChoice("places of the two flags; only the free units are needed on a line without faults")]
    public static LinkUnit OfControl(int free, bool request, bool answer) =>
        new((ulong)free & FreeMask | (request ? RequestBit : 0) | (answer ? AnswerBit : 0), 0);

    /// <summary>The check field.</summary>
    public uint Crc => High >> 20;

    /// <summary>Whether the check fits.</summary>
    public bool IsIntact => Crc == Crc12.OfUnit(High & 0xFFFFF, Low);

    /// <summary>Number of the unit modulo 16; of no meaning in a control unit.</summary>
    public int Id => (int)(High >> 16) & 15;

    /// <summary>The id that the sender of this unit expects next.</summary>
    public int Acknowledge => (int)(High >> 12) & 15;

    /// <summary>Whether the acknowledge counts.</summary>
    public bool HasAcknowledge => (High >> 11 & 1) != 0;

    /// <summary>The unit with the acknowledged id is missing.</summary>
    public bool IsNak => (High >> 10 & 1) != 0;

    /// <summary>What it is.</summary>
    public UnitKind Kind => (UnitKind)(High >> 8 & 3);

    /// <summary>Data bits 71 to 64.</summary>
    public byte DataHigh => (byte)High;

    /// <summary>Control unit: free units of the receive FIFO.</summary>
    public int Free => (int)(Low & FreeMask);

    /// <summary>Control unit: an answer is wanted.</summary>
    public bool IsRequest => (Low & RequestBit) != 0;

    /// <summary>Control unit: this is an answer.</summary>
    public bool IsAnswer => (Low & AnswerBit) != 0;

    /// <summary>The unit with acknowledge and check, ready for the line.</summary>
    public LinkUnit Sealed(int acknowledge, bool nak) => WithCheck(Acknowledging(acknowledge, nak), Crc12.OfUnit(Acknowledging(acknowledge, nak), Low));

    /// <summary>As <see cref="Sealed(int, bool)"/>, by the table of another polynomial.</summary>
    internal LinkUnit Sealed(ushort[] table, int acknowledge, bool nak) =>
        WithCheck(Acknowledging(acknowledge, nak), Crc12.OfUnit(table, Acknowledging(acknowledge, nak), Low));

    /// <inheritdoc/>
    /// <remarks>In order of transmission a unit is its bits 83 to 0, then the check: so a burst of errors is one for the check too.</remarks>
    public LinkUnit Inverted(ulong low, ulong high) => new(Low ^ (low >> 12 | high << 52), High ^ ((uint)(high >> 12) | (uint)(low & 0xFFF) << 20));

    /// <inheritdoc/>
    public static LinkUnit? OnSignal(bool isLost) => null;

    private uint Acknowledging(int acknowledge, bool nak) => High & 0xF03FF | (uint)acknowledge << 12 | 1u << 11 | (nak ? 1u << 10 : 0);

    private LinkUnit WithCheck(uint high, uint crc) => new(Low, crc << 20 | high);
}
