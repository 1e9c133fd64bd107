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

    [Theory]
    [InlineData("add --experiment NAME")]
    [InlineData("there is no such experiment; did you mean adex?", "--experiment", "adx")]
    [InlineData("ideal, calibrated or uncalibrated are allowed", "--experiment", "lif", "--mode", "perfect")]
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
