using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Instantiates components: the tree of drafts with the properties that the text assigns. Places and meanings come later.</summary>
internal sealed class Builder(DiagnosticSink sink, Evaluator evaluator, PropertyAssigner properties, CancellationToken cancellation)
{
    private readonly InstanceReader _instances = new(sink, evaluator);
    private readonly List<ComponentDefinition> _open = [];
    private int _count;

    /// <summary>True once the limit of instances is reached; the tree is then incomplete.</summary>
    public bool IsFull { get; private set; }

    /// <summary>All named component types in the order in which they were met.</summary>
    public List<TypeEntry> AllTypes { get; } = [];

    /// <summary>Definitions that were elaborated at least once.</summary>
    public HashSet<ComponentDefinition> UsedDefinitions { get; } = [];

    /// <summary>The root's statements; <paramref name="root"/> takes the types and global signals.</summary>
    public void BuildRoot(IReadOnlyList<Statement> statements, Scope root)
    {
        foreach (Statement statement in statements)
        {
            if (statement is Instantiation i && (i.Definition?.Kind ?? root.FindType(i.TypeName!.Value.Text)?.Component?.Kind) is { } kind && kind != NodeKind.Signal)
            {
                if (i.Definition is { Name: not null } named) Define(named, root);
                string word = PropertyTable.Word(kind);
                sink.Report(
                    RdlDiagnosticIds.ComponentNotAllowed, i.Instances[0].Name.Span, $"The root cannot instantiate a {word}; define an addrmap, which is elaborated as the top.");
            }
            else if (statement is PropertyAssignment { IsDefault: false } assignment)
            {
                sink.Report(
                    RdlDiagnosticIds.PropertyNotAllowed, assignment.Property.Span, $"The property '{assignment.Property.Text}' stands outside any component.");
            }
            else
            {
                Statement(statement, root);
            }
        }
    }

    /// <summary>A definition elaborated by itself, as the top or to check it.</summary>
    public Draft BuildTop(TypeEntry type, string instanceName)
    {
        ComponentDefinition definition = type.Component!;
        UsedDefinitions.Add(definition);
        Draft draft = Drafts.Create(new Name(instanceName, definition.Span), definition, null);
        Fill(draft, definition, type.Scope, type.Defaults, [], type.Scope);
        return draft;
    }

