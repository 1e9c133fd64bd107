namespace HwModel.Studies.Engine;

/// <summary>Results by key, a file each. A file is there whole or not at all, so a killed process leaves nothing that could be mistaken for a result.</summary>
public sealed class ResultCache(StudyFolder folder)
{
    private readonly string _root = folder.In("cache");
    private readonly HashSet<string> _folders = [];
    private readonly string _temporary = $".{Environment.ProcessId}.tmp";

    /// <summary>Whether there is a result.</summary>
    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>A result; null where there is none, or none that can be read.</summary>
    public RunRecord? Read(string key)
    {
        try
        {
            RunRecord? record = RunRecord.Parse(File.ReadAllBytes(PathOf(key)), key);
            // A file that a power cut tore is no result.
            if (record is null) Remove(key);
            return record;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps a result: written under a temporary name, then renamed.</summary>
    /// <exception cref="IOException">The disk is full or the folder can't be written; no part of the result is left.</exception>
    public void Write(RunRecord record)
    {
        string path = PathOf(record.Key);
        string sub = Path.GetDirectoryName(path)!;
        lock (_folders)
            if (_folders.Add(sub)) Directory.CreateDirectory(sub);
        string temporary = path + _temporary;
        try
        {
            File.WriteAllBytes(temporary, record.ToJson());
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Forgets a result.</summary>
    public void Remove(string key) => File.Delete(PathOf(key));

    private string PathOf(string key) => Path.Combine(_root, key[..2], key + ".json");
}
