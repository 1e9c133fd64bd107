namespace HwModel.Studies.Tests.Files;

/// <summary>What is wrong with a study file is said in one sentence with its place, and nothing is written.</summary>
public sealed class BrokenStudyTests
{
    private const string Head = "schema: 1\nstudy: broken\nworkload: traffic\n";

    public static TheoryData<string, int, int, string> Broken => new()
    {
        { Head + "vary:\n  router.bufer: [4, 8]\n", 5, 3, "the workload traffic has no parameter router.bufer; did you mean router.buffer?" },
        { Head + "vary:\n  clock.period: [2 V]\n", 5, 18, "clock.period is in ns (or fs, ps, us, ms, s), not in 'V'" },
        { Head + "vary:\n  traffic.rate: {from: 0.4, to: 0.1, step: 0.1}\n", 5, 17, "the range of traffic.rate is empty: from 0.4 to 0.1; 'to' must be above 'from'" },
        { Head + "vary:\n  hagen.weight_bits: [4, 6]\n", 5, 3, "the workload traffic has no parameter hagen.weight_bits" },
        { Head + "vary:\n  traffic.rate: [0.1]\nlink:\n  router.buffer: 2 * router.vcs\n  router.vcs: router.buffer / 2\n", 7, 3, "the links form a cycle: router.buffer needs router.vcs needs router.buffer; one of them must not depend on the others" },
        { Head + "vary:\n  traffic.rate: {from: 0.0001, to: 1, step: 0.0001}\n  router.buffer: {from: 1, to: 1000, step: 1}\n", 5, 3, "the study asks for 10,000,000 runs (10,000 of traffic.rate x 1,000 of router.buffer x 1 seeds); at most 100,000 are allowed unless 'budget: {runs: ...}' allows more (up to 10,000,000)" },
        { Head + "varry:\n  traffic.rate: [0.1]\n", 4, 1, "the study has no key varry; did you mean vary?" },
        { Head + "vary:\n  router.buffer: [0.5, 4]\n", 5, 19, "router.buffer is a whole number from 1 to 1024, not '0.5'" },
        { Head + "vary:\n  traffic.rate: []\n", 5, 17, "vary.traffic.rate has no levels; give one or more" },
        { Head + "set: {traffic.rate: 0.1}\nvary:\n  traffic.rate: [0.1, 0.2]\n", 4, 7, "traffic.rate is set and also varied in line 6; give it one of these" },
        { Head + "vary:\n  traffic.rate: [0.1]\nconstraints: ['traffic.rate < router.bufer']\n", 6, 15, "'traffic.rate < router.bufer' is not an expression: there is no router.bufer; did you mean router.buffer?" },
        { Head + "vary:\n  traffic.rate: [0.1, 0.10]\n", 5, 23, "the level 0.1 of traffic.rate stands here twice" },
        { Head + "metrics: [latency.men]\n", 4, 11, "the workload traffic has no metric latency.men; did you mean latency.mean?" },
        { Head + "repeat: {seeds: [1, 1]}\n", 4, 17, "repeat.seeds names a seed twice; the same seed gives the same run" },
        { Head + "vary:\n  traffic.rate: {from: 0.1, to: 0.4}\n", 5, 17, "the range of traffic.rate needs 'step', 'factor' or 'n' with grid; only sampling takes points from anywhere" },
        { "schema: 1\nstudy: broken\nworkload: trafic\n", 3, 11, "there is no workload trafic; did you mean traffic?" },
        { Head + "vary:\n  \"router.buffer, router.vcs\": [[4, 1], [8]]\n", 5, 41, "a level of vary.router.buffer, router.vcs has 2 values, one for each parameter, not 1" },
        { Head + "sample: {method: latin-hypercube}\n", 4, 9, "latin-hypercube needs a number of points; write for example 'sample: {method: latin-hypercube, points: 50}'" },
        { Head + "vary:\n  mesh.size: [8x4]\nset: {traffic.pattern: transpose}\n", 2, 8, "no point of the study is left: all 1 are rejected, the first because transpose traffic needs a square; 8x4 is not" },
        { Head + "vary: [\n", 5, 1, "this is not YAML" },
        { Head + "report:\n  curves:\n    - {x: traffic.rate, y: latency.means}\n", 6, 28, "there is no metric latency.means; did you mean latency.mean?" },
        { Head + "base: nowhere.yaml\n", 4, 7, "there is no base file nowhere.yaml" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Each_mistake_is_one_sentence_with_its_place(string text, int line, int column, string sentence)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("broken.yaml");
        File.WriteAllText(file, text);
        foreach (string[] command in (string[][])[["study", "check", file], ["study", "run", file, "-o", folder.File("out"), "-q"]])
        {
            ToolResult result = Hwmodel.Invoke(command);
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith($"hwmodel: {file}({line},{column}): {sentence}", result.Error);
            Assert.Single(result.Error.TrimEnd().Split('\n'));
        }
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void Units_are_converted()
    {
        Assert.Equal("2500", Text.Units.ToUnit("2.5 us", "ns", out string? problem));
        Assert.Null(problem);
        Assert.Equal("0.2", Text.Units.ToUnit("0.2 flit/node/cycle", "flits per node and cycle", out problem));
        Assert.Null(problem);
        Assert.Equal("0.05", Text.Units.ToUnit("5 %", "", out problem));
        Assert.Null(problem);
        Assert.Equal("8x8", Text.Units.ToUnit("8x8", "", out problem));
        Assert.Null(problem);
        Text.Units.ToUnit("3 apples", "flits", out problem);
        Assert.Equal("is in flits, not in 'apples'", problem);
    }
}
