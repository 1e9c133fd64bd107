using System.Globalization;
using HwModel.Networks.Nir;

namespace HwModel.Studies.Tests.Workloads;

/// <summary>The study of a trained network against a plain simulation in double precision, and the event level against the chip.</summary>
public sealed class NetworkWorkloadTests : IDisposable
{
    private static readonly string Data = Path.Combine(RepositoryPaths.Root, "tools", "studies", "nir-weights");

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private Dictionary<string, string>[] Run(string lines)
    {
        string file = _temporary.File($"study{Directory.GetFileSystemEntries(_temporary.Path).Length}.yaml"), folder = file + ".d";
        File.WriteAllText(file, $"schema: 1\nstudy: net\nworkload: network\n{lines}");
        StudyRuns.Run("run", file, "-o", folder, "-q");
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, "results.csv")).Select(line => line.Split(','))];
        string[] names = [.. rows[0].Select(name => name.Split(' ')[0])];
        return [.. rows[1..].Select(row => names.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static string Files(string more) => $"set: {{net.file: {Data}/digits.nir, net.inputs: {Data}/inputs.csv, net.labels: {Data}/labels.csv, {more}}}\n";

    private static double Number(Dictionary<string, string> row, string metric) => double.Parse(row[metric], CultureInfo.InvariantCulture);

    [Fact]
    public void Eight_bits_classify_as_well_as_double_precision_and_two_do_not()
    {
        Dictionary<string, string>[] rows = Run(Files("net.samples: 400, net.period: 48") + "vary: {weights.bits: [2, 8]}\n");
        Assert.Equal(PlainAccuracy(), Number(rows[1], "accuracy"), 0.02);
        Assert.InRange(Number(rows[0], "accuracy"), 0.1, 0.6);
        Assert.Equal(0, Number(rows[1], "distance"));
        Assert.InRange(Number(rows[0], "distance"), 0.5, 5);
    }

    [Fact]
    public void The_chip_gives_the_spikes_of_the_event_level_wherever_the_neurons_are()
    {
        Dictionary<string, string>[] rows = Run(Files("net.samples: 3, weights.bits: 4") + "vary: {net.level: [event, rtl], place.neurons_per_element: [16, 64]}\n");
        Assert.Equal(4, rows.Length);
        foreach (string metric in (string[])["accuracy", "distance", "spikes.output", "spikes.all"])
            Assert.Single(rows.Select(row => row[metric]).Distinct());
        Assert.Equal(["6", "3", "6", "3"], rows.Select(row => row["elements"]));
        for (int i = 0; i < 2; i++) Assert.Equal(Number(rows[i], "synaptic_events"), Number(rows[i + 2], "synaptic_events"));
        // A smaller share of the neurons makes the longest tick shorter and leaves more elements awake.
        Assert.True(Number(rows[0], "realtime.factor") > Number(rows[1], "realtime.factor"));
        Assert.True(Number(rows[0], "energy.sleep") > Number(rows[1], "energy.sleep"));
    }

    [Fact]
    public void Broken_samples_are_said_in_a_sentence()
    {
        string labels = _temporary.File("labels.csv"), file = _temporary.File("broken.yaml");
        File.WriteAllText(labels, "sample,label\n0,1\n2,1\n");
        File.WriteAllText(file, $"schema: 1\nstudy: net\nworkload: network\nset: {{net.file: {Data}/digits.nir, net.inputs: {Data}/inputs.csv, net.labels: {labels}}}\n");
        Hwmodel.Invoke("study", "run", file, "-o", _temporary.File("out"), "-q");
        Assert.Contains("must have a label for each of the samples", File.ReadAllText(_temporary.File("out/results.csv")));
        File.WriteAllText(file, "schema: 1\nstudy: net\nworkload: network\nset: {net.file: nowhere.nir}\n");
        ToolResult result = Hwmodel.Invoke("study", "check", file);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no net.file", result.Error);
    }

    // Both layers in the order of time with a tick between them, every digit on its own from zero.
    private static double PlainAccuracy()
    {
        NirGraph graph = NirReader.Read(Path.Combine(Data, "digits.nir"));
        double[] first = ((NirLinear)graph.Nodes["fc1"]).Weight.Values, second = ((NirLinear)graph.Nodes["fc2"]).Weight.Values;
        int hidden = second.Length / 10, inputs = first.Length / hidden;
        const double Decay = 0.9;
        int[] labels = [.. File.ReadLines(Path.Combine(Data, "labels.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        ILookup<int, int[]> spikes = File.ReadLines(Path.Combine(Data, "inputs.csv")).Skip(1).Select(line => Array.ConvertAll(line.Split(','), field => int.Parse(field, CultureInfo.InvariantCulture))).ToLookup(row => row[0]);
        double right = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            var v1 = new double[hidden];
            var v2 = new double[10];
            var counts = new int[10];
            bool[] spiked = new bool[hidden];
            for (int tick = 0; tick < 24; tick++)
            {
                for (int i = 0; i < 10; i++)
                {
                    v2[i] = Decay * v2[i] + Enumerable.Range(0, hidden).Where(j => spiked[j]).Sum(j => second[i * hidden + j]);
                    if (v2[i] <= 1) continue;
                    v2[i] = 0;
                    counts[i]++;
                }
                int[] now = [.. spikes[sample].Where(row => row[1] == tick).Select(row => row[2])];
                for (int j = 0; j < hidden; j++)
                {
                    v1[j] = Decay * v1[j] + now.Sum(input => first[j * inputs + input]);
                    spiked[j] = v1[j] > 1;
                    if (spiked[j]) v1[j] = 0;
                }
            }
            int most = counts.Max();
            if (counts[labels[sample]] == most) right += 1.0 / counts.Count(count => count == most);
        }
        return right / labels.Length;
    }
}
