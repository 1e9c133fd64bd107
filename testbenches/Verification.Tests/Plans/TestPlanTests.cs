using HwModel.Verification.Coverage;
using HwModel.Verification.Plans;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Plans;

public class TestPlanTests
{
    private const string Plan = """
        block: b
        coverage_goal: 90
        testpoints:
          - { name: one, stage: V1, properties: [b.p] }
          - { name: two, stage: V2, properties: [b.q] }
          - { name: three, stage: V3, coverage: [c] }
        """;

    private static readonly string[] Properties = ["b.p", "b.q"];

    private static SignOff Compute(PropertyCounts p, PropertyCounts q, params long[] samples)
    {
        var model = new CoverageModel("b");
        CoverPoint c = model.Point("c", Bin.Value("zero", 0), Bin.Value("one", 1));
        var record = new CoverageRecord(model);
        foreach (long sample in samples) record.Sample(c, sample);
        return SignOff.Compute(TestPlan.Parse(Plan, "b.yaml"), Properties, new Dictionary<string, PropertyCounts> { ["b.p"] = p, ["b.q"] = q }, CoverageData.Of(record));
    }

    private static readonly PropertyCounts Passed = new(3, 2, 1, 0, 0, 0, 0);
    private static readonly PropertyCounts Vacuous = new(3, 0, 3, 0, 0, 0, 0);
    private static readonly PropertyCounts Failed = new(3, 2, 0, 1, 0, 0, 0);

    [Fact]
    public void The_stage_is_computed_from_what_ran()
    {
        Assert.Equal(Stage.None, Compute(Failed, Passed, 0, 1).Reached);
        Assert.Equal(Stage.None, Compute(Vacuous, Passed, 0, 1).Reached);
        Assert.Equal(Stage.Smoke, Compute(Passed, Vacuous, 0, 1).Reached);
        Assert.Equal(Stage.AllTests, Compute(Passed, Passed, 0).Reached);
        Assert.Equal(Stage.FullCoverage, Compute(Passed, Passed, 0, 1).Reached);
        Assert.Equal("Testpoint two: property b.q passed only vacuously.", Assert.Single(Compute(Passed, Vacuous, 0, 1).Missing));
        Assert.Equal(["Testpoint three: coverage item c has 1 of 2 bins.", "Coverage is 50.0 %; the goal is 90 %."], Compute(Passed, Passed, 0).Missing);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("block: b", "no testpoints")]
    [InlineData("testpoints: []", "does not name its block")]
    [InlineData("block: b\ntestpoints:\n  - { name: a, stage: V9, properties: [x] }", "stage \"V9\"; V1 (smoke)")]
    [InlineData("block: b\ntestpoints:\n  - { name: a, stage: V1 }", "neither a property nor a coverage item")]
    [InlineData("block: b\ntestpoints:\n  - { name: a, stage: V1, coverage: [c] }\n  - { name: a, stage: V1, coverage: [c] }", "two testpoints a")]
    [InlineData("block: b\ntestpoints:\n  - { nme: a }", "plan.yaml(3,")]
    [InlineData("block: [", "plan.yaml(1,")]
    public void A_bad_plan_is_refused_in_a_sentence(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => TestPlan.Parse(yaml, "plan.yaml")).Message);

    [Theory]
    [InlineData("b.p, b.q, b.r", "c", "names property b.r, which does not exist")]
    [InlineData("b.p", "c", "property b.q belongs to no testpoint")]
    [InlineData("b.p, b.q", "d", "names coverage item d, which does not exist")]
    public void A_plan_that_does_not_fit_its_block_is_refused(string properties, string item, string expected)
    {
        var model = new CoverageModel("b");
        model.Point("c", Bin.Value("zero", 0));
        TestPlan plan = TestPlan.Parse($"block: b\ntestpoints:\n  - {{ name: a, stage: V1, properties: [{properties}], coverage: [{item}] }}", "plan.yaml");
        Assert.Contains(expected, Assert.Throws<FormatException>(() =>
            SignOff.Compute(plan, Properties, new Dictionary<string, PropertyCounts>(), CoverageData.Of(new CoverageRecord(model)))).Message);
    }
}
