using System.Globalization;
using HwModel.Kernel;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>Samples of input spikes with labels, shown to a network one after the other.</summary>
internal sealed class LabelledSamples
{
    private readonly List<(int Tick, int Neuron)>[] _spikes;
    private readonly int[] _labels;

    private LabelledSamples(List<(int Tick, int Neuron)>[] spikes, int[] labels) => (_spikes, _labels) = (spikes, labels);

    /// <summary>How many samples there are.</summary>
    public int Count => _labels.Length;

    /// <summary>Reads lines <c>sample,tick,neuron</c> and lines <c>sample,label</c>; each file begins with a line of these words.</summary>
    /// <exception cref="RunFailedException">A line is not such a line; says which.</exception>
    public static LabelledSamples Read(string inputs, string labels)
    {
        var known = new SortedDictionary<int, int>();
        foreach (int[] row in Rows(labels, "sample,label"))
            if (!known.TryAdd(row[0], row[1])) throw new RunFailedException($"{labels} has two labels for sample {row[0]}");
        if (known.Count == 0 || known.Keys.Last() != known.Count - 1) throw new RunFailedException($"{labels} must have a label for each of the samples 0, 1, 2, ...");
        var spikes = new List<(int, int)>[known.Count];
        for (int i = 0; i < spikes.Length; i++) spikes[i] = [];
        foreach (int[] row in Rows(inputs, "sample,tick,neuron"))
        {
            if (row[0] >= spikes.Length) throw new RunFailedException($"{inputs} has a spike of sample {row[0]}; {labels} has labels for 0 to {spikes.Length - 1}");
            spikes[row[0]].Add((row[1], row[2]));
        }
        return new LabelledSamples(spikes, [.. known.Values]);
    }

    /// <summary>Draws some of the samples, each at most once, and lays them one behind the other.</summary>
    /// <param name="count">How many; at most <see cref="Count"/> are taken.</param>
    /// <param name="period">Ticks from the beginning of one to that of the next; later spikes are left out.</param>
    public (List<(int Row, int Neuron)> Spikes, int[] Labels) Draw(int count, int period, ulong seed)
    {
        var random = RandomStream.Derive(seed, "samples of a network study");
        int[] order = [.. Enumerable.Range(0, Count)];
        var spikes = new List<(int, int)>();
        var labels = new int[Math.Min(count, Count)];
        for (int place = 0; place < labels.Length; place++)
        {
            int other = place + random.Next(Count - place);
            (order[place], order[other]) = (order[other], order[place]);
            labels[place] = _labels[order[place]];
            foreach ((int tick, int neuron) in _spikes[order[place]])
                if (tick < period) spikes.Add((place * period + tick, neuron));
        }
        spikes.Sort();
        return (spikes, labels);
    }

    private static IEnumerable<int[]> Rows(string file, string header)
    {
        int columns = header.Split(',').Length, number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (line.Length == 0 || line[0] == '#' || line == header) continue;
            var row = new int[columns];
            string[] fields = line.Split(',');
            for (int i = 0; i < columns; i++)
                if (fields.Length != columns || !int.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out row[i]))
                    throw new RunFailedException($"{file}, line {number}: '{line}' is no line {header} of whole numbers");
            yield return row;
        }
    }
}
