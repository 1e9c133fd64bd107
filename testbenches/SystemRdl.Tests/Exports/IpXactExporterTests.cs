using System.Xml.Linq;
using HwModel.SystemRdl.Exports.IpXact;

namespace HwModel.SystemRdl.Tests.Exports;

public class IpXactExporterTests
{
    private static readonly XNamespace Ns = IpXactExporter.Ns;

    [Fact]
    public void FieldsCarryResetsAccessesAndEffects()
    {
        XDocument document = Export("""
            enum e { zero = 0 { name = "Zero"; desc = "None."; }; one = 1; };
            addrmap top {
                reg {
                    field { desc = "Mode."; sw = rw; hw = r; encode = e; } mode[4:3] = 2'd1;
                    field { sw = rw; hw = w; woclr; precedence = hw; stickybit; } flag[8:8] = 0;
                    field { sw = r; hw = w; rclr; donttest; } once[9:9] = 0;
                } x @0x8;
            };
            """);
        XElement mode = Field(document, "mode"), flag = Field(document, "flag"), once = Field(document, "once");
        Assert.Equal(("3", "2"), (mode.Element(Ns + "bitOffset")!.Value, mode.Element(Ns + "bitWidth")!.Value));
        Assert.Equal(("'h1", "'h3"), (mode.Descendants(Ns + "reset").Single().Element(Ns + "value")!.Value, mode.Descendants(Ns + "reset").Single().Element(Ns + "mask")!.Value));
        Assert.Equal(["zero", "one"], mode.Descendants(Ns + "enumeratedValue").Select(v => v.Element(Ns + "name")!.Value));
        Assert.Equal("Zero", mode.Descendants(Ns + "enumeratedValue").First().Element(Ns + "displayName")!.Value);
        Assert.Equal(("oneToClear", "true"), (flag.Element(Ns + "modifiedWriteValue")!.Value, flag.Element(Ns + "volatile")!.Value));
        Assert.Equal(("clear", "read-only", "false"), (once.Element(Ns + "readAction")!.Value, once.Element(Ns + "access")!.Value, once.Element(Ns + "testable")!.Value));
        Assert.Contains(flag.Descendants(IpXactExporter.Vendor + "property"), p => (string?)p.Attribute("name") == "precedence" && p.Value == "hw");
    }

    [Fact]
    public void BlocksFilesAndArraysKeepTheirAddresses()
    {
        XDocument document = Export("""
            addrmap part {
                regfile { reg { field { sw = rw; hw = r; } f[7:0] = 0; } dense[2][3] @0x0; reg { field { sw = rw; hw = r; } f[7:0] = 0; } spaced[2] @0x20 += 0x8; } rf[4] @0x100 += 0x40;
                external mem { mementries = 256; memwidth = 16; sw = r; } ram @0x1000;
            };
            addrmap chip { part a @0x10000; part b[2] @0x20000 += 0x2000; };
            """);
        XElement[] blocks = [.. document.Descendants(Ns + "addressBlock")];
        Assert.Equal(["a", "a_ram", "b_0", "b_0_ram", "b_1", "b_1_ram"], blocks.Select(b => b.Element(Ns + "name")!.Value));
        Assert.Equal(["'h10000", "'h11000", "'h20000", "'h21000", "'h22000", "'h23000"], blocks.Select(b => b.Element(Ns + "baseAddress")!.Value));
        Assert.Equal(("memory", "'h200", "16", "read-only"), (blocks[1].Element(Ns + "usage")!.Value, blocks[1].Element(Ns + "range")!.Value, blocks[1].Element(Ns + "width")!.Value, blocks[1].Element(Ns + "access")!.Value));
        XElement file = blocks[0].Element(Ns + "registerFile")!;
        Assert.Equal(("4", "'h100", "'h40"), (file.Element(Ns + "dim")!.Value, file.Element(Ns + "addressOffset")!.Value, file.Element(Ns + "range")!.Value));
        // A dense array keeps its dimensions, one with gaps is unrolled.
        Assert.Equal(["2", "3"], file.Elements(Ns + "register").First().Elements(Ns + "dim").Select(d => d.Value));
        Assert.Equal([("spaced_0", "'h20"), ("spaced_1", "'h28")], file.Elements(Ns + "register").Skip(1).Select(r => (r.Element(Ns + "name")!.Value, r.Element(Ns + "addressOffset")!.Value)));
    }

    [Fact]
    public void TheComponentHasItsFourNames()
    {
        XElement component = Export("addrmap top { reg { field { sw = rw; hw = r; } f = 0; } x; };").Root!;
        Assert.Equal(["hwmodel", "registers", "top", "1.0"], component.Elements().Take(4).Select(e => e.Value));
    }

    private static XDocument Export(string text)
    {
        XDocument document = XDocument.Parse(Models.Export(Models.FromText(text), "ipxact", ".xml"));
        Assert.Empty(IpXactRules.Check(document));
        return document;
    }

    private static XElement Field(XDocument document, string name) => document.Descendants(Ns + "field").Single(f => f.Element(Ns + "name")!.Value == name);
}
