using System.Diagnostics;

namespace HwModel.Testing;

/// <summary>Finds and runs programs that are not part of the project (GTKWave's tools, Icarus, QEMU, Chromium, ...).</summary>
public static class OutsideTools
{
    private static readonly Dictionary<string, string> DebianPackages = new()
    {
        ["gtkwave"] = "gtkwave",
        ["vcd2fst"] = "gtkwave",
        ["fst2vcd"] = "gtkwave",
        ["Xvfb"] = "xvfb",
        ["import"] = "imagemagick",
        ["iverilog"] = "iverilog",
        ["vvp"] = "iverilog",
        ["verilator"] = "verilator",
        ["ghdl"] = "ghdl",
        ["make"] = "make",
        ["g++"] = "g++",
        ["gcc"] = "gcc",
        ["chromium"] = "chromium",
        ["qemu-system-arm"] = "qemu-system-arm",
        ["arm-none-eabi-gcc"] = "gcc-arm-none-eabi",
        ["arm-none-eabi-objdump"] = "binutils-arm-none-eabi",
        ["gdb-multiarch"] = "gdb-multiarch",
        ["h5dump"] = "hdf5-tools",
        ["h5repack"] = "hdf5-tools",
        ["xdotool"] = "xdotool",
        ["node"] = "nodejs",
        ["mount"] = "mount",
        ["sbatch"] = "slurm-client",
        ["slurmctld"] = "slurmctld",
        ["slurmd"] = "slurmd",
        ["munged"] = "munge",
        ["powerpc-linux-gnu-as"] = "binutils-powerpc-linux-gnu",
        ["powerpc-linux-gnu-ld"] = "binutils-powerpc-linux-gnu",
        ["powerpc-linux-gnu-objdump"] = "binutils-powerpc-linux-gnu",
        ["qemu-ppc"] = "qemu-user",
    };

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    /// <summary>Null where all are there, else a sentence with the line that installs what is missing.</summary>
    public static string? WhyMissing(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => Find(tool) is null)];
        if (missing.Length == 0) return null;
        IEnumerable<string> packages = missing.Select(tool => DebianPackages.GetValueOrDefault(tool, tool)).Distinct();
        return $"{string.Join(", ", missing)} missing; install with: apt-get install -y {string.Join(' ', packages)}";
    }

    /// <summary>Runs a program to its end; a program over its time is ended and throws.</summary>
    public static ToolResult Run(string tool, IEnumerable<string> arguments, string? folder = null, int seconds = 120, string? input = null)
    {
        var start = new ProcessStartInfo(tool)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input is not null,
            WorkingDirectory = folder ?? "",
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} ran longer than {seconds} s");
        }
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

/// <summary>What a program left behind.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);
