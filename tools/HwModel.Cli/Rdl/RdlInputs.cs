using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.Cli.Rdl;

/// <summary>The options that all verbs share, and the reading of specifications from the disk.</summary>
internal sealed class RdlInputs
{
    private readonly Option<string[]> _include = new("--include", "-I") { Description = "Folder in which included files are looked for.", HelpName = "DIR" };
    private readonly Option<string[]> _define = new("--define", "-D") { Description = "Defines a macro.", HelpName = "NAME[=TEXT]" };
    private readonly Option<string[]> _warn = new("--warn", "-W") { Description = "Turns a warning on that is off by default (RDL9001 to RDL9005).", HelpName = "ID" };
    private readonly Option<string[]> _suppress = new("--suppress") { Description = "Turns a warning off.", HelpName = "ID" };
    private readonly Option<string?> _top = new("--top") { Description = "The addrmap to elaborate; without it the last one that is defined.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _top, _include, _define, _warn, _suppress }) command.Options.Add(option);
    }

    public RdlOptions Options(ParseResult result)
    {
        var defines = new Dictionary<string, string>();
        foreach (string define in result.GetValue(_define) ?? [])
        {
            int equals = define.IndexOf('=', StringComparison.Ordinal);
            defines[equals < 0 ? define : define[..equals]] = equals < 0 ? "" : define[(equals + 1)..];
        }
        return new RdlOptions
        {
            Top = result.GetValue(_top),
            IncludeFolders = result.GetValue(_include) ?? [],
            Defines = defines,
            Warnings = Known(result.GetValue(_warn) ?? []),
            SuppressedWarnings = Known(result.GetValue(_suppress) ?? []),
            Files = new DiskFiles(),
        };
    }

    /// <summary>Compiles one file; findings are not yet shown.</summary>
    public static RdlResult Compile(string file, RdlOptions options)
    {
        if (Directory.Exists(file)) throw new UserErrorException($"{file} is a folder; name a file in SystemRDL.");
        if (!File.Exists(file)) throw new UserErrorException($"{file} does not exist.");
        if (new FileInfo(file).Length > 4L * RdlLimits.FileCharacters) throw new UserErrorException($"{file} is too large; at most {RdlLimits.FileCharacters} characters are read.");
        return RdlCompiler.Compile([new RdlSource(file, File.ReadAllText(file))], options);
    }

    /// <summary>The model of a file that must be free of errors; findings go to the error output.</summary>
    public static AddressMapNode Model(string file, RdlOptions options, TextWriter error, bool showWarnings)
    {
        RdlResult result = Compile(file, options);
        foreach (RdlDiagnostic diagnostic in result.Diagnostics)
            if (showWarnings || diagnostic.Severity == RdlSeverity.Error) error.Write(DiagnosticRenderer.Render(diagnostic));
        int errors = result.Diagnostics.Count(d => d.Severity == RdlSeverity.Error);
        return result.Top ?? throw new UserErrorException($"{file} has {errors} error{(errors == 1 ? "" : "s")}.");
    }

    private static string[] Known(string[] ids)
    {
        foreach (string id in ids)
        {
            if (!RdlDiagnosticIds.All.Any(r => r.Id == id && r.Severity == RdlSeverity.Warning))
                throw new UserErrorException($"{id} is no warning; the warnings are {string.Join(", ", RdlDiagnosticIds.All.Where(r => r.Severity == RdlSeverity.Warning).Select(r => r.Id))}.");
        }
        return ids;
    }

    private sealed class DiskFiles : IRdlFileSystem
    {
        public string? Read(string path)
        {
            try
            {
                return File.Exists(path) && new FileInfo(path).Length <= 4L * RdlLimits.FileCharacters ? File.ReadAllText(path) : null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        public string Combine(string includingFile, string include) => Simple(Path.Combine(Path.GetDirectoryName(includingFile) ?? "", include));

        public string CombineFolder(string folder, string include) => Simple(Path.Combine(folder, include));

        /// <summary>Without detours over parent folders, so that a circle is seen.</summary>
        private static string Simple(string path) => Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(path));
    }
}
