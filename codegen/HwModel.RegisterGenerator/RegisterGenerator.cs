using HwModel.RegisterGenerator.Common;
using HwModel.RegisterGenerator.Emission;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace HwModel.RegisterGenerator;

/// <summary>
/// Turns every addrmap that an <c>.rdl</c> additional file defines in its root into a class derived from HwModel.Kernel.Registers.RegisterFile,
/// named after the map with the ending Registers, in the namespace of the build property RootNamespace with .Registers appended.
/// </summary>
[Generator]
public sealed class RegisterGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps, for the test that nothing is done twice.</summary>
    internal const string FilesStep = "RdlFiles";
    internal const string SourcesStep = "RdlSources";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<RdlText>> files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".rdl", StringComparison.OrdinalIgnoreCase))
            .Select(static (text, cancellation) => new RdlText(text.Path, text.GetText(cancellation)?.ToString() ?? ""))
            .Collect()
            .Select(static (texts, _) => new EquatableArray<RdlText>([.. texts.OrderBy(t => t.Path, StringComparer.Ordinal)]))
            .WithTrackingName(FilesStep);
        IncrementalValueProvider<string> space = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => Namespace(options));
        IncrementalValueProvider<EquatableArray<GeneratedMap>> sources = files.Combine(space)
            .Select(static (input, cancellation) => new EquatableArray<GeneratedMap>(Generate(input.Left.Items, input.Right, cancellation)))
            .WithTrackingName(SourcesStep);
        context.RegisterSourceOutput(sources, static (output, maps) =>
        {
            foreach (GeneratedMap map in maps.Items)
            {
                foreach (Finding finding in map.Findings.Items) output.ReportDiagnostic(finding.ToDiagnostic());
                if (map.Source is not null) output.AddSource(map.Hint, SourceText.From(map.Source, System.Text.Encoding.UTF8));
            }
        });
    }

    private static string Namespace(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? root) && root.Length > 0 ? root + ".Registers" : "Registers";

    private static List<GeneratedMap> Generate(IReadOnlyList<RdlText> texts, string space, CancellationToken cancellation)
    {
        var maps = new List<GeneratedMap>();
        var hints = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var options = new RdlOptions { Files = new AdditionalFiles(texts), IncludeFolders = [.. texts.Select(t => AdditionalFiles.Folder(t.Path)).Distinct()] };
        foreach (RdlText text in texts)
        {
            RdlResult first = RdlCompiler.Compile([new RdlSource(AdditionalFiles.Normal(text.Path), text.Text)], options, cancellation);
            List<Finding> findings = [.. first.Diagnostics.Where(d => d.Id != "RDL0210").Select(Finding.Of)];
            if (findings.Count > 0) maps.Add(new GeneratedMap("", null, new EquatableArray<Finding>(findings)));
            if (first.Top is null) continue;
            foreach (string name in first.Maps)
            {
                AddressMapNode? top = name == first.Top.InstanceName ? first.Top : RdlCompiler.Compile([new RdlSource(AdditionalFiles.Normal(text.Path), text.Text)], options with { Top = name }, cancellation).Top;
                if (top is null || top.TypeLocation.File != AdditionalFiles.Normal(text.Path)) continue;
                string hint = Names.Pascal(name) + "Registers";
                if (!hints.Add(hint))
                {
                    maps.Add(new GeneratedMap("", null, new EquatableArray<Finding>([Finding.Of(Rules.NotGenerated, top.TypeLocation, $"Two files define an addrmap '{name}'.")])));
                    continue;
                }
                maps.Add(Emit(top, space, hint, cancellation));
            }
        }
        return maps;
    }

    private static GeneratedMap Emit(AddressMapNode top, string space, string name, CancellationToken cancellation)
    {
        List<Finding> refusals = Limits.Check(top);
        if (refusals.Count > 0) return new GeneratedMap("", null, new EquatableArray<Finding>(refusals));
        string source = new FileEmitter(top, space, name, cancellation).Emit();
        return new GeneratedMap(name + ".g.cs", source, new EquatableArray<Finding>([]));
    }
}

/// <summary>One additional file.</summary>
internal sealed record RdlText(string Path, string Text);

/// <summary>What one address map gives: source or findings.</summary>
internal sealed record GeneratedMap(string Hint, string? Source, EquatableArray<Finding> Findings);
