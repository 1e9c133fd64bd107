using System.IO.Compression;
using System.Text.Json;
using HwModel.Cli;

namespace HwModel.Tools.Tests.Trace;

/// <summary>The trace verbs as a user calls them: exit codes, what is printed, what is left on disk.</summary>
public sealed class TraceVerbTests : IDisposable
{
    private const string Counter =
        """
        $version by hand $end
        $timescale 1ns $end
        $scope module top $end
        $var wire 1 ! clk $end
        $scope module u $end
        $var reg 8 " count [7:0] $end
        $var wire 1 ! clk $end
        $upscope $end
        $upscope $end
        $enddefinitions $end
        #0
        $dumpvars
        0!
        b0 "
        $end
        #5
        1!
        b1 "
        #10
        0!
        #15
        1!
        b10 "
        #20

        """;

    private readonly TemporaryFolder _folder = new();

    public TraceVerbTests() => File.WriteAllText(Path("a.vcd"), Counter);

    public void Dispose() => _folder.Dispose();

    private string Path(string name) => _folder.File(name);

    private (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Invoke(["trace", .. arguments.Select(argument => argument.Contains('.') && !argument.Contains('*') && !argument.StartsWith("top", StringComparison.Ordinal) ? Path(argument) : argument)], output, error);
        return (code, output.ToString().Replace(_folder.Path + "/", ""), error.ToString().Replace(_folder.Path + "/", ""));
    }

    [Fact]
    public void Info_tells_what_a_trace_holds()
    {
        (int code, string output, _) = Run("info", "a.vcd");
        Assert.Equal(0, code);
        Assert.Equal(
            """
            a.vcd
              producer   by hand
              timescale  1 ns
              span       0 ns to 20 ns
              scopes     2
              variables  3 for 2 signals: 1 wire, 1 reg
              changes    7 at 5 times
              most active
                         4  top.clk
                         3  top.u.count (8 bits)

            """,
            output);
    }

    [Fact]
    public void Info_as_JSON_has_the_same_numbers()
    {
        using JsonDocument json = JsonDocument.Parse(Run("info", "a.vcd", "--json", "--top", "1").Output);
        JsonElement root = json.RootElement;
        Assert.Equal((20, 7, 2, 3, 1_000_000), (root.GetProperty("end").GetInt32(), root.GetProperty("changes").GetInt32(), root.GetProperty("scopes").GetInt32(), root.GetProperty("variables").GetInt32(), root.GetProperty("timescaleFemtoseconds").GetInt32()));
        Assert.Equal("top.clk", Assert.Single(root.GetProperty("mostActive").EnumerateArray().ToArray()).GetProperty("path").GetString());
    }

    [Fact]
    public void Diff_of_equal_traces_is_0_and_of_others_1_with_time_and_values()
    {
        File.WriteAllText(Path("b.vcd"), Counter.Replace("b10 \"", "b11 \"", StringComparison.Ordinal));
        Assert.Equal((0, "2 signals compared, 0 differ; 0 only in a.vcd, 0 only in a.vcd, 0 of other types\n", ""), Run("diff", "a.vcd", "a.vcd"));
        (int code, string output, _) = Run("diff", "a.vcd", "b.vcd");
        Assert.Equal((1, "top.u.count differs at 15 ns: 0x02 in a.vcd, 0x03 in b.vcd\n2 signals compared, 1 differ; 0 only in a.vcd, 0 only in b.vcd, 0 of other types\n"), (code, output));
        Assert.Equal(0, Run("diff", "a.vcd", "b.vcd", "--select", "**clk").Code);
        using JsonDocument json = JsonDocument.Parse(Run("diff", "a.vcd", "b.vcd", "--json").Output);
        JsonElement difference = Assert.Single(json.RootElement.GetProperty("differences").EnumerateArray().ToArray());
        Assert.Equal(("top.u.count", 15, "0x02", "0x03"), (difference.GetProperty("path").GetString(), difference.GetProperty("time").GetInt32(), difference.GetProperty("first").GetString(), difference.GetProperty("second").GetString()));
    }

    [Fact]
    public void Diff_takes_tolerances_and_maps_scopes()
    {
        File.WriteAllText(Path("b.vcd"), Counter.Replace("#15", "#17", StringComparison.Ordinal).Replace("module top", "module chip", StringComparison.Ordinal));
        Assert.Equal(2, Run("diff", "a.vcd", "b.vcd").Code);
        Assert.Equal(1, Run("diff", "a.vcd", "b.vcd", "--map", "top=chip").Code);
        Assert.Equal(0, Run("diff", "a.vcd", "b.vcd", "--map", "top=chip", "--tolerance", "2ns").Code);
        Assert.Equal(1, Run("diff", "a.vcd", "b.vcd", "--map", "top=chip", "--tolerance", "**.count=2ns").Code);
        Assert.Equal(0, Run("diff", "a.vcd", "b.vcd", "--map", "top=chip", "--tolerance", "**.count=2ns", "--tolerance", "**clk=2ns").Code);
    }

    [Fact]
    public void Slice_writes_a_window_with_the_state_at_its_start()
    {
        Assert.Equal((0, "", ""), Run("slice", "a.vcd", "-o", "s.vcd", "--from", "7ns", "--to", "15ns", "--select", "top.u", "--view"));
        Assert.Equal(
            """
            $version by hand $end
            $timescale 1 ns $end
            $scope module top $end
            $scope module u $end
            $var reg 8 ! count [7:0] $end
            $var wire 1 " clk $end
            $upscope $end
            $upscope $end
            $enddefinitions $end
            #7
            $dumpvars
            b1 !
            1"
            $end
            #10
            0"
            #15
            1"
            b10 !

            """,
            File.ReadAllText(Path("s.vcd")));
        Assert.Contains("top.u.count[7:0]", File.ReadAllText(Path("s.gtkw")));
        Assert.Equal(0, Run("diff", "a.vcd", "s.vcd", "--overlap", "--common").Code);
    }

