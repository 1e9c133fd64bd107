using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Analysis;

public sealed class TraceDiffTests
{
    private const string Header = "$timescale 1ns $end $scope module t $end $var wire 1 ! a $end $var wire 8 % b [7:0] $end $var real 64 & r $end $var event 1 ' e $end $upscope $end $enddefinitions $end ";
    private const string Start = "#0 0! b1 % r1.5 & ";

    private static TraceDiffResult Compare(string first, string second, TraceDiffOptions? options = null)
    {
        using VcdReader a = Written.Reader(first);
        using VcdReader b = Written.Reader(second);
        return TraceDiff.Compare(a, b, options);
    }

    private static string Differences(TraceDiffResult result) => string.Join("; ", result.Differences.Select(difference => $"{difference.Path}@{difference.Time}: {difference.First} {difference.Second}"));

    [Theory]
    [InlineData("#5 1! #9", "#5 1! #9", "")]
    [InlineData("#5 1! #9", "#6 1! #9", "t.a@5: 1 0")]
    [InlineData("#5 1! b10 % #9", "#5 1! b11 % #9", "t.b@5: 0x02 0x03")]
    [InlineData("#5 1! 0! #9", "#9", "")]
    [InlineData("#5 1! #5 0! #9", "#9", "")]
    [InlineData("#5 x! bx1 % #9", "#5 1! b1 % #9", "t.a@5: x 1; t.b@5: bxxxxxxx1 0x01")]
    [InlineData("#7 r1.5000000001 & #9", "#9", "t.r@7: 1.5000000001 1.5")]
    [InlineData("#7 1' #9", "#9", "t.e@7: event no event")]
    [InlineData("#7 1' #9", "#7 1' #9", "")]
    [InlineData("#5 1! #6 b0 % #9 0!", "#5 0! #7 b0 %", "t.a@5: 1 0; t.b@6: 0x00 0x01")]
    [InlineData("#9", "#5 1!", "t.a@5: 0 1")]
    public void The_first_difference_of_each_signal_is_found(string first, string second, string expected)
    {
        TraceDiffResult result = Compare(Header + Start + first, Header + Start + second);
        Assert.Equal((expected, 4, expected.Length == 0), (Differences(result), result.Compared, result.AreEqual));
    }

    [Theory]
    [InlineData("#5 1! #15 0! #25 1! #30", "#6 1! #14 0! #26 1! #30", 1_000_000, "")]
    [InlineData("#5 1! #15 0! #25 1! #30", "#6 1! #14 0! #27 1! #30", 1_000_000, "t.a@25: 1 0")]
    [InlineData("#5 1! #15 0! #30", "#6 1! #30", 1_000_000, "t.a@15: 0 1")]
    [InlineData("#5 b10 % #30", "#6 b11 % #30", 2_000_000, "t.b@5: 0x02 0x03")]
    [InlineData("#5 1' #30", "#6 1' #30", 1_000_000, "")]
    [InlineData("#5 1' #30", "#30", 1_000_000, "t.e@5: event no event")]
    [InlineData("#5 1! #30", "#30 1!", 1_000_000, "t.a@5: 1 0")]
    [InlineData("#30 1!", "#30", 1_000_000, "t.a@30: 1 0")]
    [InlineData("#5 1! #6 0! #7 1! #30", "#7 1! #8 0! #9 1! #30", 2_000_000, "")]
    public void Changes_may_lie_apart_by_a_tolerance(string first, string second, long femtoseconds, string expected)
    {
        var options = new TraceDiffOptions { Tolerances = [new TimeTolerance(new PathGlob("t"), femtoseconds)] };
        Assert.Equal(expected, Differences(Compare(Header + Start + first, Header + Start + second, options)));
        Assert.Equal(expected.Replace("0 1", "1 0", StringComparison.Ordinal).Length, Differences(Compare(Header + Start + second, Header + Start + first, options)).Length);
    }

    [Fact]
    public void Tolerances_hold_per_signal()
    {
        var options = new TraceDiffOptions { Tolerances = [new TimeTolerance(new PathGlob("**.b"), 1_000_000)] };
        Assert.Equal("t.a@5: 1 0", Differences(Compare(Header + Start + "#5 1! b0 % #9", Header + Start + "#6 1! b0 % #9", options)));
    }

