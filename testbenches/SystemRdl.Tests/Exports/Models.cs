using System.Xml.Linq;
using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>Models to export: from a text, or from the files of the chips.</summary>
internal static class Models
{
    public static AddressMapNode FromText(string text, string? top = null) => Top(RdlCompiler.Compile([new RdlSource("test.rdl", text)], new RdlOptions { Top = top }));

    /// <summary>A file below rtl-model, with what it includes.</summary>
    public static AddressMapNode FromChip(string file, string? top = null)
    {
        string path = Path.Combine(RepositoryPaths.Root, "rtl-model", file);
        return Top(RdlCompiler.Compile([new RdlSource(path, File.ReadAllText(path))], new RdlOptions { Top = top, Files = new Disk() }));
    }

    /// <summary>The exported file whose name ends so.</summary>
    public static string Export(AddressMapNode top, string format, string ending) =>
        RdlExporters.Find(format)!.Export(top).Single(f => f.Name.EndsWith(ending, StringComparison.Ordinal)).Text;

    /// <summary>The CMSIS-SVD, which keeps the rules of its schema.</summary>
    public static XDocument Svd(AddressMapNode top)
    {
        XDocument svd = XDocument.Parse(Export(top, "svd", ".svd"));
        Assert.Empty(SvdRules.Check(svd, top.InstanceName + ".svd"));
        return svd;
    }

    private static AddressMapNode Top(RdlResult result)
    {
        Assert.True(result.Top is not null, string.Join('\n', result.Diagnostics));
        return result.Top;
    }

    internal sealed class Disk : IRdlFileSystem
    {
        public string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

        public string Combine(string includingFile, string include) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(includingFile) ?? "", include));

        public string CombineFolder(string folder, string include) => Path.GetFullPath(Path.Combine(folder, include));
    }
}
