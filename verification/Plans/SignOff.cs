using System.Globalization;
using HwModel.Verification.Coverage;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Plans;

/// <summary>A testpoint's state, with the reason where it does not pass.</summary>
public sealed record TestpointResult(string Name, Stage Stage, bool Passes, string? Reason);

/// <summary>The stage that a block has reached, computed from what ran and never claimed.</summary>
/// <param name="Reached">The stage.</param>
/// <param name="Testpoints">Every testpoint's state.</param>
/// <param name="Missing">What the next stage lacks, in sentences.</param>
public sealed record SignOff(Stage Reached, IReadOnlyList<TestpointResult> Testpoints, IReadOnlyList<string> Missing)
{
    /// <summary>Computes the stage.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="declared">The block's properties.</param>
    /// <param name="counts">What ran.</param>
    /// <param name="coverage">What was reached.</param>
    /// <exception cref="FormatException">The plan names a property or coverage item that does not exist, or leaves a property out.</exception>
    public static SignOff Compute(TestPlan plan, IReadOnlyCollection<string> declared, IReadOnlyDictionary<string, PropertyCounts> counts, CoverageData coverage)
    {
        foreach (Testpoint point in plan.Testpoints)
        {
            foreach (string property in point.Properties)
                if (!declared.Contains(property)) throw new FormatException($"Test plan of {plan.Block}: testpoint {point.Name} names property {property}, which does not exist.");
            foreach (string item in point.Coverage)
                if (!coverage.Items.Any(known => known.Name == item)) throw new FormatException($"Test plan of {plan.Block}: testpoint {point.Name} names coverage item {item}, which does not exist.");
        }
        if (declared.FirstOrDefault(property => !plan.Testpoints.Any(point => point.Properties.Contains(property))) is { } forgotten)
            throw new FormatException($"Test plan of {plan.Block}: property {forgotten} belongs to no testpoint.");

        TestpointResult[] results = [.. plan.Testpoints.Select(point => Judge(point, counts, coverage))];
        Stage reached = Stage.None;
        var missing = new List<string>();
        foreach (Stage stage in (ReadOnlySpan<Stage>)[Stage.Smoke, Stage.AllTests, Stage.FullCoverage])
        {
            missing.AddRange(results.Where(result => result.Stage == stage && !result.Passes).Select(result => $"Testpoint {result.Name}: {result.Reason}"));
            if (stage == Stage.FullCoverage) missing.AddRange(CoverageGaps(plan, coverage));
            if (missing.Count > 0) break;
            reached = stage;
        }
        return new SignOff(reached, results, missing);
    }

    private static TestpointResult Judge(Testpoint point, IReadOnlyDictionary<string, PropertyCounts> counts, CoverageData coverage)
    {
        foreach (string property in point.Properties)
        {
            if (!counts.TryGetValue(property, out PropertyCounts c)) return Not($"property {property} did not run.");
            if (c.Failures > 0) return Not($"property {property} failed {c.Failures} times.");
            if (c.Passes == 0) return Not($"property {property} passed only vacuously.");
        }
        // Coverage is a goal of the last stage; before that the item must have been reached at all.
        foreach (string name in point.Coverage)
        {
            ItemData item = coverage.Items.First(known => known.Name == name);
            if (point.Stage == Stage.FullCoverage ? item.Covered < item.Total : item.Covered == 0)
                return Not($"coverage item {name} has {item.Covered} of {item.Total} bins.");
        }
        return new TestpointResult(point.Name, point.Stage, true, null);

        TestpointResult Not(string reason) => new(point.Name, point.Stage, false, reason);
    }

    private static IEnumerable<string> CoverageGaps(TestPlan plan, CoverageData coverage)
    {
        if (coverage.Percent < plan.CoverageGoal)
            yield return string.Create(CultureInfo.InvariantCulture, $"Coverage is {coverage.Percent:0.0} %; the goal is {plan.CoverageGoal:0.#} %.");
        if (coverage.FsmPercent < plan.FsmGoal)
            yield return string.Create(CultureInfo.InvariantCulture, $"State machine coverage is {coverage.FsmPercent:0.0} %; the goal is {plan.FsmGoal:0.#} %.");
        foreach ((string item, BinData bin) in coverage.StaleExclusions())
            yield return $"Bin {item}/{bin.Name} is excluded but was hit: remove the exclusion.";
    }
}
