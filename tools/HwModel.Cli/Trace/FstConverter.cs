using System.Diagnostics;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary>Makes FST files through GTKWave's vcd2fst.</summary>
internal static class FstConverter
{
    private const string Tool = "vcd2fst";

    /// <param name="path">The FST file.</param>
    /// <param name="writeVcd">Writes the trace to a file of the given name.</param>
    /// <exception cref="UserErrorException">vcd2fst is missing or fails.</exception>
    public static void Write(string path, Action<string> writeVcd)
    {
        string tool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Tool)).FirstOrDefault(File.Exists)
            ?? throw new UserErrorException($"{path} needs the program {Tool}, which is not on the PATH; install it with: apt-get install -y gtkwave");
        string target = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(target))) throw new UserErrorException($"{path} cannot be written: the folder {Path.GetDirectoryName(target)} does not exist");
        // In the target's folder, so that the result can be renamed; vcd2fst has its own temporary files beside it.
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.partial"));
        try
        {
            string vcd = Path.Combine(folder.FullName, "trace.vcd");
            string fst = Path.Combine(folder.FullName, "trace.fst");
            try
            {
                writeVcd(vcd);
            }
            catch (IOException exception) when (exception is not VcdException)
            {
                throw new UserErrorException(exception.Message.Replace(vcd, path, StringComparison.Ordinal));
            }
            Run(tool, path, "-v", vcd, "-f", fst);
            if (!File.Exists(fst)) throw new UserErrorException($"{path} was not made: {Tool} wrote no file");
            File.Move(fst, target, overwrite: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Run(string tool, string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new UserErrorException($"{Tool} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return;
        string message = $"{error} {output.GetAwaiter().GetResult()}".Trim().ReplaceLineEndings(" ");
        throw new UserErrorException($"{path} was not made: {Tool} ended with code {process.ExitCode}: {message}");
    }
}
