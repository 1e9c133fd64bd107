using System.Globalization;

namespace HwModel.Studies.Engine;

/// <summary>Names a process so that others can tell whether it still lives: host, process number and the time at which it began.</summary>
internal static class WorkerName
{
    /// <summary>This process.</summary>
    public static string Own { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Began(Environment.ProcessId) ?? "0"}");

    /// <summary>Whether a process of this host lives; null: it is another host's.</summary>
    public static bool? Lives(string worker)
    {
        string[] parts = worker.Split('-');
        if (parts.Length < 3 || string.Join('-', parts[..^2]) != Environment.MachineName) return null;
        return int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int process) && Began(process) == parts[^1];
    }

    // The 22nd field of /proc/PID/stat: clock ticks from boot to the process's begin (proc(5)). A zombie does not live.
    private static string? Began(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : fields[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
