namespace HwModel.Tools.Tests.Run;

/// <summary>Every option of <c>hwmodel run</c> with every system: taken, or refused in one sentence.</summary>
public sealed class SystemOptionTests
{
    private const string Mesh = "mesh";
    private const string Spinnaker2 = "spinnaker2";
    private const string BrainScaleS2 = "brainscales2";

    // Written down by hand from what each system reads.
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        [Mesh] = ["--size", "--buffer", "--vcs", "--pipeline", "--cycles", "--warmup", "--threads", "--curve", "--snapshot", "--snapshot-at", "--restore", "--hash", "--chips", "--traffic", "--rate"],
        [Spinnaker2] =
        [
            "--chips", "--traffic", "--rate", "--output", "--network", "--input", "--ticks", "--level", "--step", "--time-unit", "--reset", "--method", "--tick", "--scaling", "--neurons-per-element",
            "--record-all", "--performance", "--threshold", "--elements-per-chip", "--table-entries", "--neurons", "--fan-in", "--pools", "--sources", "--targets", "--reach",
        ],
        [BrainScaleS2] = ["--output", "--experiment", "--mode", "--noise", "--rounds", "--data", "--images"],
    };

    private static readonly string[] Common =
    [
        "--seed", "--stats", "--report", "--trace", "--trace-select", "--trace-depth", "--trace-from", "--trace-to", "--trace-start", "--trace-stop", "--trace-last", "--platform", "--set", "--json", "--quiet",
    ];

    private static readonly string[] Switches = ["--curve", "--hash", "--json", "--quiet", "--record-all"];

    private static readonly string[] Systems = [Mesh, Spinnaker2, BrainScaleS2];

    private static IEnumerable<string> All => Owners.Values.SelectMany(options => options).Concat(Common).Distinct();

    public static TheoryData<string> Options => [.. All];

    private static string[] Takers(string option) => Common.Contains(option) ? Systems : [.. Systems.Where(system => Owners[system].Contains(option))];

    [Theory]
    [MemberData(nameof(Options))]
    public void A_system_takes_an_option_or_says_who_does(string option)
    {
        foreach (string system in Systems)
        {
            // Another mistake at the end, so that what is taken does not run.
            string[] given = Switches.Contains(option) ? [option] : [option, "1"];
            ToolResult outcome = Hwmodel.Invoke(["run", "--system", system, .. given, "--set", "nothing.of.the.kind=1"]);
            Assert.Equal(2, outcome.ExitCode);
            string[] takers = Takers(option);
            if (takers.Contains(system)) Assert.DoesNotContain("does not belong", outcome.Error, StringComparison.Ordinal);
            else Assert.Equal($"hwmodel: {option} does not belong to --system {system}; {string.Join(" and ", takers)} {(takers.Length == 1 ? "takes" : "take")} it\n", outcome.Error.ReplaceLineEndings("\n"));
        }
    }

    /// <summary>Every option of --help is in the table above, with its systems in front of its description.</summary>
    [Fact]
    public void Help_names_the_systems_of_every_option()
    {
        ToolResult help = Hwmodel.Invoke("run", "--help");
        string[] lines = help.Output.ReplaceLineEndings("\n").Split('\n');
        var seen = new HashSet<string>();
        foreach (string line in lines)
        {
            string? option = line.TrimStart().Split(' ', ',').FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)) ?? (line.Contains("--output", StringComparison.Ordinal) ? "--output" : null);
            if (!line.StartsWith("  -", StringComparison.Ordinal) || option is null or "--system" or "--help") continue;
            string[] takers = Takers(option);
            Assert.True(takers.Length > 0, $"{option} is not in the table");
            seen.Add(option);
            if (takers.Length < Systems.Length) Assert.Contains($"[{string.Join(", ", takers)}] ", line, StringComparison.Ordinal);
            else Assert.DoesNotContain("  [", line, StringComparison.Ordinal);
        }
        Assert.Equal(All.Order(), seen.Order());
    }

    [Theory]
    [InlineData("--rate belongs to --traffic multicast; leave it out with --network", "--network", "synfire", "--rate", "3")]
    [InlineData("--targets belongs to --traffic multicast; leave it out with --network", "--network", "synfire", "--targets", "2x2")]
    [InlineData("--pools belongs to networks (--network); leave it out with --traffic multicast", "--traffic", "multicast", "--pools", "3")]
    [InlineData("--trace-from says what goes into a trace; add --trace FILE", "--network", "synfire", "--level", "event", "--trace-from", "1us")]
    public void Workloads_of_spinnaker2_take_their_own_options(string sentence, params string[] arguments)
    {
        ToolResult outcome = Hwmodel.Invoke(["run", "--system", "spinnaker2", .. arguments]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Error, StringComparison.Ordinal);
    }
}
