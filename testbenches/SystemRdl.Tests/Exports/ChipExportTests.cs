using System.Xml.Linq;
using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Chips;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>Every export of every chip specification is accepted by its consumer.</summary>
public class ChipExportTests
{
    public static TheoryData<string> Files => ChipFiles.AllData;

    [SkippableTheory("arm-none-eabi-gcc")]
    [MemberData(nameof(Files))]
    public void HeadersCompileForTheCortexM4(string file)
    {
        AddressMapNode top = Models.FromChip(file);
        using TemporaryFolder folder = CHeaderTests.Write(top);
        ToolResult result = OutsideTools.Run(
            "arm-none-eabi-gcc", ["-mcpu=cortex-m4", "-mthumb", .. CHeaderTests.Strict, "-fsyntax-only", $"{top.InstanceName}_check.c"], folder.Path);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void SvdKeepsTheRulesOfTheFormat(string file) => SvdExporterTests.Svd(Models.FromChip(file));

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

    [Fact]
    public void EveryFormatIsFoundByItsWord()
    {
        Assert.Equal(["c", "svd", "md", "html", "ipxact", "json", "rdl"], RdlExporters.All.Select(e => e.Format));
        Assert.Null(RdlExporters.Find("pdf"));
    }
}
