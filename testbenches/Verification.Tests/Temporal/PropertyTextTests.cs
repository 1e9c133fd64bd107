using FsCheck;
using FsCheck.Fluent;
using HwModel.Traces;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Temporal;

public class PropertyTextTests
{
    private static readonly Dictionary<string, int> Widths = new()
    {
        ["a"] = 1,
        ["b"] = 1,
        ["c"] = 1,
        ["clk"] = 1,
        ["top.req"] = 1,
        ["top.gnt"] = 1,
        ["top.data"] = 8,
        ["r[2][3].count"] = 4,
    };

    private static ISampledSignal? Find(string path) => path == "v"
        ? SampledSignal.OfReal(path, () => 0)
        : Widths.TryGetValue(path, out int width) ? SampledSignal.OfBits(path, width, () => 0) : null;

    private static string Parsed(string formula)
    {
        var monitor = new PropertyMonitor();
        PropertyFile.Read($"clock clk; property p: {formula};", "p.txt", Find, monitor);
        return monitor.Properties[0].Text;
    }

    [Theory]
    [InlineData("top.req && !top.gnt |=> top.req && $stable(top.data)", "(top.req && !top.gnt) |=> (top.req && $stable(top.data))")]
    [InlineData("a ##1 b ##[1:3] c |-> nexttime a", "((a ##1 b) ##[1:3] c) |-> nexttime [1] (a)")]
    [InlineData("a or b and c", "(a or (b and c))")]
    [InlineData("not a or b", "((not (a)) or (b))")]
    [InlineData("a |-> b |=> c", "a |-> b |=> c")]
    [InlineData("a until b or c", "((a) until ((b or c)))")]
    [InlineData("always a implies b", "always (((a) implies (b)))")]
    [InlineData("a[*2:$] ##1 b[->3] intersect c[=1]", "((a [*2:$] ##1 b [->3]) intersect c [=1])")]
    [InlineData("a throughout b[*] within c", "((a throughout b [*0:$]) within c)")]
    [InlineData("top.data + 3 == 8'hff || top.data[7] && top.data[3:0] != 0x1_f", "(((top.data + 3) == 255) || (top.data[7] && (top.data[3:0] != 31)))")]
    [InlineData("r[2][3].count[1] && $countones(top.data) <= 2", "(r[2][3].count[1] && ($countones(top.data) <= 2))")]
    [InlineData("rose_is_a_name_too || a", null)]
    [InlineData("v * 2 - 0.5 < 1e-3 |-> s_eventually $past(v, 2) >= 1", "(((v * 2.0) - 0.5) < 0.001) |-> s_eventually (($past(v, 2) >= 1.0))")]
    [InlineData("accept_on (a) reject_on (b) weak(a ##2 c)", "accept_on (a) (reject_on (b) (weak((a ##2 c))))")]
    [InlineData("first_match(a ##[0:2] b) |-> (not (strong(c)))", "first_match((a ##[0:2] b)) |-> not (strong(c))")]
    public void A_formula_is_read_with_the_precedence_of_the_standard(string text, string? expected)
    {
        if (expected is null) Assert.Throws<PropertyTextException>(() => Parsed(text));
        else Assert.Equal(expected, Parsed(text));
    }

    [Fact]
    public void What_the_library_writes_it_reads_back_with_the_same_meaning() =>
        Prop.ForAll(RandomFormulas.Cases(longest: 10), c =>
        {
            // "and" and "or" between sequences may be read as operators of sequences where they were operators of formulas.
            string text = c.Formula.Build(new TestSignals()).Text;
            Assert.Equal(Parsed(text), Parsed(Parsed(text)));
            var signals = new TestSignals();
            var monitor = new PropertyMonitor();
            TemporalProperty built = monitor.Assert("built", c.Formula.Build(signals));
            PropertyFile.Read($"sample 1 ns; property read: {text};", "p.txt", path => SampledSignal.OfBits(path, 1, () => (ulong)(signals.Now >> (path[0] - 'a') & 1)), monitor);
            for (int t = 0; t < c.Trace.Length; t++)
            {
                signals.Now = c.Trace[t];
                monitor.Sample(t, t);
            }
            monitor.Finish();
            Assert.Equal(built.Counts, monitor.Properties[1].Counts);
        }).Check(Seeded.Cases(2000));

