using System.Text;
using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Vcd;

public sealed class VcdWriterTests
{
    [Fact]
    public void A_small_trace_is_written_to_the_letter()
    {
        var hierarchy = new TraceHierarchy { TimeGrid = 5_000_000, Comment = "seed 7" };
        TraceScope chip = hierarchy.Scope("chip");
        TraceScope pe = chip.Scope("pe[0]", ScopeKind.Generate);
        TraceHandle count = pe.Vector("count", 8);
        TraceHandle state = pe.Enum("state", new EnumTable("state_t", [new(0, "IDLE"), new(1, "RUN"), new(2, "DONE")]));
        TraceHandle voltage = pe.Real("v");
        TraceHandle name = pe.Text("name");
        TraceHandle spike = pe.Event("spike");
        TraceHandle number = pe.Integer("n");
        TraceHandle clock = chip.Bit("clk", TraceHints.Clock);
        chip.Alias("c", count);
        string text = Written.Text(hierarchy, writer =>
        {
            writer.Time(0);
            writer.Change(clock, 0);
            writer.Change(count, 5);
            writer.Change(spike, 1UL);
            writer.Time(5_000_000);
            writer.Change(clock, 1UL);
            writer.Change(count, 5UL);
            writer.Change(state, 2UL);
            writer.Change(voltage, -65.25);
            writer.Change(name, "a b\n");
            writer.Change(number, -3);
            writer.Time(10_000_000);
            writer.Time(15_000_000);
            writer.Change(spike, 1UL);
            writer.Unknown(state);
            writer.Change(count, [0b1001_0000], [0b1000_0001]);
            writer.End(20_000_000);
        });
        Assert.Equal(
            """
            $version HwModel $end
            $comment seed 7 $end
            $timescale 1 ns $end
            $attrbegin misc 07 state_t 3 IDLE RUN DONE 00 01 10 1 $end
            $scope module chip $end
            $var wire 1 ! clk $end
            $var wire 8 " c [7:0] $end
            $scope generate pe[0] $end
            $var wire 8 " count [7:0] $end
            $attrbegin misc 07 "" 1 $end
            $var wire 2 # state [1:0] $end
            $var real 64 $ v $end
            $var string 1 % name $end
            $var event 1 & spike $end
            $var integer 32 ' n $end
            $upscope $end
            $upscope $end
            $enddefinitions $end
            #0
            $dumpvars
            b101 "
            bx #
            rnan $
            s %
            bx '
            0!
            $end
            1&
            #5
            1!
            b10 #
            r-65.25 $
            sa\040b\n %
            b11111111111111111111111111111101 '
            #15
            1&
            bx #
            bx001000z "
            #20

            """,
            text);
    }

