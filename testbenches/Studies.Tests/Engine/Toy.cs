using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Tests.Engine;

/// <summary>A workload with a closed form: y = a + 10 b + a b c, fails where a is 13, and counts its runs.</summary>
internal sealed class Toy : IStudyWorkload
{
    private int _runs;

    public int Runs => _runs;

    /// <summary>Is done in every run.</summary>
    public Action<RunRequest>? Hook { get; init; }

    public string Name => "toy";

    public string Meaning => "a closed form";

    public string Level => "equation";

    public IReadOnlyList<Parameter> Parameters { get; } = [.. ((string[])["a", "b", "c"]).Select(name =>
        new Parameter(name, $"the {name}", name == "c" ? "ns" : "", "a number", "chosen", "0", ParameterKind.Real, text => Numbers.Parse(text) is not null))];

    public IReadOnlyList<Metric> Metrics { get; } = [new("y", "", "the value", Better.Lower), new("noisy", "", "the value and the seed")];

    public IReadOnlyList<string> Maps => [];

    public string ModelVersion { get; init; } = "1";

    public string? Mistake(IReadOnlyDictionary<string, string> settings) => settings.GetValueOrDefault("a") == "99" ? "99 is no good" : null;

    public IEnumerable<KeyValuePair<string, string>> Resolve(IReadOnlyDictionary<string, string> settings) => Parameters.Select(parameter => new KeyValuePair<string, string>(parameter.Path, settings.GetValueOrDefault(parameter.Path, "0")));

    public string? Command(IReadOnlyDictionary<string, string> settings, ulong seed) => null;

    public RunResult Run(RunRequest request)
    {
        Interlocked.Increment(ref _runs);
        Hook?.Invoke(request);
        double Value(string name) => Numbers.Parse(request.Settings.GetValueOrDefault(name, "0"))!.Value;
        (double a, double b, double c) = (Value("a"), Value("b"), Value("c"));
        if (a == 13) throw new RunFailedException("13 brings bad luck");
        return RunResult.Of(("y", a + 10 * b + a * b * c), ("noisy", a + request.Seed));
    }

    /// <summary>A study of it in a folder.</summary>
    public (StudyFolder Folder, StudyPlan Study) In(TemporaryFolder folder, string body, string name = "out")
    {
        string file = folder.File("toy.yaml");
        File.WriteAllText(file, $"schema: 1\nstudy: toy\nworkload: toy\n{body}\n");
        return StudyFolder.Create(folder.File(name), file, [this]);
    }

    public StudyPlan Load(TemporaryFolder folder, string body)
    {
        string file = folder.File("toy.yaml");
        File.WriteAllText(file, $"schema: 1\nstudy: toy\nworkload: toy\n{body}\n");
        return StudyPlan.Load(file, file, folder.Path, [this]);
    }
}

/// <summary>Counts what happens.</summary>
internal sealed class Tally : IStudyProgress
{
    private int _computed, _cached, _failed;

    public int Computed => _computed;

    public int Cached => _cached;

    public int Failed => _failed;

    public void Finished(StudyRun run, bool failed, bool cached)
    {
        Interlocked.Increment(ref cached ? ref _cached : ref _computed);
        if (failed) Interlocked.Increment(ref _failed);
    }

    public void Note(string sentence)
    {
    }
}
