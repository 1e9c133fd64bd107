using HwModel.BrainScaleS2.Digital;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>A background spike source.</summary>
public sealed class BackgroundBlock : IVerificationBlock
{
    private readonly BackgroundCoverage _coverage = new();

    public BackgroundBlock() => Benches = [new BackgroundBench(_coverage)];

    public string Name => "background";

    public string Description => "BrainScaleS-2 background source: regular and Poisson spikes against a generator that steps cycle by cycle.";

    public IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        new("background.first_period", "The first spike or bin comes one full period after enable rises."),
        new("background.times", "Spikes come at the ends of periods, where the model's random numbers let them."),
        new("background.labels", "A spike's label is that of the register with the masked bits from the generator."),
        new("background.silent", "A source that is off, or Poisson with rate 0, sends nothing."),
    ];

    public IReadOnlyList<Fault> Faults { get; } =
    [
        new("background.first_period_short", "The first period is half as long."),
        new("background.rate_not_included", "A draw that equals the rate gives no spike."),
        new("background.mask_inverted", "The other label bits are random."),
        new("background.seed_not_loaded", "Enable does not load the seed."),
        new("background.rate_zero_fires", "Rate 0 fires where the draw is 0."),
        new("background.period_one_longer", "Periods are one cycle longer."),
    ];

    public CoverageModel Coverage => _coverage.Model;

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan => BlockRegistry.TestPlan("background.testplan.yaml");
}

internal sealed class BackgroundCoverage
{
    public BackgroundCoverage()
    {
        Model = new CoverageModel("background");
        State = Model.Fsm("state", Enum.GetNames<BackgroundState>(), [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]);
        Period = Model.Point("period", Bin.Value("one", 1), Bin.Value("two", 2), Bin.Range("short", 3, 20), Bin.Range("long", 21, 500));
        Rate = Model.Point("rate", Bin.Value("zero", 0), Bin.Range("low", 1, 40), Bin.Range("high", 41, 254), Bin.Value("always", 255));
        Mask = Model.Point("mask", Bin.Value("none", 0), Bin.Range("some", 1, 254), Bin.Value("all", 255));
        Seed = Model.Point("seed", Bin.Value("zero", 0), Bin.Range("other", 1, uint.MaxValue));
    }

    public CoverageModel Model { get; }

    public CoverFsm State { get; }

    public CoverPoint Period { get; }

    public CoverPoint Rate { get; }

    public CoverPoint Mask { get; }

    public CoverPoint Seed { get; }
}
