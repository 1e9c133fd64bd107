using System.Text;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Tests.Robustness;

/// <summary>What exceeds a limit is an error, and soon.</summary>
public sealed class LimitTests
{
    private const string Good = "addrmap top { reg { field {} f; } a; };";

    private static string[] Ids(string text, RdlOptions? options = null) =>
        [.. Specification.Compile(text, options).Diagnostics.Where(d => d.Severity == RdlSeverity.Error).Select(d => d.Id).Distinct()];

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    [Fact]
    public void Deep_nesting_of_components() =>
        Assert.Contains("RDL0954", Ids("addrmap top {" + Repeat("regfile {", 100_000) + Repeat("} x;", 100_000) + "};"));

    [Fact]
    public void Deep_nesting_by_named_types()
    {
        var text = new StringBuilder("regfile t0 { reg { field {} f; } a; };\n");
        for (int i = 1; i < 2000; i++) text.Append($"regfile t{i} {{ t{i - 1} x; }};\n");
        Assert.Contains("RDL0954", Ids($"{text} addrmap top {{ t1999 x; }};"));
    }

    [Fact]
    public void Components_that_multiply()
    {
        var text = new StringBuilder("regfile t0 { reg { field {} f; } a; };\n");
        for (int i = 1; i < 40; i++) text.Append($"regfile t{i} {{ t{i - 1} a, b, c, d, e, f, g, h; }};\n");
        Assert.Equal(["RDL0958"], Ids($"{text} addrmap top {{ t39 x; }};"));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("{", "}")]
    [InlineData("-", "")]
    [InlineData("{1{", "}}")]
    [InlineData("1'(", ")")]
    [InlineData("1 ? 1 : ", "")]
    [InlineData("1 + ", "")]
    [InlineData("a[", "]")]
    public void Deep_expressions(string open, string close) =>
        Assert.Contains("RDL0955", Ids($"addrmap top {{ reg {{ field {{}} f[{Repeat(open, 50_000)} 1 {Repeat(close, 50_000)}]; }} a; }};"));

    [Fact]
    public void Widths_that_depend_on_widths_take_no_time()
    {
        string text = "1";
        for (int i = 0; i < 60; i++) text = $"({text})'(1)";
        Assert.Empty(Ids($"addrmap top {{ reg {{ field {{}} f[{text}]; }} a; }};"));
        text = "1";
        for (int i = 0; i < 60; i++) text = $"{{{text}{{1'b1}}}}";
        Assert.Empty(Ids($"addrmap top {{ reg {{ field {{}} f[{text}]; }} a; }};"));
    }

    [Theory]
    [InlineData("1 << 0xFFFF_FFFF_FFFF_FFFF", "RDL0304")]
    [InlineData("7 ** 0xFFFF_FFFF_FFFF_FFFF", "RDL0956")]
    [InlineData("{0xFFFF_FFFF_FFFF{1'b1}}", "RDL0956")]
    [InlineData("{4096{{4096{1'b1}}}}", "RDL0956")]
    [InlineData("0xFFFF_FFFF'(1)", "RDL0956")]
    [InlineData("999999999999'h1", "RDL0956")]
    public void Enormous_numbers(string width, string id) => Assert.Equal([id], Ids($"addrmap top {{ reg {{ field {{}} f[{width}]; }} a; }};"));

    [Fact]
    public void A_number_of_a_million_digits() => Assert.Contains("RDL0956", Ids($"addrmap top {{ reg {{ field {{}} f = {Repeat("9", 1_000_000)}; }} a; }};"));

    [Fact]
    public void A_string_that_grows() => Assert.Equal(["RDL0955"], Ids("addrmap top { name = {1000000{\"abcdefgh\"}}; reg { field {} f; } a; };"));

    [Theory]
    [InlineData("[2000000]", "RDL0957")]
    [InlineData("[0xFFFF_FFFF_FFFF_FFFF]", "RDL0957")]
    [InlineData("[1024][1024][2]", "RDL0957")]
    [InlineData("[1][1][1][1][1][1][1][1][1]", "RDL0957")]
    [InlineData("[1000000] += 0x1000_0000_0000_0000", "RDL0959")]
    [InlineData("[2] @ 0x3FFF_FFFF_FFFF_FFFF", "RDL0959")]
    public void Huge_arrays(string suffix, string id) => Assert.Equal([id], Ids($"addrmap top {{ reg {{ field {{}} f; }} a{suffix}; }};"));

    [Fact]
    public void Arrays_of_arrays_are_counted_unrolled() =>
        Assert.Equal(["RDL0958"], Ids("addrmap top { regfile { regfile { reg { field {} f; } a[1000]; } b[1000]; } c[1000]; };"));

    [Fact]
    public void Files_that_include_one_another_for_ever()
    {
        var files = new Endless();
        Assert.Contains("RDL0952", Ids("`include \"x\"\n" + Good, new RdlOptions { Files = files }));
        Assert.Contains("RDL0952", Ids("`include \"2\"\n" + Good, new RdlOptions { Files = files }));
    }

    /// <summary>Every file includes longer names; names that begin with 2 do it twice.</summary>
    private sealed class Endless : IRdlFileSystem
    {
        public string? Read(string path) => path.StartsWith('2') ? $"`include \"{path}0\"\n`include \"{path}1\"\n" : $"`include \"{path}x\"\n";

        public string Combine(string includingFile, string include) => include;

        public string CombineFolder(string folder, string include) => include;
    }

    [Fact]
    public void Macros_that_multiply()
    {
        var text = new StringBuilder("`define M0 x x x x x x x x x x\n");
        for (int i = 1; i < 30; i++) text.Append($"`define M{i} {Repeat($"`M{i - 1} ", 10)}\n");
        Assert.Contains("RDL0953", Ids($"{text}`M29\n{Good}"));
    }

    [Fact]
    public void Macros_that_are_nested_deeply()
    {
        var text = new StringBuilder("`define M0 1\n");
        for (int i = 1; i < 10_000; i++) text.Append($"`define M{i} `M{i - 1}\n");
        Assert.Contains("RDL0953", Ids($"{text}`M9999\n{Good}"));
    }

    [Fact]
    public void Macro_arguments_that_are_nested_deeply() =>
        Assert.Contains("RDL0953", Ids($"`define F(x) x\n{Repeat("`F(", 100_000)}1{Repeat(")", 100_000)}\n{Good}"));

    [Fact]
    public void Thousands_of_errors_are_cut_off()
    {
        RdlResult result = Specification.Compile(Repeat("addrmap a { regwidht; };\n", 5000));
        Assert.Equal(RdlLimits.Diagnostics + 1, result.Diagnostics.Count);
        Assert.Contains(result.Diagnostics, d => d.Id == "RDL0960");
    }

    [Fact]
    public void Too_many_tokens() => Assert.Contains("RDL0951", Ids(Repeat(";", RdlLimits.Tokens + 10)));

    [Fact]
    public void Empty_and_unfinished_texts_are_errors()
    {
        Assert.Equal(["RDL0210"], Ids(""));
        Assert.Equal(["RDL0209"], Ids(Good, new RdlOptions { Top = "tpo" }));
        Assert.Equal("top", Assert.Single(Specification.Compile(Good, new RdlOptions { Top = "tpo" }).Diagnostics, d => d.Severity == RdlSeverity.Error).Suggestion);
        Assert.Equal(["RDL0010"], Ids("`include \"x\"\n" + Good));
    }
}
