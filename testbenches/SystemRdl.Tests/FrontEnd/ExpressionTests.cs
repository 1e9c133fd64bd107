using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>SystemRDL 2.0, clause 11; sizing as in IEEE 1364-2005, 5.4.</summary>
public sealed class ExpressionTests
{
    private static BigInteger Value(string expression) =>
        ((IntegerValue)Specification.Top(
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
    [InlineData("4'b1100 ^~ 4'b1010", 9)]
    [InlineData("^~4'b0111", 0)]
    [InlineData("3 < 4 && 4 <= 4", 1)]
    [InlineData("3 > 4 || 4 >= 5", 0)]
    [InlineData("3 == 3 && 3 != 4", 1)]
    [InlineData("1 == 2 ? 10 : 2 == 2 ? 20 : 30", 20)]
    [InlineData("{4'hA, 4'h5}", 0xA5)]
    [InlineData("{3{2'b10}}", 42)]
    [InlineData("4'(8'hAB)", 11)]
    [InlineData("(2 + 2)'(8'hAB)", 11)]
    [InlineData("boolean'(6)", 1)]
    [InlineData("bit'(6)", 0)]
    [InlineData("longint'(8'hAB)", 0xAB)]
    [InlineData("longint unsigned'(8'hAB) + 1", 0xAC)]
    [InlineData("0xaF + 0XfA", 0x1A9)]
    [InlineData("8'HaF", 0xAF)]
    [InlineData("8'o17", 15)]
    [InlineData("8'O71", 57)]
    [InlineData("8'B1_01", 5)]
    [InlineData("8'D2_55", 255)]
    [InlineData("12_345", 12345)]
    [InlineData("0", 0)]
    [InlineData("e::b + e::c", 15)]
    [InlineData("\"ab\" == \"ab\"", 1)]
    [InlineData("\"ab\" != \"ab\"", 0)]
    [InlineData("true + true", 0)]
    public void Expressions_have_their_value(string expression, long value) => Assert.Equal(value, Value(expression));

    [Fact]
    public void Strings_are_concatenated() =>
        Assert.Equal("ab-ab-", Specification.Top("addrmap top { reg { desc = {2{\"ab\", \"-\"}}; field {} f; } q; };").At("q").Description);

    // Words as values; casts to their types leave them as they are.
    [Theory]
    [InlineData("sw = accesstype'(r)")]
    [InlineData("sw = r; onread = onreadtype'(rclr)")]
    [InlineData("sw = r; onread = rset; hw = w")]
    public void Words_are_values(string text) => Assert.Equal(AccessType.Read, Specification.Field(text + ";").Software);

    [Theory]
    [InlineData("onwrite = onwritetype'(woset)", OnWrite.OneSets)]
    [InlineData("onwrite = wzt", OnWrite.ZeroToggles)]
    public void Words_of_writing_are_values(string text, OnWrite effect) => Assert.Equal(effect, Specification.Field(text + ";").OnWrite);

    [Fact]
    public void Other_words_are_values_too()
    {
        AddressMapNode top = Specification.Top("addrmap top { addressing = addressingtype'(fullalign); reg { desc = string'(\"x\"); field { precedence = sw; } f; field { precedence = hw; we; } g; } q; };");
        Assert.Equal((AddressingMode.FullAlign, "x"), (top.Addressing, top.At("q").Description));
        Assert.Equal([Precedence.Software, Precedence.Hardware], top.At<RegisterNode>("q").Fields.Select(f => f.Precedence));
    }

    // A value counts as one level, and each operator or bracket around it as one more.
    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("-", "1", "")]
    [InlineData("1 + ", "1", "")]
    [InlineData("", "1", " + 1")]
    [InlineData("{", "1", "}")]
    [InlineData("1 ? 1 : ", "1", "")]
    [InlineData("1'(", "1", ")")]
    public void Two_hundred_levels_are_deep_enough(string before, string value, string after)
    {
        Assert.Equal([], Ids(199));
        Assert.Equal(["RDL0955"], Ids(200));

        string[] Ids(int levels) =>
            [.. Specification.Compile($"property p {{ type = number; component = reg; }}; addrmap top {{ reg {{ p = {Repeat(before, levels)}{value}{Repeat(after, levels)}; field {{}} f; }} q; }};")
                .Diagnostics.Where(d => d.Severity == Diagnostics.RdlSeverity.Error).Select(d => d.Id)];
    }

    // The depth is that of the deepest part, wherever it stands.
    [Theory]
    [InlineData("X + 1")]
    [InlineData("1 + (X)")]
    [InlineData("X ? 1 : 1")]
    [InlineData("1 ? X : 1")]
    [InlineData("1 ? 1 : X")]
    [InlineData("{X, 1}")]
    [InlineData("{1, X}")]
    [InlineData("{X{1'b1}}")]
    [InlineData("{2{X, 1}}")]
    [InlineData("{2{1, X}}")]
    [InlineData("X'(1)")]
    [InlineData("8'(X)")]
    [InlineData("boolean'(X)")]
    [InlineData("-X")]
    [InlineData("a[X].b")]
    [InlineData("a[X][1].b")]
    [InlineData("a[1][X].b")]
    public void A_part_of_two_hundred_levels_is_too_deep(string expression)
    {
        // A chain to the left is shallow for the parser and deep for whoever walks over it.
        string chain = $"(1{Repeat(" + 1", 199)})";
        RdlResult result = Specification.Compile($"addrmap top {{ reg {{ field {{ donttest = {expression.Replace("X", chain)}; }} f; }} q; }};");
        Assert.Contains(result.Diagnostics, d => d.Id == "RDL0955" && d.Message == "The expression is more than 200 levels of operators and brackets deep.");
    }

    [Theory]
    [InlineData("(1)")]
    [InlineData("-1")]
    [InlineData("1 + 1")]
    [InlineData("1 ? 1 : 1")]
    [InlineData("2'(1)")]
    [InlineData("{1{1'b1}}")]
    public void Many_parts_beside_one_another_are_not_deep(string part) =>
        Assert.NotNull(Specification.Top($"addrmap top {{ reg {{ field {{ donttest = {{{Repeat(part + ", ", 60)}1'b0}} != 0; }} f; }} q; }};"));

    [Fact]
    public void A_number_may_have_as_many_digits_as_it_may_have_bits()
    {
        Assert.Equal((BigInteger.One << 4096) - 1, Specification.Field($"donttest = 4096'b{Repeat("1", 4096)};", "[4096]", "regwidth = 4096;").DontTest);
        RdlResult result = Specification.Compile($"addrmap top {{ reg {{ field {{}} f = 4096'b0{Repeat("1", 4096)}; }} q; }};");
        Assert.Contains(result.Diagnostics, d => d.Id == "RDL0956" && d.Message == "A number has at most 4096 digits.");
    }

    [Fact]
    public void After_a_syntax_error_the_next_expression_starts_afresh()
    {
        string open = Repeat("(", 150);
        RdlResult result = Specification.Compile($"addrmap top {{ reg {{ field {{ donttest = {open}; }} f; field {{ donttest = {open}1{Repeat(")", 150)}; }} g; }} q; }};");
        Assert.DoesNotContain(result.Diagnostics, d => d.Id == "RDL0955");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    [Fact]
    public void Unsized_numbers_have_64_bits() => Assert.Equal(ulong.MaxValue, Value("0 - 1"));
}
