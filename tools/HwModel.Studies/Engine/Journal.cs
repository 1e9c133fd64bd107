using System.Text;
using System.Text.Json;

namespace HwModel.Studies.Engine;

/// <summary>What happened to a run.</summary>
internal enum JournalEvent
{
    Begin,
    Done,
    Failed,
}

/// <summary>What one process did, a JSON line for each event, only ever appended to; a line is written by one call, so a killed process leaves whole lines or one cut-off last one.</summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _lock = new();

    public Journal(StudyFolder folder) =>
        _file = new FileStream(folder.In("journal", $"{WorkerName.Own}.jsonl"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Write(JournalEvent what, int run, string key, double seconds)
    {
        string line = what == JournalEvent.Begin
            ? $"{{\"event\":\"begin\",\"run\":{run},\"key\":\"{key}\"}}\n"
            : FormattableString.Invariant($"{{\"event\":\"{(what == JournalEvent.Done ? "done" : "failed")}\",\"run\":{run},\"key\":\"{key}\",\"seconds\":{seconds:0.######}}}\n");
        lock (_lock) _file.Write(Encoding.ASCII.GetBytes(line));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>All events of all processes; cut-off lines are left out.</summary>
    public static IEnumerable<(string Worker, string Event, int Run, string Key, double Seconds)> Read(StudyFolder folder)
    {
        if (!Directory.Exists(folder.In("journal"))) yield break;
        foreach (string file in Directory.EnumerateFiles(folder.In("journal"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
            {
                JsonElement entry;
                try
                {
                    entry = JsonSerializer.Deserialize<JsonElement>(line);
                }
                catch (JsonException)
                {
                    continue;
                }
                yield return (Path.GetFileNameWithoutExtension(file), entry.GetProperty("event").GetString() ?? "", entry.GetProperty("run").GetInt32(), entry.GetProperty("key").GetString() ?? "",
                    entry.TryGetProperty("seconds", out JsonElement seconds) ? seconds.GetDouble() : 0);
            }
        }
    }
}
