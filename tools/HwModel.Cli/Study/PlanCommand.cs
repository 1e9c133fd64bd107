using System.CommandLine;
using System.Diagnostics;
using HwModel.Cli.Common;
using HwModel.Studies.Design;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study plan</c>: how many runs, and how long they will take, from a few probes.</summary>
internal static class PlanCommand
{
    private const int Shown = 5;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The study file (YAML)." };
        var probes = new Option<int>("--probes") { Description = "Points to run for the estimate; 0: no estimate.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Threads that the estimate is for.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var command = new Command("plan", "Print what a study will run and an estimate of its time.") { file, probes, jobs };
        return command.Does(result =>
        {
            StudyPlan study = CheckCommand.Load(result.GetRequiredValue(file));
            TextWriter output = result.InvocationConfiguration.Output;
            output.WriteLine(FormattableString.Invariant($"{study.Name}: {study.Points.Count(point => !point.IsSearch):N0} points{Searches(study)}, {study.Runs.Count:N0} runs of '{study.Workload.Name}'"));
            foreach (StudyPoint point in study.Points.Take(Shown))
                output.WriteLine($"  point {point.Number}: {string.Join(", ", study.Factors.Zip(point.Values, (path, value) => $"{path} {(value.Length == 0 ? "searched" : value)}"))}");
            if (study.Points.Count > Shown) output.WriteLine(FormattableString.Invariant($"  ... and {study.Points.Count - Shown:N0} more"));
            CheckCommand.Rejected(output, study);
            int count = result.GetValue(probes);
            if (count is < 0 or > 1000) throw new UserErrorException($"--probes {count}: 0 to 1000 are allowed");
            if (count > 0) Estimate(output, study, count, Jobs.Checked(result.GetValue(jobs)));
            return ExitCode.Done;
        });
    }

    private static string Searches(StudyPlan study) => study.Points.Count(point => point.IsSearch) is var searches and > 0 ? FormattableString.Invariant($" and {searches:N0} searches") : "";

    // Probes lie evenly over the design, so cheap and dear corners both count.
    private static void Estimate(TextWriter output, StudyPlan study, int count, int jobs)
    {
        StudyRun[] runs = [.. study.Runs.Where(run => !run.Point.IsSearch)];
        if (runs.Length == 0) return;
        var watch = Stopwatch.StartNew();
        int done = 0;
        for (int i = 0; i < Math.Min(count, runs.Length); i++, done++)
        {
            StudyRun run = runs[(int)((i + 0.5) * runs.Length / Math.Min(count, runs.Length))];
            try
            {
                study.Workload.Run(new RunRequest(study.Settings(run.Point), run.Seed, [], CancellationToken.None));
            }
            catch (RunFailedException exception)
            {
                output.WriteLine($"  the probe at point {run.Point.Number} failed: {exception.Message}");
            }
        }
        double each = watch.Elapsed.TotalSeconds / done;
        output.WriteLine(FormattableString.Invariant($"  {done} probes took {each:0.###} s each: about {Jobs.Time(each * study.Runs.Count / jobs)} with {jobs} {(jobs == 1 ? "job" : "jobs")}{(study.Runs.Any(run => run.Point.IsSearch) ? " (a search counts as one run here and takes some ten)" : "")}"));
    }
}
