using System.Diagnostics;

namespace HwModel.Studies.Tests.Engine;

/// <summary>A real study through a real Slurm: one node on loopback, started by .ci/slurm.</summary>
public sealed class SlurmTests : IDisposable
{
    private const string Study = "schema: 1\nstudy: cluster\nworkload: traffic\nset: {mesh.size: 8x8, run.cycles: 6000, run.warmup: 500, run.drain: 2000}\nvary:\n  traffic.rate: {from: 0.02, to: 0.3, step: 0.02}\nrepeat: 4\n"
        + "report: {curves: {x: traffic.rate, y: latency.mean}}\n";

    private readonly TemporaryFolder _temporary = new();
    private readonly string _cluster;

    public SlurmTests()
    {
        _cluster = _temporary.File("cluster");
        Directory.CreateDirectory(_cluster);
    }

    public void Dispose()
    {
        Control("stop");
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        _temporary.Dispose();
    }

    private ToolResult Control(string command) => OutsideTools.Run("bash", [Path.Combine(RepositoryPaths.Root, ".ci", "slurm"), command, _cluster]);

    [ToolFact("sbatch", "slurmctld", "slurmd", "munged")]
    public void A_study_survives_the_failure_of_its_node_and_equals_the_local_one()
    {
        // munge wants folders that others can't write to.
        OutsideTools.Run("chmod", ["755", _temporary.Path]);
        ToolResult started = Control("start");
        Assert.True(started.ExitCode == 0, started.Output + started.Error);
        Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(_cluster, "slurm.conf"));
        string file = _temporary.File("study.yaml"), cluster = _temporary.File("on-cluster"), local = _temporary.File("local");
        File.WriteAllText(file, Study);
        using Process engine = StudyRuns.Begin("study", "run", file, "-o", cluster, "-q", "--executor", "slurm", "--jobs", "2");
        int Finished() => Directory.Exists(Path.Combine(cluster, "cache")) ? Directory.EnumerateFiles(Path.Combine(cluster, "cache"), "*.json", SearchOption.AllDirectories).Count() : 0;
        var watch = Stopwatch.StartNew();
        while (Finished() < 5 && watch.Elapsed.TotalSeconds < 60) Thread.Sleep(20);
        int before = Finished();
        Control("fail");
        Assert.InRange(before, 5, 59);
        Thread.Sleep(1000);
        Assert.False(engine.HasExited, "the engine waits for the node");
        ToolResult restored = Control("restore");
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Error);
        Assert.True(engine.WaitForExit(TimeSpan.FromSeconds(120)), "the study ends");
        Assert.Equal(0, engine.ExitCode);
        StudyRuns.Run("run", file, "-o", local, "-q");
        Assert.Equal(StudyRuns.Files(local), StudyRuns.Files(cluster));

        // The end of a study leaves no job behind, not even one that went back into the queue when the node failed.
        string Queue() => OutsideTools.Run("squeue", ["--noheader"]).Output.Trim();
        watch.Restart();
        while (Queue().Length > 0 && watch.Elapsed.TotalSeconds < 30) Thread.Sleep(100);
        Assert.Equal("", Queue());

        // Nor does cancelling.
        string cancelled = _temporary.File("cancelled");
        using Process second = StudyRuns.Begin("study", "run", file, "-o", cancelled, "-q", "--executor", "slurm");
        watch.Restart();
        while (Queue().Length == 0 && watch.Elapsed.TotalSeconds < 30) Thread.Sleep(50);
        OutsideTools.Run("kill", ["-TERM", $"{second.Id}"]);
        Assert.True(second.WaitForExit(TimeSpan.FromSeconds(30)), "the engine stops");
        Assert.Equal(1, second.ExitCode);
        watch.Restart();
        while (Queue().Length > 0 && watch.Elapsed.TotalSeconds < 20) Thread.Sleep(100);
        Assert.Equal("", Queue());
    }
}
