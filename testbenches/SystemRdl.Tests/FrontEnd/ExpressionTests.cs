using System.Numerics;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>SystemRDL 2.0, clause 11; sizing as in IEEE 1364-2005, 5.4.</summary>
public sealed class ExpressionTests
{
    private static BigInteger Value(string expression) =>
        ((Model.IntegerValue)Specification.Top(
            $"property p {{ type = number; component = reg; }}; addrmap top {{ enum e {{ a = 5; b; c = 9; }}; reg #(longint unsigned N = {expression}) {{ p = N; field {{}} f; }} q; }};")
            .At("q").Property("p")!).Value;

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 ** 3 * 2", 16)]
    [InlineData("10 - 3 - 2", 5)]
    [InlineData("7 / 2 + 7 % 4", 6)]
    [InlineData("1 << 4 + 1", 32)]
    [InlineData("256 >> 4", 16)]
    [InlineData("1 << 100", 0)]
    [InlineData("8'hFF + 8'h01", 0)]
    [InlineData("8'hFF + 1", 256)]
    [InlineData("4'd3 - 4'd5", 14)]
    [InlineData("~4'b0101", 10)]
    [InlineData("-8'd1", 255)]
    [InlineData("+4'd3", 3)]
    [InlineData("&4'hF", 1)]
    [InlineData("&4'hE", 0)]
    [InlineData("~&4'hE", 1)]
    [InlineData("|4'h0", 0)]
    [InlineData("~|4'h0", 1)]
    [InlineData("^4'b0111", 1)]
    [InlineData("~^4'b0111", 0)]
    [InlineData("!5", 0)]
    [InlineData("!0", 1)]
    [InlineData("5 & 6 | 8", 12)]
    [InlineData("5 ^ 3", 6)]
    [InlineData("4'b1100 ~^ 4'b1010", 9)]
    [InlineData("3 < 4 && 4 <= 4", 1)]
    [InlineData("3 > 4 || 4 >= 5", 0)]
    [InlineData("3 == 3 && 3 != 4", 1)]
    [InlineData("1 == 2 ? 10 : 2 == 2 ? 20 : 30", 20)]
    [InlineData("{4'hA, 4'h5}", 0xA5)]
    [InlineData("{3{2'b10}}", 42)]
    [InlineData("4'(8'hAB)", 11)]
    [InlineData("(2 + 2)'(8'hAB)", 11)]
    [InlineData("boolean'(6)", 1)]
    [InlineData("e::b + e::c", 15)]
    [InlineData("\"ab\" == \"ab\"", 1)]
    [InlineData("\"ab\" != \"ab\"", 0)]
    [InlineData("true + true", 0)]
    public void Expressions_have_their_value(string expression, long value) => Assert.Equal(value, Value(expression));

    [Fact]
    public void Strings_are_concatenated() =>
        Assert.Equal("ab-ab-", Specification.Top("addrmap top { reg { desc = {2{\"ab\", \"-\"}}; field {} f; } q; };").At("q").Description);

    [Fact]
    public void Unsized_numbers_have_64_bits() => Assert.Equal(ulong.MaxValue, Value("0 - 1"));
}
