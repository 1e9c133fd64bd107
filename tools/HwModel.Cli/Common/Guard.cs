using System.CommandLine;
using HwModel.BrainScaleS2.Analog;
using HwModel.Fabric.Recordings;
using HwModel.Studies;
using HwModel.Traces;

namespace HwModel.Cli.Common;

/// <summary>Turns exceptions into exit codes and one sentence on standard error.</summary>
internal static class Guard
{
    /// <summary>Gives a command its action; whatever the action throws becomes an exit code.</summary>
    public static Command Does(this Command command, Func<ParseResult, int> action)
    {
        command.SetAction(result => Run(() => action(result), result.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(Func<int> action, TextWriter error)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsUsersToMend(exception))
        {
            error.WriteLine($"hwmodel: {exception.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception exception)
        {
            error.WriteLine($"hwmodel: internal error: {exception.Message}");
            error.WriteLine("This is a mistake in hwmodel: please report it with the command line, the input files and these lines:");
            error.WriteLine(exception.ToString());
            return ExitCode.InternalError;
        }
    }

    private static bool IsUsersToMend(Exception exception) =>
        exception is UserErrorException or IOException or UnauthorizedAccessException or RecordingException or VcdException or StudyException or ChipConfigurationException;
}
