using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Analysis;

public sealed class CsvTests
{
    private const string Trace = "$timescale 10ns $end $scope module t $end $var wire 1 ! clk $end $var wire 8 % b [7:0] $end $var integer 32 & n $end $var string 1 ' s $end $upscope $end $enddefinitions $end #0 0! b1 % #1 1! b10 % b11111111111111111111111111111110 & sa,b ' #2 0! #3 1! bx % #4 0! #5 x! #6 1! #7 0! b111 % #8 1!";

    private static string Csv(Func<TextWriter, ITraceSink> make)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using VcdReader reader = Written.Reader(Trace);
        using var sink = new SettlingSink(make(text));
        reader.SendAll(sink);
        return text.ToString();
    }

    [Fact]
    public void Changes_are_lines_of_time_path_and_value() => Assert.StartsWith(
        "time_ns,signal,value\n0,t.clk,0\n0,t.b,1\n10,t.clk,1\n10,t.b,2\n10,t.n,-2\n10,t.s,\"a,b\"\n20,t.clk,0\n30,t.clk,1\n30,t.b,bxxxxxxxx\n", Csv(text => new CsvChangesSink(text)));

    [Fact]
    public void A_table_samples_at_an_edge_what_held_before_it() => Assert.Equal(
        "time_ns,t.b,t.n\n10,1,bxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n30,2,-2\n80,7,-2\n", Csv(text => new CsvTableSink(new TableSampling("t.clk"), TraceSelection.Parse("t,!t.s"), text)));

    [Fact]
    public void A_table_may_sample_after_falling_edges() => Assert.Equal(
        "time_ns,t.b\n20,2\n40,bxxxxxxxx\n70,7\n", Csv(text => new CsvTableSink(new TableSampling("t.clk", OnFallingEdge: true, AfterEdge: true), TraceSelection.Parse("t.b"), text)));

    [Fact]
    public void A_clock_that_is_none_is_a_sentence()
    {
        Assert.Throws<FormatException>(() => Csv(text => new CsvTableSink(new TableSampling("t.nothing"), TraceSelection.All, text)));
        Assert.Throws<FormatException>(() => Csv(text => new CsvTableSink(new TableSampling("t.b"), TraceSelection.All, text)));
    }
}
