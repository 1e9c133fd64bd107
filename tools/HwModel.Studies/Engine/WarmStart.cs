using HwModel.Studies.Workloads;

namespace HwModel.Studies.Engine;

/// <summary>
/// Snapshots of warmed-up runs in a study's folder (<c>warm/</c>), a file each, there whole or not at all. They save time only: a run gives the same result with and without,
/// and they go when the study is complete.
/// </summary>
public sealed class WarmStart(StudyFolder folder, string key) : IWarmStart
{
    private const string Name = "warm";

    private readonly string _path = folder.In(Name, key);

    /// <summary>Removes all snapshots of a study.</summary>
    public static void Forget(StudyFolder folder)
    {
        if (Directory.Exists(folder.In(Name))) Directory.Delete(folder.In(Name), recursive: true);
    }

    /// <inheritdoc/>
    public byte[]? Read()
    {
        try
        {
            return File.ReadAllBytes(_path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Write(byte[] snapshot)
    {
        string temporary = $"{_path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllBytes(temporary, snapshot);
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without room the others warm up themselves.
            File.Delete(temporary);
        }
    }
}