    [Theory]
    [InlineData("property p: a;", 1, 15, "does not say when to sample")]
    [InlineData("clock clk;\nproperty p: a &&;", 2, 17, "a signal, a number or \"(\" is expected here, not \";\"")]
    [InlineData("clock clk;\nproperty p: (a;", 2, 15, "\")\" is expected here, not \";\"")]
    [InlineData("clock clk;\nproperty p: a ##[3:1] b;", 2, 17, "the range [3:1] is empty")]
    [InlineData("clock clk;\nproperty p: a |-> ;", 2, 19, "is expected here")]
    [InlineData("clock clk;\nproperty p: nosuch.signal;", 2, 13, "there is no signal nosuch.signal")]
    [InlineData("clock clk;\nproperty p: top.data[8];", 2, 13, "top.data has 8 bits; bit 8 does not exist")]
    [InlineData("clock clk;\nproperty p: (a |-> b)[*2];", 2, 13, "a sequence is expected here")]
    [InlineData("clock clk;\nproperty p: (a |-> b) ##1 c;", 2, 13, "a sequence is expected here")]
    [InlineData("clock clk;\nproperty p: a [->2] throughout b;", 2, 13, "a condition is expected here")]
    [InlineData("clock clk;\nproperty p: $foo(a);", 2, 13, "there is no function $foo")]
    [InlineData("clock clk;\nproperty p: v == 1;", 2, 15, "not defined for real numbers")]
    [InlineData("clock clk;\nproperty p: 12q;", 2, 13, "12q is no number")]
    [InlineData("clock clk;\nproperty p: a; property p: b;", 2, 25, "two properties p")]
    [InlineData("clock clk; clock clk;", 1, 12, "sampling is given twice")]
    [InlineData("clock top.data;", 1, 7, "no signal top.data of one bit")]
    [InlineData("sample 3 parsec;", 1, 10, "parsec is no unit")]
    [InlineData("clock clk;\nlet x = a; let x = b;", 2, 16, "x is defined twice")]
    [InlineData("clock clk; /* open", 1, 12, "not closed")]
    [InlineData("clock clk; property p: a ? b;", 1, 26, "'?' has no meaning")]
    [InlineData("hello;", 1, 1, "a statement begins with clock")]
    public void A_mistake_is_reported_where_it_is(string text, int line, int column, string message)
    {
        PropertyTextException mistake = Assert.Throws<PropertyTextException>(() => PropertyFile.Read(text, "p.txt", Find, new PropertyMonitor()));
        Assert.Contains(message, mistake.Message);
        Assert.Equal((line, column), (mistake.Line, mistake.Column));
        Assert.StartsWith($"p.txt({line},{column}): ", mistake.Message);
    }

    [Fact]
    public void No_text_crashes_the_reader()
    {
        Gen<string> pieces = Gen.Elements("a", "top.data", "(", ")", "[*", "[->", "]", "##", "1", ":", ";", "|->", "&&", "!", "always", "property p", "clock clk", "$past", ",", "\"", "/*", "'", "0x", "let", "=", "until", " ", "\n", "$", "[", "v", "1.5", "~");
        Prop.ForAll(Arb.From(pieces.ArrayOf()), parts =>
        {
            try
            {
                PropertyFile.Read("clock clk; property q: " + string.Concat(parts), "p.txt", Find, new PropertyMonitor());
            }
            catch (PropertyTextException)
            {
            }
        }).Check(Seeded.Cases(5000));
    }

    [Fact]
    public void Deep_nesting_is_refused_in_a_sentence() =>
        Assert.Contains("nested more than", Assert.Throws<PropertyTextException>(() => Parsed(new string('(', 50_000) + "a")).Message);
}

public class TraceCheckerTests
{
    // req is high in cycles 1 and 2, gnt in cycle 2; data changes in cycle 2. Values change after the edge, at +1 ns; the clock rises at 10, 20, 30, 40 ns.
    private const string Trace = """
        $timescale 1ns $end
        $scope module top $end
        $var wire 1 ! clk $end
        $var wire 1 " req $end
        $var wire 1 # gnt $end
        $var wire 8 $ data [7:0] $end
        $upscope $end
        $enddefinitions $end
        #0
        0!
        0"
        0#
        b0 $
        #10
        1!
        #11
        1"
        b1 $
        #15
        0!
        #20
        1!
        #21
        1#
        b10 $
        #25
        0!
        #30
        1!
        #31
        0"
        0#
        #35
        0!
        #40
        1!
        """;

    private static PropertyMonitor Check(string properties)
    {
        using var reader = new VcdReader(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(Trace)), "t.vcd");
        return TraceChecker.Check(reader, properties, "p.txt");
    }

    [Fact]
    public void A_rising_clock_samples_what_was_there_before_the_edge()
    {
        PropertyMonitor monitor = Check("""
            clock top.clk;
            let waiting = top.req && !top.gnt;
            property held: waiting |=> top.req;
            property stable: waiting |=> $stable(top.data);
            cover granted: $rose(top.req) ##1 top.gnt;
            cover never: top.gnt ##1 top.gnt;
            """);
        Assert.Equal(3, monitor.Cycle);
        Assert.Equal(new PropertyCounts(4, 1, 3, 0, 0, 0, 0), monitor.Properties[0].Counts);
        Assert.Equal(
            "Property stable failed in cycle 2 (30 ns), started in cycle 1 (20 ns), with top.req = 1, top.gnt = 1 (at the start 0), top.data = 2 (at the start 1); it demands (top.req && !top.gnt) |=> $stable(top.data).",
            Assert.Single(monitor.Violations).ToString());
        Assert.Equal((1, 2, 0), (monitor.Covers[0].Matches, monitor.Covers[0].FirstMatch, monitor.Covers[1].Matches));
    }

    [Fact]
    public void A_period_samples_at_its_times()
    {
        PropertyMonitor monitor = Check("sample 10 ns; property p: top.req |-> top.data != 0; cover c: top.req;");
        Assert.Equal(4, monitor.Cycle);
        Assert.Equal(2, monitor.Covers[0].Matches);
        Assert.Equal(2, monitor.Properties[0].Counts.Passes);
    }

    [Fact]
    public void Default_disable_applies_to_all_that_follow()
    {
        PropertyMonitor monitor = Check("clock top.clk; default disable iff (top.gnt); property p: top.req |=> top.gnt; property q: disable iff (top.req) top.req;");
        Assert.Equal(new PropertyCounts(4, 0, 2, 0, 2, 0, 0), monitor.Properties[0].Counts);
        Assert.Equal(2, monitor.Properties[1].Counts.Discarded);
    }
}
