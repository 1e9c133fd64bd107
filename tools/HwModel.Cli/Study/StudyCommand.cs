using System.CommandLine;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study</c>: what-if studies, from a study file to a report.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "What-if studies: many runs from one file, resumable, local or on a cluster, and a report that answers the question.")
    {
        CheckCommand.Create(), PlanCommand.Create(), RunCommands.CreateRun(), RunCommands.CreateResume(), RunCommands.CreateWork(), StatusCommand.Create(), ReportCommand.Create(), ExplainCommand.Create(),
        CompareCommand.Create(), ParametersCommand.Create(),
    };
}
