using System.Globalization;
using System.Text;
using HwModel.Cli.Common;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>Spikes as lines of comma-separated text.</summary>
internal static class SpikeRows
{
    private const int MaxRow = 1 << 24;

    /// <summary>
    /// Reads input spikes. A line is <c>row,neuron</c>, or of three columns <c>input,voltage,spike</c>, one line for each row, of which the first says whether neuron 0
    /// spikes. Empty lines, lines that begin with # and a first line of words are left out.
    /// </summary>
    /// <exception cref="UserErrorException">A line is neither; says which.</exception>
    public static List<(int Row, int Neuron)> Read(string file)
    {
        var spikes = new List<(int, int)>();
        int number = 0, row = 0;
        foreach (string raw in File.ReadLines(file))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (number == 1 && fields.All(field => !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) continue;
            if (fields.Length == 3)
            {
                if (!double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double input) || input is not (0 or 1))
                    throw new UserErrorException($"{file}, line {number}: the input is '{fields[0]}'; 0 and 1 are allowed");
                if (input == 1) spikes.Add((row, 0));
                row++;
            }
            else if (fields.Length == 2 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int at) && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int neuron) && at <= MaxRow)
                spikes.Add((at, neuron));
            else throw new UserErrorException($"{file}, line {number}: '{(line.Length > 60 ? line[..60] : line)}' is no spike; a line is row,neuron (whole numbers from 0 on) or input,voltage,spike");
        }
        return spikes;
    }

    /// <summary>The recorded spikes of a run: row, population, neuron.</summary>
    public static string Write(NetworkRun run)
    {
        var text = new StringBuilder("row,population,neuron\n");
        IReadOnlyList<Population> populations = run.Mapped.Network.Populations;
        foreach (SpikeEvent spike in run.Spikes)
            text.Append(CultureInfo.InvariantCulture, $"{spike.Row},{populations[spike.Population].Name},{spike.Neuron}\n");
        return text.ToString();
    }
}
