using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Faults;
using HwModel.Verification.Plans;

namespace HwModel.Verification.Tests.Cases;

public class RunnerTests
{
    private static readonly CounterBlock Block = new();

    private static CaseRunner Runner => new(Block, Block.Benches[0]);

    private static RunnerOptions With(string fault) => new() { Effort = Effort.Smoke, Faults = new FaultSet(fault) };

    [Fact]
    public void The_same_seed_gives_the_same_cases_for_any_number_of_jobs()
    {
        string[] runs = [.. ((int[])[1, 2, 5]).Select(jobs => Digest(new RunnerOptions { Seed = 7, Effort = Effort.Normal, Jobs = jobs }))];
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
        Assert.NotEqual(runs[0], Digest(new RunnerOptions { Seed = 8, Effort = Effort.Normal }));

        static string Digest(RunnerOptions options)
        {
            BenchResult result = Runner.Run(options);
            return $"{result.Commands} {string.Join(' ', result.Counts)} {string.Join(' ', result.Coverage.Model.Items.SelectMany(item => item.Bins.Select((_, i) => result.Coverage.Hits(item, i))))}";
        }
    }

    [Fact]
    public void Without_a_fault_everything_holds_and_the_search_reaches_the_greatest_count()
    {
        BenchResult result = Runner.Run(new RunnerOptions { Effort = Effort.Normal });
        Assert.Empty(result.Failures);
        Assert.Empty(result.Health);
        Assert.Equal(50, result.Metrics["count"]);
        Assert.Equal(1024, result.Cases);
    }

    [Fact]
    public void A_failing_case_shrinks_to_the_smallest_configuration_and_command()
    {
        FoundFailure found = Assert.Single(Runner.Run(With("counter.off_by_one")).Failures);
        Assert.Equal("counter.in_range", found.Failure.Property);
        // The least configuration that is allowed, and one addition of exactly one more than its limit.
        Assert.Equal(new CounterConfiguration(3, false), found.Shrunk.Configuration);
        Assert.Equal([new Add(4)], found.Shrunk.Commands);
        Assert.Equal("The counter was 4; its limit is 3.", found.Failure.Sentence);
    }

    [Fact]
    public void A_case_that_needs_two_commands_keeps_two()
    {
        FoundFailure found = Assert.Single(Runner.Run(With("counter.clear_ignored")).Failures);
        Assert.Equal([new Add(1), new Clear()], found.Shrunk.Commands);
    }

    [Fact]
    public void An_exception_is_a_failed_property()
    {
        FoundFailure found = Assert.Single(Runner.Run(With("counter.throws")).Failures);
        Assert.Equal("counter.runs_without_error", found.Failure.Property);
        Assert.Equal("InvalidOperationException: two (thrown in Bench.Execute)", found.Failure.Sentence);
        Assert.Equal([new Add(2)], found.Shrunk.Commands);
    }

    [Fact]
    public void A_replay_file_shows_the_failure_again_and_tells_when_the_block_has_changed()
    {
        using var folder = new TemporaryFolder();
        RunnerOptions options = With("counter.clear_ignored");
        string path = Runner.ToReplay(Runner.Run(options).Failures[0], options).WriteTo(folder.Path);
        Assert.Single(Directory.GetFiles(folder.Path));
        ReplayFile file = ReplayFile.Read(path);
        Assert.Equal(("counter", "commands", "counter.clears", 2), (file.Block, file.Bench, file.Property, file.CommandCount));
        Assert.Equal("counter.clears", Assert.Single(VerificationRun.Replay(Block, file).Failures).Property);
        Assert.True(VerificationRun.IsCurrent(Block, file));
        Assert.False(VerificationRun.IsCurrent(Block, file with { Specification = "0123456789abcdef" }));
        Assert.Empty(VerificationRun.Replay(Block, file with { Faults = [] }).Failures);
    }