    private void Statement(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case ComponentDefinition definition:
                Define(definition, scope);
                break;
            case EnumDefinition definition:
                DefineEnum(definition, scope);
                break;
            case PropertyDefinition definition:
                if (scope.Owner is not null)
                {
                    sink.Report(
                        RdlDiagnosticIds.DefinitionNotAllowed, definition.Name.Span, $"The property '{definition.Name.Text}' is defined inside a component; properties are defined in the root.");
                }
                break;
            case PropertyAssignment { IsDefault: true } assignment:
                AddDefault(assignment, scope);
                break;
            case PropertyAssignment assignment:
                properties.Assign(scope.Owner!, assignment, scope, AssignedBy.Local);
                break;
            case DynamicAssignment assignment:
                Dynamic(assignment, scope);
                break;
            case Instantiation instantiation:
                Instantiate(instantiation, scope);
                break;
        }
    }

    // ---- Definitions ----

    private TypeEntry Define(ComponentDefinition definition, Scope scope)
    {
        var entry = new TypeEntry(definition.Span, definition, null, scope, scope.Defaults.Count);
        if (definition.Name is not { } name) return entry;
        if (scope.Owner is { } owner && !MayDefine(owner.Kind, definition.Kind))
        {
            sink.Report(
                RdlDiagnosticIds.DefinitionNotAllowed,
                name.Span,
                $"A {PropertyTable.Word(definition.Kind)} cannot be defined inside a {PropertyTable.Word(owner.Kind)} ({owner.Path}).");
        }
        if (Declare(name, entry, scope)) AllTypes.Add(entry);
        return entry;
    }

    private bool Declare(Name name, TypeEntry entry, Scope scope)
    {
        if (scope.OwnType(name.Text) is { } previous)
        {
            sink.Report(RdlDiagnosticIds.DuplicateName, name.Span, $"The type '{name.Text}' is defined twice in this scope.", previous.Location, "first defined here");
            return false;
        }
        scope.Add(name.Text, entry);
        return true;
    }

    private static bool MayDefine(NodeKind parent, NodeKind child) => parent switch
    {
        NodeKind.AddressMap => true,
        NodeKind.RegisterFile => child is not (NodeKind.AddressMap or NodeKind.Memory),
        NodeKind.Register => child is NodeKind.Field or NodeKind.Signal,
        NodeKind.Memory => child is NodeKind.Register or NodeKind.Field,
        NodeKind.Field => child is NodeKind.Signal,
        _ => false,
    };

    private static bool MayHold(NodeKind parent, NodeKind child) => parent switch
    {
        NodeKind.AddressMap => child is not NodeKind.Field,
        NodeKind.RegisterFile => child is NodeKind.RegisterFile or NodeKind.Register or NodeKind.Signal,
        NodeKind.Register => child is NodeKind.Field or NodeKind.Signal,
        NodeKind.Memory => child is NodeKind.Register,
        NodeKind.Field => child is NodeKind.Signal,
        _ => false,
    };

    private void DefineEnum(EnumDefinition definition, Scope scope)
    {
        var members = new List<EnumMember>();
        foreach (EnumEntry entry in definition.Entries)
        {
            System.Numerics.BigInteger value = members.Count == 0 ? 0 : members[members.Count - 1].Value + 1;
            if (entry.Value is not null)
            {
                if (evaluator.Number(entry.Value, scope) is not { } number) continue;
                value = number.Value;
            }
            EnumMember? sameName = members.Find(m => m.Identifier == entry.Name.Text);
            EnumMember? sameValue = members.Find(m => m.Value == value);
            if (sameName is not null)
            {
                sink.Report(
                    RdlDiagnosticIds.DuplicateName, entry.Name.Span, $"The enumeration '{definition.Name.Text}' has two members '{entry.Name.Text}'.", sameName.Location, "first declared here");
            }
            else if (sameValue is not null || value >> 64 != 0)
            {
                string why = sameValue is null ? "does not fit 64 bits" : $"is that of '{sameValue.Identifier}'";
                sink.Report(RdlDiagnosticIds.EnumValue, entry.Name.Span, $"The value {value} of '{entry.Name.Text}' {why}.", sameValue?.Location, "the other member");
            }
            else
            {
                string? Text(string property)
                {
                    PropertyAssignment? assignment = entry.Properties.FirstOrDefault(p => p.Property.Text == property);
                    return assignment?.Value is null ? null : (evaluator.Evaluate(assignment.Value, scope) as StringValue)?.Value;
                }
                foreach (PropertyAssignment other in entry.Properties)
                {
                    if (other.Property.Text is not ("name" or "desc"))
                        sink.Report(RdlDiagnosticIds.PropertyNotAllowed, other.Property.Span, "A member of an enumeration has the properties name and desc only.");
                }
                members.Add(new EnumMember(entry.Name.Text, value, Text("name"), Text("desc"), entry.Name.Span));
            }
        }
        var type = new EnumType(definition.Name.Text, members, definition.Name.Span);
        Declare(definition.Name, new TypeEntry(definition.Name.Span, null, type, scope, 0), scope);
    }

    private void AddDefault(PropertyAssignment assignment, Scope scope)
    {
        if (!properties.Exists(assignment.Property)) return;
        foreach (DefaultEntry previous in scope.Defaults)
        {
            if (previous.Assignment.Property.Text != assignment.Property.Text || assignment.Property.Text == "intr") continue;
            sink.Report(
                RdlDiagnosticIds.DuplicateAssignment,
                assignment.Property.Span,
                $"The default of '{assignment.Property.Text}' is given twice in this scope.",
                previous.Assignment.Property.Span,
                "first given here");
            return;
        }
        scope.Defaults.Add(new DefaultEntry(assignment, scope));
    }

    // ---- Dynamic assignments ----

    private void Dynamic(DynamicAssignment assignment, Scope scope)
    {
        Draft? target = null;
        foreach (PathPart part in assignment.Target)
        {
            if (part.Indices.Count > 0)
            {
                sink.Report(
                    RdlDiagnosticIds.ElementAssignment,
                    part.Name.Span,
                    $"'{part.Name.Text}' is given an index; properties are assigned to all elements of an array together.");
                return;
            }
            Dictionary<string, Draft> elements = (target?.Scope ?? scope).Elements;
            if (!elements.TryGetValue(part.Name.Text, out Draft? next))
            {
                sink.Report(
                    RdlDiagnosticIds.UnknownElement,
                    part.Name.Span,
                    target is null ? $"There is no instance '{part.Name.Text}' here." : $"'{target.Path}' has no instance '{part.Name.Text}'.",
                    suggestion: Suggestions.Closest(part.Name.Text, elements.Keys));
                return;
            }
            target = next;
        }
        properties.Assign(target!, assignment.Assignment, scope, AssignedBy.Dynamic);
    }

    // ---- Instances ----

    private void Instantiate(Instantiation instantiation, Scope scope)
    {
        TypeEntry? type = instantiation.Definition is { } definition ? Define(definition, scope) : Lookup(instantiation.TypeName!.Value, scope);
        if (type?.Component is not { } component) return;
        UsedDefinitions.Add(component);
        if (scope.Owner is { } owner && !MayHold(owner.Kind, component.Kind))
        {
            sink.Report(
                RdlDiagnosticIds.ComponentNotAllowed,
                instantiation.Instances[0].Name.Span,
                $"A {PropertyTable.Word(component.Kind)} cannot be instantiated inside a {PropertyTable.Word(owner.Kind)} ({owner.Path}).");
            return;
        }
        if (_open.Contains(component))
        {
            sink.Report(RdlDiagnosticIds.CircularReference, instantiation.Span, $"The component '{component.Name?.Text}' contains itself.", component.Span, "defined here");
            return;
        }
        if (_open.Count >= RdlLimits.NestingDepth)
        {
            sink.Report(RdlDiagnosticIds.NestingLimit, instantiation.Span, $"Components are nested more than {RdlLimits.NestingDepth} deep.");
            return;
        }
        foreach (InstanceSyntax instance in instantiation.Instances) Instance(instantiation, instance, type, component, scope);
    }

    private void Instance(Instantiation instantiation, InstanceSyntax instance, TypeEntry type, ComponentDefinition component, Scope scope)
    {
        if (IsFull) return;
        cancellation.ThrowIfCancellationRequested();
        if (++_count > RdlLimits.Instances)
        {
            IsFull = true;
            sink.Report(RdlDiagnosticIds.InstanceLimit, instance.Name.Span, $"The specification has more than {RdlLimits.Instances} component instances.");
            return;
        }
        if (scope.PreviousElement(instance.Name.Text) is { } previous)
        {
            sink.Report(RdlDiagnosticIds.DuplicateName, instance.Name.Span, $"The name '{instance.Name.Text}' is declared twice in this scope.", previous, "first declared here");
            return;
        }
        Draft draft = Drafts.Create(instance.Name, component, scope.Owner);
        scope.Elements.Add(instance.Name.Text, draft);
        scope.Owner?.Children.Add(draft);
        _instances.Read(draft, instantiation, instance, scope);
        Fill(draft, component, type.Scope, type.Defaults, instantiation.Overrides, scope);
        if (instance.Reset is not null && component.Kind == NodeKind.Field) properties.AssignReset(draft, instance.Reset, scope);
        if (instantiation.AliasPrimary is { } primary) _instances.Alias(draft, primary, scope);
    }

    private TypeEntry? Lookup(Name name, Scope scope)
    {
        TypeEntry? entry = scope.FindType(name.Text);
        if (entry is null)
        {
            sink.Report(
                RdlDiagnosticIds.UnknownType, name.Span, $"There is no component type '{name.Text}' here.", suggestion: Suggestions.Closest(name.Text, scope.TypeNames(false)));
        }
        else if (entry.Component is null)
        {
            sink.Report(RdlDiagnosticIds.WrongKindOfType, name.Span, $"'{name.Text}' is an enumeration and cannot be instantiated.", entry.Location, "defined here");
        }
        return entry;
    }

    private void Fill(Draft draft, ComponentDefinition definition, Scope definedIn, int defaults, IReadOnlyList<ParameterOverride> overrides, Scope instantiatedIn)
    {
        var scope = new Scope(definedIn, defaults, draft);
        draft.Scope = scope;
        _instances.Parameters(draft, definition, overrides, instantiatedIn);
        ApplyDefaults(draft, definedIn, defaults);
        _open.Add(definition);
        foreach (Statement statement in definition.Body) Statement(statement, scope);
        _open.RemoveAt(_open.Count - 1);
        CheckContent(draft, definition);
    }

    /// <summary>Outer scopes first, so that the nearest wins.</summary>
    private void ApplyDefaults(Draft draft, Scope scope, int count)
    {
        if (scope.Parent is { } parent) ApplyDefaults(draft, parent, scope.ParentDefaults);
        for (int i = 0; i < count; i++)
        {
            DefaultEntry entry = scope.Defaults[i];
            if (properties.IsApplicable(entry.Assignment.Property.Text, draft.Kind)) properties.Assign(draft, entry.Assignment, entry.Scope, AssignedBy.Default);
        }
    }

    private void CheckContent(Draft draft, ComponentDefinition definition)
    {
        if (definition.Kind is NodeKind.Field or NodeKind.Signal or NodeKind.Memory || IsFull) return;
        foreach (Draft child in draft.Children)
            if (child.Kind != NodeKind.Signal) return;
        int written = definition.Body.Sum(s => s is Instantiation i ? i.Instances.Count : 0);
        if (written > draft.Children.Count) return;
        string wanted = definition.Kind switch { NodeKind.Register => "a field", NodeKind.RegisterFile => "a register or register file", _ => "a component with an address" };
        sink.Report(RdlDiagnosticIds.EmptyComponent, definition.Span, $"The {PropertyTable.Word(definition.Kind)} '{draft.Path}' holds nothing; it needs at least {wanted}.");
        draft.IsSound = false;
    }
}
