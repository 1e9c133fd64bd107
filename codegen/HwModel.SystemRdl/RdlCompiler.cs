using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Elaboration;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl;

/// <summary>The front end's entry point: sources in, diagnostics and elaborated model out. No state, no side effects.</summary>
public static class RdlCompiler
{
    /// <summary>Compiles the sources in their order as one specification and elaborates the top address map.</summary>
    public static RdlResult Compile(IReadOnlyList<RdlSource> sources, RdlOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new RdlOptions();
        var sink = new DiagnosticSink(options);
        var preprocessor = new Preprocessor(options, sink, cancellation);
        IReadOnlyList<Token> tokens = preprocessor.Run(sources);
        var parser = new Parser(tokens, sink, cancellation);
        IReadOnlyList<Statement> statements = parser.ParseRoot();
        if (parser.HasRecovered || sink.HasErrors) sink.IgnoreConsequences();
        var elaborator = new Elaborator(sink, options, cancellation);
        AddressMapNode? top = elaborator.Run(statements, isWhole: !sink.HasErrors);
        IReadOnlyList<RdlDiagnostic> diagnostics = sink.Sorted(preprocessor.Files);
        return new RdlResult(diagnostics, sink.HasErrors ? null : top, elaborator.Maps) { IncludedFiles = preprocessor.Included };
    }
}

/// <summary>One source file.</summary>
/// <param name="Path">Its name; include paths are relative to it, diagnostics show it.</param>
/// <param name="Text">Its whole text.</param>
public sealed record RdlSource(string Path, string Text);

/// <summary>How included files are found; the caller decides (a disk, a compiler's additional files, memory).</summary>
public interface IRdlFileSystem
{
    /// <summary>The text of a file, or null where there is none that may be read.</summary>
    string? Read(string path);

    /// <summary>The path of <paramref name="include"/> as written in the file <paramref name="includingFile"/>.</summary>
    string Combine(string includingFile, string include);

    /// <summary>The path of <paramref name="include"/> in a folder of the search path.</summary>
    string CombineFolder(string folder, string include);
}

/// <summary>Settings of a compilation.</summary>
public sealed record RdlOptions
{
    /// <summary>The address map to elaborate; null: the last one that is defined in the root.</summary>
    public string? Top { get; init; }

    /// <summary>The instance name of the top node; null: the name of its type.</summary>
    public string? InstanceName { get; init; }

    /// <summary>Folders in which included files are looked for after the including file's own.</summary>
    public IReadOnlyList<string> IncludeFolders { get; init; } = [];

    /// <summary>Where included files are read; null: nothing can be included.</summary>
    public IRdlFileSystem? Files { get; init; }

    /// <summary>Macros defined before the first line, with their text.</summary>
    public IReadOnlyDictionary<string, string> Defines { get; init; } = new Dictionary<string, string>();

    /// <summary>Ids of the warnings that are wanted besides the standard ones (RDL 9xxx are off unless named here).</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Ids of warnings that are not wanted.</summary>
    public IReadOnlyList<string> SuppressedWarnings { get; init; } = [];
}

/// <summary>What a compilation gives.</summary>
/// <param name="Diagnostics">All findings in the order of the text.</param>
/// <param name="Top">The elaborated model; null where there is an error.</param>
/// <param name="Maps">Names of the address maps that the root defines, in the order of the text.</param>
public sealed record RdlResult(IReadOnlyList<RdlDiagnostic> Diagnostics, AddressMapNode? Top, IReadOnlyList<string> Maps)
{
    public bool HasErrors
    {
        get
        {
            foreach (RdlDiagnostic diagnostic in Diagnostics)
                if (diagnostic.Severity == RdlSeverity.Error) return true;
            return false;
        }
    }

    /// <summary>The files that were read besides the sources, for dependency lists.</summary>
    public IReadOnlyList<string> IncludedFiles { get; init; } = [];
}