    [Theory]
    [InlineData("", "not a replay file")]
    [InlineData("{", "not a replay file")]
    [InlineData("{\"schemaVersion\": 3}", "schema version 3; version 1 can be read")]
    [InlineData("{\"schemaVersion\": 1}", "does not name a block")]
    [InlineData("[]", "not a replay file")]
    public void A_damaged_replay_file_is_refused_in_a_sentence(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("r.json"), text);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ReplayFile.Read(folder.File("r.json"))).Message);
    }

    [Theory]
    [InlineData("{\"limit\": 1, \"wraps\": false}", "[]", "not allowed")]
    [InlineData("{\"limit\": 5, \"wraps\": false, \"more\": 1}", "[]", "more")]
    [InlineData("null", "[]", "no configuration")]
    [InlineData("{\"limit\": 5, \"wraps\": false}", "null", "no commands")]
    [InlineData("{\"limit\": 5, \"wraps\": false}", "[null]", "Command 0 of the case is null")]
    [InlineData("{\"limit\": 5, \"wraps\": false}", "[{\"command\": \"Subtract\"}]", "Subtract")]
    [InlineData("{\"limit\": 5, \"wraps\": false}", "[{\"command\": \"Add\", \"amount\": \"x\"}]", "amount")]
    public void A_case_that_does_not_fit_is_refused_in_a_sentence(string configuration, string commands, string expected)
    {
        var file = new ReplayFile("counter", "commands", "counter.clears", "", "", 1, 0, 1, [], System.Text.Json.Nodes.JsonNode.Parse(configuration), System.Text.Json.Nodes.JsonNode.Parse(commands));
        Assert.Contains(expected, Assert.Throws<FormatException>(() => VerificationRun.Replay(Block, file)).Message);
    }

    [Fact]
    public void The_matrix_is_full_in_both_directions_or_says_what_is_missing()
    {
        FaultMatrix matrix = FaultMatrix.Compute(Block, new RunnerOptions { Effort = Effort.Smoke });
        Assert.True(matrix.IsFull);
        Assert.Equal(
            ["counter.off_by_one: counter.in_range", "counter.clear_ignored: counter.clears", "counter.throws: counter.runs_without_error"],
            matrix.Rows.Select(row => $"{row.Fault.Name}: {string.Join(' ', row.Kills)}"));
        FaultMatrix part = FaultMatrix.Compute(Block, new RunnerOptions { Effort = Effort.Smoke }, ["counter.throws"]);
        Assert.Equal(["counter.in_range", "counter.clears"], part.Toothless);
        Assert.False(part.IsFull);
    }

    [Fact]
    public void A_block_that_holds_reaches_full_coverage_and_failures_are_kept_and_run_first()
    {
        using var folder = new TemporaryFolder();
        BlockResult good = VerificationRun.Run(Block, new VerificationOptions { Folder = folder.Path });
        Assert.True(good.Holds);
        Assert.Equal(Stage.FullCoverage, good.SignOff!.Reached);
        Assert.Empty(good.Regressions);

        // A kept failure that still fails: one of a command that only the faulty design refuses, written without the fault.
        RunnerOptions options = With("counter.off_by_one");
        string failures = Path.Combine(folder.Path, "failures", "counter");
        Runner.ToReplay(Runner.Run(options).Failures[0], options).WriteTo(failures);
        BlockResult again = VerificationRun.Run(Block, new VerificationOptions { Folder = folder.Path });
        Assert.True(Assert.Single(again.Regressions).StillFails);
        Assert.False(again.Holds);
        File.WriteAllText(Path.Combine(failures, "a.json"), "{");
        Assert.Contains("can't be run again", VerificationRun.Run(Block, new VerificationOptions { Folder = folder.Path }).Regressions[0].Note);
    }

    [Fact]
    public void A_switched_in_fault_leaves_a_replay_file_apart_from_real_failures()
    {
        using var folder = new TemporaryFolder();
        BlockResult bad = VerificationRun.Run(Block, new VerificationOptions { Folder = folder.Path, Faults = ["counter.off_by_one"] });
        Assert.False(bad.Holds);
        FailureResult failure = Assert.Single(bad.Failures);
        Assert.StartsWith(Path.Combine(folder.Path, "with-faults", "counter"), failure.ReplayPath);
        Assert.Equal(["counter.off_by_one"], ReplayFile.Read(failure.ReplayPath!).Faults);
        Assert.Empty(VerificationRun.Run(Block, new VerificationOptions { Folder = folder.Path }).Regressions);
    }

    [Fact]
    public void A_record_gets_simpler_one_parameter_at_a_time()
    {
        Assert.Equal([new CounterConfiguration(0, true), new CounterConfiguration(4, true), new CounterConfiguration(8, true), new CounterConfiguration(9, false)],
            RecordShrinker.Simpler(new CounterConfiguration(9, true)));
        Assert.Equal([new Add(3), new Add(0), new Add(-1)], RecordShrinker.Simpler(new Add(-3)));
        Assert.Empty(RecordShrinker.Simpler(new Clear()));
    }
}
