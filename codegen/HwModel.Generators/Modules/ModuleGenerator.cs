using HwModel.Generators.Common;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HwModel.Generators.Modules;

/// <summary>Completes every class marked [Module].</summary>
[Generator]
public sealed class ModuleGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose results are compared between runs.</summary>
    public const string ModelStep = "HwModel.Modules";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModuleModel> modules = context.SyntaxProvider
            .ForAttributeWithMetadataName("HwModel.Kernel.ModuleAttribute", static (node, _) => node is ClassDeclarationSyntax, ModuleReader.Read)
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(modules, static (output, module) =>
        {
            foreach (DiagnosticInfo diagnostic in module.Diagnostics) output.ReportDiagnostic(diagnostic.ToDiagnostic());
            output.AddSource(module.FileName, ModuleEmitter.Emit(module));
        });
    }
}
