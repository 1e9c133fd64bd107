namespace HwModel.Registers.Tests.Support;

/// <summary>The chips' register specifications below rtl-model, in a fixed order; files that hold only types for others are left out.</summary>
internal static class ChipSpecifications
{
    private static readonly string[] TypesOnly = ["provenance.rdl"];

    public static IEnumerable<string> All
    {
        get
        {
            string root = Path.Combine(RepositoryPaths.Root, "rtl-model");
            return Directory.GetFiles(root, "*.rdl", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !TypesOnly.Contains(Path.GetFileName(f)))
                .Order(StringComparer.Ordinal);
        }
    }
}
