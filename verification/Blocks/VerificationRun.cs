using HwModel.Kernel;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;
using HwModel.Verification.Plans;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Blocks;

/// <summary>One property's account over all benches of its block.</summary>
public sealed record PropertyResult(string Name, string Demands, PropertyCounts Counts)
{
    /// <summary>What became of it, as a word.</summary>
    public string Verdict => Counts.Failures > 0 ? "failed" : Counts.Attempts == 0 ? "did not run" : Counts.Passes == 0 ? "vacuous" : "holds";
}

/// <summary>A failed property with the file that shows it again.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Sentence">What went wrong in the shrunk case.</param>
/// <param name="Commands">Commands of the case as found and as shrunk.</param>
/// <param name="Executions">Executions that shrinking took.</param>
/// <param name="ReplayPath">The replay file; null where no folder was given.</param>
/// <param name="WaveformPath">The waveform; null where none was written.</param>
public sealed record FailureResult(string Property, string Sentence, (int Found, int Shrunk) Commands, int Executions, string? ReplayPath, string? WaveformPath);

/// <summary>An earlier failure that was run again before anything else.</summary>
public sealed record RegressionResult(string Path, string Property, bool StillFails, string? Note);

/// <summary>What a block's verification came to.</summary>
public sealed record BlockResult(
    string Name, string Description, int Cases, long Commands, IReadOnlyList<PropertyResult> Properties, IReadOnlyList<FailureResult> Failures,
    IReadOnlyList<RegressionResult> Regressions, CoverageData Coverage, SignOff? SignOff, IReadOnlyList<string> Health, IReadOnlyList<string> Unavailable, FaultMatrix? Matrix)
{
    /// <summary>Properties that have shown nothing: they never ran, or passed only vacuously. A property that this machine can't evaluate is not among them.</summary>
    public IReadOnlyList<PropertyResult> Vacuous =>
        [.. Properties.Where(property => property.Verdict == "vacuous" || (property.Verdict == "did not run" && Unavailable.Count == 0))];

    /// <summary>Whether every property holds, the earlier failures included.</summary>
    public bool Holds => Properties.All(property => property.Counts.Failures == 0) && !Regressions.Any(regression => regression.StillFails);
}

/// <summary>What to verify and how.</summary>
public sealed record VerificationOptions
{
    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much to run.</summary>
    public Effort Effort { get; init; } = Effort.Smoke;

    /// <summary>Host threads.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Faults that are switched in.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether to compute the matrix of properties against faults.</summary>
    public bool Matrix { get; init; }

    /// <summary>Where failing cases and waveforms go and earlier ones are found; null: nowhere.</summary>
    public string? Folder { get; init; }

    /// <summary>Told what is done and how far it is, from 0 to 1.</summary>
    public Action<string, double>? Progress { get; init; }
}

