using System.Text.Json;
using HwModel.Benches;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Faults;

namespace HwModel.Tools.Tests.Verify;

public class VerifyTests
{
    public static TheoryData<string> Blocks => [.. BlockRegistry.All().Select(block => block.Name).Where(name => name != "pe")]; // which needs QEMU: see LockStepTests

    [ToolFact("qemu-system-arm")]
    public void A_smoke_run_holds_and_writes_the_same_report_for_any_number_of_jobs()
    {
        using var folder = new TemporaryFolder();
        ToolResult one = Hwmodel.Invoke("verify", "--jobs", "1", "-o", folder.File("one"), "--quiet");
        ToolResult two = Hwmodel.Invoke("verify", "--jobs", "2", "-o", folder.File("two"), "--quiet");
        Assert.Equal(("", 0), (one.Error, one.ExitCode));
        Assert.Equal(0, two.ExitCode);
        Assert.Equal(File.ReadAllText(Path.Combine(folder.File("one"), "report.json")), File.ReadAllText(Path.Combine(folder.File("two"), "report.json")));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("one"), "report.json")));
        Assert.True(report.RootElement.GetProperty("holds").GetBoolean());
        foreach (JsonElement block in report.RootElement.GetProperty("blocks").EnumerateArray())
            foreach (JsonElement property in block.GetProperty("properties").EnumerateArray())
                // A stop of a channel of spiNNlink is too rare for a smoke run.
                if (property.GetProperty("name").GetString() != "spinnlink.stop_obeyed") Assert.Equal("holds", property.GetProperty("verdict").GetString());
        Assert.Contains("<html", File.ReadAllText(Path.Combine(folder.File("one"), "report.html")));
    }

    [Fact]
    public void A_fault_is_found_shrunk_kept_with_a_waveform_and_shown_again()
    {
        using var folder = new TemporaryFolder();
        ToolResult found = Hwmodel.Invoke("verify", "mesh", "--fault", "mesh.pipeline_stage_skipped", "-o", folder.Path, "--quiet");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("mesh.latency_lower_bound FAILS", found.Output);
        string replay = Directory.GetFiles(Path.Combine(folder.Path, "with-faults", "mesh"), "*latency_lower_bound*.json")[0];
        Assert.True(File.Exists(Path.ChangeExtension(replay, ".vcd")));
        Assert.Contains("mesh.latency_lower_bound fails", File.ReadAllText(Path.ChangeExtension(replay, ".gtkw")));
        Assert.True(ReplayFile.Read(replay).CommandCount <= 10);
        ToolResult again = Hwmodel.Invoke("verify", "--replay", replay);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("mesh.latency_lower_bound fails.", again.Output);
    }

    [Fact]
    public void The_waveform_of_a_failure_begins_with_the_module_that_the_sentence_names()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(1, Hwmodel.Invoke("verify", "mesh", "--effort", "normal", "--fault", "mesh.credit_returned_twice", "-o", folder.Path, "--quiet").ExitCode);
        string replay = Directory.GetFiles(Path.Combine(folder.Path, "with-faults", "mesh"), "*mesh.credits*.json")[0];
        string module = ReplayFile.Read(replay).Sentence.Split(' ').Single(word => word.StartsWith("chip0.mesh.router[", StringComparison.Ordinal));
        Assert.Equal($"-{module}", File.ReadLines(Path.ChangeExtension(replay, ".gtkw")).First(line => line.StartsWith('-')));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_fault_is_noticed_and_every_property_notices_one(string name)
    {
        IVerificationBlock block = BlockRegistry.All().Single(known => known.Name == name);
        FaultMatrix matrix = FaultMatrix.Compute(block, new RunnerOptions { Effort = Effort.Normal, Jobs = 2 });
        Assert.Empty(matrix.Survivors);
        Assert.Empty(matrix.Toothless);
        Assert.True(matrix.Rows.Count(row => row.ShrunkCommands <= 10) >= 0.9 * matrix.Rows.Count);
    }

    [Theory]
    [InlineData("there is no block mehs", "verify", "mehs")]
    [InlineData("smoke, normal and long are allowed", "verify", "--effort", "huge")]
    [InlineData("there is no such fault", "verify", "--fault", "mesh.nothing")]
    [InlineData("1 to 1024 host threads", "verify", "--jobs", "0")]
    [InlineData("nosuch.json", "verify", "--replay", "/nonexistent/nosuch.json")]
    public void A_users_mistake_is_one_sentence(string expected, params string[] arguments)
    {
        ToolResult result = Hwmodel.Invoke(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
    }

    [Fact]
    public void List_names_every_property_and_fault()
    {
        ToolResult result = Hwmodel.Invoke("verify", "--list");
        foreach (IVerificationBlock block in BlockRegistry.All())
        {
            Assert.All(block.Properties, property => Assert.Contains(property.Name, result.Output));
            Assert.All(block.Faults, fault => Assert.Contains(fault.Name, result.Output));
        }
    }

    [Fact]
    public void Properties_are_checked_on_the_waveform_of_a_run()
    {
        using var folder = new TemporaryFolder();
        string vcd = folder.File("m.vcd"), text = folder.File("p.txt");
        Assert.Equal(0, Hwmodel.Invoke("run", "--size", "2x2", "--cycles", "200", "--warmup", "0", "--quiet", "--trace", vcd).ExitCode);
        File.WriteAllText(text, """
            sample 2.5 ns;
            property counts: chip0.sink[0][1].flits >= $past(chip0.sink[0][1].flits);
            property idle: chip0.sink[0][1].flits == 0;
            cover arrives: $changed(chip0.sink[0][1].flits);
            """);
        ToolResult result = Hwmodel.Invoke("trace", "check", vcd, "--properties", text);
        Assert.Equal(("", 1), (result.Error, result.ExitCode));
        Assert.Contains("holds    counts", result.Output);
        Assert.Contains("FAILS    idle", result.Output);
        Assert.Contains("covered  arrives", result.Output);
        File.WriteAllText(text, "sample 2.5 ns; property p: nosuch;");
        ToolResult bad = Hwmodel.Invoke("trace", "check", vcd, "--properties", text);
        Assert.Equal(2, bad.ExitCode);
        Assert.Contains("p.txt(1,28): there is no signal nosuch", bad.Error);
    }
}
