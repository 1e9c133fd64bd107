using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Engine;
using HwModel.Studies.Results;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study compare</c>: the same points of two studies, metric by metric, with significance.</summary>
internal static class CompareCommand
{
    private const int Shown = 30;

    public static Command Create()
    {
        var first = new Argument<string>("DIR") { Description = "A study's folder." };
        var second = new Argument<string>("OTHER") { Description = "Another's, or the same study's from another version." };
        var level = new Option<double>("--level") { Description = "A difference counts as significant below this probability, divided by the number of comparisons (Bonferroni).", HelpName = "P", DefaultValueFactory = _ => 0.05 };
        var command = new Command("compare", "Compare two studies: points with the same factors, means over seeds, Welch's test. Ends with 1 where something differs significantly.") { first, second, level };
        return command.Does(result =>
        {
            double p = result.GetValue(level);
            if (!(p > 0 && p < 1)) throw new UserErrorException($"--level {p}: a probability between 0 and 1 is needed");
            StudyResults a = Read(result.GetRequiredValue(first)), b = Read(result.GetRequiredValue(second));
            Comparison comparison = Comparison.Of(a, b, p);
            TextWriter output = result.InvocationConfiguration.Output;
            if (comparison.Common == 0) throw new UserErrorException("the two studies have no point with the same factors in common");
            output.WriteLine(FormattableString.Invariant($"{comparison.Common:N0} points in common ({comparison.OnlyFirst:N0} only in {a.Folder.Path}, {comparison.OnlySecond:N0} only in {b.Folder.Path}), {comparison.Tested:N0} comparisons"));
            foreach (Difference difference in comparison.Significant.Take(Shown))
                output.WriteLine(FormattableString.Invariant($"  {difference.Metric} at {difference.Point}: {difference.First.Mean:G5} -> {difference.Second.Mean:G5}{Change(difference)}{(double.IsNaN(difference.Probability) ? " with one seed" : FormattableString.Invariant($", p = {difference.Probability:0.0e+0}"))}"));
            if (comparison.Significant.Count > Shown) output.WriteLine(FormattableString.Invariant($"  and {comparison.Significant.Count - Shown:N0} more"));
            output.WriteLine(comparison.Significant.Count == 0 ? $"nothing differs significantly (level {p})" : FormattableString.Invariant($"{comparison.Significant.Count:N0} differences are significant (level {p})"));
            return comparison.Significant.Count == 0 ? ExitCode.Done : ExitCode.DoesNotHold;
        });
    }

    // Of zero there is no part.
    private static string Change(Difference difference) =>
        difference.First.Mean == 0 ? "" : FormattableString.Invariant($" ({(difference.Second.Mean - difference.First.Mean) / Math.Abs(difference.First.Mean) * 100:+0.0;-0.0} %)");

    private static StudyResults Read(string folder)
    {
        (StudyFolder opened, HwModel.Studies.Design.StudyPlan study) = StudyFolder.Open(folder, WorkloadCatalog.All());
        return new StudyResults(study, opened);
    }
}
