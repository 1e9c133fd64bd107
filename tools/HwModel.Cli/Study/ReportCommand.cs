using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Results;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study report</c>: result files and report of what there is.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The study's folder." };
        var command = new Command("report", "Write result files and report of the runs that have a result.") { folder };
        return command.Does(result =>
        {
            (StudyFolder opened, StudyPlan study) = StudyFolder.Open(result.GetRequiredValue(folder), WorkloadCatalog.All());
            StudyResults results = Collection.Write(study, opened, Versions.Product);
            TextWriter output = result.InvocationConfiguration.Output;
            output.WriteLine(FormattableString.Invariant($"{study.Name}: {study.Runs.Count - results.Missing:N0} of {study.Runs.Count:N0} runs have a result, {results.Failed:N0} failed"));
            foreach (string file in ResultFiles.Names.Append("report.html")) output.WriteLine($"  wrote {opened.In(file)}");
            return ExitCode.Done;
        });
    }
}
