using HwModel.Studies.Engine;
using HwModel.Studies.Results;
using HwModel.Studies.Tests.Engine;

namespace HwModel.Studies.Tests.Results;

public sealed class StatisticsTests
{
    /// <summary>Critical values of Student's t at 0.975 (any table): 12.706 with 1 degree of freedom, 4.303 with 2, 2.776 with 4.</summary>
    [Theory]
    [InlineData(new double[] { 1, 3 }, 2, 12.706 * 1.41421356 / 1.41421356)]
    [InlineData(new double[] { 1, 2, 3 }, 2, 4.303 * 1 / 1.7320508)]
    [InlineData(new double[] { 2, 4, 4, 4, 6 }, 4, 2.776 * 1.41421356 / 2.2360680)]
    public void Intervals_are_those_of_students_t(double[] values, double mean, double half)
    {
        var estimate = Estimate.Of(values);
        Assert.Equal(mean, estimate.Mean, 12);
        Assert.Equal(half, estimate.HalfWidth, 2);
    }

    [Fact]
    public void One_value_has_no_interval_and_none_no_mean()
    {
        Assert.True(double.IsNaN(Estimate.Of([5]).HalfWidth));
        Assert.True(double.IsNaN(Estimate.Of([double.NaN]).Mean));
    }

    /// <summary>Welch's example by hand: means 10 and 12, variances 4 and 9 of ten each: t = 2/sqrt(1.3) = 1.754, 15.6 degrees of freedom, p = 0.099.</summary>
    [Fact]
    public void Differences_are_judged_by_welch()
    {
        var a = new Estimate(10, double.NaN, 10, 2);
        var b = new Estimate(12, double.NaN, 10, 3);
        Assert.InRange(Estimate.Difference(a, b), 0.097, 0.101);
    }

    /// <summary>y = a + 10 b + a b c over a = -1, 1 and b = -1, 1 at c = 5: variances 1, 100 and 25 of 126.</summary>
    [Fact]
    public void Variance_is_split_into_main_effects_and_interactions()
    {
        using var temporary = new TemporaryFolder();
        (StudyFolder folder, HwModel.Studies.Design.StudyPlan study) = new Toy().In(temporary, "set: {c: 5}\nvary: {a: [-1, 1], b: [-1, 1]}");
        new LocalExecutor(1).Execute(study, folder, study.Runs, new Tally(), default);
        var effects = new Effects(new StudyResults(study, folder), 0);
        Assert.Equal(1.0 / 126, effects.Factors[0].Share, 12);
        Assert.Equal(100.0 / 126, effects.Factors[1].Share, 12);
        Interaction pair = Assert.Single(effects.Interactions);
        Assert.Equal(25.0 / 126, pair.Share, 12);
        Assert.Equal(20, effects.Factors[1].Swing, 12);
    }
}
