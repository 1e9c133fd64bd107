using System.Text.Json;

namespace HwModel.Tools.Tests.Rdl;

public sealed class RdlCommandTests
{
    private const string Good =
        """
        addrmap top {
            default reset = 0;
            regfile {
                reg { name = "Control"; field { desc = "on"; sw = rw; hw = r; } en; field { woclr; hw = w; } err[7:4]; } ctrl;
                reg { regwidth = 16; field { sw = r; rclr; hw = w; } n[15:0] = 0xABCD; } count;
            } rf[2] @ 0x10 += 0x10;
            external mem { mementries = 8; memwidth = 32; sw = r; } m @ 0x100;
            signal { activelow; } rst;
        };
        """;

    private static string Save(TemporaryFolder folder, string name, string text)
    {
        string path = folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Check_is_content_with_a_good_file()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Hwmodel.Invoke("rdl", "check", Save(folder, "a.rdl", Good), Save(folder, "types.rdl", "reg t { field {} f = 0; };"));
        Assert.Equal((0, "2 files, 0 errors, 0 warnings\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Check_shows_every_error_with_its_line()
    {
        using var folder = new TemporaryFolder();
        string path = Save(folder, "a.rdl", "addrmap top {\n  reg { field { swmode; } f = 0; } a;\n  reg { field {} f[4] = 16; } b;\n};\n");
        ToolResult result = Hwmodel.Invoke("rdl", "check", path);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $$"""
            {{path}}(2,17): error RDL0401: There is no property 'swmode'. Did you mean 'swmod'?
             2 |   reg { field { swmode; } f = 0; } a;
               |                 ^^^^^^
            {{path}}(3,25): error RDL0801: The reset value 0x10 of 'top.b.f' does not fit 4 bits.
             3 |   reg { field {} f[4] = 16; } b;
               |                         ^^
            {{path}}(3,18): note: the field
             3 |   reg { field {} f[4] = 16; } b;
               |                  ^
            1 file, 2 errors, 0 warnings

            """,
            result.Output);
        using JsonDocument json = JsonDocument.Parse(Hwmodel.Invoke("rdl", "check", path, "--json").Output);
        Assert.Equal(["RDL0401", "RDL0801"], json.RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()));
        Assert.Equal(3, json.RootElement[1].GetProperty("location").GetProperty("line").GetInt32());
    }

    [Fact]
    public void Warnings_are_switched()
    {
        using var folder = new TemporaryFolder();
        string path = Save(folder, "a.rdl", "addrmap top { reg { field {} f; } a; };");
        Assert.Contains("warning RDL1002", Hwmodel.Invoke("rdl", "check", path).Output);
        Assert.Equal("1 file, 0 errors, 0 warnings\n", Hwmodel.Invoke("rdl", "check", path, "--suppress", "RDL1002").Output);
        Assert.Contains("RDL9002", Hwmodel.Invoke("rdl", "check", path, "-W", "RDL9002").Output);
        Assert.Equal(2, Hwmodel.Invoke("rdl", "check", path, "-W", "RDL0101").ExitCode);
    }

    [Fact]
    public void Bad_input_ends_with_one_sentence()
    {
        using var folder = new TemporaryFolder();
        string bad = Save(folder, "bad.rdl", "addrmap top {");
        foreach (string[] arguments in new string[][]
        {
            ["rdl", "check", folder.File("none.rdl")], ["rdl", "dump", folder.File("none.rdl")], ["rdl", "dump", bad], ["rdl", "dump", folder.Path], ["rdl", "diff", bad, bad],
            ["rdl", "export", bad, "--format", "c", "-o", folder.File("out")], ["rdl", "export", Save(folder, "good.rdl", Good), "--format", "pdf", "-o", folder.File("out")],
            ["rdl", "dump", Save(folder, "top.rdl", Good), "--top", "tpo"],
        })
        {
            ToolResult result = Hwmodel.Invoke(arguments);
            Assert.True(result.ExitCode == 2, $"{string.Join(' ', arguments)}: {result.ExitCode} {result.Error}");
            Assert.Contains("hwmodel: ", result.Error);
        }
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void Dump_lists_every_element_in_address_order()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Hwmodel.Invoke("rdl", "dump", Save(folder, "a.rdl", Good), "--json");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement[] nodes = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(
            [
                "top", "top.rst", "top.rf[0]", "top.rf[0].ctrl", "top.rf[0].ctrl.en", "top.rf[0].ctrl.err", "top.rf[0].count", "top.rf[0].count.n", "top.rf[1]", "top.rf[1].ctrl",
                "top.rf[1].ctrl.en", "top.rf[1].ctrl.err", "top.rf[1].count", "top.rf[1].count.n", "top.m",
            ],
            nodes.Select(n => n.GetProperty("path").GetString()));
        JsonElement count = nodes.Single(n => n.GetProperty("path").GetString() == "top.rf[1].count");
        Assert.Equal((0x24, 2, "reg"), (count.GetProperty("absoluteAddress").GetInt32(), count.GetProperty("size").GetInt32(), count.GetProperty("kind").GetString()));
        JsonElement n = nodes.Single(n => n.GetProperty("path").GetString() == "top.rf[1].count.n");
        Assert.Equal((15, 0, "r", "w", "rclr", 0xABCD), (n.GetProperty("msb").GetInt32(), n.GetProperty("lsb").GetInt32(), n.GetProperty("sw").GetString(), n.GetProperty("hw").GetString(), n.GetProperty("onread").GetString(), n.GetProperty("reset").GetInt32()));
        Assert.False(n.TryGetProperty("absoluteAddress", out _));
        Assert.Equal(JsonValueKind.Null, n.GetProperty("onwrite").ValueKind);
        Assert.Equal("woclr", nodes.Single(e => e.GetProperty("path").GetString() == "top.rf[0].ctrl.err").GetProperty("onwrite").GetString());
        Assert.Equal("Control", nodes[3].GetProperty("name").GetString());
        Assert.Equal("on", nodes[4].GetProperty("desc").GetString());
        Assert.Contains("0x100", Hwmodel.Invoke("rdl", "dump", folder.File("a.rdl")).Output);
    }

    [Fact]
    public void Includes_and_defines_come_from_the_command_line()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("lib"));
        Save(folder, "lib/t.rdl", "reg t { field {} f[`W] = 0; };");
        string path = Save(folder, "a.rdl", "`include \"t.rdl\"\naddrmap top { t a; };");
        Assert.Equal(1, Hwmodel.Invoke("rdl", "check", path).ExitCode);
        ToolResult result = Hwmodel.Invoke("rdl", "dump", path, "--json", "--include", folder.File("lib"), "-D", "W=9");
        Assert.Contains("\"msb\": 8", result.Output);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("svd")]
    [InlineData("md")]
    [InlineData("html")]
    [InlineData("ipxact")]
    [InlineData("json")]
    [InlineData("rdl")]
    public void Export_writes_the_files_of_a_format(string format)
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Hwmodel.Invoke("rdl", "export", Save(folder, "a.rdl", Good), "--format", format, "-o", folder.File("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[] files = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.True(new FileInfo(f).Length > 100));
        Assert.Equal(files.Length, Directory.GetFiles(folder.File("out"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("name = \"Control\"", "name = \"Other\"", 0, "documentation rf.ctrl: name \"Control\" -> \"Other\"")]
    [InlineData("desc = \"on\"", "desc = \"off\"", 0, "documentation rf.ctrl.en: desc \"on\" -> \"off\"")]
    [InlineData("0xABCD", "0xABCE", 0, "behavioural   rf.count.n: reset 0xABCD -> 0xABCE")]
    [InlineData("sw = rw; hw = r", "sw = rw; hw = rw", 0, "behavioural   rf.ctrl.en: hw r -> rw")]
    [InlineData("} en;", "} en; field {} extra;", 0, "behavioural   rf.ctrl.extra: new field bits 1:1")]
    [InlineData("rf[2]", "rf[3]", 0, "behavioural   rf: dimensions [2] -> [3]")]
    [InlineData("rf[2]", "rf[1]", 1, "breaking      rf: dimensions [2] -> [1]")]
    [InlineData("@ 0x10 +=", "@ 0x20 +=", 1, "breaking      rf: address 0x10 -> 0x20")]
    [InlineData("+= 0x10", "+= 0x20", 1, "breaking      rf: stride 0x10 -> 0x20")]
    [InlineData("err[7:4]", "err[8:5]", 1, "breaking      rf.ctrl.err: bits 7:4 -> 8:5")]
    [InlineData("woclr", "woset", 1, "breaking      rf.ctrl.err: effect on write woclr -> woset")]
    [InlineData("rclr;", "", 1, "breaking      rf.count.n: effect on read rclr -> none")]
    [InlineData("sw = rw; hw", "sw = r; hw", 1, "breaking      rf.ctrl.en: sw rw -> r")]
    [InlineData("} en;", "} on;", 1, "breaking      rf.ctrl.en: field renamed en -> on")]
    [InlineData("mementries = 8", "mementries = 4", 1, "breaking      m: entries 8 -> 4")]
    [InlineData("mementries = 8", "mementries = 16", 0, "behavioural   m: entries 8 -> 16")]
    public void Diff_says_what_a_change_means(string old, string replacement, int exit, string line)
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Hwmodel.Invoke("rdl", "diff", Save(folder, "a.rdl", Good), Save(folder, "b.rdl", Good.Replace(old, replacement)));
        Assert.True(result.ExitCode == exit, result.Output + result.Error);
        Assert.Contains(line + "  (", result.Output);
    }

    [Fact]
    public void Equal_specifications_do_not_differ()
    {
        using var folder = new TemporaryFolder();
        string path = Save(folder, "a.rdl", Good);
        ToolResult result = Hwmodel.Invoke("rdl", "diff", path, Save(folder, "b.rdl", Good.Replace("addrmap top", "addrmap other")));
        Assert.Equal((0, "0 breaking, 0 behavioural, 0 documentation\n"), (result.ExitCode, result.Output));
        Assert.Equal("[]", Hwmodel.Invoke("rdl", "diff", path, path, "--json").Output.Trim());
    }
}
