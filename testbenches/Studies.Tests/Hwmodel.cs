using System.Diagnostics;
using HwModel.Cli;

namespace HwModel.Studies.Tests;

/// <summary>Calls the command line: inside this process, or as a process of its own.</summary>
internal static class Hwmodel
{
    public static string Dll => typeof(Program).Assembly.Location;

    public static ToolResult Invoke(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exit = Program.Invoke(arguments, output, error);
        return new ToolResult(exit, output.ToString(), error.ToString());
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>Runs a study that must succeed.</summary>
    public static void Study(params string[] arguments)
    {
        ToolResult result = Invoke(["study", .. arguments]);
        Assert.True(result.ExitCode == 0, $"study {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}{result.Error}");
    }

    /// <summary>What a study wrote, file by file.</summary>
    public static string Files(string folder) => string.Concat(((string[])["results.csv", "results.jsonl", "provenance.json", "report.html"]).Select(name => $"{name}\n{File.ReadAllText(Path.Combine(folder, name))}\n"));
}
