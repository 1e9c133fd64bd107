namespace HwModel.Testing;

/// <summary>Where the repository and the shared material beside it are.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder that holds HwModel.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the material beside the repository (reference data, Verilog peers); null where there is none.</summary>
    public static string? Shared(params string[] parts)
    {
        string path = Path.Combine([Path.GetDirectoryName(Root)!, "shared", .. parts]);
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "HwModel.sln"))) return folder;
        throw new DirectoryNotFoundException("no folder above the test assembly holds HwModel.sln");
    }
}
