using HwModel.Benches;
using HwModel.Cli.Configuration;
using HwModel.Kernel;
using HwModel.Studies.Workloads;
using HwModel.Verification.Blocks;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A verification campaign.</summary>
internal sealed record VerifyStudyOptions
{
    public string Block { get; init; } = "mesh";

    [ModelChoice("the quickest")]
    public string Effort { get; init; } = "smoke";

    public string Fault { get; init; } = "none";
}

/// <summary>Random cases of a block against its properties: how many a campaign needs to find a fault.</summary>
internal sealed class VerifyWorkload() : OptionWorkload<VerifyStudyOptions>(new VerifyStudyOptions(), new(
    [
        new Setting<VerifyStudyOptions>("verify.block", "block", "", $"one of {string.Join(", ", BlockRegistry.All().Select(block => block.Name))}", "", options => options.Block,
            (options, text) => BlockRegistry.All().Any(block => block.Name == text) ? options with { Block = text } : null),
        Word("verify.effort", "how much is run", nameof(VerifyStudyOptions.Effort), ["smoke", "normal", "long"], options => options.Effort, (options, text) => options with { Effort = text }),
        new Setting<VerifyStudyOptions>("verify.fault", "a named fault that is switched in", "", "none, or a fault of the block (see hwmodel verify --list)", "", options => options.Fault,
            (options, text) => text == "none" || BlockRegistry.All().Any(block => block.Faults.Any(fault => fault.Name == text)) ? options with { Fault = text } : null),
    ]), typeof(BlockRegistry).Assembly, typeof(VerificationRun).Assembly, typeof(Simulation).Assembly)
{
    public override string Name => "verify";

    public override string Meaning => "a verification campaign of a block: random cases against its properties";

    public override string Level => "the block's own; see its bench";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("cases", "", "random cases"),
        new("commands", "", "commands of all cases"),
        new("failures", "", "properties that failed", Better.Lower),
        new("holds", "", "1 where every property holds", Better.Higher),
        new("properties", "", "that were checked"),
    ];

    public override string Command(IReadOnlyDictionary<string, string> settings, ulong seed) =>
        $"hwmodel verify {settings.GetValueOrDefault("verify.block", "mesh")} --effort {settings.GetValueOrDefault("verify.effort", "smoke")} --seed {seed}"
        + (settings.GetValueOrDefault("verify.fault", "none") is var fault and not "none" ? $" --fault {fault}" : "");

    protected override string? Mistake(VerifyStudyOptions options) =>
        options.Fault == "none" || BlockRegistry.All().First(block => block.Name == options.Block).Faults.Any(fault => fault.Name == options.Fault) ? null : $"the block {options.Block} has no fault {options.Fault}";

    protected override RunResult Run(VerifyStudyOptions options, RunRequest request)
    {
        IVerificationBlock block = BlockRegistry.All().First(block => block.Name == options.Block);
        BlockResult result = VerificationRun.Run(block, new VerificationOptions
        {
            Seed = request.Seed,
            Effort = Enum.Parse<Effort>(options.Effort, ignoreCase: true),
            Faults = options.Fault == "none" ? [] : [options.Fault],
            Progress = (_, _) => request.Stop.ThrowIfCancellationRequested(),
        });
        return RunResult.Of(("cases", result.Cases), ("commands", result.Commands), ("failures", result.Properties.Count(property => property.Counts.Failures > 0)), ("holds", result.Holds ? 1 : 0), ("properties", result.Properties.Count));
    }
}