    [Fact]
    public void Convert_packs_unpacks_and_changes_the_timescale()
    {
        Assert.Equal(0, Run("convert", "a.vcd", "b.vcd.gz", "--timescale", "10ps").Code);
        Assert.Equal(0, Run("convert", "b.vcd.gz", "c.vcd").Code);
        Assert.Contains("$timescale 10 ps $end", File.ReadAllText(Path("c.vcd")));
        Assert.Contains("\n#1500\n", File.ReadAllText(Path("c.vcd")));
        Assert.Equal(0, Run("diff", "a.vcd", "c.vcd").Code);
        (int code, _, string error) = Run("convert", "a.vcd", "d.vcd", "--timescale", "10ns");
        Assert.Equal((2, "hwmodel: the time 5 is no multiple of 10, the step of the file; choose a finer timescale or grid\n"), (code, error));
        Assert.False(File.Exists(Path("d.vcd")));
    }

    [Fact]
    public void Convert_writes_CSV_of_changes_and_tables()
    {
        Assert.Equal(0, Run("convert", "a.vcd", "a.csv", "--select", "**count").Code);
        Assert.Equal("time_ns,signal,value\n0,top.u.count,0\n5,top.u.count,1\n15,top.u.count,2\n", File.ReadAllText(Path("a.csv")));
        Assert.Equal(0, Run("convert", "a.vcd", "t.csv", "--clock", "top.clk").Code);
        Assert.Equal("time_ns,top.u.count\n5,0\n15,1\n", File.ReadAllText(Path("t.csv")));
    }

    [ToolFact("vcd2fst", "fst2vcd")]
    public void Convert_writes_FST()
    {
        Assert.Equal((0, "", ""), Run("convert", "a.vcd", "a.fst"));
        Assert.Equal(0, OutsideTools.Run("fst2vcd", ["-f", Path("a.fst"), "-o", Path("back.vcd")]).ExitCode);
        Assert.Equal(0, Run("diff", "a.vcd", "back.vcd").Code);
        (int code, _, string error) = Run("info", "a.fst");
        Assert.Equal(2, code);
        Assert.Contains("fst2vcd", error);
    }

    [Theory]
    [InlineData("no.vcd does not exist", "info", "no.vcd")]
    [InlineData("bad.vcd, line 12, column 4: 'q2' is no value change", "info", "bad.vcd")]
    [InlineData("cut.vcd, line 18, column 4: the file ends inside a value change", "info", "cut.vcd")]
    [InlineData("binary.vcd, line 1, column 1: '\\x7fELF' stands where a header command is expected", "diff", "binary.vcd", "a.vcd")]
    [InlineData("packed.vcd.gz, line ", "info", "packed.vcd.gz")]
    [InlineData("the folder ", "slice", "a.vcd", "-o", "none/s.vcd")]
    [InlineData("none of the endings", "slice", "a.vcd", "-o", "s.txt")]
    [InlineData("none of the endings", "convert", "a.vcd", "s.txt")]
    [InlineData("no signal of a.vcd fits the selection", "slice", "a.vcd", "-o", "s.vcd", "-s", "nothing**")]
    [InlineData("lies after the end of the trace at 20 ns", "slice", "a.vcd", "-o", "s.vcd", "--from", "1us")]
    [InlineData("lies after --to", "slice", "a.vcd", "-o", "s.vcd", "--from", "9", "--to", "8")]
    [InlineData("'7 apples' is no time", "slice", "a.vcd", "-o", "s.vcd", "--from", "7 apples")]
    [InlineData("'5ns' is not a timescale", "convert", "a.vcd", "s.vcd", "--timescale", "5ns")]
    [InlineData("no signal 'top.ck' to sample at", "convert", "a.vcd", "s.csv", "--clock", "top.ck")]
    [InlineData("--map 'x' is not FROM=TO", "diff", "a.vcd", "a.vcd", "--map", "x")]
    [InlineData("--bogus", "info", "a.vcd", "--bogus")]
    public void What_is_wrong_is_one_sentence_with_exit_code_2_and_nothing_written(string problem, params string[] arguments)
    {
        File.WriteAllText(Path("bad.vcd"), Counter.Replace("0!\nb0", "0!\n q2\nb0", StringComparison.Ordinal).Replace("$dumpvars\n0!\n", "  ", StringComparison.Ordinal));
        File.WriteAllText(Path("cut.vcd"), Counter[..(Counter.IndexOf("b1 \"", StringComparison.Ordinal) + 3)]);
        File.WriteAllBytes(Path("binary.vcd"), [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]);
        using (var gzip = new GZipStream(File.Create(Path("whole.gz")), CompressionLevel.Fastest)) gzip.Write(System.Text.Encoding.ASCII.GetBytes(Counter));
        File.WriteAllBytes(Path("packed.vcd.gz"), File.ReadAllBytes(Path("whole.gz"))[..120]);
        string[] before = Directory.GetFiles(_folder.Path);
        (int code, string output, string error) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(problem, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(_folder.Path).Order());
    }

    [Fact]
    public void A_cut_off_trace_is_read_when_asked()
    {
        File.WriteAllText(Path("cut.vcd"), Counter[..(Counter.IndexOf("b10", StringComparison.Ordinal) + 3)]);
        Assert.Equal(2, Run("info", "cut.vcd").Code);
        (int code, string output, _) = Run("info", "cut.vcd", "--partial");
        Assert.Equal(0, code);
        Assert.Contains("0 ns to 15 ns, cut off", output);
    }
}
