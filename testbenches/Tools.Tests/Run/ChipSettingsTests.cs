using System.Text.Json;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Cli.Run.BrainScaleS2;
using HwModel.Cli.Run.Spinnaker2;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.Tools.Tests.Run;

/// <summary>The settings of both chips: every one has an origin and a meaning, takes what it says, and refuses the rest in one sentence.</summary>
public sealed class ChipSettingsTests
{
    private sealed record Shown(string Path, string Value, string Meaning, string Allowed, string Origin);

    private static List<Shown> Settings(string system)
    {
        ToolResult result = Hwmodel.Invoke("describe", "--system", system, "--json");
        Assert.Equal(0, result.ExitCode);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("settings").Deserialize<List<Shown>>(new JsonSerializerOptions { PropertyNameCaseInsensitive = true })!;
    }

    [Theory]
    [InlineData("spinnaker2", 60)]
    [InlineData("brainscales2", 50)]
    public void Every_setting_says_what_it_is_and_where_its_default_comes_from(string system, int least)
    {
        List<Shown> settings = Settings(system);
        Assert.True(settings.Count >= least, $"{settings.Count} settings");
        Assert.Equal(settings.Count, settings.Select(setting => setting.Path).Distinct().Count());
        Assert.All(settings, setting => Assert.Matches("^(published|derived|chosen): .+", setting.Origin));
        Assert.All(settings, setting => Assert.True(setting.Meaning.Length > 0, setting.Path));
    }

    [Theory]
    [InlineData("spinnaker2", "noc.hop_cycles", "5", "Scholze")]
    [InlineData("spinnaker2", "power.energy.chip_floor_milliwatts", "75.2", "Scholze")]
    [InlineData("spinnaker2", "power.dividers", "16,32,16,8", "")]
    [InlineData("brainscales2", "analog.constants.madc_range", "1.2", "Billaudelle")]
    public void A_setting_shows_its_default_and_its_origin(string system, string path, string value, string origin)
    {
        Shown setting = Settings(system).Single(setting => setting.Path == path);
        Assert.Equal(value, setting.Value);
        Assert.Contains(origin, setting.Origin, StringComparison.Ordinal);
    }

    private static readonly string[] Extremes = ["0", "1", "8", "1000000", "-1", "1e400", "x", ""];

    /// <summary>Small, large and impossible values: a chip is built, or one sentence says why not.</summary>
    [Fact]
    public void No_value_breaks_SpiNNaker2() => Extreme(Spinnaker2Settings.Table, new HwModel.SpiNNaker2.Chip.ChipOptions(), options =>
    {
        if (options.Mistakes().Any()) return;
        var simulation = new Simulation();
        _ = new Spinnaker2Chip(simulation.Root, "chip", options with { Elements = 4 });
        simulation.Elaborate();
    });

    [Fact]
    public void No_value_breaks_BrainScaleS2() => Extreme(ChipSettings.Table, new HwModel.BrainScaleS2.Digital.ChipOptions { Analog = new AnalogOptions { Mismatch = MismatchConstants.None } }, options =>
    {
        try
        {
            new BrainScaleS2System(options).Simulation.Elaborate();
        }
        catch (ChipConfigurationException)
        {
            // One sentence for the user.
        }
    });

