namespace HwModel.Cli.Common;

/// <summary>
/// The files that a command will write: made sure of before any work is done, so that a long run does not end at a folder that can't be written.
/// </summary>
internal sealed class OutputSet
{
    /// <param name="files">Names; null entries are left out.</param>
    /// <exception cref="UserErrorException">Two outputs have the same name, or a folder is missing or can't be written.</exception>
    public OutputSet(params IEnumerable<string?> files)
    {
        Names = [.. files.OfType<string>()];
        foreach (string name in Names)
        {
            if (Names.Count(other => Path.GetFullPath(other) == Path.GetFullPath(name)) > 1) throw new UserErrorException($"{name} is named for two outputs; give each a file of its own");
            string full = Path.GetFullPath(name);
            string folder = Path.GetDirectoryName(full) ?? full;
            if (Directory.Exists(full)) throw new UserErrorException($"{name} can't be written: it is a folder");
            if (full.StartsWith("/dev/", StringComparison.Ordinal)) continue;
            MakeFolder(name, folder);
            Probe(name, folder);
        }
    }

    /// <summary>The files' names, as given.</summary>
    public IReadOnlyList<string> Names { get; }


    private static void MakeFolder(string name, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} can't be written: the folder {folder} can't be made ({exception.Message})");
        }
    }

    private static void Probe(string name, string folder)
    {
        string probe = Path.Combine(folder, $".{Path.GetFileName(name)}.{Environment.ProcessId}.probe");
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} can't be written: {exception.Message}");
        }
    }
}
