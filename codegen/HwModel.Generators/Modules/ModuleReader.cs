using System.Globalization;
using HwModel.Generators.Common;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HwModel.Generators.Modules;

/// <summary>Reads a module class into its model, with the mistakes that it finds.</summary>
internal sealed class ModuleReader
{
    private const string Kernel = "HwModel.Kernel.";

    private readonly INamedTypeSymbol _class;
    private readonly ClassDeclarationSyntax _syntax;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly List<PortModel> _ports = [];
    private readonly List<RegModel> _registers = [];

    private ModuleReader(INamedTypeSymbol type, ClassDeclarationSyntax syntax)
    {
        _class = type;
        _syntax = syntax;
    }

    public static ModuleModel Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ModuleReader((INamedTypeSymbol)context.TargetSymbol, (ClassDeclarationSyntax)context.TargetNode).Read();
    }

    /// <summary>The fields of a class that hold state machines.</summary>
    public static IEnumerable<IFieldSymbol> StateMachines(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => Has(field, "FsmAttribute"));

    public static bool Has(ISymbol symbol, string attribute) => Find(symbol, attribute) is not null;

    private ModuleModel Read()
    {
        CheckShape();
        foreach (ISymbol member in _class.GetMembers())
        {
            if (member is IPropertySymbol property && (Has(property, "InAttribute") || Has(property, "OutAttribute"))) ReadPort(property);
            else if (member is IFieldSymbol { IsStatic: false, IsConst: false, IsImplicitlyDeclared: false } field) ReadField(field);
        }
        string typeParameters = _class.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", _class.TypeParameters.Select(parameter => parameter.Name))}>";
        return new ModuleModel(
            Usings(),
            _class.ContainingNamespace.IsGlobalNamespace ? "" : _class.ContainingNamespace.ToDisplayString(),
            _class.Name,
            typeParameters,
            $"{_class.ContainingNamespace.ToDisplayString()}.{_class.Name}{(_class.TypeParameters.Length > 0 ? $"_{_class.TypeParameters.Length}" : "")}.g.cs",
            _class.GetMembers("Settle").OfType<IMethodSymbol>().Any(method => method.IsOverride),
            new EquatableArray<PortModel>(_ports),
            new EquatableArray<RegModel>(_registers),
            new EquatableArray<DiagnosticInfo>(_diagnostics));
    }

    private void CheckShape()
    {
        bool derives = false;
        for (INamedTypeSymbol? type = _class.BaseType; type is not null; type = type.BaseType) derives |= type.ToDisplayString() == Kernel + "Module";
        string? lack = !_syntax.Modifiers.Any(SyntaxKind.PartialKeyword) ? "partial"
            : !_class.IsSealed ? "sealed"
            : !derives ? "derived from Module"
            : _class.ContainingType is not null ? "at the top level of a namespace"
            : null;
        if (lack is not null) _diagnostics.Add(DiagnosticInfo.At(Rules.Shape, _syntax.Identifier.GetLocation(), _class.Name, lack));
    }

    private void ReadPort(IPropertySymbol property)
    {
        AttributeData? input = Find(property, "InAttribute");
        AttributeData attribute = input ?? Find(property, "OutAttribute")!;
        bool isArray = property.Type is IArrayTypeSymbol;
        ITypeSymbol type = property.Type is IArrayTypeSymbol array ? array.ElementType : property.Type;
        string generic = (type as INamedTypeSymbol)?.ConstructedFrom.ToDisplayString() ?? "";
        string[] allowed = input is not null ? ["In<T>", "SignalIn<T>"] : ["Out<T>", "RegOut<T>", "WireOut<T>"];
        string? mistake = !allowed.Any(name => generic == Kernel + name) ? $"of type {property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}; allowed are {string.Join(", ", allowed)} and arrays of them"
            : !property.IsPartialDefinition || property.SetMethod is not null ? "not a partial property with a getter alone: write public partial ... { get; }"
            : isArray && Argument(attribute, "Count") is null ? "an array without Count"
            : !isArray && Argument(attribute, "Count") is not null ? "not an array but has a Count"
            : null;
        if (mistake is not null)
        {
            _diagnostics.Add(DiagnosticInfo.At(Rules.PortShape, property.Locations[0], property.Name, mistake));
            return;
        }
        _ports.Add(new PortModel(
            property.Name,
            SyntaxFacts.GetText(property.DeclaredAccessibility),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            generic == Kernel + "In<T>",
            isArray ? Argument(attribute, "Count") : null,
            Argument(attribute, "Depth") ?? "2",
            Argument(attribute, "Width") ?? "0",
            Argument(attribute, "Optional") == "true"));
    }

    private void ReadField(IFieldSymbol field)
    {
        AttributeData? attribute = Find(field, "RegAttribute");
        if (attribute is null)
        {
            if (!field.IsReadOnly && field.AssociatedSymbol is null && !Has(field, "WiredAttribute"))
                _diagnostics.Add(DiagnosticInfo.At(Rules.UnmarkedState, field.Locations[0], field.Name));
            return;
        }
        bool isArray = field.Type is IArrayTypeSymbol;
        ITypeSymbol type = field.Type is IArrayTypeSymbol array ? array.ElementType : field.Type;
        if (KindOf(type) is not { } kind || (isArray && kind == RegKind.Random))
        {
            _diagnostics.Add(DiagnosticInfo.At(Rules.RegType, field.Locations[0], field.Name, field.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
            return;
        }
        FsmModel? fsm = Has(field, "FsmAttribute") ? ReadFsm(field, type) : null;
        _registers.Add(new RegModel(
            field.Name,
            kind,
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type.Name,
            isArray,
            Argument(attribute, "Reset") != "false",
            Initialiser(field),
            TraceCast(type),
            type.SpecialType is SpecialType.System_Double or SpecialType.System_Single,
            Argument(attribute, "Width") is { } width ? int.Parse(width, CultureInfo.InvariantCulture) : 0,
            Argument(attribute, "Trace") is { } trace ? trace == "true" : null,
            fsm));
    }

    private FsmModel? ReadFsm(IFieldSymbol field, ITypeSymbol type)
    {
        IFieldSymbol[] members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue)];
        bool counts = type.TypeKind == TypeKind.Enum && members.Select((member, i) => System.Convert.ToInt64(member.ConstantValue, CultureInfo.InvariantCulture) == i).All(same => same);
        if (!counts || members.Length == 0)
        {
            _diagnostics.Add(DiagnosticInfo.At(Rules.FsmShape, field.Locations[0], field.Name, $"{type.Name} must be an enum whose members have the values 0, 1, 2, ... in order"));
            return null;
        }
        var arcs = new List<ArcModel>();
        for (int from = 0; from < members.Length; from++)
            arcs.AddRange(Successors(members[from]).Select(to => new ArcModel(from, to)));
        if (arcs.Count == 0)
        {
            _diagnostics.Add(DiagnosticInfo.At(Rules.FsmShape, field.Locations[0], field.Name, $"no member of {type.Name} has [Arcs(...)]: name the states that may follow each"));
            return null;
        }
        return new FsmModel(type.Name, new EquatableArray<string>(members.Select(member => member.Name)), new EquatableArray<ArcModel>(arcs));
    }

    /// <summary>The numbers of the states that may follow a state.</summary>
    public static IEnumerable<int> Successors(IFieldSymbol state)
    {
        if (Find(state, "ArcsAttribute") is not { ConstructorArguments.Length: 1 } attribute || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array) yield break;
        foreach (TypedConstant next in attribute.ConstructorArguments[0].Values)
            if (next.Value is not null && SymbolEqualityComparer.Default.Equals(next.Type, state.ContainingType))
                yield return System.Convert.ToInt32(next.Value, CultureInfo.InvariantCulture);
    }

    private static RegKind? KindOf(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum) return RegKind.Enum;
        // Generators do not see each other's types; a type that is unknown here is a generated register file, or the compiler reports it.
        if (type.TypeKind == TypeKind.Error && type.Name.EndsWith("Registers", System.StringComparison.Ordinal)) return RegKind.Part;
        if (type.ToDisplayString() == Kernel + "RandomStream") return RegKind.Random;
        if (TraceCast(type) is not null || type.SpecialType is SpecialType.System_Double or SpecialType.System_Single) return RegKind.Value;
        if (type is ITypeParameterSymbol { HasUnmanagedTypeConstraint: true }) return RegKind.Value;
        if (type.TypeKind == TypeKind.Struct && Has(type, "PayloadAttribute")) return RegKind.Value;
        if (type.AllInterfaces.Any(i => i.ConstructedFrom.ToDisplayString().StartsWith(Kernel + "IPayload<", System.StringComparison.Ordinal))) return RegKind.Value;
        if (type.ToDisplayString() == Kernel + "IStatePart" || type.AllInterfaces.Any(i => i.ToDisplayString() == Kernel + "IStatePart")) return RegKind.Part;
        return null;
    }

    private static string? TraceCast(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "({0} ? 1UL : 0UL)",
        SpecialType.System_SByte => "(byte){0}",
        SpecialType.System_Int16 => "(ushort){0}",
        SpecialType.System_Int32 => "(uint){0}",
        SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_Char => "{0}",
        SpecialType.System_Int64 or SpecialType.System_UInt64 => "(ulong){0}",
        _ => type.TypeKind == TypeKind.Enum ? "(ulong){0}" : null,
    };

    private static string Initialiser(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } ? value.ToString() : "default";

    private static AttributeData? Find(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass is { } type && type.Name == attribute && type.ContainingNamespace.ToDisplayString() == "HwModel.Kernel");

    private static string? Argument(AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key != name) continue;
            return argument.Value.Value switch
            {
                null => null,
                bool flag => flag ? "true" : "false",
                string expression => expression,
                var constant => System.Convert.ToString(constant, CultureInfo.InvariantCulture),
            };
        }
        return null;
    }

    private string Usings() =>
        string.Join("\n", _syntax.SyntaxTree.GetCompilationUnitRoot().Usings.Select(line => line.ToString().Trim()));
}
