using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Vcd;

public sealed class VcdReaderTests
{
    private const string Header = "$timescale 1ns $end\n$scope module t $end\n$var wire 1 ! a $end\n$var reg 8 \" b [7:0] $end\n$var real 64 # r $end\n$upscope $end\n$enddefinitions $end\n";

    // What other producers write, and the values that the standard gives it.
    [Theory]
    [InlineData("#0\n1!\n", "t.a", "0:1")]
    [InlineData("1!\n#5\n0!\n", "t.a", "0:1 5:0")]
    [InlineData("#0\r\n1!\r\n#5\r\n0!\r\n", "t.a", "0:1 5:0")]
    [InlineData("#0\t1!\t\t#5   0!", "t.a", "0:1 5:0")]
    [InlineData("#0\n1 !\n", "t.a", "0:1")]
    [InlineData("#0\nX!\n#1\nZ!\n", "t.a", "0:x 1:z")]
    [InlineData("#0\nb1 !\n#1\nB0 !\n", "t.a", "0:1 1:0")]
    [InlineData("#0\nb1 \"\n#1\nbx \"\n#2\nb0z \"\n#3\nbZ1 \"\n#4\nBX0 \"\n", "t.b", "0:00000001 1:xxxxxxxx 2:0000000z 3:zzzzzzz1 4:xxxxxxx0")]
    [InlineData("#0\nbUWhl-01x \"\n", "t.b", "0:xx10x01x")]
    [InlineData("#0\nb00110000001 \"\n", "t.b", null)]
    [InlineData("#0\nb00000000001 \"\n", "t.b", "0:00000001")]
    [InlineData("#0\nx\"\n#1\n1\"\n", "t.b", "0:xxxxxxxx 1:00000001")]
    [InlineData("#0\nr1.5 #\n#1\nR-2e-3 #\n#2\nrNaN #\n#3\nr-inf #\n#4\nr1 #\n", "t.r", "0:1.5 1:-0.002 2:NaN 3:-Infinity 4:1")]
    [InlineData("#0\n$dumpvars\n1!\n$end\n#5\n$dumpoff\nx!\n$end\n#9\n$dumpon\n0!\n$end\n#10\n$dumpall\n1!\n$end\n", "t.a", "0:1 5:x 9:0 10:1")]
    [InlineData("#0\n1!\n$comment 0! #9 $end\n#5\n0!\n$vcdclose #7 $end\n", "t.a", "0:1 5:0")]
    [InlineData("#0\n1!\n#0\n0!\n#0007\n1!\n", "t.a", "0:0 7:1")]
    public void Bodies_of_all_producers_read_as_the_standard_says(string body, string path, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<VcdException>(() => Written.Read(Header + body));
            return;
        }
        foreach (int buffer in new[] { 16, 17, 1 << 16 })
            Assert.Equal(expected, string.Join(' ', Written.Read(Header + body, new VcdReaderOptions { BufferSize = buffer })[path].Select(change => $"{change.Time}:{change.Value}")));
    }

    [Theory]
    [InlineData("$var wire 8 ! count [7:0] $end", "count", "[7:0]", 8)]
    [InlineData("$var wire 8 ! count[7:0] $end", "count", "[7:0]", 8)]
    [InlineData("$var wire 8 ! count $end", "count", null, 8)]
    [InlineData("$var wire 8 ! up [0:7] $end", "up", "[0:7]", 8)]
    [InlineData("$var wire 1 ! bit [3] $end", "bit[3]", null, 1)]
    [InlineData("$var wire 1 ! one [0:0] $end", "one", "[0:0]", 1)]
    [InlineData("$var wire 8 ! mem[3] [7:0] $end", "mem[3]", "[7:0]", 8)]
    [InlineData("$var wire 8 ! mem[3][7:0] $end", "mem[3]", "[7:0]", 8)]
    [InlineData("$var wire 8 ! mem [3] [7:0] $end", "mem[3]", "[7:0]", 8)]
    [InlineData("$var wire 8 ! \\a.b.c [7:0] $end", "\\a.b.c", "[7:0]", 8)]
    [InlineData("$var wire 1 ! \\x[3] $end", "\\x[3]", null, 1)]
    [InlineData("$var wire 4 ! off [15:8] $end", "off", null, 4)]
    [InlineData("$var wire 1 ! two words $end", "two words", null, 1)]
    [InlineData("$var   reg\t1\n!  spread\n$end", "spread", null, 1)]
    [InlineData("$var real 1 ! level $end", "level", null, 64)]
    public void Names_and_ranges_are_told_apart(string declaration, string name, string? range, int width)
    {
        using VcdReader reader = Written.Reader($"$timescale 1 ps $end {declaration} $enddefinitions $end ");
        TraceVariable variable = Assert.Single(reader.Hierarchy.Variables);
        Assert.Equal((name, range, width), (variable.Name, variable.Type.Range?.ToString(), variable.Type.Width));
    }

    [Fact]
    public void Oddities_of_headers_are_put_up_with_and_noted()
    {
        using VcdReader reader = Written.Reader("$foo bar $end $scope sv_array t $end $var wire 1 ! a $end $var port 4 % p $end $var wire 1 ! alias $end $var wire 1 & a $end $scope module $end $var wire 1 ' c $end $upscope $end $upscope $end $enddefinitions $end #0 1! 1&");
        Assert.Equal(["t.a", "t.p", "t.alias", "t.a$DUP4", "t.c"], reader.Hierarchy.Variables.Select(variable => variable.Path));
        Assert.Equal(1_000_000, reader.Hierarchy.Unit.Femtoseconds);
        Assert.Equal(5, reader.Warnings.Count);
        Assert.Contains("$foo", reader.Warnings[0]);
        Assert.Contains("sv_array", reader.Warnings[1]);
        Assert.Contains("port", reader.Warnings[2]);
        Assert.Contains("two variables named 'a'", reader.Warnings[3]);
        Assert.Contains("no $timescale", reader.Warnings[4]);
        var values = Settled.Read(reader);
        Assert.Equal(values["t.a"], values["t.alias"]);
        Assert.Equal([(0L, "1")], values["t.a$DUP4"]);
    }

    [Theory]
    [InlineData("", 1, 1, "ends before $enddefinitions")]
    [InlineData("hello", 1, 1, "'hello' stands where a header command is expected")]
    [InlineData("\0\0FST", 1, 1, "fst2vcd")]
    [InlineData("$date\n a\u0007 $end", 2, 3, "0x07 is not text")]
    [InlineData("$timescale 5ns $end", 1, 16, "'5ns' is no timescale")]
    [InlineData("$upscope $end", 1, 10, "closes no $scope")]
    [InlineData("$var wire 1 ! $end", 1, 15, "$var has 3 words")]
    [InlineData("$var wire x ! a $end", 1, 17, "'x'")]
    [InlineData("$var wire 0 ! a $end", 1, 17, "allowed are 1 to 1048576")]
    [InlineData("$var wire 99999999 ! a $end", 1, 24, "allowed are 1 to 1048576")]
    [InlineData("$var wire 1 ! a $end\n$var wire 2 ! b $end", 2, 17, "must have equal sizes")]
    [InlineData("$scope module t", 1, 16, "ends inside $scope")]
    [InlineData(Header + "#5\n1%\n", 9, 1, "'%' is not declared")]
    [InlineData(Header + "#5\nb1 %\n", 9, 4, "'%' is not declared")]
    [InlineData(Header + "#x\n", 8, 1, "'x' is no time")]
    [InlineData(Header + "#99999999999999999999\n", 8, 1, "is no time")]
    [InlineData(Header + "#-5\n", 8, 1, "is no time")]
    [InlineData(Header + "#5\n#4\n", 9, 1, "time goes back from 5 to 4")]
    [InlineData(Header + "#5\nb012 \"\n", 9, 6, "'2' is no digit")]
    [InlineData(Header + "#5\nb \"\n", 9, 3, "no digits")]
    [InlineData(Header + "#5\nb111111111 \"\n", 9, 12, "9 digits are given for t.b, which has 8 bits")]
    [InlineData(Header + "#5\nrone #\n", 9, 6, "'one' is no real number")]
    [InlineData(Header + "#5\nr1 \"\n", 9, 4, "t.b is declared as reg and is given a real")]
    [InlineData(Header + "#5\nb1 #\n", 9, 4, "t.r is declared as real and is given bits")]
    [InlineData(Header + "#5\nsx \"\n", 9, 4, "is given a text")]
    [InlineData(Header + "#5\nq!\n", 9, 1, "'q!' is no value change")]
    [InlineData(Header + "#5\npX 6 6 !\n", 9, 1, "$dumpports")]
    [InlineData(Header + "#5\nb0101", 9, 6, "ends inside a value change")]
    [InlineData(Header + "#0\n$dumpvars\n1!\n", 11, 1, "ends inside $dumpvars of line 9")]
    [InlineData(Header + "$comment x", 8, 11, "ends inside $comment")]
    [InlineData(Header + "$var wire 1 ! z $end", 8, 1, "stands after $enddefinitions")]
    public void Damage_is_reported_with_line_and_column(string text, long line, long column, string problem)
    {
        VcdException exception = Assert.Throws<VcdException>(() => Written.Read(text));
        Assert.Contains(problem, exception.Problem);
        Assert.Equal((line, "test.vcd"), (exception.Line, exception.File));
        if (exception.Column != column) Assert.Fail($"column {exception.Column} instead of {column}: {exception.Message}");
        Assert.StartsWith($"test.vcd, line {line}, column {column}: ", exception.Message);
    }

    [Fact]
    public void Limits_are_errors()
    {
        string scopes = string.Concat(Enumerable.Repeat("$scope module s $end ", 11));
        Assert.Contains("10 scopes", Problem(scopes, new VcdReaderOptions { MaxDepth = 10 }));
        string variables = string.Concat(Enumerable.Range(0, 11).Select(i => $"$var wire 1 {i} v{i} $end "));
        Assert.Contains("10 variables", Problem(variables, new VcdReaderOptions { MaxVariables = 10 }));
        Assert.Contains("100 bits together", Problem("$var wire 60 ! a $end $var wire 60 # b $end", new VcdReaderOptions { MaxTotalBits = 100 }));
        Assert.Contains("longer than 100 bytes", Problem(new string('x', 10_000), new VcdReaderOptions { MaxTokenLength = 100, BufferSize = 64 }));
        Assert.Contains("20 characters", Problem($"$scope module {new string('s', 30)} $end", new VcdReaderOptions { MaxPathLength = 20 }));
        Assert.Contains("spans", Problem(Header + "#0\nb1" + new string(' ', 200_000) + "!", new VcdReaderOptions { MaxTokenLength = 100, BufferSize = 64 }));
    }

    [Fact]
    public void A_cut_off_body_is_accepted_when_allowed()
    {
        using VcdReader reader = Written.Reader(Header + "#0\n$dumpvars\n1!\n$end\n#5\n0!\n#7\nb01", new VcdReaderOptions { AllowTruncated = true });
        Assert.Equal([(0L, "1"), (5L, "0")], Settled.Read(reader)["t.a"]);
        Assert.True(reader.IsTruncated);
    }

    [Fact]
    public void Escapes_of_texts_are_undone()
    {
        var values = Written.Read("$timescale 1ns $end $var string 1 ! s $end $enddefinitions $end #0 s\\042\\x41\\n\\\\ ! #1 s ! #2 sa\\q !");
        Assert.Equal([(0L, "\"A\n\\"), (1L, ""), (2L, "a\\q")], values["s"]);
    }

    [Fact]
    public void Enumerations_of_the_header_are_read()
    {
        using VcdReader reader = Written.Reader("$timescale 1ns $end $attrbegin misc 07 state_t 2 IDLE RUN 00 10 1 $end $attrbegin misc 07 \"\" 1 $end $var wire 2 ! s [1:0] $end $var wire 2 # t [1:0] $end $enddefinitions $end ");
        Assert.Equal("RUN", reader.Hierarchy.Signals[0].Type.Enum?.NameOf(2));
        Assert.Null(reader.Hierarchy.Signals[1].Type.Enum);
        Assert.Empty(reader.Warnings);
    }

    private static string Problem(string text, VcdReaderOptions options) => Assert.Throws<VcdException>(() => Written.Read(text, options)).Problem;
}
