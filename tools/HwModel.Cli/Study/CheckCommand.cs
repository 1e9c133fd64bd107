using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Design;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study check</c>: is a study file right?</summary>
internal static class CheckCommand
{
    private const int MostRejected = 5;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The study file (YAML)." };
        var command = new Command("check", "Check a study file: keys, parameters, units, levels, expressions.") { file };
        return command.Does(result =>
        {
            string name = result.GetRequiredValue(file);
            StudyPlan study = Load(name);
            TextWriter output = result.InvocationConfiguration.Output;
            output.WriteLine(FormattableString.Invariant($"{name}: {study.Name} is a study of {study.Points.Count:N0} points and {study.Runs.Count:N0} runs of '{study.Workload.Name}'"));
            Rejected(output, study);
            return ExitCode.Done;
        });
    }

    /// <summary>Reads a study file.</summary>
    public static StudyPlan Load(string file) => StudyPlan.Load(file, file, Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/", WorkloadCatalog.All());

    /// <summary>Lists points that were rejected.</summary>
    public static void Rejected(TextWriter output, StudyPlan study)
    {
        if (study.Rejected.Count == 0) return;
        output.WriteLine(FormattableString.Invariant($"  {study.Rejected.Count:N0} points are left out:"));
        foreach (RejectedPoint point in study.Rejected.Take(MostRejected)) output.WriteLine($"    {string.Join(", ", study.Factors.Zip(point.Values, (path, value) => $"{path} {value}"))}: {point.Reason}");
        if (study.Rejected.Count > MostRejected) output.WriteLine(FormattableString.Invariant($"    and {study.Rejected.Count - MostRejected:N0} more"));
    }
}
