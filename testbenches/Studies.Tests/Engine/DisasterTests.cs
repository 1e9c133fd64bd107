using System.Diagnostics;
using System.Text.Json;

namespace HwModel.Studies.Tests.Engine;

/// <summary>Processes are killed, disks are full, folders can't be written: what was finished stays, and the files end up as if nothing had happened.</summary>
public sealed class DisasterTests : IDisposable
{
    private const string Thousand = "schema: 1\nstudy: thousand\nworkload: dvfs\nset: {run.ticks: 4000}\nvary:\n  dvfs.threshold: {from: 2, to: 100, step: 2}\n  traffic.burst_rate: {from: 0.01, to: 0.1, step: 0.01}\nrepeat: 2\nmetrics: [energy.total, overruns]\n";

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Write(string text)
    {
        string file = _temporary.File("study.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    [Fact]
    public void A_thousand_runs_killed_at_twenty_moments_compute_nothing_finished_again()
    {
        string file = Write(Thousand), killed = _temporary.File("killed"), calm = _temporary.File("calm");
        var random = new Random(5);
        int kills = 0;
        for (; kills < 20; kills++)
        {
            using Process engine = StudyRuns.Begin("study", "run", file, "-o", killed, "-j", "2", "-q");
            // The clock runs from the first sign of work on, so that kills hit the work and not the runtime's start.
            int before = Events(killed).Count();
            var watch = Stopwatch.StartNew();
            while (Events(killed).Count() == before && !engine.HasExited && watch.Elapsed.TotalSeconds < 30) Thread.Sleep(5);
            Thread.Sleep(random.Next(60));
            engine.Kill(entireProcessTree: true);
            engine.WaitForExit();
        }
        int finished = Directory.EnumerateFiles(Path.Combine(killed, "cache"), "*.json", SearchOption.AllDirectories).Count();
        Assert.InRange(finished, 20, 1000);
        StudyRuns.Run("resume", killed, "-q");
        StudyRuns.Run("run", file, "-o", calm, "-q");
        Assert.Equal(StudyRuns.Files(calm), StudyRuns.Files(killed));
        (string Event, string Key)[] events = [.. Events(killed)];
        Assert.All(events.Where(entry => entry.Event == "done").GroupBy(entry => entry.Key), group => Assert.Single(group));
        // Only runs that were in progress when the engine died began twice: at most one for each job and kill.
        int again = events.Where(entry => entry.Event == "begin").GroupBy(entry => entry.Key).Sum(group => group.Count() - 1);
        Assert.InRange(again, 0, 2 * kills);
        // A kill between the end of a run and the removal of its claim leaves the claim.
        Assert.InRange(Directory.EnumerateFiles(Path.Combine(killed, "claims")).Count(claim => !claim.EndsWith(".alive", StringComparison.Ordinal)), 0, 2 * kills);
    }

    [Fact]
    public void A_killed_worker_among_several_loses_only_its_run()
    {
        string file = Write(Thousand), shared = _temporary.File("shared"), calm = _temporary.File("calm");
        Process[] shards = [.. Enumerable.Range(1, 3).Select(i => StudyRuns.Begin("study", "run", file, "-o", shared, "-q", "--shard", $"{i}/3"))];
        while (!Events(shared).Any()) Thread.Sleep(10);
        shards[0].Kill();
        foreach (Process shard in shards) shard.WaitForExit();
        StudyRuns.Run("resume", shared, "-q");
        StudyRuns.Run("run", file, "-o", calm, "-q");
        Assert.Equal(StudyRuns.Files(calm), StudyRuns.Files(shared));
        Assert.All(Events(shared).Where(entry => entry.Event == "done").GroupBy(entry => entry.Key), group => Assert.Single(group));
        foreach (Process shard in shards) shard.Dispose();
    }

    [ToolFact("mount")]
    public void A_full_disk_stops_with_a_sentence_and_resumes_with_the_same_files()
    {
        string file = Write(Thousand), calm = _temporary.File("calm"), mount = _temporary.File("small");
        Directory.CreateDirectory(mount);
        if (OutsideTools.Run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", mount]).ExitCode != 0) return; // needs the right to mount
        try
        {
            string full = Path.Combine(mount, "full");
            ToolResult result = Hwmodel.Invoke("study", "run", file, "-o", full, "-q");
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("can't be written", result.Error);
            Assert.Contains($"'hwmodel study resume {full}'", result.Error);
            Assert.Single(result.Error.TrimEnd().Split('\n'));
            Assert.False(File.Exists(Path.Combine(full, "results.csv")));
            int finished = Directory.EnumerateFiles(Path.Combine(full, "cache"), "*.json", SearchOption.AllDirectories).Count(name => new FileInfo(name).Length > 0);
            Assert.InRange(finished, 10, 999);
            OutsideTools.Run("mount", ["-o", "remount,size=64m", mount]);
            StudyRuns.Run("resume", full, "-q");
            StudyRuns.Run("run", file, "-o", calm, "-q");
            Assert.Equal(StudyRuns.Files(calm), StudyRuns.Files(full));
        }
        finally
        {
            OutsideTools.Run("umount", ["-l", mount]);
        }
    }

    [ToolFact("mount")]
    public void A_folder_that_can_t_be_written_is_said_at_once()
    {
        string file = Write(Thousand), mount = _temporary.File("readonly");
        Directory.CreateDirectory(mount);
        if (OutsideTools.Run("mount", ["-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", mount]).ExitCode != 0) return; // needs the right to mount
        try
        {
            ToolResult result = Hwmodel.Invoke("study", "run", file, "-o", Path.Combine(mount, "out"), "-q");
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("can't be written", result.Error);
        }
        finally
        {
            OutsideTools.Run("umount", ["-l", mount]);
        }
        string occupied = _temporary.File("occupied");
        File.WriteAllText(occupied, "");
        ToolResult other = Hwmodel.Invoke("study", "run", file, "-o", occupied, "-q");
        Assert.Equal(2, other.ExitCode);
    }

    private static IEnumerable<(string Event, string Key)> Events(string folder)
    {
        string journal = Path.Combine(folder, "journal");
        if (!Directory.Exists(journal)) yield break;
        foreach (string file in Directory.EnumerateFiles(journal))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line)
            {
                if (!line.EndsWith('}')) continue;
                JsonElement entry = JsonSerializer.Deserialize<JsonElement>(line);
                yield return (entry.GetProperty("event").GetString()!, entry.GetProperty("key").GetString()!);
            }
        }
    }
}
