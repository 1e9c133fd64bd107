using System.Text.Json;

namespace HwModel.Tools.Tests.Run;

/// <summary><c>hwmodel run --system spinnaker2</c> on a sample network.</summary>
public sealed class Spinnaker2RunTests
{
    private static string Sample(string name) => RepositoryPaths.Shared("data", "nir", name) ?? throw new FileNotFoundException(name);

    [Theory]
    [InlineData("rtl")]
    [InlineData("event")]
    public void A_network_file_and_spikes_give_the_recorded_output_rows(string level)
    {
        using var folder = new TemporaryFolder();
        ToolResult run = Hwmodel.Invoke("run", "--system", "spinnaker2", "--network", Sample("lif_norse.nir"), "--input", Sample("lif_exact.csv"), "--ticks", "1000", "--level", level, "-o", folder.Path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal("row,population,neuron\n460,1,0\n510,1,0\n710,1,0\n760,1,0\n", File.ReadAllText(folder.File("spikes.csv")));
        using JsonDocument statistics = JsonDocument.Parse(File.ReadAllText(folder.File("statistics.json")));
        Assert.Equal(level, statistics.RootElement.GetProperty("level").GetString());
        Assert.Equal(34, statistics.RootElement.GetProperty("synapticEvents").GetInt64());
        Assert.All(statistics.RootElement.GetProperty("drops").EnumerateObject(), drop => Assert.Equal(0, drop.Value.GetDouble()));
        Assert.Contains("<html", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtl", "2x1")]
    [InlineData("event", "2x1")]
    [InlineData("event", "board")]
    public void Two_chips_give_the_recorded_output_rows(string level, string chips)
    {
        using var folder = new TemporaryFolder();
        ToolResult run = Hwmodel.Invoke("run", "--system", "spinnaker2", "--network", Sample("lif_norse.nir"), "--input", Sample("lif_exact.csv"), "--ticks", "1000", "--level", level, "--chips", chips, "--elements-per-chip", "1", "-o", folder.Path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal("row,population,neuron\n460,1,0\n510,1,0\n710,1,0\n760,1,0\n", File.ReadAllText(folder.File("spikes.csv")));
        using JsonDocument statistics = JsonDocument.Parse(File.ReadAllText(folder.File("statistics.json")));
        Assert.Equal(2, statistics.RootElement.GetProperty("chips").GetInt32());
        Assert.Equal(34, statistics.RootElement.GetProperty("packets").GetProperty("copies on links between chips").GetDouble());
    }

    [Fact]
    public void Random_multicast_runs_over_a_board_and_says_what_a_chip_costs()
    {
        using var folder = new TemporaryFolder();
        ToolResult run = Hwmodel.Invoke("run", "--system", "spinnaker2", "--traffic", "multicast", "--chips", "board", "--sources", "4", "--ticks", "2", "-o", folder.Path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Matches(@"per chip\s+[\d.]+ KiB; [\d.]+ us for a ms of the chip", run.Output);
        using JsonDocument statistics = JsonDocument.Parse(File.ReadAllText(folder.File("statistics.json")));
        Assert.Equal(48, statistics.RootElement.GetProperty("chips").GetInt32());
        // 48 chips, 4 sources, 2,000 packets a second, 2 ms; four chips of eight elements each, give or take doubles and what is under way.
        double sent = statistics.RootElement.GetProperty("sent").GetDouble();
        Assert.Equal(768, sent, 100.0);
        Assert.InRange(statistics.RootElement.GetProperty("delivered").GetDouble() / sent, 28, 32);
        Assert.Contains("<html", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_window_of_a_run_can_be_traced()
    {
        using var folder = new TemporaryFolder();
        ToolResult run = Hwmodel.Invoke("run", "--system", "spinnaker2", "--network", Sample("lif_norse.nir"), "--input", Sample("lif_exact.csv"), "--ticks", "61", "--trace", folder.File("t.vcd"), "--trace-select", "chip.quad*.pe*.comms", "--quiet");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("$enddefinitions", File.ReadAllText(folder.File("t.vcd")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs --network FILE.nir", "--system", "spinnaker2")]
    [InlineData("nothing.nir does not exist", "--system", "spinnaker2", "--network", "nothing.nir")]
    [InlineData("--level fast: rtl, core and event are allowed", "--system", "spinnaker2", "--network", "synfire", "--level", "fast")]
    [InlineData("--chips 3x: WxH", "--system", "spinnaker2", "--traffic", "multicast", "--chips", "3x")]
    [InlineData("--traffic uniform: spinnaker2 has multicast", "--system", "spinnaker2", "--traffic", "uniform")]
    [InlineData("--targets 4: 1x1 to 64x152", "--system", "spinnaker2", "--traffic", "multicast", "--targets", "4")]
    [InlineData("rectangles of chips", "--system", "spinnaker2", "--network", "synfire", "--chips", "board")]
    [InlineData("1 are too many", "--system", "spinnaker2", "--network", "synfire", "--pools", "3", "--level", "event", "--table-entries", "3")]
    [InlineData("--pools 1: 2 to 151 are allowed", "--system", "spinnaker2", "--network", "synfire", "--pools", "1")]
    public void A_mistake_is_one_sentence(string sentence, params string[] arguments)
    {
        ToolResult run = Hwmodel.Invoke(["run", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_bad_line_of_input_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("bad.csv"), "row,neuron\n1,0\n2,x\n");
        ToolResult run = Hwmodel.Invoke("run", "--system", "spinnaker2", "--network", Sample("lif_norse.nir"), "--input", folder.File("bad.csv"), "-o", folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("bad.csv, line 3: '2,x' is no spike", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.File("out"), "spikes.csv")));
    }
}
