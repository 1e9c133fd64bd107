using System.Text.Json;
using System.Text.RegularExpressions;

namespace HwModel.Tools.Tests.Run;

public sealed partial class MeshRunTests
{
    [Fact]
    public void The_statistics_hold_what_tools_compare()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.json");
        Assert.Equal(0, Hwmodel.Invoke("run", "--system", "mesh", "--size", "4x4", "--rate", "0.1", "--cycles", "2000", "--stats", file, "--quiet").ExitCode);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        foreach (string name in new[] { "cycles", "offered", "accepted", "drops", "inFlight", "hostSeconds" })
            Assert.Equal(JsonValueKind.Number, json.GetProperty(name).ValueKind);
        foreach (string name in new[] { "mean", "p50", "p95", "p99", "max" })
            Assert.Equal(JsonValueKind.Number, json.GetProperty("latency").GetProperty(name).ValueKind);
        Assert.Equal(JsonValueKind.Number, json.GetProperty("hops").GetProperty("mean").ValueKind);
        Assert.Equal(0, json.GetProperty("drops").GetInt64());
    }

    [Fact]
    public void A_snapshot_restored_in_a_new_process_continues_bit_identically()
    {
        using var folder = new TemporaryFolder();
        string[] design = ["run", "--size", "5x4", "--chips", "2", "--rate", "0.04", "--cycles", "3000", "--warmup", "400", "--vcs", "2", "--seed", "7", "--json"];
        string whole = Hwmodel.Invoke(design).Output;
        foreach (int cycle in new[] { 0, 123, 400, 1789, 3400, 3411 })
        {
            string file = folder.File($"at{cycle}.snapshot");
            ToolResult first = Hwmodel.Start([.. design, "--snapshot", file, "--snapshot-at", $"{cycle}"]);
            Assert.Equal(Timeless(whole), Timeless(first.Output));
            ToolResult second = Hwmodel.Start([.. design, "--restore", file]);
            Assert.Equal(Timeless(whole), Timeless(second.Output));
        }
    }

    [Fact]
    public void The_result_is_the_same_for_any_number_of_threads_and_changes_with_the_seed()
    {
        string[] design = ["run", "--size", "4x4", "--chips", "2", "--rate", "0.3", "--cycles", "2000", "--json"];
        string one = Threadless(Hwmodel.Invoke([.. design, "--hash", "--threads", "1"]).Output);
        Assert.Contains("traceHash", one);
        Assert.Equal(one, Threadless(Hwmodel.Invoke([.. design, "--hash", "--threads", "2"]).Output));
        Assert.Equal(one, Threadless(Hwmodel.Invoke([.. design, "--hash", "--set", "run.order=reverse"]).Output));
        Assert.Equal(one, Threadless(Hwmodel.Invoke([.. design, "--hash", "--set", "run.order=shuffled", "--set", "run.check_quiescence=true"]).Output));
        Assert.NotEqual(one, Threadless(Hwmodel.Invoke([.. design, "--hash", "--seed", "2"]).Output));

        static string Threadless(string json) => Regex.Replace(Timeless(json), "\"run.(threads|seed|order|check_quiescence)\": \".*\"", "");
    }

    [Fact]
    public void The_trace_is_the_same_for_one_thread_and_two()
    {
        using var folder = new TemporaryFolder();
        string[] design = ["run", "--size", "3x3", "--chips", "2", "--rate", "0.2", "--cycles", "300", "--quiet", "--trace"];
        Assert.Equal(0, Hwmodel.Invoke([.. design, folder.File("a.vcd")]).ExitCode);
        Assert.Equal(0, Hwmodel.Invoke([.. design, folder.File("b.vcd"), "--threads", "2"]).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.File("a.vcd")), File.ReadAllBytes(folder.File("b.vcd")));
        Assert.True(File.Exists(folder.File("a.gtkw")));
    }

    [Fact]
    public void The_default_recording_is_replayed_whole()
    {
        JsonElement json = JsonDocument.Parse(Hwmodel.Invoke("run", "--traffic", "digits", "--set", "replay.fan_out=2", "--json").Output).RootElement;
        // 29,687 spikes (lines of the recording's file), two destinations each.
        int spikes = File.ReadLines(Path.Combine(RepositoryPaths.Root, "rtl-model", "Fabric", "Recordings", "digits.csv")).Count(line => line.Length > 0 && char.IsDigit(line[0]));
        Assert.Equal(2 * spikes, json.GetProperty("packets").GetProperty("arrived").GetInt64());
        Assert.Equal(0, json.GetProperty("inFlight").GetInt64());
    }

    [Fact]
    public void A_step_wise_trace_is_replayed()
    {
        if (RepositoryPaths.Shared("data", "nir", "lif_exact.csv") is not { } file) return;
        JsonElement json = JsonDocument.Parse(Hwmodel.Invoke("run", "--traffic", file, "--set", "replay.fan_out=3", "--json").Output).RootElement;
        // The trace's spike column holds four spikes.
        Assert.Equal(4 * 3, json.GetProperty("packets").GetProperty("arrived").GetInt64());
    }

    [Fact]
    public void Settings_come_from_the_platform_file_then_options_then_set()
    {
        using var folder = new TemporaryFolder();
        string platform = folder.File("p.yaml");
        File.WriteAllText(platform, "mesh:\n  size: 3x5\nrouter:\n  buffer: 5\n  pipeline: 2\nrun.cycles: 100\n");
        JsonElement settings = JsonDocument.Parse(Hwmodel.Invoke("run", "--platform", platform, "--buffer", "6", "--set", "router.pipeline=3", "--json").Output).RootElement.GetProperty("settings");
        Assert.Equal(("3x5", "6", "3", "100"), (Value("mesh.size"), Value("router.buffer"), Value("router.pipeline"), Value("run.cycles")));

        string Value(string path) => settings.GetProperty(path).GetString()!;
    }

    [Theory]
    [InlineData("mesh:\n  sise: 3x5\n", "p.yaml(2,9): there is no setting mesh.sise; did you mean mesh.size?")]
    [InlineData("mesh:\n  size: big\n", "p.yaml(2,9): mesh.size is WIDTHxHEIGHT, each from 2 to 64, not 'big'")]
    [InlineData("mesh: [1, 2]\n", "p.yaml(1,7): mesh is a list; a setting has one value")]
    [InlineData("mesh: {size: 4x4, size: 5x5}\n", "p.yaml(1,19): this is not YAML: Duplicate key")]
    [InlineData("mesh: {size: 4x4\n", "this is not YAML")]
    [InlineData("just words\n", "p.yaml(1,1): a platform file holds 'name: value' lines, not 'just words' alone")]
    public void A_broken_platform_file_is_refused_with_line_and_column(string text, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.yaml"), text);
        ExpectRefusal(Hwmodel.Invoke("run", "--platform", folder.File("p.yaml")), message);
    }

    [Theory]
    [InlineData("--rate 2", "a rate of 2 flits per node and cycle is not allowed: 0 to 1")]
    [InlineData("--rate much", "--rate: traffic.rate is a number from 0 to 1, not 'much'")]
    [InlineData("--size 1x4", "a mesh of 1x4 is not allowed: each side has 2 to 64 routers")]
    [InlineData("--size 3x4 --traffic transpose", "transpose traffic needs a square; 3x4 is not")]
    [InlineData("--vcs 9", "9 virtual channels are not allowed")]
    [InlineData("--traffic sideways", "not 'sideways'")]
    [InlineData("--traffic nowhere.csv", "nowhere.csv")]
    [InlineData("--system gpu", "there is no such system")]
    [InlineData("--set buffer", "write PATH=VALUE")]
    [InlineData("--set router.bufer=3", "did you mean router.buffer?")]
    [InlineData("--cycels 3", "--cycels")]
    [InlineData("--stats /nowhere/at/all/s.json", "s.json can't be written")]
    [InlineData("--stats same.x --report same.x", "same.x is named for two outputs")]
    [InlineData("--trace-from 3ns", "add --trace FILE")]
    [InlineData("--trace t.vcd --trace-from soon", "--trace-from 'soon' is no time")]
    [InlineData("--trace t.vcd --trace-start nosuch.signal==1", "nosuch.signal")]
    [InlineData("--trace t.vcd --trace-last 0", "ring")]
    [InlineData("--restore nothing.bin", "nothing.bin")]
    [InlineData("--curve --chips 2", "--curve measures synthetic traffic on one mesh")]
    public void A_mistake_gives_exit_code_2_and_one_sentence(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        string here = Directory.GetCurrentDirectory();
        string[] words = [.. arguments.Split(' ').Select(word => word is "same.x" or "t.vcd" ? folder.File(word) : word)];
        // A folder that can't be made, for root as well.
        words = [.. words.Select(word => word == "/nowhere/at/all/s.json" ? "/proc/nowhere/s.json" : word)];
        ExpectRefusal(Hwmodel.Invoke(["run", "--cycles", "10", .. words]), message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(here, Directory.GetCurrentDirectory());
    }

    [Theory]
    [InlineData("time_us,source\n1,2\n3,x\n", "r.csv", "3")]
    [InlineData("time_us,source\n-1,2\n", "r.csv", "2")]
    [InlineData("", "r.csv", "no spikes")]
    [InlineData("\u0000\u0001\u0002PNG", "r.csv", "")]
    public void A_bad_recording_is_refused_with_file_and_line(string text, string file, string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.csv"), text);
        ToolResult result = Hwmodel.Invoke("run", "--traffic", folder.File("r.csv"));
        ExpectRefusal(result, file);
        Assert.Contains(line, result.Error);
    }

    [Fact]
    public void A_foreign_snapshot_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.bin");
        Assert.Equal(0, Hwmodel.Invoke("run", "--size", "4x4", "--cycles", "100", "--snapshot", file, "--snapshot-at", "50", "--quiet").ExitCode);
        ExpectRefusal(Hwmodel.Invoke("run", "--size", "4x5", "--cycles", "100", "--restore", file), "snapshot");
        File.WriteAllBytes(file, [1, 2, 3]);
        ExpectRefusal(Hwmodel.Invoke("run", "--size", "4x4", "--cycles", "100", "--restore", file), "snapshot");
    }

    [ToolFact("mount")]
    public void A_full_disk_is_one_sentence_and_leaves_no_half_file()
    {
        using var folder = new TemporaryFolder();
        if (OutsideTools.Run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path]).ExitCode != 0) return; // only root may mount
        try
        {
            ToolResult result = Hwmodel.Invoke("run", "--size", "4x4", "--cycles", "20000", "--rate", "0.3", "--trace", folder.File("t.vcd"), "--quiet");
            ExpectRefusal(result, "t.vcd");
            Assert.Empty(Directory.GetFiles(folder.Path));
            ExpectRefusal(Hwmodel.Invoke("run", "--size", "4x4", "--cycles", "100", "--report", folder.File("r.html"), "--quiet"), "r.html");
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
        finally
        {
            OutsideTools.Run("umount", [folder.Path]);
        }
    }

    [Fact]
    public void Describe_lists_settings_with_their_origin_and_draws_the_design()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Hwmodel.Invoke("describe", "--size", "3x3", "--graph", folder.File("g.svg"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("router.buffer", result.Output);
        Assert.Contains("chosen: eight flits", result.Output);
        Assert.Contains("router[2][2]", File.ReadAllText(folder.File("g.svg")));
        Assert.Equal(0, Hwmodel.Invoke("describe", "--graph", folder.File("g.dot")).ExitCode);
        Assert.StartsWith("digraph", File.ReadAllText(folder.File("g.dot")));
        ExpectRefusal(Hwmodel.Invoke("describe", "--graph", folder.File("g.png")), ".svg or .dot");
    }

    private static void ExpectRefusal(ToolResult result, string message)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.StartsWith("hwmodel: ", result.Error);
    }

    private static string Timeless(string json) => HostTimes().Replace(json, "");

    [GeneratedRegex("\"(hostSeconds|cyclesPerHostSecond)\": [0-9.eE+-]+,?")]
    private static partial Regex HostTimes();
}
