using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HwModel.Studies.Text;

/// <summary>What is in a file, as a short text: part of the key of runs that read it. A file is read again only when its time or length changed.</summary>
public sealed class FileHash
{
    private readonly ConcurrentDictionary<(string Path, DateTime Time, long Length), string> _known = new();

    /// <summary>The hash; "missing" where there is no such file.</summary>
    public string Of(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return "missing";
        return _known.GetOrAdd((file.FullName, file.LastWriteTimeUtc, file.Length), static key =>
        {
            using FileStream stream = File.OpenRead(key.Path);
            return Convert.ToHexStringLower(SHA256.HashData(stream))[..32];
        });
    }
}
