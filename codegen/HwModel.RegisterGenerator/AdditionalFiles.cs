using HwModel.SystemRdl;

namespace HwModel.RegisterGenerator;

/// <summary>Included files are found among the compiler's additional files; the disk is not touched.</summary>
internal sealed class AdditionalFiles : IRdlFileSystem
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public AdditionalFiles(IEnumerable<RdlText> texts)
    {
        foreach (RdlText text in texts) _texts[Normal(text.Path)] = text.Text;
    }

    public string? Read(string path) => _texts.TryGetValue(path, out string? text) ? text : null;

    public string Combine(string includingFile, string include) => CombineFolder(Folder(includingFile), include);

    public string CombineFolder(string folder, string include) => Normal(folder.Length == 0 ? include : folder + "/" + include);

    public static string Folder(string path)
    {
        string normal = Normal(path);
        int slash = normal.LastIndexOf('/');
        return slash < 0 ? "" : normal.Substring(0, slash);
    }

    /// <summary>With forward slashes and without "." and "..".</summary>
    public static string Normal(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Replace('\\', '/').Split('/'))
        {
            if (part == "." || (part.Length == 0 && parts.Count > 0)) continue;
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not ("" or "..")) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join("/", parts);
    }
}
