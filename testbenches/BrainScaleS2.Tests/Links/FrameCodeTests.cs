using HwModel.BrainScaleS2.Digital;

namespace HwModel.BrainScaleS2.Tests.Links;

/// <summary>Frames of the event links: contents, and check bits against a division by hand.</summary>
public sealed class FrameCodeTests
{
    // x^3 + x + 1, the highest power first.
    private static readonly int[] Divisor = [1, 0, 1, 1];

    [Fact]
    public void Every_label_comes_back()
    {
        for (int label = 0; label <= ushort.MaxValue; label++)
        {
            uint frame = FrameCode.OfSpike((ushort)label);
            Assert.True(frame >> FrameCode.Bits == 0 && FrameCode.IsIntact(frame) && !FrameCode.IsSample(frame) && FrameCode.Content(frame) == label, $"label {label}");
        }
    }

    [Fact]
    public void Every_sample_comes_back()
    {
        for (int value = 0; value < 1024; value++)
        {
            foreach (byte channel in (byte[])[0, 1])
            {
                var sample = new MadcSample((ushort)value, channel);
                uint frame = FrameCode.OfSample(sample);
                Assert.True(frame >> FrameCode.Bits == 0 && FrameCode.IsIntact(frame) && FrameCode.IsSample(frame), $"{sample}");
                Assert.Equal(sample, FrameCode.Sample(frame));
                Assert.Equal(value | channel << 13, FrameCode.Content(frame));
            }
        }
        // A converter has ten bits: others do not reach the frame.
        Assert.Equal(FrameCode.OfSample(new MadcSample(0x3A5, 1)), FrameCode.OfSample(new MadcSample(0xFFA5, 1)));
        // Nor does what stands between value and channel.
        Assert.Equal(new MadcSample(0x3FF, 0), FrameCode.Sample(0xDFFFFu));
    }

    [Fact]
    public void The_check_bits_are_the_remainder_of_a_division()
    {
        for (uint word = 0; word < 1 << 17; word += 13) Assert.Equal(Remainder(word), FrameCode.Crc(word));
    }

    [Fact]
    public void One_error_and_two_in_a_span_of_seven_are_found_and_no_others_of_two()
    {
        foreach (uint frame in new[] { FrameCode.OfSpike(0), FrameCode.OfSpike(0xFFFF), FrameCode.OfSpike(0x1234), FrameCode.OfSample(new MadcSample(0x155, 1)) })
        {
            for (int first = 0; first < FrameCode.Bits; first++)
            {
                Assert.False(FrameCode.IsIntact(frame ^ 1u << first));
                // The polynomial's powers repeat after seven.
                for (int second = first + 1; second < FrameCode.Bits; second++)
                    Assert.Equal((second - first) % 7 == 0, FrameCode.IsIntact(frame ^ 1u << first ^ 1u << second));
            }
        }
    }

    // Long division modulo 2, digit by digit.
    private static uint Remainder(uint word)
    {
        int[] digits = [.. Enumerable.Range(0, 17).Select(place => (int)(word >> (16 - place) & 1)), 0, 0, 0];
        for (int place = 0; place < 17; place++)
        {
            if (digits[place] == 0) continue;
            for (int i = 0; i < Divisor.Length; i++) digits[place + i] = (digits[place + i] + Divisor[i]) % 2;
        }
        return (uint)(digits[17] * 4 + digits[18] * 2 + digits[19]);
    }
}
