using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>A sample of the fast membrane converter.</summary>
/// <param name="Value">10 bits.</param>
/// <param name="Channel">0: even input, 1: odd input.</param>
[Payload]
public readonly partial record struct MadcSample(ushort Value, byte Channel);

/// <summary>Up to three spikes of one playback instruction (halco, event).</summary>
/// <param name="Count">1 to 3.</param>
/// <param name="First">16-bit label.</param>
/// <param name="Second">16-bit label.</param>
/// <param name="Third">16-bit label.</param>
[Payload]
public readonly partial record struct SpikePack(byte Count, ushort First, ushort Second, ushort Third);

/// <summary>A frame of one lane: 20 bits, {label 16, type 1, check 3}; the chip's 8-bit time travels beside them.</summary>
/// <param name="Bits">The 20 bits.</param>
/// <param name="Time">Low bits of the chip's 250 MHz counter, taken when the event leaves the crossbar (fisch and hxcomm: 8-bit timestamps).</param>
[Payload]
public readonly partial record struct LinkFrame(uint Bits, byte Time);

/// <summary>What stands in a frame.</summary>
public static class FrameCode
{
    /// <summary>Bits of a frame.</summary>
    [Published("Heinemann and Schemmel 2026: effective 20 bit per event; how they are used is this model's choice")]
    public const int Bits = 20;

    /// <summary>What an idle lane sends, alternating.</summary>
    [ModelChoice("a pattern with many edges")]
    public const uint IdleEven = 0xAAAAA;

    /// <inheritdoc cref="IdleEven"/>
    public const uint IdleOdd = 0x55555;

    /// <summary>The frame of a spike.</summary>
    public static uint OfSpike(ushort label) => Seal(label, 0);

    /// <summary>The frame of a converter's sample: 14-bit field.</summary>
    public static uint OfSample(MadcSample sample) => Seal((uint)(sample.Value & 0x3FF | sample.Channel << 13), 1);

    /// <summary>The 16 bits of the label or of the sample.</summary>
    public static ushort Content(uint frame) => (ushort)(frame >> 4);

    /// <summary>Whether the frame holds a converter's sample.</summary>
    public static bool IsSample(uint frame) => (frame >> 3 & 1) != 0;

    /// <summary>The sample of a frame.</summary>
    public static MadcSample Sample(uint frame) => new((ushort)(Content(frame) & 0x3FF), (byte)(Content(frame) >> 13 & 1));

    /// <summary>Whether the check bits fit.</summary>
    public static bool IsIntact(uint frame) => Crc(frame >> 3) == (frame & 7);

    /// <summary>The remainder of 17 bits by x^3 + x + 1, which finds every single and double error of bits in a span of seven.</summary>
    public static uint Crc(uint word)
    {
        uint remainder = word << 3;
        for (int bit = 19; bit >= 3; bit--)
            if ((remainder >> bit & 1) != 0)
                remainder ^= 0b1011u << bit - 3;
        return remainder & 7;
    }

    private static uint Seal(uint content, uint type)
    {
        uint word = content << 1 | type;
        return word << 3 | Crc(word);
    }
}

/// <summary>Rates, depths and errors of the event links.</summary>
public sealed record EventLinkOptions
{
    /// <summary>Lanes in each direction.</summary>
    [Published("halco, highspeed_link: 8 PHYs")]
    [Range(1, 8)]
    public int Lanes { get; init; } = 8;

    /// <summary>Time of a frame on its lane, in femtoseconds.</summary>
    [Derived("5 Gbit/s useful over 8 lanes (Heinemann and Schemmel 2026) are 625 Mbit/s a lane: 20 bits take 32 ns")]
    [Range(8_000_000L, 1_000_000_000_000L)]
    public long FrameTime { get; init; } = 32_000_000;

    /// <summary>From the sender's input to the receiver's output, in femtoseconds.</summary>
    [Published("Heinemann and Schemmel 2026: 0.17 us")]
    [Range(1_000_000L, 1_000_000_000_000L)]
    public long HopLatency { get; init; } = 170_000_000;

    /// <summary>Events that wait at the sender.</summary>
    [ModelChoice("unpublished")]
    [Range(1, 65536)]
    public int SenderDepth { get; init; } = 16;

    /// <summary>Events that wait at the receiver, for each channel.</summary>
    [ModelChoice("unpublished")]
    [Range(1, 65536)]
    public int ReceiverDepth { get; init; } = 32;

    /// <summary>Cycles of 4 ns from the switch-on of a lane until it carries frames.</summary>
    [ModelChoice("unpublished; 100 FPGA cycles settle after a reset in the published start sequence")]
    [Range(0, 1_000_000)]
    public int TrainingCycles { get; init; } = 200;

    /// <summary>Probability that a bit of a frame arrives flipped.</summary>
    [ModelChoice("a good link; raise it to see drops")]
    [Range(0.0, 1.0)]
    public double BitErrorRate { get; init; }
}
