namespace HwModel.Registers.Tests.Support;

/// <summary>The chips' register specifications below rtl-model, in a fixed order; files without registers are left out: types for others, memories only.</summary>
internal static class ChipSpecifications
{
    private static readonly string[] WithoutRegisters = ["provenance.rdl", "synapses.rdl"];

    public static IEnumerable<string> All
    {
        get
        {
            string root = Path.Combine(RepositoryPaths.Root, "rtl-model");
            return Directory.GetFiles(root, "*.rdl", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !WithoutRegisters.Contains(Path.GetFileName(f)))
                .Order(StringComparer.Ordinal);
        }
    }
}