    [Fact]
    public void Different_names_widths_and_timescales_are_told()
    {
        string other = "$timescale 100 ps $end $scope module t $end $var wire 1 ! a $end $var wire 9 % b [8:0] $end $var wire 1 & r $end $var wire 1 ' f $end $upscope $end $enddefinitions $end #0 0! #50 1! #80 0!";
        TraceDiffResult result = Compare(Header + Start + "#5 1! #9 0!", other);
        Assert.Equal("t.a@80: 1 0", Differences(result));
        Assert.Equal("100 ps", result.Unit.ToString());
        Assert.Equal(["t.e"], result.OnlyInFirst);
        Assert.Equal(["t.f"], result.OnlyInSecond);
        Assert.Equal(["t.b is 8 bits wide in the first trace and 9 bits wide in the second", "t.r is a real in the first trace and 1 bits wide in the second"], result.OtherTypes);
    }

    [Fact]
    public void Options_relax_the_comparison()
    {
        Assert.True(Compare(Header + "#0 x! bx1 %", Header + "#0 1! b11 %", new TraceDiffOptions { IgnoreUnknown = true }).AreEqual);
        Assert.True(Compare(Header + "#0 r1.0000000001 &", Header + "#0 r1 &", new TraceDiffOptions { RealTolerance = 1e-9 }).AreEqual);
        Assert.True(Compare(Header + "#0 0! #5 1! #9 0! #12", Header + "#4 0! #5 1! #8", new TraceDiffOptions { OverlapOnly = true }).AreEqual);
        Assert.Equal("t.a@4: 0 1", Differences(Compare(Header + "#0 0! #9", Header + "#4 1! #5 0! #8", new TraceDiffOptions { OverlapOnly = true })));
        Assert.True(Compare(Header + "#0 0! #5 1!", Header.Replace("module t", "module chip", StringComparison.Ordinal) + "#0 0! #5 1!", new TraceDiffOptions { Maps = [new PathMap("t", "chip")] }).AreEqual);
        Assert.Equal("t.b@0: 0x01 0x02", Differences(Compare(Header + "#0 0! b1 %", Header + "#0 1! b10 %", new TraceDiffOptions { Selection = TraceSelection.Parse("**.b") })));
    }

    [Fact]
    public void A_single_changed_value_in_a_random_trace_is_found_where_it_was_put()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            using var stream = new MemoryStream();
            using (var writer = new VcdWriter(stream)) new RandomTrace(seed).Send(writer);
            string text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
            Assert.True(Compare(text, text).AreEqual);
            string[] lines = text.Split('\n');
            int[] bits = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].Length > 2 && lines[i][0] == 'b' && lines[i][1] is '0' or '1' && IsLastOfInstant(lines, i))];
            if (bits.Length == 0) continue;
            int changed = bits[new Random(seed).Next(bits.Length)];
            char[] line = lines[changed].ToCharArray();
            int last = lines[changed].IndexOf(' ') - 1;
            line[last] = line[last] == '1' ? '0' : '1';
            long time = lines.Take(changed).Where(other => other.StartsWith('#')).Select(other => long.Parse(other[1..])).Last();
            lines[changed] = new string(line);
            TraceDiffResult result = Compare(text, string.Join('\n', lines));
            SignalDifference difference = Assert.Single(result.Differences);
            Assert.Equal(time, difference.Time);
            string code = lines[changed][(last + 2)..];
            Assert.Contains($" {code} {difference.Path.Split('.')[^1]} ", text);
        }
    }

    // A later value of the same signal in the same instant would hide a change of this one.
    private static bool IsLastOfInstant(string[] lines, int at)
    {
        string code = lines[at][lines[at].IndexOf(' ')..];
        for (int i = at + 1; i < lines.Length && !lines[i].StartsWith('#'); i++)
            if (lines[i].EndsWith(code, StringComparison.Ordinal)) return false;
        return true;
    }
}
