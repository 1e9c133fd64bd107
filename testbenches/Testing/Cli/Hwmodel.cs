using HwModel.Cli;

namespace HwModel.Testing;

/// <summary>Calls the command line: inside this process, or as a process of its own. Compiled into the test projects that reference the command line.</summary>
internal static class Hwmodel
{
    /// <summary>The program that the build put beside the tests.</summary>
    public static string Dll => typeof(Program).Assembly.Location;

    /// <summary>Runs a command line here.</summary>
    public static ToolResult Invoke(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exit = Program.Invoke(arguments, output, error);
        return new ToolResult(exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line in a new process.</summary>
    public static ToolResult Start(params string[] arguments) =>
        OutsideTools.Run("dotnet", [Dll, .. arguments]);
}
