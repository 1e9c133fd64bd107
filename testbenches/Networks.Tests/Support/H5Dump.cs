using System.Globalization;
using System.Text.RegularExpressions;

namespace HwModel.Networks.Tests.Support;

/// <summary>What h5dump (Debian hdf5-tools) says of a file: every dataset with its dimensions and its values as text.</summary>
internal static partial class H5Dump
{
    public sealed record Dataset(string Path, int[] Shape, string[] Values);

    public static List<Dataset> Read(string file)
    {
        ToolResult dump = OutsideTools.Run("h5dump", ["-y", "-w", "0", "-m", "%.17g", file]);
        Assert.Equal(0, dump.ExitCode);
        var datasets = new List<Dataset>();
        var open = new Stack<string>();
        List<string>? values = null;
        int[] shape = [];
        foreach (string raw in dump.Output.Split('\n'))
        {
            string line = raw.Trim();
            if (values is not null && line != "}")
            {
                foreach (Match match in Value().Matches(line)) values.Add(match.Groups[1].Success ? match.Groups[1].Value : match.Value);
                continue;
            }
            if (line.StartsWith("DATASPACE", StringComparison.Ordinal))
                shape = line.Contains("SCALAR", StringComparison.Ordinal) ? [] : [.. Size().Match(line).Groups[1].Value.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
            if (line.EndsWith('{')) open.Push(line);
            if (line == "DATA {") values = [];
            if (line != "}") continue;
            if (open.Pop() == "DATA {")
            {
                datasets.Add(new Dataset(string.Join('/', open.Reverse().Select(Name).Where(name => name is not (null or "/"))), shape, [.. values!]));
                values = null;
            }
        }
        return datasets;
    }

    private static string? Name(string line) => Quoted().Match(line) is { Success: true } match && !line.StartsWith("HDF5", StringComparison.Ordinal) ? match.Groups[1].Value : null;

    [GeneratedRegex("\"([^\"]*)\"|[^,\\s]+")]
    private static partial Regex Value();

    [GeneratedRegex("\\( ([0-9, ]+) \\) /")]
    private static partial Regex Size();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
