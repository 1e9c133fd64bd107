using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using HwModel.Kernel.Registers;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace HwModel.Registers.Tests.Support;

/// <summary>Runs the generator on specifications in memory, compiles what it gives and makes register files of it.</summary>
internal static class Generation
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private static readonly ConcurrentDictionary<string, Lazy<(Type Type, AddressMapNode Top)>> Known = new();

    public static CSharpCompilation Compilation(params string[] sources) =>
        CSharpCompilation.Create(
            "generated",
            sources.Select(s => CSharpSyntaxTree.ParseText(s)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Driver(params (string Path, string Text)[] files) =>
        CSharpGeneratorDriver.Create(
            [new RegisterGenerator.RegisterGenerator().AsSourceGenerator()],
            files.Select(f => (AdditionalText)new MemoryText(f.Path, f.Text)),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>A register file made from one specification, and its elaborated model.</summary>
    public static (RegisterFile File, AddressMapNode Top) Make(string text) =>
        Make(text, () => ([("spec.rdl", text)], Model(text)));

    private static AddressMapNode Model(string text)
    {
        RdlResult result = RdlCompiler.Compile([new RdlSource("spec.rdl", text)]);
        return result.Top ?? throw new ArgumentException(string.Join("\n", result.Diagnostics), nameof(text));
    }

    /// <summary>A register file of a chip's specification below rtl-model.</summary>
    public static (RegisterFile File, AddressMapNode Top) MakeChip(string path) =>
        Make("chip:" + path, () =>
        {
            string root = Path.Combine(RepositoryPaths.Root, "rtl-model");
            string full = Path.Combine(root, path);
            RdlResult result = RdlCompiler.Compile([new RdlSource(full, File.ReadAllText(full))], new RdlOptions { Files = new Disk() });
            Assert.True(result.Top is not null, string.Join("\n", result.Diagnostics));
            return ([(full, File.ReadAllText(full)), .. result.IncludedFiles.Select(f => (f, File.ReadAllText(f)))], result.Top!);
        });

    private static (RegisterFile File, AddressMapNode Top) Make(string key, Func<((string, string)[] Files, AddressMapNode Top)> inputs)
    {
        (Type type, AddressMapNode top) = Known.GetOrAdd(key, _ => new Lazy<(Type, AddressMapNode)>(() =>
        {
            ((string, string)[] files, AddressMapNode model) = inputs();
            return (Compile(files, RegisterGenerator.Common.Names.Pascal(model.InstanceName) + "Registers"), model);
        })).Value;
        return ((RegisterFile)Activator.CreateInstance(type)!, top);
    }

    private static Type Compile((string, string)[] files, string name)
    {
        Driver(files).RunGeneratorsAndUpdateCompilation(Compilation(), out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Assert.DoesNotContain(diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        using var assembly = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = output.Emit(assembly);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Take(10)) + "\n" + Around(output, result.Diagnostics));
        assembly.Position = 0;
        Assembly loaded = new AssemblyLoadContext(name, isCollectible: false).LoadFromStream(assembly);
        return loaded.GetTypes().Single(t => t.Name == name);
    }

    private static string Around(Compilation output, ImmutableArray<Diagnostic> diagnostics)
    {
        Diagnostic? first = diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error);
        if (first?.Location.SourceTree is not { } tree) return "";
        return tree.GetText().Lines[first.Location.GetLineSpan().StartLinePosition.Line].ToString();
    }

    /// <summary>The disk, for the chips' specifications.</summary>
    private sealed class Disk : IRdlFileSystem
    {
        public string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

        public string Combine(string includingFile, string include) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(includingFile)!, include));

        public string CombineFolder(string folder, string include) => Path.Combine(folder, include);
    }
}

/// <summary>An additional file in memory.</summary>
internal sealed class MemoryText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, System.Text.Encoding.UTF8);
}
