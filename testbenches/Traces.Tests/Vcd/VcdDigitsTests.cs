using System.Numerics;
using System.Text;

namespace HwModel.Traces.Tests.Vcd;

/// <summary>Digits of vectors, extended to the left as in IEEE 1364-2005, 18.2.1, against the same bit by bit.</summary>
public sealed class VcdDigitsTests
{
    // Each kind of digit with the bits that it means: value, unknown.
    private static readonly (string Digits, int Value, int Unknown)[] Kinds = [("0lL", 0, 0), ("1hH", 1, 0), ("zZ", 0, 1), ("xXuUwW-", 1, 1)];

    [Theory]
    [InlineData("1", 4, "0001")]
    [InlineData("0", 4, "0000")]
    [InlineData("x", 4, "xxxx")]
    [InlineData("z", 4, "zzzz")]
    [InlineData("z1", 4, "zzz1")]
    [InlineData("10", 4, "0010")]
    [InlineData("x01", 3, "x01")]
    // More digits than bits, where they are what the extension would be.
    [InlineData("0011", 2, "11")]
    [InlineData("xxx1", 2, "x1")]
    [InlineData("zzz", 1, "z")]
    [InlineData("", 3, "000")]
    public void Short_vectors_are_extended(string digits, int width, string bits)
    {
        var value = new ulong[1];
        var unknown = new ulong[1];
        Assert.Equal(-1, VcdDigits.Read(Encoding.ASCII.GetBytes(digits), width, value, unknown));
        Assert.Equal(bits, string.Concat(Enumerable.Range(0, width).Select(i => "01zx"[(int)(value[0] >> (width - 1 - i) & 1) + 2 * (int)(unknown[0] >> (width - 1 - i) & 1)])));
    }

    [Fact]
    public void Every_kind_of_digit_has_its_bits_at_every_place_and_width()
    {
        var random = new Random(5);
        string all = string.Concat(Kinds.Select(kind => kind.Digits));
        for (int i = 0; i < 3_000; i++)
        {
            int width = random.Next(1, 200);
            int given = random.Next(1, width + 1);
            // Long runs of 0 and 1 are read eight at a time.
            bool plain = random.Next(2) == 0;
            string digits = string.Concat(Enumerable.Range(0, given).Select(_ => plain && random.Next(20) != 0 ? "01"[random.Next(2)] : all[random.Next(all.Length)]));
            char first = digits[0];
            (_, int fillValue, int fillUnknown) = Kinds.Single(kind => kind.Digits.Contains(first));
            if (fillUnknown == 0) fillValue = 0;
            BigInteger expectedValue = 0, expectedUnknown = 0;
            for (int place = 0; place < width; place++)
            {
                (int v, int u) = (fillValue, fillUnknown);
                if (place >= width - given) (_, v, u) = Kinds.Single(kind => kind.Digits.Contains(digits[place - (width - given)]));
                expectedValue = expectedValue << 1 | v;
                expectedUnknown = expectedUnknown << 1 | u;
            }
            var value = new ulong[(width + 63) / 64];
            var unknown = new ulong[(width + 63) / 64];
            Assert.Equal(-1, VcdDigits.Read(Encoding.ASCII.GetBytes(digits), width, value, unknown));
            Assert.Equal((expectedValue, expectedUnknown), (Join(value), Join(unknown)));
        }
    }

    // The index is that of the digits as they were given, whatever was left out before.
    [Theory]
    [InlineData("q", 4, 0)]
    [InlineData("1q01", 4, 1)]
    [InlineData("0101q", 5, 4)]
    [InlineData("001q", 2, 3)]
    [InlineData("00q1", 2, 2)]
    [InlineData("101", 2, 3)]
    [InlineData("0111", 2, 4)]
    [InlineData("x0z", 1, 3)]
    public void Bad_digits_and_too_many_are_told(string digits, int width, int index) =>
        Assert.Equal(index, VcdDigits.Read(Encoding.ASCII.GetBytes(digits), width, new ulong[1], new ulong[1]));

    [Fact]
    public void A_bad_digit_is_told_in_any_word()
    {
        for (int place = 1; place < 150; place++)
        {
            byte[] digits = [.. Enumerable.Repeat((byte)'1', 150)];
            foreach (char bad in "2/:a ")
            {
                digits[place] = (byte)bad;
                // The last word is read first.
                Assert.Equal(place, VcdDigits.Read(digits, 150, new ulong[3], new ulong[3]));
            }
        }
    }

    private static BigInteger Join(ulong[] words) => words.Reverse().Aggregate(BigInteger.Zero, (joined, word) => joined << 64 | word);
}
