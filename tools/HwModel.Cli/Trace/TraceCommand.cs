using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace</c>: work on waveforms.</summary>
internal static class TraceCommand
{
    public static Command Create() =>
        new("trace", "Works on waveforms: value change dumps (.vcd, .vcd.gz) of any producer.")
        {
            InfoCommand.Create(),
            CheckCommand.Create(),
            DiffCommand.Create(),
            SliceCommand.Create(),
            ConvertCommand.Create(),
        };

    /// <summary>Gives a verb its action; a text that the library does not understand is the user's to mend.</summary>
    public static Command DoesTrace(this Command command, Func<ParseResult, int> action) => command.Does(result =>
    {
        try
        {
            return action(result);
        }
        catch (Exception exception) when (exception is FormatException or TraceTimeException)
        {
            throw new UserErrorException(exception.Message);
        }
    });
}
