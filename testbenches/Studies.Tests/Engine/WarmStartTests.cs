namespace HwModel.Studies.Tests.Engine;

/// <summary>Runs that share a warm-up go on from one snapshot and give what they give alone.</summary>
public sealed class WarmStartTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private string Folder(string name, string cycles, params string[] more)
    {
        string file = _temporary.File(name + ".yaml"), folder = _temporary.File(name);
        File.WriteAllText(file, $"schema: 1\nstudy: warm\nworkload: traffic\nset: {{mesh.size: 5x4, traffic.rate: 0.3, router.vcs: 2, run.warmup: 4000}}\nvary: {{run.cycles: [{cycles}]}}\nrepeat: 2\nmaps: [link.load]\n");
        StudyRuns.Run(["run", file, "-o", folder, "-q", .. more]);
        return folder;
    }

    private static string Metrics(string line) => string.Join(',', line.Split(',')[5..^1]);

    [Fact]
    public void Forked_runs_give_the_results_of_runs_on_their_own()
    {
        // The first level alone leaves the snapshots of its two seeds; with the others the study is complete and they go.
        string forked = Folder("forked", "300, 700, 2000", "--only", "run.cycles = 300");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(forked, "warm")).Length);
        Folder("forked", "300, 700, 2000", "-j", "2");
        Assert.False(Directory.Exists(Path.Combine(forked, "warm")));
        string[] alone = [.. ((string[])["300", "700", "2000"]).SelectMany(cycles => File.ReadLines(Path.Combine(Folder("alone" + cycles, cycles), "results.csv")).Skip(1))];
        Assert.Equal(alone.Select(Metrics), File.ReadLines(Path.Combine(forked, "results.csv")).Skip(1).Select(Metrics));
        Assert.Equal(6, alone.Select(Metrics).Distinct().Count());
    }

    [Fact]
    public void A_torn_snapshot_is_made_again()
    {
        string torn = Folder("torn", "300, 700", "--only", "run.cycles = 300");
        foreach (string file in Directory.GetFiles(Path.Combine(torn, "warm"))) File.WriteAllBytes(file, File.ReadAllBytes(file)[..5000]);
        Folder("torn", "300, 700");
        string calm = Folder("calm", "300, 700");
        Assert.Equal(StudyRuns.Files(calm).Replace("calm", "torn", StringComparison.Ordinal), StudyRuns.Files(torn));
    }
}
