namespace HwModel.Traces;

/// <summary>
/// A file that appears whole or not at all: it is written under a temporary name in its folder and renamed by <see cref="Commit"/>; disposing
/// without that removes it. A device (/dev/null, /dev/stdout) is written in place.
/// </summary>
public sealed class OutputFile : IDisposable
{
    private readonly string _target;
    private readonly string? _temporary;
    private bool _done;

    private OutputFile(string path, string target, string? temporary)
    {
        Path = path;
        _target = target;
        _temporary = temporary;
        var file = new FileStream(temporary ?? target, temporary is null ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Stream = new NamedStream(file, path);
    }

    /// <summary>The name that the caller gave.</summary>
    public string Path { get; }

    /// <summary>Takes the file's bytes.</summary>
    public Stream Stream { get; }

    /// <param name="path">The name of the file; its folder must exist.</param>
    /// <param name="live">True writes in place, so that others can read along and a crash leaves what was written.</param>
    /// <exception cref="IOException">The folder does not exist, the path is a folder, or the file cannot be made; the message is a sentence.</exception>
    public static OutputFile Create(string path, bool live = false)
    {
        if (path.Length == 0) throw new IOException("the name of an output file is empty");
        string target = System.IO.Path.GetFullPath(path);
        try
        {
            if (Directory.Exists(target)) throw new IOException($"{path} cannot be written: it is a folder");
            string folder = System.IO.Path.GetDirectoryName(target) ?? target;
            if (!Directory.Exists(folder)) throw new IOException($"{path} cannot be written: the folder {folder} does not exist");
            // A link stays a link: what it points to is replaced.
            if (new FileInfo(target) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } final) target = final.FullName;
            return new OutputFile(path, target, live || target.StartsWith("/dev/", StringComparison.Ordinal) ? null : TemporaryName(target));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{path} cannot be written: permission denied", exception);
        }
    }

    /// <summary>Writes a whole text file.</summary>
    public static void WriteAllText(string path, string text)
    {
        using OutputFile file = Create(path);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <summary>Closes the file and gives it its name, in place of any file that has it.</summary>
    public void Commit()
    {
        if (_done) return;
        Stream.Dispose();
        if (_temporary is not null) File.Move(_temporary, _target, overwrite: true);
        _done = true;
    }

    /// <summary>Closes the file; without <see cref="Commit"/> the temporary file is removed and any former file of the name stays.</summary>
    public void Dispose()
    {
        if (_done) return;
        _done = true;
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (_temporary is not null) File.Delete(_temporary);
        }
    }

    private static string TemporaryName(string target)
    {
        string folder = System.IO.Path.GetDirectoryName(target) ?? "";
        return System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(target)}.{System.IO.Path.GetRandomFileName()}.partial");
    }
}
