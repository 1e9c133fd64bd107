using System.Text.Json;

namespace HwModel.SystemRdl.Tests.Exports;

public class JsonExporterTests
{
    private const string Text = """
        addrmap top {
            name = "A \"map\"";
            external mem { mementries = 4; memwidth = 32; sw = r; } ram @0x100;
            regfile {
                reg {
                    name = "Control";
                    desc = "line\n";
                    field { sw = rw; hw = r; onwrite = woclr; } a[7:4] = 4'hA;
                    field { sw = r; hw = w; onread = rclr; } b[0:0];
                } x[2] @0x4 += 0x8;
            } rf[2] @0x10 += 0x20;
        };
        """;

    [Fact]
    public void NodesComeInAddressOrderWithUnrolledArrays()
    {
        JsonElement[] nodes = Nodes(Text);
        string[] expected =
        [
            "top", "top.rf[0]", "top.rf[0].x[0]", "top.rf[0].x[0].b", "top.rf[0].x[0].a", "top.rf[0].x[1]", "top.rf[0].x[1].b", "top.rf[0].x[1].a",
            "top.rf[1]", "top.rf[1].x[0]", "top.rf[1].x[0].b", "top.rf[1].x[0].a", "top.rf[1].x[1]", "top.rf[1].x[1].b", "top.rf[1].x[1].a", "top.ram",
        ];
        Assert.Equal(expected, nodes.Select(n => n.GetProperty("path").GetString()));
    }

    [Fact]
    public void AddressesAndSizesAreBytes()
    {
        // rf[1].x[1]: 0x10 + 0x20 + 0x4 + 0x8; x ends at 0x4 + 2 x 0x8, so a register file has 0x14 bytes; the memory has 4 x 4 bytes.
        Dictionary<string, JsonElement> nodes = ByPath(Text);
        Assert.Equal(0x3C, nodes["top.rf[1].x[1]"].GetProperty("absoluteAddress").GetInt64());
        Assert.Equal(4, nodes["top.rf[1].x[1]"].GetProperty("size").GetInt64());
        Assert.Equal(0x14, nodes["top.rf[0]"].GetProperty("size").GetInt64());
        Assert.Equal(0x100, nodes["top.ram"].GetProperty("absoluteAddress").GetInt64());
        Assert.Equal(16, nodes["top.ram"].GetProperty("size").GetInt64());
        Assert.Equal("r", nodes["top.ram"].GetProperty("sw").GetString());
        Assert.Equal("mem", nodes["top.ram"].GetProperty("kind").GetString());
        Assert.Equal("regfile", nodes["top.rf[0]"].GetProperty("kind").GetString());
    }

    [Fact]
    public void FieldsHaveBitsAccessesAndEffects()
    {
        Dictionary<string, JsonElement> nodes = ByPath(Text);
        JsonElement a = nodes["top.rf[0].x[0].a"], b = nodes["top.rf[0].x[0].b"];
        Assert.Equal("field", a.GetProperty("kind").GetString());
        Assert.Equal((7, 4), (a.GetProperty("msb").GetInt32(), a.GetProperty("lsb").GetInt32()));
        Assert.Equal(("rw", "r", "woclr"), (a.GetProperty("sw").GetString(), a.GetProperty("hw").GetString(), a.GetProperty("onwrite").GetString()));
        Assert.Equal(10, a.GetProperty("reset").GetInt32());
        Assert.Equal(JsonValueKind.Null, a.GetProperty("onread").ValueKind);
        Assert.Equal("rclr", b.GetProperty("onread").GetString());
        Assert.Equal(JsonValueKind.Null, b.GetProperty("reset").ValueKind);
        Assert.False(a.TryGetProperty("absoluteAddress", out _));
    }

    [Fact]
    public void NamesAndDescriptionsAreEscaped()
    {
        Dictionary<string, JsonElement> nodes = ByPath(Text);
        Assert.Equal("A \"map\"", nodes["top"].GetProperty("name").GetString());
        Assert.Equal("Control", nodes["top.rf[0].x[0]"].GetProperty("name").GetString());
        Assert.Equal("a", nodes["top.rf[0].x[0].a"].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, nodes["top"].GetProperty("desc").ValueKind);
    }

    [Fact]
    public void BitsOfAnMsb0RegisterKeepTheirNumbers()
    {
        Dictionary<string, JsonElement> nodes = ByPath("addrmap m { reg { regwidth = 16; field { sw = rw; hw = r; } f[2:5]; } x; };");
        Assert.Equal((2, 5), (nodes["m.x.f"].GetProperty("msb").GetInt32(), nodes["m.x.f"].GetProperty("lsb").GetInt32()));
    }

    private static JsonElement[] Nodes(string text) =>
        [.. JsonDocument.Parse(Models.Export(Models.FromText(text), "json", ".json")).RootElement.EnumerateArray()];

    private static Dictionary<string, JsonElement> ByPath(string text) => Nodes(text).ToDictionary(n => n.GetProperty("path").GetString()!);
}
