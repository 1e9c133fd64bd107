using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study explain</c>: one point again, with waveform, map and the bottleneck named.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The study's folder." };
        var number = new Argument<int>("POINT") { Description = "The point's number, as in the results." };
        var seed = new Option<ulong?>("--seed") { Description = "Which of its runs; default: the first.", HelpName = "N" };
        var command = new Command("explain", "Repeat one point with its waveform and its page, and name what held it back.") { folder, number, seed };
        return command.Does(result =>
        {
            (StudyFolder opened, StudyPlan study) = StudyFolder.Open(result.GetRequiredValue(folder), WorkloadCatalog.All());
            int wanted = result.GetRequiredValue(number);
            if (wanted < 0 || wanted >= study.Points.Count) throw new UserErrorException($"there is no point {wanted}; the study has points 0 to {study.Points.Count - 1}");
            StudyPoint point = study.Points[wanted];
            if (point.IsSearch) throw new UserErrorException($"point {wanted} is a search, not one run; explain a point beside its threshold");
            if (study.Workload is not IExplainingWorkload workload) throw new UserErrorException($"the workload {study.Workload.Name} has nothing to explain; {study.Workload.Command(study.Settings(point), 1) ?? "its numbers are in the results"}");
            StudyRun run = study.Runs.FirstOrDefault(run => run.Point == point && (result.GetValue(seed) is not { } only || run.Seed == only))
                ?? throw new UserErrorException($"--seed {result.GetValue(seed)}: the study has seeds {string.Join(", ", study.Runs.Where(run => run.Point == point).Select(run => run.Seed))}");
            string target = opened.In("points", FormattableString.Invariant($"{wanted}"));
            Directory.CreateDirectory(target);
            Explanation explanation;
            try
            {
                explanation = workload.Explain(new RunRequest(study.Settings(point), run.Seed, [], CancellationToken.None), target);
            }
            catch (RunFailedException exception)
            {
                throw new UserErrorException($"point {wanted} came to no result: {exception.Message}");
            }
            TextWriter output = result.InvocationConfiguration.Output;
            output.WriteLine($"point {wanted} of {study.Name}: {string.Join(", ", study.Factors.Zip(point.Values, (path, value) => $"{path} {value}"))}, seed {run.Seed}");
            output.WriteLine($"  {explanation.Bottleneck}");
            foreach (Metric metric in study.Metrics)
                if (explanation.Result.Metrics.TryGetValue(metric.Name, out double value) && double.IsFinite(value)) output.WriteLine(FormattableString.Invariant($"  {metric.Name,-20} {value:0.####} {metric.Unit}"));
            foreach (string file in explanation.Files) output.WriteLine($"  wrote {file}");
            if (study.Workload.Command(study.Settings(point), run.Seed) is { } again) output.WriteLine($"  by hand: {again}");
            return ExitCode.Done;
        });
    }
}
