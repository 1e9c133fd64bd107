using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests;

/// <summary>Compiles texts and picks nodes from the result.</summary>
internal static class Specification
{
    public static RdlResult Compile(string text, RdlOptions? options = null) => RdlCompiler.Compile([new RdlSource("t.rdl", text)], options);

    /// <summary>The top of a text that must be free of errors.</summary>
    public static AddressMapNode Top(string text, RdlOptions? options = null)
    {
        RdlResult result = Compile(text, options);
        Assert.True(result.Top is not null, string.Concat(result.Diagnostics.Select(DiagnosticRenderer.Render)));
        return result.Top!;
    }

    /// <summary>A map with one 32-bit register q of the given fields.</summary>
    public static RegisterNode Register(string body, string before = "") => (RegisterNode)Top($"{before} addrmap top {{ reg {{ {body} }} q; }};").At("q");

    /// <summary>The field f of a register with the given body of f.</summary>
    public static FieldNode Field(string body, string suffix = "", string others = "") =>
        (FieldNode)Register($"{others} field {{ {body} }} f{suffix};").Child("f")!;

    public static Node At(this Node node, string path)
    {
        foreach (string name in path.Split('.')) node = node.Child(name) ?? throw new KeyNotFoundException($"{node.Path} has no {name}");
        return node;
    }

    public static T At<T>(this Node node, string path) where T : Node => (T)node.At(path);

    /// <summary>Errors (not warnings) as "id:line".</summary>
    public static string[] Errors(RdlResult result) =>
        [.. result.Diagnostics.Where(d => d.Severity == RdlSeverity.Error).Select(d => $"{d.Id}:{d.Location.Line}")];
}

/// <summary>Files in memory; folders are separated by slashes.</summary>
internal sealed class MemoryFiles(params (string Path, string Text)[] files) : IRdlFileSystem
{
    public string? Read(string path) => files.Where(f => f.Path == path).Select(f => f.Text).FirstOrDefault();

    public string Combine(string includingFile, string include)
    {
        int slash = includingFile.LastIndexOf('/');
        return slash < 0 ? include : includingFile[..(slash + 1)] + include;
    }

    public string CombineFolder(string folder, string include) => $"{folder}/{include}";
}
