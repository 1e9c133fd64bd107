using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Exports;

namespace HwModel.SystemRdl.Tests.Chips;

/// <summary>What holds for every register specification of the chips.</summary>
public class SpecificationTests
{
    private static readonly string[] Origins = ["published", "derived", "model choice"];

    private static readonly string[] Sources =
        ["SpiNNaker datasheet v2.02", "spinnaker_2_tools", "spio", "Arm ARMv7-M ARM", "OJCAS 2026", "haldls", "halco"];

    [Theory]
    [MemberData(nameof(ChipFiles.AllData), MemberType = typeof(ChipFiles))]
    public void CompilesWithoutAWarning(string file)
    {
        string path = Path.Combine(RepositoryPaths.Root, "rtl-model", file);
        RdlResult result = RdlCompiler.Compile([new RdlSource(path, File.ReadAllText(path))], new RdlOptions { Files = new Models.Disk() });
        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void EveryFileBelowTheModelIsTested()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "rtl-model");
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.rdl", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
        Assert.Equal(ChipFiles.Blocks.Concat(ChipFiles.Maps).Append("provenance.rdl").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    /// <summary>A register names its source, or says that it is a model choice; its description says so in words.</summary>
    [Theory]
    [MemberData(nameof(ChipFiles.BlockData), MemberType = typeof(ChipFiles))]
    public void EveryRegisterSaysWhereItComesFrom(string file)
    {
        foreach (Node node in Models.FromChip(file).Walk())
        {
            if (node is FieldNode or SignalNode) continue;
            string? origin = (node.UserProperties.SingleOrDefault(p => p.Name == "origin")?.Value as StringValue)?.Value;
            Assert.True(Origins.Contains(origin), $"{node.Path} has the origin '{origin}'");
            Assert.True(node.Description is { Length: > 0 }, $"{node.Path} has no description");
            bool cites = Sources.Any(source => node.Description!.Contains(source, StringComparison.Ordinal));
            bool chooses = node.Description!.Contains("odel choice", StringComparison.Ordinal);
            Assert.True(origin == "model choice" ? chooses : cites, $"{node.Path} is {origin} and does not say why: {node.Description}");
        }
    }

    /// <summary>Every field says what it is for, and starts from a known value where it holds state.</summary>
    [Theory]
    [MemberData(nameof(ChipFiles.BlockData), MemberType = typeof(ChipFiles))]
    public void EveryFieldIsDescribedAndResets(string file)
    {
        foreach (FieldNode field in Models.FromChip(file).Walk().OfType<FieldNode>())
        {
            Assert.True(field.Description is { Length: > 0 }, $"{field.Path} has no description");
            if (field.ImplementsStorage && !field.Register.IsVirtual) Assert.True(field.Reset is not null, $"{field.Path} starts undefined");
        }
    }
}
