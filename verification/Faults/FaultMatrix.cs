using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Verification.Faults;

/// <summary>What one switched-in fault did to the properties of its block.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Kills">The properties that failed, in order of their names.</param>
/// <param name="Cases">Cases that were run.</param>
/// <param name="FirstCase">Number of the first failing case; -1: none.</param>
/// <param name="ShrunkCommands">Commands of the smallest failing case; -1: none.</param>
/// <param name="Replay">The smallest failing case; null: none.</param>
public sealed record FaultRow(Fault Fault, IReadOnlyList<string> Kills, int Cases, long FirstCase, int ShrunkCommands, ReplayFile? Replay)
{
    /// <summary>Whether a property noticed the fault.</summary>
    public bool IsKilled => Kills.Count > 0;
}

/// <summary>
/// Properties against faults of one block. Both directions are checked: every fault is noticed by a property, and every property notices
/// a fault, else it has not been shown to be able to fail.
/// </summary>
public sealed record FaultMatrix(string Block, IReadOnlyList<string> Properties, IReadOnlyList<FaultRow> Rows)
{
    /// <summary>Faults that no property noticed.</summary>
    public IEnumerable<string> Survivors => Rows.Where(row => !row.IsKilled).Select(row => row.Fault.Name);

    /// <summary>Declared properties that noticed no fault.</summary>
    public IEnumerable<string> Toothless => Properties.Where(property => !Rows.Any(row => row.Kills.Contains(property)));

    /// <summary>Commands beyond which a shrunk case is not small.</summary>
    public const int SmallCase = 10;

    /// <summary>Noticed faults whose smallest case has at most <see cref="SmallCase"/> commands.</summary>
    public int SmallCases => Rows.Count(row => row.IsKilled && row.ShrunkCommands <= SmallCase);

    /// <summary>Whether both directions hold.</summary>
    public bool IsFull => !Survivors.Any() && !Toothless.Any();

    /// <summary>Runs the block's benches once for every fault.</summary>
    /// <param name="block">The block.</param>
    /// <param name="options">Seed, effort and jobs; its faults are not used.</param>
    /// <param name="only">The faults to run; null: all.</param>
    /// <param name="progress">Told the fault that is run next.</param>
    public static FaultMatrix Compute(IVerificationBlock block, RunnerOptions options, IReadOnlyCollection<string>? only = null, Action<string>? progress = null)
    {
        var rows = new List<FaultRow>();
        foreach (Fault fault in block.Faults)
        {
            if (only is not null && !only.Contains(fault.Name)) continue;
            progress?.Invoke(fault.Name);
            rows.Add(Run(block, fault, options));
        }
        return new FaultMatrix(block.Name, [.. block.Properties.Select(property => property.Name)], rows);
    }

    private static FaultRow Run(IVerificationBlock block, Fault fault, RunnerOptions options)
    {
        RunnerOptions with = options with { Faults = new FaultSet(fault.Name), StopAtFailure = false, StopWhenStale = 4, Shrink = false, Progress = null };
        var kills = new SortedSet<string>(StringComparer.Ordinal);
        (CaseRunner Runner, FoundFailure Failure, ICaseBench Bench)? first = null;
        int cases = 0;
        foreach (ICaseBench bench in block.Benches)
        {
            var runner = new CaseRunner(block, bench);
            BenchResult result = runner.Run(with);
            cases += result.Cases;
            kills.UnionWith(result.Failures.Select(failure => failure.Failure.Property));
            if (first is null && result.Failures.Count > 0) first = (runner, result.Failures[0], bench);
        }
        if (first is not { } found) return new FaultRow(fault, [], cases, -1, -1, null);
        FoundFailure shrunk = found.Runner.ShrinkAgain(found.Failure, with);
        return new FaultRow(fault, [.. kills], cases, shrunk.CaseNumber, shrunk.Shrunk.Commands.Count, found.Runner.ToReplay(shrunk, with));
    }
}