/// <summary>Verifies blocks: earlier failures first, then random cases, then the fault matrix where it is wanted.</summary>
public static class VerificationRun
{
    /// <summary>Verifies one block.</summary>
    public static BlockResult Run(IVerificationBlock block, VerificationOptions options)
    {
        FaultSet faults = new(options.Faults.Where(fault => block.Faults.Any(known => known.Name == fault)));
        // Failures under a switched-in fault are kept apart: they are no failures of the design.
        string? folder = options.Folder is null ? null : Path.Combine(options.Folder, faults.Names.Any() ? "with-faults" : "failures", block.Name);
        var regressions = new List<RegressionResult>();
        if (folder is not null && !faults.Names.Any()) regressions.AddRange(Earlier(block, folder));

        var counts = new SortedDictionary<string, PropertyCounts>(StringComparer.Ordinal);
        var coverage = new CoverageRecord(block.Coverage);
        var failures = new List<FailureResult>();
        var health = new List<string>();
        var unavailable = new SortedSet<string>(StringComparer.Ordinal);
        var results = new List<BenchResult>();
        int cases = 0;
        long commands = 0;
        foreach (ICaseBench bench in block.Benches)
        {
            var runner = new CaseRunner(block, bench);
            var with = new RunnerOptions
            {
                Seed = options.Seed,
                Effort = options.Effort,
                Jobs = options.Jobs,
                Faults = faults,
                Progress = (done, of) => options.Progress?.Invoke($"{block.Name} {bench.Name}", (double)done / of),
            };
            BenchResult result = runner.Run(with);
            cases += result.Cases;
            commands += result.Commands;
            coverage.Add(result.Coverage);
            results.Add(result);
            unavailable.UnionWith(result.Unavailable);
            health.AddRange(result.Health.Select(sentence => $"{bench.Name}: {sentence}"));
            foreach ((string name, PropertyCounts c) in result.Counts) counts[name] = counts.GetValueOrDefault(name) + c;
            failures.AddRange(result.Failures.Select(failure => Keep(runner, failure, with, folder)));
        }
        FaultMatrix? matrix = options.Matrix
            ? FaultMatrix.Compute(block, new RunnerOptions { Seed = options.Seed, Effort = options.Effort, Jobs = options.Jobs }, null, fault => options.Progress?.Invoke(fault, 0))
            : null;
        CoverageData data = CoverageData.Of(coverage);
        // One bench's holes may be what another one reaches.
        if (data.Holes().Any())
            health.AddRange(results.Where(result => result.HasStalled).Select(result => $"{result.Bench}: No coverage was gained after case {result.LastGain} of {result.Cases}, and there are holes: more cases of this kind will not fill them."));
        var execution = new CaseExecution(block);
        IReadOnlyList<PropertyInfo> declared = [.. block.Properties, execution.RunsWithoutError, execution.CoverageIsLegal];
        SignOff? signOff = faults.Names.Any() ? null : SignOff.Compute(
            TestPlan.Parse(block.TestPlan, $"{block.Name}.testplan.yaml"), [.. block.Properties.Select(property => property.Name)], counts, data);
        return new BlockResult(
            block.Name, block.Description, cases, commands,
            [.. declared.Select(property => new PropertyResult(property.Name, property.Demands, counts.GetValueOrDefault(property.Name)))],
            failures, regressions, data, signOff, health, [.. unavailable], matrix);
    }

    /// <summary>Executes a replay file's case on its block.</summary>
    /// <exception cref="FormatException">The file names a bench that the block does not have, or its case does not fit; says which.</exception>
    public static CaseRun Replay(IVerificationBlock block, ReplayFile file, ICaseObserver? observer = null) =>
        new CaseRunner(block, BenchOf(block, file)).Replay(file, observer);

    /// <summary>Whether a replay file was written for what the block demands today.</summary>
    public static bool IsCurrent(IVerificationBlock block, ReplayFile file) => ReplayFile.SpecificationOf(block, BenchOf(block, file)) == file.Specification;

    private static ICaseBench BenchOf(IVerificationBlock block, ReplayFile file) =>
        block.Benches.FirstOrDefault(bench => bench.Name == file.Bench)
        ?? throw new FormatException($"The replay file is for bench {file.Bench}, which block {block.Name} does not have; it has {string.Join(", ", block.Benches.Select(bench => bench.Name))}.");

    private static IEnumerable<RegressionResult> Earlier(IVerificationBlock block, string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            ReplayFile file;
            CaseRun run;
            string? problem = null;
            try
            {
                file = ReplayFile.Read(path);
                run = Replay(block, file);
            }
            catch (FormatException exception)
            {
                problem = exception.Message;
                file = null!;
                run = null!;
            }
            if (problem is not null) yield return new RegressionResult(path, "", false, $"It can't be run again: {problem}");
            else yield return new RegressionResult(path, file.Property, run.Failures.Any(failure => failure.Property == file.Property), IsCurrent(block, file) ? null : "It was written for another version of the block.");
        }
    }

    private static FailureResult Keep(CaseRunner runner, FoundFailure failure, RunnerOptions options, string? folder)
    {
        (int, int) commands = (failure.Found.Commands.Count, failure.Shrunk.Commands.Count);
        if (folder is null) return new FailureResult(failure.Failure.Property, failure.Failure.Sentence, commands, failure.Executions, null, null);
        ReplayFile file = runner.ToReplay(failure, options);
        string path = file.WriteTo(folder);
        string vcd = Path.ChangeExtension(path, ".vcd");
        using var waveform = new CaseWaveform(vcd, failure.Failure.Property);
        foreach ((string extension, byte[] contents) in runner.Replay(file, waveform).Files) File.WriteAllBytes(Path.ChangeExtension(path, extension), contents);
        return new FailureResult(failure.Failure.Property, failure.Failure.Sentence, commands, failure.Executions, path, waveform.IsWritten ? vcd : null);
    }
}
