using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>8b10b against rows of the standard's tables and against the properties that the code was made for.</summary>
public sealed class LineCodeTests
{
    // IEEE 802.3, tables 36-1 and 36-2: abcdei fghj at negative and at positive running disparity.
    [Theory]
    [InlineData(0x00, "100111 0100", "011000 1011")]
    [InlineData(0x01, "011101 0100", "100010 1011")]
    [InlineData(0x03, "110001 1011", "110001 0100")]
    [InlineData(0x07, "111000 1011", "000111 0100")]
    [InlineData(0x42, "101101 0101", "010010 0101")]
    [InlineData(0x4A, "010101 0101", "010101 0101")]
    [InlineData(0x50, "011011 0101", "100100 0101")]
    [InlineData(0x7B, "110110 0011", "001001 1100")]
    [InlineData(0xB5, "101010 1010", "101010 1010")]
    [InlineData(0xC5, "101001 0110", "101001 0110")]
    [InlineData(0xEB, "110100 1110", "110100 1000")]
    [InlineData(0xF1, "100011 0111", "100011 0001")]
    [InlineData(0xFF, "101011 0001", "010100 1110")]
    public void Data_is_coded_as_the_standard_says(byte value, string negative, string positive) => Check(value, false, negative, positive);

    [Theory]
    [InlineData(0x1C, "001111 0100", "110000 1011")]
    [InlineData(0x3C, "001111 1001", "110000 0110")]
    [InlineData(0x5C, "001111 0101", "110000 1010")]
    [InlineData(0x7C, "001111 0011", "110000 1100")]
    [InlineData(0x9C, "001111 0010", "110000 1101")]
    [InlineData(0xBC, "001111 1010", "110000 0101")]
    [InlineData(0xDC, "001111 0110", "110000 1001")]
    [InlineData(0xFC, "001111 1000", "110000 0111")]
    [InlineData(0xF7, "111010 1000", "000101 0111")]
    [InlineData(0xFB, "110110 1000", "001001 0111")]
    [InlineData(0xFD, "101110 1000", "010001 0111")]
    [InlineData(0xFE, "011110 1000", "100001 0111")]
    public void Control_characters_are_coded_as_the_standard_says(byte value, string negative, string positive) => Check(value, true, negative, positive);

    [Fact]
    public void Every_byte_comes_back_and_every_wrong_word_is_noticed()
    {
        int codes = 0;
        for (int code = 0; code < 1024; code++)
        {
            bool positive = false;
            if (EightBTenB.Decode((ushort)code, ref positive).IsCode) codes++;
        }
        var words = new HashSet<(int, bool)>();
        foreach (bool disparity in (ReadOnlySpan<bool>)[false, true])
        {
            for (int value = 0; value < 512; value++)
            {
                bool control = value > 255;
                if (control && EightBTenB.Controls.IndexOf((byte)value) < 0) continue;
                bool sender = disparity, receiver = disparity;
                ushort code = EightBTenB.Encode((byte)value, control, ref sender);
                words.Add((code, false));
                Symbol symbol = EightBTenB.Decode(code, ref receiver);
                Assert.Equal(((byte)value, control, true, sender), (symbol.Value, symbol.IsControl, symbol.IsGood, receiver));
                // A code word is balanced, or has two ones more or less; a heavier one is sent only at negative disparity.
                int ones = System.Numerics.BitOperations.PopCount((uint)code);
                Assert.InRange(ones, disparity ? 4 : 5, disparity ? 5 : 6);
            }
        }
        Assert.Equal(words.Count, codes);
    }

    [Fact]
    public void Only_ten_bits_of_a_word_count_and_only_control_characters_are_coded_as_such()
    {
        for (int code = 0; code < 1024; code++)
        {
            bool plain = false, high = false;
            Assert.Equal(EightBTenB.Decode((ushort)code, ref plain), EightBTenB.Decode((ushort)(code | 0xFC00), ref high));
            Assert.Equal(plain, high);
            // The running disparity follows the ones of a word, also of a wrong one; a balanced word leaves it.
            bool after = true;
            EightBTenB.Decode((ushort)code, ref after);
            int ones = System.Numerics.BitOperations.PopCount((uint)code);
            Assert.Equal((ones > 5, ones >= 5), (plain, after));
        }
        bool positive = false;
        for (int value = 0; value < 256; value++)
            if (EightBTenB.Controls.IndexOf((byte)value) < 0)
                Assert.Contains("no control character", Assert.Throws<ArgumentOutOfRangeException>(() => EightBTenB.Encode((byte)value, true, ref positive)).Message, StringComparison.Ordinal);
        Assert.Equal(12, EightBTenB.Controls.Length);
        Assert.Equal((false, false, true), (new Symbol(0, false, true, false).IsGood, new Symbol(0, false, false, true).IsGood, new Symbol(0, false, true, true).IsGood));
    }

    [Fact]
    public void No_more_than_five_equal_bits_follow_each_other_and_the_comma_stands_alone()
    {
        var random = RandomStream.Derive(1, "line");
        bool positive = false;
        int run = 0, last = -1, commas = 0, sent = 0;
        uint window = 0;
        for (int i = 0; i < 200_000; i++)
        {
            bool control = random.Next(20) == 0;
            // K28.7 may make a comma across a boundary; the standard keeps it for tests.
            byte value = control ? new[] { EightBTenB.K28_5, EightBTenB.K28_0, EightBTenB.K28_2, EightBTenB.K27_7, EightBTenB.K30_7, EightBTenB.K23_7 }[random.Next(6)] : (byte)random.NextBits();
            if (control && value == EightBTenB.K28_5) sent++;
            ushort code = EightBTenB.Encode(value, control, ref positive);
            for (int bit = 9; bit >= 0; bit--)
            {
                int level = code >> bit & 1;
                run = level == last ? run + 1 : 1;
                last = level;
                if (run > 5) Assert.Fail($"six equal bits after {i} symbols");
                window = window << 1 & 0x7F | (uint)level;
                if (i > 0 && window is 0b0011111 or 0b1100000) commas++;
            }
        }
        Assert.Equal(sent, commas);
    }

    [Fact]
    public void A_single_wrong_bit_shows_at_the_latest_in_the_running_disparity()
    {
        var random = RandomStream.Derive(2, "line");
        for (int i = 0; i < 2000; i++)
        {
            bool sender = (i & 1) != 0, receiver = sender;
            int wrong = random.Next(10);
            bool noticed = false;
            for (int symbol = 0; symbol < 40 && !noticed; symbol++)
            {
                ushort code = EightBTenB.Encode((byte)random.NextBits(), false, ref sender);
                if (symbol == 0) code ^= (ushort)(1 << wrong);
                noticed = !EightBTenB.Decode(code, ref receiver).IsGood;
            }
            Assert.True(noticed);
        }
    }

    private static void Check(byte value, bool control, string negative, string positive)
    {
        foreach ((bool disparity, string expected) in new[] { (false, negative), (true, positive) })
        {
            bool running = disparity;
            Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToString(EightBTenB.Encode(value, control, ref running), 2).PadLeft(10, '0'));
        }
    }
}
