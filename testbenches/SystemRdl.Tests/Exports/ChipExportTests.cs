using System.Xml.Linq;
using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Chips;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>Every export of every chip specification is accepted by its consumer.</summary>
public class ChipExportTests
{
    public static TheoryData<string> Files => ChipFiles.AllData;

    [ToolTheory("arm-none-eabi-gcc")]
    [MemberData(nameof(Files))]
    public void HeadersCompileForTheCortexM4(string file)
    {
        AddressMapNode top = Models.FromChip(file);
        using TemporaryFolder folder = HeaderProgram.Write(top);
        ToolResult result = OutsideTools.Run(
            "arm-none-eabi-gcc", ["-mcpu=cortex-m4", "-mthumb", .. HeaderProgram.Strict, "-fsyntax-only", $"{top.InstanceName}_check.c"], folder.Path);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void SvdKeepsTheRulesOfTheFormat(string file) => Models.Svd(Models.FromChip(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void IpXactKeepsTheOrderOfItsElements(string file) => Assert.Empty(IpXactRules.Check(XDocument.Parse(Models.Export(Models.FromChip(file), "ipxact", ".xml"))));

    [Theory]
    [MemberData(nameof(Files))]
    public void TheSameModelGivesTheSameText(string file)
    {
        AddressMapNode one = Models.FromChip(file), other = Models.FromChip(file);
        foreach (IRdlExporter exporter in RdlExporters.All) Assert.Equal(exporter.Export(one), exporter.Export(other));
    }

    /// <summary>Wide registers, memories, msb0, unaligned addresses and the rest of what the front end's tests write: every exporter takes it, gcc takes its header.</summary>
    [ToolFact("gcc")]
    public void EveryConstructIsExported()
    {
        foreach (AddressMapNode top in FrontEndConstructs.All())
        {
            HeaderProgram.CompileAndRun(top);
            XDocument.Parse(Models.Export(top, "svd", ".svd"));
            Assert.Empty(IpXactRules.Check(XDocument.Parse(Models.Export(top, "ipxact", ".xml"))));
            System.Text.Json.JsonDocument.Parse(Models.Export(top, "json", ".json"));
            Assert.Contains("</html>", Models.Export(top, "html", ".html"), StringComparison.Ordinal);
            Assert.Contains("## Address map", Models.Export(top, "md", ".md"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryFormatIsFoundByItsWord()
    {
        Assert.Equal(["c", "svd", "md", "html", "ipxact", "json", "rdl"], RdlExporters.All.Select(e => e.Format));
        Assert.Null(RdlExporters.Find("pdf"));
    }
}
