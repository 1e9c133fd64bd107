using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Coverage;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Cases;

/// <summary>How a bench is run.</summary>
public sealed record RunnerOptions
{
    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How much to run.</summary>
    public Effort Effort { get; init; } = Effort.Normal;

    /// <summary>Host threads; the cases are the same for any number.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Faults that are switched in.</summary>
    public FaultSet Faults { get; init; } = FaultSet.None;

    /// <summary>Ends after the first batch with a failure.</summary>
    public bool StopAtFailure { get; init; } = true;

    /// <summary>Ends after that many batches without a newly failing property, once one has failed; 0: never.</summary>
    public int StopWhenStale { get; init; }

    /// <summary>Whether failing cases are made small.</summary>
    public bool Shrink { get; init; } = true;

    /// <summary>Told after every batch: cases done, of how many.</summary>
    public Action<int, int>? Progress { get; init; }
}

/// <summary>A failing property with its first case, as found and as shrunk.</summary>
public sealed record FoundFailure(CaseFailure Failure, long CaseNumber, ulong Seed, TestCase Found, TestCase Shrunk, int Executions);

/// <summary>What the cases of one bench came to.</summary>
/// <param name="Bench">The bench's name.</param>
/// <param name="Cases">Cases executed.</param>
/// <param name="Commands">Commands executed.</param>
/// <param name="Discarded">Cases that made no sense.</param>
/// <param name="Counts">Counts by property.</param>
/// <param name="Coverage">What was reached.</param>
/// <param name="Failures">The first failure of each property.</param>
/// <param name="Metrics">Greatest value of each metric.</param>
/// <param name="Health">What is wrong with the cases themselves, in sentences.</param>
/// <param name="Unavailable">What could not be evaluated on this machine, in sentences.</param>
/// <param name="LastGain">Number of cases up to the last that reached something new.</param>
public sealed record BenchResult(
    string Bench, int Cases, long Commands, int Discarded, IReadOnlyDictionary<string, PropertyCounts> Counts, CoverageRecord Coverage,
    IReadOnlyList<FoundFailure> Failures, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<string> Health, IReadOnlyList<string> Unavailable, int LastGain)
{
    /// <summary>Whether most of the cases reached nothing new.</summary>
    public bool HasStalled => Cases >= 256 && 4 * LastGain < Cases;
}

/// <summary>
/// Runs a bench's cases: sizes ramp up, every fourth case is a mutation of one that reached something new (coverage or a metric), batches
/// are spread over host threads. A case depends on the seed and on earlier batches only, so the number of threads never shows.
/// </summary>
public sealed class CaseRunner(IVerificationBlock block, ICaseBench bench)
{
    private const int Batch = 32;
    private const int Ramp = 40;
    private const int LargestCorpus = 64;

    private readonly CaseExecution _execution = new(block);

