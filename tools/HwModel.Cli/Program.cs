using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Describe;
using HwModel.Cli.Rdl;
using HwModel.Cli.Run;
using HwModel.Cli.Trace;
using HwModel.Cli.Verify;

namespace HwModel.Cli;

internal static class Program
{
    private static int Main(string[] args) => Invoke(args, Console.Out, Console.Error);

    /// <summary>Runs one command line; the tests call this too.</summary>
    internal static int Invoke(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Cycle-accurate models of SpiNNaker2 and BrainScaleS-2, and the tools around them.");
        root.Subcommands.Add(Elf.ElfCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(DescribeCommand.Create());
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(RdlCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(Study.StudyCommand.Create());
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            error.WriteLine($"hwmodel: {result.Errors[0].Message} See hwmodel {result.CommandResult.Command.Name} --help.");
            return ExitCode.BadInput;
        }
        // Verbs that can be stopped handle the signals themselves.
        return result.Invoke(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }
}
