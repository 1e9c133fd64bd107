using System.Globalization;
using System.Text.RegularExpressions;
using HwModel.Testing;

namespace HwModel.Benchmarks.PeerMesh;

/// <summary>The Verilog peer, built by Verilator with full optimisation.</summary>
internal sealed class VerilatorPeer
{
    private readonly string _program;

    private VerilatorPeer(string program) => _program = program;

    /// <summary>Builds the peer from its sources, which lie beside the repository; null with a sentence on standard error where something is missing.</summary>
    public static VerilatorPeer? Build(string folder)
    {
        if (OutsideTools.WhyMissing("verilator", "make", "g++") is { } missing)
        {
            Console.Error.WriteLine(missing);
            return null;
        }
        if (RepositoryPaths.Shared("peers", "mesh") is not { } sources)
        {
            Console.Error.WriteLine("the peer's sources (shared/peers/mesh beside the repository) are missing");
            return null;
        }
        string program = Path.Combine(folder, "sim");
        if (File.Exists(program)) return new VerilatorPeer(program);
        Directory.CreateDirectory(folder);
        Console.WriteLine("building the Verilog peer (a minute or two)");
        foreach (string file in new[] { "mesh.v", "sim_main.cpp" }) File.Copy(Path.Combine(sources, file), Path.Combine(folder, file), overwrite: true);
        Must("verilator", ["--cc", "--exe", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--noassert", "-Wno-fatal", "--top-module", "mesh", "--Mdir", "obj", "mesh.v", "sim_main.cpp", "-o", program], folder);
        Must("make", ["-j2", "-C", "obj", "-f", "Vmesh.mk", "OPT_FAST=-O2 -march=native", "OPT_GLOBAL=-O2 -march=native"], folder);
        return new VerilatorPeer(program);
    }

    /// <summary>Runs the peer: its line of counters and its cycles per second.</summary>
    public (string Counters, double CyclesPerSecond) Run(long cycles, int mode, uint rate)
    {
        ToolResult result = OutsideTools.Run(_program, ["--cycles", $"{cycles}", "--mode", $"{mode}", "--rate", $"{rate}"], seconds: 600);
        double speed = double.Parse(Regex.Match(result.Error, "cycles/s=([0-9.]+)").Groups[1].Value, CultureInfo.InvariantCulture);
        return (result.Output.Trim(), speed);
    }

    private static void Must(string tool, string[] arguments, string folder)
    {
        ToolResult result = OutsideTools.Run(tool, arguments, folder, seconds: 900);
        if (result.ExitCode != 0) throw new InvalidOperationException($"{tool} failed: {result.Error}");
    }
}
