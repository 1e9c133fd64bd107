using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HwModel.Testing;

namespace HwModel.Benchmarks.Measuring;

/// <summary>What was measured, with the bars that it is held against, the machine and the commit.</summary>
internal sealed class ResultTable
{
    private readonly List<(string What, double Value, string Unit, string Floor, string Goal, string Stretch)> _rows = [];

    /// <summary>Adds a row and prints it.</summary>
    public void Add(string what, double value, string unit, string floor = "", string goal = "", string stretch = "")
    {
        _rows.Add((what, value, unit, floor, goal, stretch));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-62} {value,12:G4} {unit,-18} floor {floor,-8} goal {goal,-8} stretch {stretch}"));
    }

    /// <summary>The table as Markdown.</summary>
    public string ToMarkdown(string title)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {title}\n\n| | |\n| --- | --- |\n| machine | {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| runtime | {RuntimeInformation.FrameworkDescription} |\n| commit | {Commit()} |\n\n");
        text.Append("| what | measured | floor | goal | stretch |\n| --- | --- | --- | --- | --- |\n");
        foreach ((string what, double value, string unit, string floor, string goal, string stretch) in _rows)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {value:G4} {unit} | {floor} | {goal} | {stretch} |\n");
        return text.ToString();
    }

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "unknown processor"
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Commit() =>
        OutsideTools.Find("git") is null ? "unknown" : OutsideTools.Run("git", ["describe", "--always", "--dirty", "--abbrev=12"], RepositoryPaths.Root).Output.Trim();
}
