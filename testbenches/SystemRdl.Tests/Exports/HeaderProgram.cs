using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>The C header with its check program, as gcc sees them.</summary>
internal static class HeaderProgram
{
    /// <summary>C11 with every warning an error.</summary>
    public static readonly string[] Strict = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];

    /// <summary>Compiles the check program with gcc and every warning, runs it, and gives its lines.</summary>
    public static string[] CompileAndRun(AddressMapNode top)
    {
        using TemporaryFolder folder = Write(top);
        ToolResult compiled = OutsideTools.Run("gcc", [.. Strict, "-O0", $"{top.InstanceName}_check.c", "-o", "check"], folder.Path);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        ToolResult run = OutsideTools.Run(folder.File("check"), [], folder.Path);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static TemporaryFolder Write(AddressMapNode top)
    {
        var folder = new TemporaryFolder();
        foreach (ExportFile file in RdlExporters.Find("c")!.Export(top)) File.WriteAllText(folder.File(file.Name), file.Text);
        return folder;
    }
}
