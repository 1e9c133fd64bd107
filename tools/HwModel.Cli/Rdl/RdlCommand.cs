using System.CommandLine;

namespace HwModel.Cli.Rdl;

/// <summary><c>hwmodel rdl</c>: work on register specifications in SystemRDL.</summary>
internal static class RdlCommand
{
    public static Command Create() => new("rdl", "Checks, shows, exports and compares register specifications (SystemRDL 2.0).")
    {
        CheckCommand.Create(),
        DumpCommand.Create(),
        ExportCommand.Create(),
        DiffCommand.Create(),
    };
}
