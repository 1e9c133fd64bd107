using System.Security.Cryptography;
using System.Text;
using HwModel.Studies.Expressions;
using HwModel.Studies.Files;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>A study: its file held against its workload, its points and runs.</summary>
public sealed class StudyPlan
{
    internal StudyPlan(StudyFile file, IStudyWorkload workload, ParameterSet parameters)
    {
        (File, Workload, Parameters) = (file, workload, parameters);
    }

    /// <summary>The study's name.</summary>
    public string Name => File.Name.Text;

    /// <summary>The kind of run.</summary>
    public IStudyWorkload Workload { get; }

    /// <summary>The parameters that differ between points: varied, then linked.</summary>
    public required IReadOnlyList<string> Factors { get; init; }

    /// <summary>Settings of all points.</summary>
    public required IReadOnlyDictionary<string, string> BaseSettings { get; init; }

    /// <summary>The metrics that are kept.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>The points.</summary>
    public required IReadOnlyList<StudyPoint> Points { get; init; }

    /// <summary>Points that a constraint or the workload rejected.</summary>
    public required IReadOnlyList<RejectedPoint> Rejected { get; init; }

    /// <summary>The runs: each point with each seed.</summary>
    public IReadOnlyList<StudyRun> Runs { get; private set; } = [];

    internal StudyFile File { get; }

    internal ParameterSet Parameters { get; }

    internal IReadOnlyList<DesignAxis> Axes { get; init; } = [];

    internal Search? Search { get; init; }

    internal IReadOnlyList<Expression> SubjectTo { get; init; } = [];

    internal IReadOnlyList<string> Maps { get; init; } = [];

    /// <summary>All settings of a point, without defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings(StudyPoint point)
    {
        var settings = new Dictionary<string, string>(BaseSettings);
        for (int i = 0; i < Factors.Count; i++)
            if (!(point.IsSearch && Factors[i] == Search!.Parameter.Path))
                settings[Factors[i]] = point.Values[i];
        return settings;
    }

    /// <summary>The value of a parameter at a point.</summary>
    internal string ValueAt(StudyPoint point, string path)
    {
        for (int i = 0; i < Factors.Count; i++)
            if (Factors[i] == path)
                return point.Values[i];
        return BaseSettings.GetValueOrDefault(path) ?? Parameters[path].Default;
    }

    /// <summary>Reads a study file and makes its plan.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shown">Its name in messages.</param>
    /// <param name="folder">The folder that names of files in it are relative to.</param>
    /// <param name="workloads">The kinds of run that there are.</param>
    /// <exception cref="StudyException">The study is wrong; says where and what is allowed.</exception>
    public static StudyPlan Load(string file, string shown, string folder, IReadOnlyList<IStudyWorkload> workloads)
    {
        StudyPlan study = StudyBinder.Bind(StudyFileReader.Read(file, shown, folder), workloads);
        StudyRun[] runs = [.. study.Points.SelectMany(point => study.RunsOf(point))];
        HashSet<string> shared = [.. runs.Where(run => run.Warmup is not null).GroupBy(run => run.Warmup!).Where(group => group.Count() > 1).Select(group => group.Key)];
        study.Runs = [.. runs.Select((run, i) => run with { Index = i, Warmup = run.Warmup is { } warmup && shared.Contains(warmup) ? warmup : null })];
        return study;
    }

    /// <summary>The runs of the points for which an expression over parameters holds.</summary>
    /// <exception cref="StudyException">It is no expression, or holds nowhere.</exception>
    public IReadOnlyList<StudyRun> Only(string expression)
    {
        Expression only;
        try
        {
            only = ExpressionParser.Parse(expression, Parameters.Paths);
        }
        catch (StudyException exception)
        {
            throw new StudyException($"--only {exception.Message}");
        }
        StudyRun[] chosen = [.. Runs.Where(run => only.Holds(path => Value.Read(ValueAt(run.Point, path))))];
        return chosen.Length > 0 ? chosen : throw new StudyException($"--only {expression}: it holds for none of the {Points.Count} points");
    }

    private IEnumerable<StudyRun> RunsOf(StudyPoint point)
    {
        var text = new StringBuilder("hwmodel study run, schema 1\n");
        text.Append("workload ").Append(Workload.Name).Append("\nmodel ").Append(Workload.ModelVersion).Append('\n');
        var warmup = new StringBuilder(text.ToString());
        var warming = point.IsSearch ? null : Workload as IWarmingWorkload;
        foreach ((string path, string value) in Workload.Resolve(Settings(point)))
        {
            if (point.IsSearch && path == Search!.Parameter.Path) continue;
            text.Append(path).Append(" = ").Append(value).Append('\n');
            if (warming?.AfterWarmup.Contains(path) == false) warmup.Append(path).Append(" = ").Append(value).Append('\n');
        }
        if (point.IsSearch) text.Append("search ").Append(Search!.Key).Append('\n');
        foreach (string map in Maps) text.Append("map ").Append(map).Append('\n');
        string common = text.ToString();
        foreach (ulong seed in File.Seeds)
        {
            string? warm = warming?.HasWarmup(Settings(point)) == true ? Hash($"{warmup}seed {seed}\n") : null;
            yield return new StudyRun(0, point, seed, Hash($"{common}seed {seed}\n")) { Warmup = warm };
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
}
