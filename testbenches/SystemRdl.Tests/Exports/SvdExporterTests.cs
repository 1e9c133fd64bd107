using System.Xml.Linq;

namespace HwModel.SystemRdl.Tests.Exports;

public class SvdExporterTests
{
    [Fact]
    public void AccessesAndEffectsHaveTheWordsOfTheFormat()
    {
        XDocument svd = Models.Svd(Models.FromText("""
            addrmap top {
                reg {
                    field { sw = rw; hw = r; woclr; } w1c[0:0] = 0; field { sw = rw; hw = r; woset; } w1s[1:1] = 0; field { sw = rw; hw = r; onwrite = wot; } w1t[2:2] = 0;
                    field { sw = rw; hw = r; onwrite = wzc; } w0c[3:3] = 0; field { sw = rw; hw = r; onwrite = wzs; } w0s[4:4] = 0; field { sw = rw; hw = r; onwrite = wzt; } w0t[5:5] = 0;
                    field { sw = rw; hw = r; onwrite = wclr; } wc[6:6] = 0; field { sw = rw; hw = r; onwrite = wset; } ws[7:7] = 0;
                    field { sw = r; hw = w; rclr; } rc[8:8] = 0; field { sw = r; hw = w; rset; } rs[9:9] = 0;
                    field { sw = w; hw = r; } wo[10:10] = 0; field { sw = w1; hw = r; } once[11:11] = 0; field { sw = rw1; hw = r; } rwonce[12:12] = 0; field { sw = r; hw = w; } ro[13:13];
                } x @0x10;
            };
            """));
        Assert.Equal("oneToClear", Field(svd, "w1c", "modifiedWriteValues"));
        Assert.Equal("oneToSet", Field(svd, "w1s", "modifiedWriteValues"));
        Assert.Equal("oneToToggle", Field(svd, "w1t", "modifiedWriteValues"));
        Assert.Equal("zeroToClear", Field(svd, "w0c", "modifiedWriteValues"));
        Assert.Equal("zeroToSet", Field(svd, "w0s", "modifiedWriteValues"));
        Assert.Equal("zeroToToggle", Field(svd, "w0t", "modifiedWriteValues"));
        Assert.Equal("clear", Field(svd, "wc", "modifiedWriteValues"));
        Assert.Equal("set", Field(svd, "ws", "modifiedWriteValues"));
        Assert.Equal("clear", Field(svd, "rc", "readAction"));
        Assert.Equal("set", Field(svd, "rs", "readAction"));
        Assert.Equal("write-only", Field(svd, "wo", "access"));
        Assert.Equal("writeOnce", Field(svd, "once", "access"));
        Assert.Equal("read-writeOnce", Field(svd, "rwonce", "access"));
        Assert.Equal("read-only", Field(svd, "ro", "access"));
        // Bit 13 is the only one without a reset value.
        Assert.Equal("0x00001FFF", svd.Descendants("register").Single().Element("resetMask")!.Value);
    }

    [Fact]
    public void MapsBelowTheTopArePeripheralsAndFilesAreClusters()
    {
        XDocument svd = Models.Svd(Models.FromText("""
            addrmap part { regfile { reg { field { sw = rw; hw = r; } f[7:0] = 3; } x[4] @0x4 += 0x8; } rf[2] @0x20 += 0x40; };
            addrmap chip { part a @0x1000; part b[3] @0x2000 += 0x200; };
            """));
        Assert.Equal(["a", "b[%s]"], svd.Descendants("peripheral").Select(p => p.Element("name")!.Value));
        XElement b = svd.Descendants("peripheral").Last();
        Assert.Equal(("3", "0x200", "0x00002000"), (b.Element("dim")!.Value, b.Element("dimIncrement")!.Value, b.Element("baseAddress")!.Value));
        XElement cluster = b.Descendants("cluster").Single();
        Assert.Equal(("2", "0x40", "0x20"), (cluster.Element("dim")!.Value, cluster.Element("dimIncrement")!.Value, cluster.Element("addressOffset")!.Value));
        // rf ends at 0x20 + 2 x 0x40.
        XElement block = b.Elements("addressBlock").Single();
        Assert.Equal(("0x20", "0x80", "registers"), (block.Element("offset")!.Value, block.Element("size")!.Value, block.Element("usage")!.Value));
    }

    [Fact]
    public void AMemoryIsABufferAndAnAliasAnAlternate()
    {
        XDocument svd = Models.Svd(Models.FromText("""
            addrmap top {
                reg { field { sw = rw; hw = r; woset; } f[7:0] = 0; } set @0x0;
                reg clr_t { field { sw = rw; woclr; } f[7:0]; };
                alias set clr_t clr @0x4;
                external mem { mementries = 64; memwidth = 32; } ram @0x100;
                reg { field { sw = r; hw = w; } f[7:0]; } result @0x200;
                reg { field { sw = w; hw = r; } f[7:0]; } argument @0x200;
            };
            """));
        Assert.Equal(["registers", "buffer", "registers"], svd.Descendants("addressBlock").Select(b => b.Element("usage")!.Value));
        Assert.Equal(["0x0", "0x100", "0x200"], svd.Descendants("addressBlock").Select(b => b.Element("offset")!.Value));
        Assert.Equal("set", svd.Descendants("register").Single(r => r.Element("name")!.Value == "clr").Element("alternateRegister")!.Value);
        Assert.Equal("result", svd.Descendants("register").Single(r => r.Element("name")!.Value == "argument").Element("alternateRegister")!.Value);
    }

    [Fact]
    public void WhatTheFormatCannotSayIsListed()
    {
        XDocument svd = Models.Svd(Models.FromText("addrmap top { reg { field { sw = rw; hw = r; singlepulse; } go[0:0] = 0; field { sw = r; hw = r; counter; } n[15:8] = 0; } x; };"));
        Assert.Contains(svd.Descendants("lost"), l => (string?)l.Attribute("field") == "top.x.go" && l.Value.Contains("singlepulse", StringComparison.Ordinal));
        Assert.Contains(svd.Descendants("lost"), l => (string?)l.Attribute("field") == "top.x.n" && l.Value.Contains("counter", StringComparison.Ordinal));
    }

    [Fact]
    public void TheRulesFindWhatIsWrong()
    {
        // The checker itself: a document with an unknown word, a missing description, a wrong order, and a register outside every block.
        XDocument bad = XDocument.Parse("""
            <device schemaVersion="1.3"><name>x</name><version>1</version><description>d</description><addressUnitBits>8</addressUnitBits><width>32</width>
            <peripherals><peripheral><name>p</name><baseAddress>0x0</baseAddress><addressBlock><offset>0</offset><size>4</size><usage>registers</usage></addressBlock>
            <registers><register><name>a b</name><addressOffset>0x8</addressOffset><size>32</size><access>readonly</access>
            <fields><field><name>f</name><bitOffset>30</bitOffset><bitWidth>4</bitWidth></field></fields></register><cluster><addressOffset>0</addressOffset><name>c</name></cluster></registers></peripheral></peripherals></device>
            """);
        IReadOnlyList<string> problems = SvdRules.Check(bad, "y.svd");
        Assert.Contains(problems, p => p.Contains("has the word readonly", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("is no identifier: a b", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("name comes too late", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("lacks description", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("lies in no address block", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("outside its register", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("not named like the file", StringComparison.Ordinal));
    }

    private static string? Field(XDocument svd, string name, string element) =>
        svd.Descendants("field").Single(f => f.Element("name")!.Value == name).Element(element)?.Value;
}
