using HwModel.SpiNNaker2.Firmware;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Exports;

namespace HwModel.Networks.Tests.Execution;

/// <summary>The firmware's images are what its sources give.</summary>
public sealed class FirmwareTests
{
    [ToolFact("arm-none-eabi-gcc", "make")]
    public void Rebuilding_gives_identical_images()
    {
        using var folder = new TemporaryFolder();
        string source = Path.Combine(RepositoryPaths.Root, "rtl-model", "SpiNNaker2", "Firmware");
        WriteHeader(folder);
        ToolResult make = OutsideTools.Run("make", ["-B", "--no-print-directory", "-C", source, $"OUT={folder.Path}", $"HEADERS={folder.Path}"]);
        Assert.True(make.ExitCode == 0, make.Output + make.Error);
        foreach (string name in FirmwareImages.Names)
            Assert.True(FirmwareImages.Bytes(name).AsSpan().SequenceEqual(File.ReadAllBytes(folder.File(name + ".elf"))), $"{name}.elf is not what its sources give with {Compiler()}; run rtl-model/SpiNNaker2/Firmware/build.sh.");
    }

    private static string Compiler() => OutsideTools.Run("arm-none-eabi-gcc", ["--version"]).Output.Split('\n')[0];

    [Fact]
    public void The_numbers_that_host_and_firmware_share_are_the_same()
    {
        string header = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "rtl-model", "SpiNNaker2", "Firmware", "snn.h"));
        Assert.Equal(Fields(header, "configuration").Select(name => (name == "tick_us" ? "tick_microseconds" : name).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()), Enum.GetNames<HwModel.Networks.Images.PeFields.Config>().Select(name => name.ToUpperInvariant()));
        Assert.Equal(Fields(header, "status").Select(name => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()), Enum.GetNames<HwModel.Networks.Images.PeFields.State>().Select(name => name.ToUpperInvariant()));
    }

    private static string[] Fields(string header, string structure)
    {
        int start = header.IndexOf($"struct {structure} {{", StringComparison.Ordinal), end = header.IndexOf("};", start, StringComparison.Ordinal);
        return [.. header[start..end].Split('\n').Where(line => line.TrimStart().StartsWith("uint32_t", StringComparison.Ordinal)).SelectMany(line => line[..line.IndexOf(';')].Trim()["uint32_t".Length..].Split(',')).Select(name => name.Trim())];
    }

    private static void WriteHeader(TemporaryFolder folder)
    {
        string file = Path.Combine(RepositoryPaths.Root, "rtl-model", "SpiNNaker2", "Pe", "pe.rdl");
        RdlResult result = RdlCompiler.Compile([new RdlSource(file, File.ReadAllText(file))], new RdlOptions { Files = new Disk() });
        foreach (ExportFile export in RdlExporters.Find("c")!.Export(result.Top!)) File.WriteAllText(folder.File(export.Name), export.Text);
    }

    private sealed class Disk : IRdlFileSystem
    {
        public string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

        public string Combine(string includingFile, string include) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(includingFile) ?? "", include));

        public string CombineFolder(string folder, string include) => Path.GetFullPath(Path.Combine(folder, include));
    }
}
