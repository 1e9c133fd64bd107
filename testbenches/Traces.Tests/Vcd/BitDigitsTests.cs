namespace HwModel.Traces.Tests.Vcd;

public sealed class BitDigitsTests
{
    [Fact]
    public void Vector_code_and_its_twins_write_the_digits_that_the_framework_writes()
    {
        var random = new Random(1);
        Span<byte> wide = stackalloc byte[64];
        Span<byte> narrow = stackalloc byte[32];
        for (int i = 0; i < 2_000; i++)
        {
            ulong value = i < 64 ? 1UL << i : Bits(random);
            string expected = value.ToString("b64");
            BitDigits.Write64(ref wide[0], value);
            Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(wide));
            BitDigits.WriteScalar(wide, value, 0);
            Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(wide));
            BitDigits.Write32Narrow(ref narrow[0], (uint)value);
            Assert.Equal(expected[32..], System.Text.Encoding.ASCII.GetString(narrow));
        }
    }

    [Fact]
    public void Four_state_digits_equal_those_of_the_plain_twin()
    {
        var random = new Random(2);
        var vector = new byte[64];
        var plain = new byte[64];
        for (int i = 0; i < 2_000; i++)
        {
            ulong value = Bits(random);
            ulong unknown = Bits(random);
            BitDigits.Write64(ref vector[0], value, unknown);
            BitDigits.WriteScalar(plain, value, unknown);
            Assert.Equal(plain, vector);
        }
        BitDigits.WriteScalar(plain.AsSpan(0, 4), 0b0101, 0b0011);
        Assert.Equal("01zx", System.Text.Encoding.ASCII.GetString(plain, 0, 4));
    }

    [Fact]
    public void Digits_read_back_as_they_were_written()
    {
        var random = new Random(3);
        var digits = new byte[64];
        for (int i = 0; i < 2_000; i++)
        {
            int width = random.Next(1, 65);
            ulong mask = TraceState.Mask(width);
            ulong value = (ulong)random.NextInt64() & mask;
            ulong unknown = i % 2 == 0 ? 0 : (ulong)random.NextInt64() & mask;
            BitDigits.WriteScalar(digits.AsSpan(0, width), value, unknown);
            var a = new ulong[1];
            var b = new ulong[1];
            Assert.Equal(-1, VcdDigits.Read(digits.AsSpan(0, width), width, a, b));
            Assert.Equal((value, unknown), (a[0], b[0]));
        }
    }

    // Bijective base 94, first character least significant: '!' is the first, '~' the 94th, "!!" the 95th, "\"!" the 96th, "!\"" the 189th.
    [Theory]
    [InlineData(0, "!")]
    [InlineData(93, "~")]
    [InlineData(94, "!!")]
    [InlineData(95, "\"!")]
    [InlineData(188, "!\"")]
    [InlineData(8_929, "~~")]
    [InlineData(8_930, "!!!")]
    public void Identifier_codes_are_dense_with_the_first_character_least_significant(int number, string code) => Assert.Equal(code, IdentifierCode.Text(number));

    [Fact]
    public void Codes_of_any_length_are_found_again()
    {
        var codes = new VcdCodes();
        string[] texts = ["!", "~", "!!", "abc", "abcd", "~~~~", "longcode9", "avoidably.long.code", "\u00e9"];
        for (int i = 0; i < texts.Length; i++) codes.Add(System.Text.Encoding.UTF8.GetBytes(texts[i]), i);
        for (int i = 0; i < texts.Length; i++) Assert.Equal(i, codes.Find(System.Text.Encoding.UTF8.GetBytes(texts[i])));
        foreach (string other in new[] { "\"", "#", "abd", "zzzz", "longcode8", "avoidably.long.cod" }) Assert.Equal(-1, codes.Find(System.Text.Encoding.UTF8.GetBytes(other)));
    }

    // The codes around every change of the way in which they are kept: 94, 94 + 94^2, 94 + 94^2 + 94^3 numbers have one to three characters.
    [Fact]
    public void Dense_codes_are_found_again_and_only_they()
    {
        var codes = new VcdCodes();
        int[] numbers = [0, 1, 92, 93, 94, 95, 8_929, 8_930, 839_512, 839_513, 839_514, 839_515, int.MaxValue - 1, int.MaxValue];
        foreach (int number in numbers) codes.Add(Code(number), number / 2 + 7);
        foreach (int number in numbers) Assert.Equal(number / 2 + 7, codes.Find(Code(number)));
        foreach (int number in new[] { 2, 91, 96, 8_928, 8_931, 839_511, 839_516, int.MaxValue - 2 }) Assert.Equal(-1, codes.Find(Code(number)));
        Assert.Equal(-1, codes.Find("\u007F"u8));
        Assert.Equal(-1, codes.Find(" "u8));
        Assert.Equal(-1, codes.Find("~~~~~~~~~"u8));
        codes.Add("~~~~~~~~~"u8, 3);
        codes.Add("~~~~~~~~~~"u8, 4);
        codes.Add(" "u8, 5);
        Assert.Equal((3, 4, 5), (codes.Find("~~~~~~~~~"u8), codes.Find("~~~~~~~~~~"u8), codes.Find(" "u8)));
        Assert.Equal(IdentifierCode.MaxLength, Code(int.MaxValue).Length);

        static byte[] Code(int number) => System.Text.Encoding.ASCII.GetBytes(IdentifierCode.Text(number));
    }

    private static ulong Bits(Random random) => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
}
