using System.Collections.Immutable;
using HwModel.Generators.Common;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace HwModel.Generators.Modules;

/// <summary>Finds mistakes in a module's behaviour: illegal arcs, writes past a state machine's property, writes to another module's state, double connections.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.IllegalArc, Rules.DirectState, Rules.ForeignState, Rules.TwoDrivers];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(CheckAssignment, OperationKind.SimpleAssignment, OperationKind.CompoundAssignment, OperationKind.Increment, OperationKind.Decrement);
        context.RegisterOperationBlockAction(CheckConnections);
    }

    private static void CheckAssignment(OperationAnalysisContext context)
    {
        IOperation target = context.Operation switch
        {
            IAssignmentOperation assignment => assignment.Target,
            IIncrementOrDecrementOperation step => step.Target,
            _ => context.Operation,
        };
        while (target is IArrayElementReferenceOperation element) target = element.ArrayReference;
        if (target is IFieldReferenceOperation field && ModuleReader.Has(field.Field, "RegAttribute"))
        {
            if (field.Instance is not IInstanceReferenceOperation)
                context.ReportDiagnostic(Diagnostic.Create(Rules.ForeignState, target.Syntax.GetLocation(), target.Syntax.ToString()));
            else if (ModuleReader.Has(field.Field, "FsmAttribute"))
                context.ReportDiagnostic(Diagnostic.Create(Rules.DirectState, target.Syntax.GetLocation(), field.Field.Name, Names.Pascal(field.Field.Name)));
        }
        else if (target is IPropertyReferenceOperation property && context.Operation is ISimpleAssignmentOperation { Value: var value }) CheckArc(context, property, value);
    }

    private static void CheckArc(OperationAnalysisContext context, IPropertyReferenceOperation target, IOperation value)
    {
        if (StateOf(value) is not { } to || !IsStateMachine(target.Property)) return;
        ISwitchCaseOperation? section = null;
        for (IOperation? parent = context.Operation.Parent; parent is not null && section is null; parent = parent.Parent) section = parent as ISwitchCaseOperation;
        if (section?.Parent is not ISwitchOperation { Value: IPropertyReferenceOperation subject } || !SymbolEqualityComparer.Default.Equals(subject.Property, target.Property)) return;
        // An earlier assignment in the section may have moved the state on; only the first one is judged.
        bool isFirst = section.Descendants().OfType<ISimpleAssignmentOperation>()
            .First(other => other.Target is IPropertyReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Property, target.Property)) == context.Operation;
        if (!isFirst) return;
        foreach (ISingleValueCaseClauseOperation clause in section.Clauses.OfType<ISingleValueCaseClauseOperation>())
        {
            if (StateOf(clause.Value) is not { } from || SymbolEqualityComparer.Default.Equals(from, to)) continue;
            int[] next = [.. ModuleReader.Successors(from)];
            if (next.Contains(System.Convert.ToInt32(to.ConstantValue, System.Globalization.CultureInfo.InvariantCulture))) continue;
            string[] allowed = [.. to.ContainingType.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue &&
                next.Contains(System.Convert.ToInt32(member.ConstantValue, System.Globalization.CultureInfo.InvariantCulture))).Select(member => member.Name)];
            context.ReportDiagnostic(Diagnostic.Create(Rules.IllegalArc, context.Operation.Syntax.GetLocation(),
                $"{target.Property.Name} goes from {from.Name} to {to.Name}", allowed.Length == 0 ? "no other state" : string.Join(", ", allowed)));
        }
    }

    private static IFieldSymbol? StateOf(IOperation operation) => operation is IFieldReferenceOperation { Field: { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum } state } ? state : null;

    private static bool IsStateMachine(IPropertySymbol property) =>
        property.ContainingType is { } type && ModuleReader.StateMachines(type).Any(field => Names.Pascal(field.Name) == property.Name);

    // Two Wiring.Connect calls in one method, neither of them in a loop, that name the same port in the same words.
    private static void CheckConnections(OperationBlockAnalysisContext context)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IInvocationOperation call in context.OperationBlocks.SelectMany(block => block.Descendants()).OfType<IInvocationOperation>())
        {
            if (call.TargetMethod.Name != "Connect" || call.TargetMethod.ContainingType.ToDisplayString() != "HwModel.Kernel.Wiring" || call.Arguments.Length != 2) continue;
            if (call.Syntax.Ancestors().Any(node => node.IsKind(SyntaxKind.IfStatement) || node.IsKind(SyntaxKind.ElseClause) || node.IsKind(SyntaxKind.SwitchSection))) continue;
            foreach (IArgumentOperation argument in call.Arguments)
            {
                bool isSignalSource = argument.Parameter?.Type.Name == "SignalOut";
                if (isSignalSource || argument.Value is not IPropertyReferenceOperation { Instance: ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation }) continue;
                string text = argument.Value.Syntax.ToString();
                if (!seen.Add(text))
                    context.ReportDiagnostic(Diagnostic.Create(Rules.TwoDrivers, argument.Syntax.GetLocation(), text, "a queue has one writer and one reader"));
            }
        }
    }
}