    private static void Extreme<TPlan>(SettingTable<TPlan> table, TPlan defaults, Action<TPlan> build)
        where TPlan : class
    {
        var broken = new List<string>();
        foreach (Setting<TPlan> setting in table.All)
        {
            foreach (string value in Extremes)
            {
                try
                {
                    build(table.Set(defaults, setting.Path, value, "--set"));
                    if (value is "x" or "" or "1e400") broken.Add($"{setting.Path} takes '{value}'");
                }
                catch (UserErrorException)
                {
                    // Refused by name.
                }
                catch (Exception exception)
                {
                    broken.Add($"{setting.Path}={value}: {exception.Message}");
                }
            }
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void A_list_takes_as_many_values_as_it_has()
    {
        ToolResult result = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--settings", "--set", "power.dividers=1,2");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("4 times a whole number", result.Error, StringComparison.Ordinal);
        ToolResult fast = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--settings", "--set", "power.dividers=8,32,16,8");
        Assert.Equal(2, fast.ExitCode);
        Assert.Contains("PL0 would run at 300 MHz on the 0.5 V rail", fast.Error, StringComparison.Ordinal);
        ToolResult slow = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--settings", "--set", "power.dividers=24,32,16,12");
        Assert.Equal(0, slow.ExitCode);
        Assert.Matches(@"power\.dividers +24,32,16,12 ", slow.Output);
    }

    [Fact]
    public void A_platform_file_sets_and_an_unknown_setting_is_named_with_its_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("chip.yaml"), "noc:\n  hop_cycles: 7\npower:\n  energy: {noc_hop_picojoules: 9.5}\n");
        ToolResult result = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--settings", "--platform", folder.File("chip.yaml"));
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"noc\.hop_cycles +7 ", result.Output);
        Assert.Matches(@"noc_hop_picojoules +9\.5 ", result.Output);
        File.WriteAllText(folder.File("chip.yaml"), "noc:\n  hop_cycle: 7\n");
        ToolResult wrong = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--settings", "--platform", folder.File("chip.yaml"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Matches(@"chip\.yaml\(2,[0-9]+\): there is no setting noc\.hop_cycle; did you mean noc\.hop_cycles\?", wrong.Error);
    }

    [Fact]
    public void A_row_of_equal_parts_is_printed_once()
    {
        string output = Hwmodel.Invoke("describe", "--system", "spinnaker2").Output;
        Assert.Contains("so are all 152 to chip_pe151", output, StringComparison.Ordinal);
        Assert.Contains(": 37 more QuadNode", output, StringComparison.Ordinal);
        string all = Hwmodel.Invoke("describe", "--system", "spinnaker2", "--all").Output;
        Assert.Equal(38, all.Split('\n').Count(line => line.EndsWith("crossbar  (QuadCrossbar)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Deeper_levels_fold_into_their_ancestors()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Hwmodel.Invoke("describe", "--system", "brainscales2", "--depth", "1", "--graph", folder.File("g.dot")).ExitCode);
        string graph = File.ReadAllText(folder.File("g.dot"));
        // Eight lanes each way join chip and FPGA; nothing below the first level has a name.
        Assert.Contains("\"fpga\" -> \"to_chip[7]\"", graph, StringComparison.Ordinal);
        Assert.Contains("\"to_chip[7]\" -> \"chip\"", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("chip.core", graph, StringComparison.Ordinal);
        Assert.Equal(2, Hwmodel.Invoke("describe", "--depth", "0").ExitCode);
    }

    [Theory]
    [InlineData("mesh", "router.buffer=5", "buffer: 5")]
    [InlineData("spinnaker2", "noc.hop_cycles=9", "hop_cycles: 9")]
    [InlineData("brainscales2", "analog.mismatch.rate=0.25", "rate: 0.25")]
    public void Settings_printed_as_a_platform_file_are_taken_back(string system, string set, string line)
    {
        using var folder = new TemporaryFolder();
        ToolResult printed = Hwmodel.Invoke("describe", "--system", system, "--yaml", "--set", set);
        Assert.Equal(("", 0), (printed.Error, printed.ExitCode));
        Assert.Contains(line, printed.Output, StringComparison.Ordinal);
        File.WriteAllText(folder.File("platform.yaml"), printed.Output);
        ToolResult again = Hwmodel.Invoke("describe", "--system", system, "--yaml", "--platform", folder.File("platform.yaml"));
        Assert.Equal("", again.Error);
        Assert.Equal(printed.Output, again.Output);
    }
}
