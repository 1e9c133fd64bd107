using HwModel.Benches;
using HwModel.Cli.Verify;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;
using HwModel.Verification.Plans;

namespace HwModel.Tools.Tests.Verify;

public sealed class VacuityTests
{
    [Theory]
    [InlineData(Effort.Smoke, true)]
    [InlineData(Effort.Normal, false)]
    public void A_property_that_shows_nothing_fails_a_run_beyond_smoke(Effort effort, bool holds)
    {
        var options = new VerificationOptions { Effort = effort };
        BlockResult result = VerificationRun.Run(new WithIdleProperty(BlockRegistry.All().Single(block => block.Name == "padi")), options);
        Assert.True(result.Holds);
        Assert.Equal("padi.never_asked", Assert.Single(result.Vacuous).Name);
        Assert.Equal(Stage.Smoke, result.SignOff!.Reached);
        var report = new VerifyReport(options, [result]);
        Assert.Equal(holds, report.Holds);
        using var folder = new TemporaryFolder();
        report.Write(folder.Path);
        Assert.Contains("1 property has shown nothing: padi.never_asked", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_this_machine_cannot_evaluate_is_not_vacuous()
    {
        BlockResult result = VerificationRun.Run(new WithIdleProperty(BlockRegistry.All().Single(block => block.Name == "padi")), new VerificationOptions());
        Assert.Empty((result with { Unavailable = ["A program is missing."] }).Vacuous);
    }

    // A block with one property more, which no bench reports on.
    private sealed class WithIdleProperty(IVerificationBlock inner) : IVerificationBlock
    {
        public string Name => inner.Name;

        public string Description => inner.Description;

        public IReadOnlyList<PropertyInfo> Properties => [.. inner.Properties, new("padi.never_asked", "Nobody asks for it.")];

        public IReadOnlyList<Fault> Faults => inner.Faults;

        public CoverageModel Coverage => inner.Coverage;

        public IReadOnlyList<ICaseBench> Benches => inner.Benches;

        public string TestPlan => inner.TestPlan.TrimEnd() + "\n  - name: idle\n    stage: V2\n    properties: [padi.never_asked]\n";
    }
}
