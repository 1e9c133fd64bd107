using System.Diagnostics;

namespace HwModel.Studies.Tests;

/// <summary>Runs studies by the command line.</summary>
internal static class StudyRuns
{
    /// <summary>Runs a study that must succeed.</summary>
    public static void Run(params string[] arguments)
    {
        ToolResult result = Hwmodel.Invoke(["study", .. arguments]);
        Assert.True(result.ExitCode == 0, $"study {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}{result.Error}");
    }

    /// <summary>Begins a command line in a new process, which can be stopped.</summary>
    public static Process Begin(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Hwmodel.Dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>What a study wrote, file by file.</summary>
    public static string Files(string folder) => string.Concat(((string[])["results.csv", "results.jsonl", "provenance.json", "report.html"]).Select(name => $"{name}\n{File.ReadAllText(Path.Combine(folder, name))}\n"));
}
