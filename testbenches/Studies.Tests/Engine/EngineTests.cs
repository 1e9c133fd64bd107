using System.Diagnostics;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Results;

namespace HwModel.Studies.Tests.Engine;

public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private static Tally Execute(StudyPlan study, StudyFolder folder, int jobs = 1, bool failFast = false)
    {
        var tally = new Tally();
        new LocalExecutor(jobs, failFast).Execute(study, folder, study.Runs, tally, default);
        return tally;
    }

    [Fact]
    public void Nothing_is_computed_twice()
    {
        var toy = new Toy();
        (StudyFolder folder, StudyPlan study) = toy.In(_temporary, "vary: {a: [1, 2, 3]}\nrepeat: 4");
        Assert.Equal((12, 0), (Execute(study, folder, 3).Computed, Execute(study, folder).Computed));
        Assert.Equal(12, toy.Runs);
        // A larger study of the same folder computes what is new.
        (folder, study) = toy.In(_temporary, "vary: {a: [1, 2, 3, 4]}\nrepeat: 4");
        Tally tally = Execute(study, folder);
        Assert.Equal((4, 12), (tally.Computed, tally.Cached));
    }

    [Fact]
    public void A_failed_run_is_a_row_and_stops_nobody()
    {
        (StudyFolder folder, StudyPlan study) = new Toy().In(_temporary, "vary: {a: [1, 13, 3]}");
        Assert.Equal((3, 1), (Execute(study, folder) is var tally ? tally.Computed : 0, tally.Failed));
        ResultFiles.Write(new StudyResults(study, folder), "test");
        string[] rows = File.ReadAllLines(folder.In("results.csv"));
        Assert.Equal("run,point,kind,seed,a,y,noisy,status,message,key", rows[0]);
        Assert.StartsWith("0,0,run,1,1,1,2,ok,,", rows[1]);
        Assert.StartsWith("1,1,run,1,13,,,failed,13 brings bad luck,", rows[2]);
        Assert.StartsWith("2,2,run,1,3,3,4,ok,,", rows[3]);
    }

    [Fact]
    public void The_first_failure_stops_all_where_that_is_wanted()
    {
        var toy = new Toy();
        (StudyFolder folder, StudyPlan study) = toy.In(_temporary, "vary: {a: [1, 13, 3, 4, 5]}");
        Execute(study, folder, failFast: true);
        Assert.Equal(2, toy.Runs);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_jobs()
    {
        const string Body = "vary: {a: {from: 0, to: 20, step: 1}, b: [1, 2, 3]}\nrepeat: 3\nobjectives: {min: [y], max: [noisy]}\nreport: {curves: {x: a, y: y, by: b}}";
        var written = new List<string>();
        foreach (int jobs in (int[])[1, 2, 5])
        {
            (StudyFolder folder, StudyPlan study) = new Toy().In(_temporary, Body, $"jobs{jobs}");
            Execute(study, folder, jobs);
            Collection.Write(study, folder, "test");
            written.Add(StudyRuns.Files(folder.Path));
        }
        Assert.Equal(written[0], written[1]);
        Assert.Equal(written[0], written[2]);
    }

    [Fact]
    public void A_search_finds_the_threshold_to_its_resolution()
    {
        (StudyFolder folder, StudyPlan study) = new Toy().In(_temporary, "vary: {b: [1, 2]}\nsearch: {path: a, from: 0, to: 100, resolution: 0.01, until: 'y > 55.5'}");
        Execute(study, folder);
        var results = new StudyResults(study, folder);
        // y = a + 10 b
        Assert.InRange(results.Found(study.Runs[0])!.Value, 45.49, 45.5);
        Assert.InRange(results.Found(study.Runs[1])!.Value, 35.49, 35.5);
    }

    [Fact]
    public void A_result_that_was_torn_is_computed_again()
    {
        var toy = new Toy();
        (StudyFolder folder, StudyPlan study) = toy.In(_temporary, "vary: {a: [1]}");
        Execute(study, folder);
        string file = Directory.EnumerateFiles(folder.In("cache"), "*.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..20]);
        Assert.Equal(1, new StudyResults(study, folder).Missing);
        Assert.Equal(1, Execute(study, folder).Computed);
        Assert.Equal(0, new StudyResults(study, folder).Missing);
    }

    [Fact]
    public void The_claim_of_a_dead_process_is_taken_over_and_that_of_a_living_one_is_not()
    {
        var toy = new Toy();
        (StudyFolder folder, StudyPlan study) = toy.In(_temporary, "vary: {a: [1, 2]}");
        File.WriteAllText(folder.In("claims", study.Runs[0].Key), $"{Environment.MachineName}-999999-1");
        File.WriteAllText(folder.In("claims", study.Runs[1].Key), WorkerName.Own);
        var tally = new Tally();
        new LocalExecutor(1, waits: false).Execute(study, folder, study.Runs, tally, default);
        Assert.Equal(1, tally.Computed);
        Assert.True(new ResultCache(folder).Has(study.Runs[0].Key));
        Assert.False(new ResultCache(folder).Has(study.Runs[1].Key));
    }

    [Fact]
    public void A_stopped_study_gives_its_claims_back()
    {
        using var stop = new CancellationTokenSource();
        var toy = new Toy { Hook = request => { if (request.Settings["a"] == "3") { stop.Cancel(); request.Stop.ThrowIfCancellationRequested(); } } };
        (StudyFolder folder, StudyPlan study) = toy.In(_temporary, "vary: {a: [1, 2, 3, 4]}");
        Assert.ThrowsAny<OperationCanceledException>(() => new LocalExecutor(1).Execute(study, folder, study.Runs, new Tally(), stop.Token));
        Assert.Empty(Directory.EnumerateFiles(folder.In("claims")));
        Assert.Equal(2, study.Runs.Count(run => new ResultCache(folder).Has(run.Key)));
    }

    [Fact]
    public void Ten_thousand_tiny_runs_cost_less_than_two_milliseconds_each()
    {
        (StudyFolder folder, StudyPlan study) = new Toy().In(_temporary, "vary: {b: {from: 0, to: 99, step: 1}, c: {from: 0, to: 99, step: 1}}");
        Assert.Equal(10_000, study.Runs.Count);
        long before = GC.GetTotalMemory(true);
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        Execute(study, folder);
        Collection.Write(study, folder, "test");
        double each = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / study.Runs.Count;
        Assert.InRange(each, 0, 2);
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 50 << 20);
        Assert.Equal(10_001, File.ReadLines(folder.In("results.csv")).Count());
    }
}
