using System.CommandLine;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study status</c>: how far a study is; reads files only, so it works from any host.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The study's folder." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("status", "Say how far a study is and who works on it.") { folder, json };
        return command.Does(result =>
        {
            (StudyFolder opened, StudyPlan study) = StudyFolder.Open(result.GetRequiredValue(folder), WorkloadCatalog.All());
            StudyStatus status = StudyStatus.Of(study, opened);
            TextWriter output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(status, Json));
                return ExitCode.Done;
            }
            output.WriteLine(FormattableString.Invariant($"{study.Name}: {status.Finished:N0} of {status.Runs:N0} runs have a result ({100.0 * status.Finished / Math.Max(1, status.Runs):0} %), {status.Failed:N0} failed, {status.Running:N0} are being run"));
            foreach (WorkerStatus worker in status.Workers)
                output.WriteLine(FormattableString.Invariant($"  {worker.Name}: {worker.Done:N0} runs, {Jobs.Time(worker.Seconds)}{(worker.Lives is true ? ", alive" : "")}"));
            if (status.SecondsLeft is { } left) output.WriteLine($"  about {Jobs.Time(left)} of computing left");
            return ExitCode.Done;
        });
    }
}
