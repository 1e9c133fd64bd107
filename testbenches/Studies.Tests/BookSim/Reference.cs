using System.Globalization;

namespace HwModel.Studies.Tests.BookSim;

/// <summary>The curves that the twin measured, beside this file.</summary>
internal static class Reference
{
    public static readonly Dictionary<string, double[]> Rates = new()
    {
        ["uniform"] = [0.01, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.38, 0.4, 0.42, 0.45],
        ["transpose"] = [0.01, 0.03, 0.05, 0.07, 0.09, 0.11, 0.12, 0.13, 0.14, 0.15],
        ["bitcomp"] = [0.01, 0.04, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.22, 0.24, 0.26],
        ["tornado"] = [0.01, 0.05, 0.1, 0.15, 0.2, 0.24, 0.27, 0.29, 0.31, 0.34],
    };

    public static string File => Path.Combine(RepositoryPaths.Root, "testbenches", "Studies.Tests", "BookSim", "twin.csv");

    public static TwinOptions Options(string pattern, int vcs, double rate) => new() { Pattern = pattern, Channels = vcs, Rate = rate, Warmup = 3000, Cycles = 10_000, Drain = 10_000 };

    public static string Row(string pattern, int vcs, double rate)
    {
        TwinResult result = new TwinNetwork(Options(pattern, vcs, rate)).Run();
        return string.Create(CultureInfo.InvariantCulture, $"{pattern},{vcs},{rate},{result.Latency:0.####},{result.Accepted:0.######},{(result.Drained ? 1 : 0)}");
    }

    public static IReadOnlyList<(string Pattern, int Channels, double Rate, double Latency, double Accepted)> Read() =>
        [.. System.IO.File.ReadLines(File).Where(line => line[0] is not '#' && char.IsAsciiDigit(line.Split(',')[1][0])).Select(line => line.Split(','))
            .Select(parts => (parts[0], int.Parse(parts[1]), double.Parse(parts[2], CultureInfo.InvariantCulture), double.Parse(parts[3], CultureInfo.InvariantCulture), double.Parse(parts[4], CultureInfo.InvariantCulture)))];
}