    [Fact]
    public void What_is_written_reads_the_same_in_two_readers()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            using var stream = new MemoryStream();
            var expected = new Settled();
            new RandomTrace(seed).Send(expected);
            // A buffer of the least size, so that lines meet its end.
            using (var writer = new VcdWriter(stream, new VcdOptions { BufferSize = 1 })) new RandomTrace(seed).Send(writer);
            string text = Encoding.UTF8.GetString(stream.ToArray());
            var plain = PlainVcd.Parse(text);
            var read = Written.Read(text, new VcdReaderOptions { BufferSize = 16 + seed % 100 });
            foreach ((string path, List<(long Time, string Value)> values) in read)
            {
                // The first instant gives everything a value: unknown where nothing was given.
                List<(long Time, string Value)> given = expected.Values[path];
                Assert.Equal(Known(given), Known(values));
                if (!values.Any(value => value.Value.Contains('\\')) && !given.Exists(value => value.Value.Length == 0 || value.Value.Any(c => c is <= ' ' or > '~' or '"')))
                    Assert.Equal(plain[path], values);
            }
        }
    }

    private static IEnumerable<(long, string)> Known(List<(long Time, string Value)> values) =>
        values.SkipWhile(value => value.Value is "NaN" || value.Value.All(digit => digit == 'x'));

    [Fact]
    public void A_change_allocates_nothing()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle bit = hierarchy.Root.Bit("bit");
        TraceHandle vector = hierarchy.Root.Vector("vector", 48);
        TraceHandle wide = hierarchy.Root.Vector("wide", 300);
        TraceHandle real = hierarchy.Root.Real("real");
        using var writer = new VcdWriter(Stream.Null);
        writer.Begin(hierarchy);
        var words = new ulong[5];
        void Run(long from, long to)
        {
            for (long time = from; time < to; time++)
            {
                writer.Time(time);
                writer.Change(bit, (ulong)time & 1);
                writer.Change(vector, (ulong)time * 0x9E3779B97F4A7C15);
                words[time % 5] = (ulong)time;
                writer.Change(wide, words);
                writer.Change(real, time * 0.1);
            }
        }
        // The runtime may allocate when it compiles a method anew, so one of a few rounds must be clean.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(round * 20_000, (round + 1) * 20_000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Unchanged_values_and_instants_without_a_change_are_left_out()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle bit = hierarchy.Root.Bit("bit");
        void Body(VcdWriter writer)
        {
            for (int time = 0; time < 4; time++)
            {
                writer.Time(time);
                writer.Change(bit, time >= 2 ? 1UL : 0UL);
            }
            writer.End(9);
        }
        Assert.Equal("#0\n$dumpvars\n0!\n$end\n#2\n1!\n#9\n", Written.Body(Written.Text(hierarchy, Body)));
        Assert.Equal("#0\n$dumpvars\n0!\n$end\n#1\n0!\n#2\n1!\n#3\n1!\n#9\n", Written.Body(Written.Text(hierarchy, Body, new VcdOptions { SuppressUnchanged = false })));
    }

    [Fact]
    public void Bits_over_the_width_are_dropped()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle three = hierarchy.Root.Vector("three", 3);
        string body = Written.Body(Written.Text(hierarchy, writer =>
        {
            writer.Time(0);
            writer.Time(1);
            writer.Change(three, 0xFF);
            writer.End(1);
        }));
        Assert.Equal("#0\n$dumpvars\nbx !\n$end\n#1\nb111 !\n", body);
    }

    // The names of which readers are known to refuse the file stand escaped.
    [Theory]
    [InlineData("count", "count")]
    [InlineData("row[12]", "row[12]")]
    [InlineData("r[3][2]", "r[3][2]")]
    [InlineData("_a$1", "_a$1")]
    [InlineData("ns::sig", "\\ns::sig")]
    [InlineData("z]", "\\z]")]
    [InlineData("two words", "\\two_words")]
    [InlineData("a.b", "\\a.b")]
    [InlineData("\\x[3]", "\\x[3]")]
    [InlineData("1st", "\\1st")]
    [InlineData("über", "\\_ber")]
    [InlineData("a[b]", "\\a[b]")]
    [InlineData("$end", "\\_end")]
    public void Names_are_safe_for_every_reader(string name, string expected) => Assert.Equal(expected, VcdName.Of(name));

    [Fact]
    public void Free_text_cannot_end_its_command_and_the_word_that_misleads_GTKWave_is_replaced()
    {
        var hierarchy = new TraceHierarchy { Comment = "a $end b é", Version = "Icarus like", Date = "today" };
        string text = Written.Text(hierarchy, writer => writer.End(0));
        Assert.Contains("$comment a $ end b ? $end\n", text);
        Assert.Contains("$version iverilog like $end\n", text);
        Assert.Contains("$date today $end\n", text);
    }

    [Theory]
    [InlineData(1, "1 fs")]
    [InlineData(5_000_000, "1 ns")]
    [InlineData(2_500_000, "100 ps")]
    [InlineData(1_250, "10 fs")]
    [InlineData(3_000, "1 ps")]
    public void The_timescale_is_the_coarsest_that_keeps_the_grid_exact(long grid, string expected)
    {
        // Only units are taken by themselves, so that marker times need no factor.
        string unit = expected switch { "100 ps" => "1 ps", "10 fs" => "1 fs", _ => expected };
        Assert.Contains($"$timescale {unit} $end", Written.Text(new TraceHierarchy { TimeGrid = grid }, writer => writer.End(0)));
        Assert.Equal(expected is "1 fs" ? "1 fs" : unit, Timescale.Coarsest(grid).ToString());
    }

    [Fact]
    public void Times_that_fall_or_do_not_fit_the_timescale_are_errors()
    {
        var hierarchy = new TraceHierarchy { TimeGrid = 1_000 };
        TraceHandle bit = hierarchy.Root.Bit("bit");
        using var writer = new VcdWriter(Stream.Null);
        writer.Begin(hierarchy);
        Assert.Throws<InvalidOperationException>(() => writer.Change(bit, 1UL));
        writer.Time(5_000);
        writer.Time(5_000);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Time(4_000));
        writer.Time(6_500);
        Assert.Contains("6500", Assert.Throws<TraceTimeException>(() => writer.Change(bit, 0UL)).Message);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_or_size_is_an_error()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle wide = hierarchy.Root.Vector("wide", 100);
        TraceHandle text = hierarchy.Root.Text("text");
        using var writer = new VcdWriter(Stream.Null);
        writer.Begin(hierarchy);
        writer.Time(0);
        Assert.Throws<ArgumentException>(() => writer.Change(wide, 1.5));
        Assert.Throws<ArgumentException>(() => writer.Change(wide, "x"));
        Assert.Throws<ArgumentException>(() => writer.Change(text, 1UL));
        Assert.Throws<ArgumentException>(() => writer.Change(wide, new ulong[1], default));
        Assert.Throws<ArgumentException>(() => writer.Change(wide, new ulong[2], new ulong[1]));
    }

    [Fact]
    public void Declarations_are_checked()
    {
        var hierarchy = new TraceHierarchy();
        hierarchy.Root.Bit("a");
        Assert.Throws<ArgumentException>(() => hierarchy.Root.Bit("a"));
        Assert.Throws<ArgumentException>(() => hierarchy.Root.Bit(""));
        Assert.Throws<ArgumentException>(() => hierarchy.Root.Vector("b", 0));
        Assert.Throws<ArgumentException>(() => hierarchy.Root.Vector("b", TraceType.MaxWidth + 1));
        Assert.Throws<ArgumentException>(() => new EnumTable("e", [new(1, "A"), new(1, "B")]));
        hierarchy.Freeze();
        Assert.Throws<InvalidOperationException>(() => hierarchy.Root.Bit("c"));
    }

    [Fact]
    public void Strings_can_be_left_out()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle text = hierarchy.Root.Text("text");
        TraceHandle bit = hierarchy.Root.Bit("bit");
        string file = Written.Text(
            hierarchy,
            writer =>
            {
                writer.Time(0);
                writer.Change(text, "a");
                writer.Change(bit, 1UL);
                writer.Time(1);
                writer.Change(text, "b");
                writer.Change(bit, 0UL);
                writer.End(2);
            },
            new VcdOptions { Texts = false });
        Assert.DoesNotContain("string", file);
        Assert.Equal("#0\n$dumpvars\n1!\n$end\n#1\n0!\n#2\n", Written.Body(file));
    }
}
