using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Vcd;

/// <summary>Dumps of other simulators, made anew from the sources in Peers, read by the product and by the plain second reading.</summary>
public sealed class PeerTests
{
    private static readonly string Peers = Path.Combine(RepositoryPaths.Root, "testbenches", "Traces.Tests", "Peers");

    [ToolFact("iverilog", "vvp")]
    public void Icarus_dumps_read_as_the_plain_reading_says()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "iverilog", "-g2012", "-o", "counter.vvp", Path.Combine(Peers, "counter.v"));
        Run(folder, "vvp", "counter.vvp");
        var values = Check(folder.File("icarus.vcd"));
        // The design in counter.v: n counts from -3 with each rising edge at 5 ns, 15 ns, ...; v steps by 0.25; count starts after reset.
        Assert.Equal([(0, Bits(-3)), (5_000, Bits(-2)), (15_000, Bits(-1))], values["top.n"].Take(3));
        Assert.Equal((5_000L, "0.25"), values["top.v"][1]);
        Assert.Equal([(0L, "xxxxxxxx"), (5_000L, "00000000"), (25_000L, "00000001")], values["top.u.count"].Take(3));
        Assert.Equal("top.clk", Aliased(folder.File("icarus.vcd"), "top.u.clk"));
    }

    [ToolFact("verilator", "make", "g++")]
    public void Verilator_dumps_read_as_the_plain_reading_says()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "verilator", "--cc", "--exe", "--build", "--trace", "--trace-structs", "-Wno-fatal", "-CFLAGS", "-O0", Path.Combine(Peers, "counter.sv"), Path.Combine(Peers, "counter.cpp"));
        Run(folder, folder.File("obj_dir/Vcounter"));
        var values = Check(folder.File("verilator.vcd"));
        Assert.Equal([(0L, "00000000"), (25L, "00000001"), (35L, "00000010")], values["TOP.counter.count"].Take(3));
        Assert.Equal(["00", "01", "10", "00"], values["TOP.counter.state"].Take(4).Select(value => value.Value));
        Assert.Equal(130, values["TOP.counter.wide"][0].Value.Length);
        Assert.Contains("TOP.counter.item.valid", values.Keys);
        Assert.Contains("TOP.counter.rows[2]", values.Keys);
    }

    [ToolFact("ghdl")]
    public void Ghdl_dumps_read_as_the_plain_reading_says()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "ghdl", "-a", "--std=08", Path.Combine(Peers, "counter.vhdl"));
        Run(folder, "ghdl", "-e", "--std=08", "counter");
        Run(folder, "ghdl", "-r", "--std=08", "counter", "--vcd=ghdl.vcd", "--stop-time=220ns");
        var values = Check(folder.File("ghdl.vcd"));
        Assert.Equal([(0L, "xxxxxxxx"), (5_000_000L, "00000000"), (25_000_000L, "00000001")], values["counter.count"].Take(3));
        Assert.Equal([(0L, "01zx")], values["counter.nibbles"]);
        Assert.Equal((0, Bits(-3)), values["counter.number"][0]);
        Assert.Contains("counter.lanes(1).q", values.Keys);
    }

    [ToolFact("vcd2fst", "fst2vcd")]
    public void A_round_trip_through_FST_changes_no_value()
    {
        using var folder = new TemporaryFolder();
        for (int seed = 0; seed < 12; seed++)
        {
            using (VcdWriter writer = VcdWriter.Create(folder.File("a.vcd"))) new RandomTrace(seed).Send(writer);
            Run(folder, "vcd2fst", "-v", "a.vcd", "-f", "a.fst");
            Run(folder, "fst2vcd", "-f", "a.fst", "-o", "b.vcd");
            using VcdReader first = VcdReader.Open(folder.File("a.vcd"));
            using VcdReader second = VcdReader.Open(folder.File("b.vcd"));
            // fst2vcd prints reals with 16 digits and texts as raw bytes: reals are compared to those digits, texts not.
            TraceSelection known = new() { Exclude = [.. first.Hierarchy.Variables.Where(variable => variable.Type.Kind == TraceKind.Text).Select(variable => new PathGlob(variable.Path))] };
            TraceDiffResult result = TraceDiff.Compare(first, second, new TraceDiffOptions { Selection = known, RealTolerance = 1e-15 });
            Assert.True(result.AreEqual, $"seed {seed}: {string.Join("; ", result.Differences)} {string.Join(", ", result.OnlyInFirst)} {string.Join(", ", result.OnlyInSecond)} {string.Join(", ", result.OtherTypes)}");
            var a = PlainVcd.Read(folder.File("a.vcd"));
            var b = PlainVcd.Read(folder.File("b.vcd"));
            foreach (TraceVariable variable in first.Hierarchy.Variables.Where(variable => variable.Type.IsBits)) Assert.Equal(a[variable.Path], b[variable.Path]);
        }
    }

    private static Dictionary<string, List<(long Time, string Value)>> Check(string path)
    {
        var plain = PlainVcd.Read(path);
        var read = Settled.Read(path);
        Assert.Equal(plain.Keys.Order(), read.Keys.Order());
        foreach (string key in plain.Keys) Assert.Equal(plain[key], read[key]);
        Assert.True(read.Count >= 9 && read.Values.Sum(values => values.Count) > 100);
        return read;
    }

    private static string Aliased(string path, string name)
    {
        using VcdReader reader = VcdReader.Open(path);
        TraceVariable variable = reader.Hierarchy.Find(name)!;
        return reader.Hierarchy.Signals[variable.Signal.Index].Path;
    }

    private static string Bits(int number) => number.ToString("b32");

    private static void Run(TemporaryFolder folder, string tool, params string[] arguments)
    {
        ToolResult result = OutsideTools.Run(tool, arguments, folder.Path);
        Assert.True(result.ExitCode == 0, $"{tool}: {result.Output} {result.Error}");
    }
}