    /// <summary>Runs the effort's cases.</summary>
    public BenchResult Run(RunnerOptions options)
    {
        int wanted = bench.Cases(options.Effort), done = 0, discarded = 0, skipped = 0, lastGain = 0, stale = 0;
        long commands = 0;
        var coverage = new CoverageRecord(block.Coverage);
        var counts = new SortedDictionary<string, PropertyCounts>(StringComparer.Ordinal);
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var unavailable = new SortedSet<string>(StringComparer.Ordinal);
        var corpus = new List<TestCase>();
        var first = new Dictionary<string, (CaseFailure Failure, int Number, ulong Seed, TestCase Test)>();
        while (done < wanted)
        {
            int count = Math.Min(Batch, wanted - done), start = done, known = first.Count;
            var tests = new TestCase[count];
            var runs = new CaseRun[count];
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Jobs) }, i =>
            {
                ulong seed = SeedOf(options.Seed, start + i);
                tests[i] = corpus.Count > 0 && (start + i) % 4 == 3 ? bench.Mutate(corpus[(int)(seed % (ulong)corpus.Count)], seed) : bench.Generate(seed, SizeOf(start + i));
                runs[i] = _execution.Execute(bench, tests[i], seed, options.Faults);
            });
            for (int i = 0; i < count; i++)
            {
                CaseRun run = runs[i];
                done++;
                commands += tests[i].Commands.Count;
                skipped += run.Skipped;
                if (run.Discarded is not null) discarded++;
                if (run.Unavailable is not null) unavailable.Add(run.Unavailable);
                foreach ((string property, PropertyCounts c) in run.Counts) counts[property] = counts.GetValueOrDefault(property) + c;
                bool better = coverage.Add(run.Coverage) > 0;
                if (better) lastGain = done;
                foreach ((string name, double value) in run.Metrics)
                {
                    if (metrics.TryGetValue(name, out double best) && value <= best) continue;
                    metrics[name] = value;
                    better = true;
                }
                if (better) Keep(corpus, tests[i]);
                foreach (CaseFailure failure in run.Failures) first.TryAdd(failure.Property, (failure, start + i, run.Seed, tests[i]));
            }
            options.Progress?.Invoke(done, wanted);
            stale = first.Count > known ? 0 : stale + 1;
            if (first.Count > 0 && (options.StopAtFailure || (options.StopWhenStale > 0 && stale >= options.StopWhenStale))) break;
        }
        FoundFailure[] failures = [.. first.OrderBy(entry => entry.Value.Number).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Shrink(entry.Value.Failure, entry.Value.Number, entry.Value.Seed, entry.Value.Test, options))];
        return new BenchResult(bench.Name, done, commands, discarded, counts, coverage, failures, metrics, [.. Health(done, commands, discarded, skipped)], [.. unavailable], lastGain);
    }

    /// <summary>Executes a replay file's case.</summary>
    public CaseRun Replay(ReplayFile file, ICaseObserver? observer = null) =>
        _execution.Execute(bench, bench.FromJson(file.Configuration, file.Commands), file.Seed, file.FaultSet, observer);

    /// <summary>A failure as a replay file.</summary>
    public ReplayFile ToReplay(FoundFailure failure, RunnerOptions options)
    {
        (System.Text.Json.Nodes.JsonNode configuration, System.Text.Json.Nodes.JsonArray commands) = bench.ToJson(failure.Shrunk);
        return new ReplayFile(block.Name, bench.Name, failure.Failure.Property, failure.Failure.Sentence, ReplayFile.SpecificationOf(block, bench),
            options.Seed, failure.CaseNumber, failure.Seed, [.. options.Faults.Names], configuration, commands);
    }

    /// <summary>Makes a failure's case small.</summary>
    public FoundFailure ShrinkAgain(FoundFailure failure, RunnerOptions options) =>
        Shrink(failure.Failure, (int)failure.CaseNumber, failure.Seed, failure.Found, options with { Shrink = true });

    private FoundFailure Shrink(CaseFailure failure, int number, ulong seed, TestCase test, RunnerOptions options)
    {
        if (!options.Shrink) return new FoundFailure(failure, number, seed, test, test, 0);
        CaseFailure latest = failure;
        var shrinker = new CaseShrinker(bench, candidate =>
        {
            CaseFailure? same = _execution.Execute(bench, candidate, seed, options.Faults).Failures.FirstOrDefault(f => f.Property == failure.Property);
            if (same is not null) latest = same;
            return same is not null;
        });
        TestCase shrunk = shrinker.Shrink(test);
        return new FoundFailure(latest, number, seed, test, shrunk, shrinker.Executions);
    }

    private static void Keep(List<TestCase> corpus, TestCase test)
    {
        if (corpus.Count == LargestCorpus) corpus.RemoveAt(0);
        corpus.Add(test);
    }

    private static IEnumerable<string> Health(int done, long commands, int discarded, int skipped)
    {
        if (2 * discarded > done) yield return $"{discarded} of {done} cases were discarded: the generator makes mostly cases without sense.";
        if (2 * skipped > commands && commands > 0) yield return $"{skipped} of {commands} commands were skipped: their preconditions mostly do not hold.";
    }

    private ulong SeedOf(ulong seed, int number) => RandomStream.Derive(seed, $"{block.Name}/{bench.Name}/{number}").NextBits();

    private int SizeOf(int number) => 1 + bench.LongestCase * (number % Ramp + 1) / Ramp;
}
