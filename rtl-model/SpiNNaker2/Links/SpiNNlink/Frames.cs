using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>A word of 32 bits between frame logic and line code.</summary>
/// <param name="Value">Bits 31 to 24 are sent first.</param>
/// <param name="Controls">Bit 3 says that bits 31 to 24 are a control character, bit 0 that bits 7 to 0 are one.</param>
/// <param name="IsBad">The line code was violated.</param>
[Payload]
public readonly partial record struct LinkWord(uint Value, byte Controls, bool IsBad);

/// <summary>The frames' words (spio, spio_hss_multiplexer_common).</summary>
public static class Frames
{
    /// <summary>Channels that share the cable.</summary>
    public const int Channels = 8;

    /// <summary>Words of the longest data frame.</summary>
    public const int LongestData = 20;

    /// <summary>Sequence numbers.</summary>
    public const int Sequences = 128;

    /// <summary>The version that handshakes carry.</summary>
    public const byte Version = 3;

    public const byte StartOfData = EightBTenB.K28_5;
    public const byte Acknowledge = EightBTenB.K28_3;
    public const byte NotAcknowledged = EightBTenB.K28_4;
    public const byte OutOfCredit = EightBTenB.K23_7;
    public const byte FlowControl = EightBTenB.K30_7;

    private const byte FirstByte = 0b1000;

    /// <summary>A frame of one word: acknowledge, nak or out of credit.</summary>
    public static LinkWord Control(byte kind, bool colour, int sequence) => Closed((uint)kind << 24 | (colour ? 1u << 23 : 0) | (uint)sequence << 16, FirstByte);

    /// <summary>A frame of one word that says which channels may send: bit n is 1 where channel n may.</summary>
    public static LinkWord Flow(byte go) => Closed((uint)FlowControl << 24 | (uint)go << 16, FirstByte);

    /// <summary>The first word of a data frame.</summary>
    public static LinkWord Start(bool colour, int sequence, byte payloads, byte packets) =>
        new((uint)StartOfData << 24 | (colour ? 1u << 23 : 0) | (uint)sequence << 16 | (uint)payloads << 8 | packets, FirstByte, false);

    /// <summary>The last word of a data frame, without its check.</summary>
    public static uint Last(bool colour, int sequence, byte go) => (colour ? 1u << 31 : 0) | (uint)sequence << 24 | (uint)go << 16;

    /// <summary>An idle word: two control characters and a sentinel or scrambler value.</summary>
    public static LinkWord Idle(ushort value) => new((uint)EightBTenB.K28_2 << 24 | (uint)EightBTenB.K27_7 << 16 | value, 0b1100, false);

    /// <summary>Clock correction.</summary>
    public static LinkWord Correction => new(0x1C1C1C1C, 0b1111, false);

    /// <summary>A handshake word.</summary>
    /// <param name="phase">0 or 1.</param>
    /// <param name="isDone">The sender is through and wants no answer.</param>
    public static LinkWord Handshake(int phase, bool isDone) => new((uint)EightBTenB.K28_5 << 24 | (uint)EightBTenB.K28_2 << 16 | (uint)(phase | (isDone ? 2 : 0)) << 8 | Version, 0b1100, false);

    /// <summary>Whether a word is a handshake.</summary>
    public static bool IsHandshake(LinkWord word) => word.Controls == 0b1100 && word.Value >> 16 == ((uint)EightBTenB.K28_5 << 8 | EightBTenB.K28_2);

    /// <summary>Words of a data frame, from its first one.</summary>
    public static int Length(uint start) => 4 + System.Numerics.BitOperations.PopCount(start & 0xFF) + System.Numerics.BitOperations.PopCount(start & start >> 8 & 0xFF);

    /// <summary>The check of words: of all of them, with the field of the check taken as 0.</summary>
    public static uint Check(ReadOnlySpan<uint> words)
    {
        uint crc = Crc16.Initial;
        for (int i = 0; i < words.Length - 1; i++) crc = Crc16.Update(crc, words[i]);
        return Crc16.Update(crc, words[^1] & 0xFFFF0000);
    }

    private static LinkWord Closed(uint word, byte controls) => new(word | Crc16.Update(Crc16.Initial, word), controls, false);
}

/// <summary>
/// The scrambler of idle words: a shift register of 16 bits with the polynomial of Serial ATA, x^16 + x^15 + x^13 + x^4 + 1, 16 steps a word, started with 0xFFFF.
/// </summary>
[Derived("spio names seed and steps; the polynomial is that of Serial ATA")]
public static class IdleScrambler
{
    /// <summary>Where it starts.</summary>
    public const ushort Seed = 0xFFFF;

    /// <summary>The value for the word after the one that had this value.</summary>
    public static ushort Next(ushort value)
    {
        for (int step = 0; step < 16; step++) value = (ushort)(value << 1 | (value >> 15 ^ value >> 14 ^ value >> 12 ^ value >> 3) & 1);
        return value;
    }
}
