using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Makes drafts for definitions.</summary>
internal static class Drafts
{
    public static Draft Create(Name name, ComponentDefinition definition, Draft? parent)
    {
        Node? above = parent?.Node;
        Node node = definition.Kind switch
        {
            NodeKind.AddressMap => new AddressMapNode(name.Text, above),
            NodeKind.RegisterFile => new RegisterFileNode(name.Text, above),
            NodeKind.Register => new RegisterNode(name.Text, above),
            NodeKind.Field => new FieldNode(name.Text, (RegisterNode)above!),
            NodeKind.Memory => new MemoryNode(name.Text, above),
            _ => new SignalNode(name.Text, above),
        };
        node.Location = name.Span;
        node.TypeLocation = definition.Span;
        node.TypeName = definition.Name?.Text;
        return new Draft(node, parent, name, definition);
    }
}

/// <summary>Reads what stands around an instance's name: dimensions, bits, addresses, parameter values, alias.</summary>
internal sealed class InstanceReader(DiagnosticSink sink, Evaluator evaluator)
{
    public void Read(Draft draft, Instantiation instantiation, InstanceSyntax instance, Scope scope)
    {
        External(draft, instantiation);
        draft.PlaceSpan = instance.SuffixSpan;
        switch (draft.Kind)
        {
            case NodeKind.Field or NodeKind.Signal:
                Bits(draft, instance, scope);
                break;
            default:
                Addresses(draft, instance, scope);
                break;
        }
    }

    /// <summary>The parameters' values: overrides are understood where the instance stands, defaults inside the definition.</summary>
    public void Parameters(Draft draft, ComponentDefinition definition, IReadOnlyList<ParameterOverride> overrides, Scope instantiatedIn)
    {
        var given = new Dictionary<string, ParameterOverride>();
        foreach (ParameterOverride item in overrides)
        {
            if (!definition.Parameters.Any(p => p.Name.Text == item.Name.Text))
            {
                sink.Report(
                    RdlDiagnosticIds.UnknownParameter,
                    item.Name.Span,
                    $"'{definition.Name?.Text}' has no parameter '{item.Name.Text}'.",
                    definition.Span,
                    "defined here",
                    Suggestions.Closest(item.Name.Text, definition.Parameters.Select(p => p.Name.Text)));
            }
            else if (given.TryGetValue(item.Name.Text, out ParameterOverride? first))
            {
                sink.Report(RdlDiagnosticIds.DuplicateOverride, item.Name.Span, $"The parameter '{item.Name.Text}' is given twice.", first.Name.Span, "first given here");
            }
            else
            {
                given.Add(item.Name.Text, item);
            }
        }
        var values = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (ParameterDefinition parameter in definition.Parameters)
        {
            string name = parameter.Name.Text;
            if (draft.Scope.Parameters.TryGetValue(name, out ParameterEntry? previous))
            {
                sink.Report(RdlDiagnosticIds.DuplicateName, parameter.Name.Span, $"The parameter '{name}' is declared twice.", previous.Definition.Name.Span, "first declared here");
                continue;
            }
            bool isGiven = given.TryGetValue(name, out ParameterOverride? own);
            Expression? expression = isGiven ? own!.Value : parameter.Default;
            PropertyValue? value = expression is null ? null : evaluator.Evaluate(expression, isGiven ? instantiatedIn : draft.Scope);
            if (value is not null) value = Typed(parameter, value, expression!, draft.Scope);
            if (value is not null) values[name] = value;
            else if (expression is not null) draft.IsSound = false;
            draft.Scope.Parameters.Add(name, new ParameterEntry(parameter, value ?? (expression is null ? null : Dummy(parameter))));
        }
        if (values.Count > 0) draft.Node.Parameters = values;
    }

    /// <summary>alias Primary Type instance;</summary>
    public void Alias(Draft draft, Name primary, Scope scope)
    {
        if (!scope.Elements.TryGetValue(primary.Text, out Draft? target) || target == draft)
        {
            sink.Report(
                RdlDiagnosticIds.AliasPrimary,
                primary.Span,
                $"There is no register '{primary.Text}' before its alias '{draft.Path}' in the same scope.",
                suggestion: Suggestions.Closest(primary.Text, scope.Elements.Values.Where(e => e.Kind == NodeKind.Register && e != draft).Select(e => e.Node.InstanceName)));
        }
        else if (draft.Kind != NodeKind.Register || target.Kind != NodeKind.Register || target.AliasPrimary is not null)
        {
            string why = target.AliasPrimary is not null ? "is itself an alias" : "is no register";
            if (draft.Kind != NodeKind.Register) why = "cannot have an alias that is no register";
            sink.Report(RdlDiagnosticIds.AliasPrimary, primary.Span, $"'{target.Path}' {why}.", target.Location, "declared here");
        }
        else
        {
            draft.AliasPrimary = target;
        }
    }

    /// <summary>After an error in a parameter's value, so that its uses are not reported too.</summary>
    private static PropertyValue Dummy(ParameterDefinition parameter) =>
        parameter.Type.Text is "string" ? new StringValue("") : parameter.Type.Text is "boolean" ? BooleanValue.False : new IntegerValue(1);

    private PropertyValue? Typed(ParameterDefinition parameter, PropertyValue value, Expression expression, Scope scope)
    {
        if (value is UnresolvedReference { Path: { Property: null, Parts.Count: 1 } path } reference && reference.Scope.FindElement(path.Parts[0].Name.Text) is null)
        {
            // Reported as an unknown name.
            evaluator.Number(path, reference.Scope);
            return null;
        }
        if (parameter.IsArray)
        {
            if (value is ArrayValue array)
            {
                var items = new List<PropertyValue>();
                foreach (PropertyValue item in array.Items)
                {
                    if (One(parameter.Type.Text, item) is not { } typed) return Wrong(parameter, expression);
                    items.Add(typed);
                }
                return new ArrayValue(items);
            }
            return Wrong(parameter, expression);
        }
        if (One(parameter.Type.Text, value) is { } result) return result;
        if (parameter.Type.Text is "addrmap" or "regfile" or "reg" or "field" or "mem" or "signal" or "ref")
        {
            sink.Report(RdlDiagnosticIds.ExpressionType, parameter.Type.Span, "The value of a parameter cannot be a component.");
            return null;
        }
        if (scope.FindType(parameter.Type.Text)?.Enum is null && !IsTypeWord(parameter.Type.Text))
        {
            sink.Report(
                RdlDiagnosticIds.UnknownEnum,
                parameter.Type.Span,
                $"'{parameter.Type.Text}' is no type of a parameter.",
                suggestion: Suggestions.Closest(parameter.Type.Text, scope.TypeNames(true)));
            return null;
        }
        return Wrong(parameter, expression);
    }

    private static bool IsTypeWord(string word) =>
        word is "longint" or "bit" or "boolean" or "string" or "accesstype" or "addressingtype" or "onreadtype" or "onwritetype" or "number";

    private PropertyValue? Wrong(ParameterDefinition parameter, Expression expression)
    {
        string type = parameter.Type.Text + (parameter.IsArray ? "[]" : "");
        sink.Report(
            RdlDiagnosticIds.ExpressionType, expression.Span, $"The parameter '{parameter.Name.Text}' takes a value of type {type}.", parameter.Name.Span, "declared here");
        return null;
    }

    private static PropertyValue? One(string type, PropertyValue value) => (type, value) switch
    {
        ("longint", IntegerValue v) => new IntegerValue(v.Value & ulong.MaxValue),
        ("longint", BooleanValue v) => new IntegerValue(v.Value ? 1 : 0),
        ("longint" or "bit", EnumMemberValue v) => new IntegerValue(v.Member.Value),
        ("bit", IntegerValue v) => v,
        ("bit", BooleanValue v) => new IntegerValue(v.Value ? 1 : 0, 1),
        ("boolean", BooleanValue v) => v,
        ("boolean", IntegerValue v) => new BooleanValue(!v.Value.IsZero),
        ("string", StringValue v) => v,
        ("accesstype", KeywordValue v) => Keywords.ParseAccess(v.Word) is null ? null : v,
        ("onreadtype", KeywordValue v) => Keywords.ParseOnRead(v.Word) == OnRead.None ? null : v,
        ("onwritetype", KeywordValue v) => Keywords.ParseOnWrite(v.Word) == OnWrite.None ? null : v,
        ("addressingtype", KeywordValue v) => v.Word is "compact" or "regalign" or "fullalign" ? v : null,
        (_, EnumMemberValue v) => v.Type.Name == type ? v : null,
        _ => null,
    };

    private void External(Draft draft, Instantiation instantiation)
    {
        if (instantiation.External is { } word)
        {
            bool isExternal = word.Text == "external";
            if (draft.Kind is NodeKind.Field or NodeKind.Signal)
            {
                sink.Report(
                    RdlDiagnosticIds.ExternalMeaningless, word.Span, $"'{word.Text}' has no meaning for a {PropertyTable.Word(draft.Kind)} ({draft.Path}).");
                return;
            }
            if (!isExternal && draft.Kind == NodeKind.AddressMap)
                sink.Report(RdlDiagnosticIds.InternalNotAllowed, word.Span, $"The addrmap '{draft.Path}' cannot be internal.");
            draft.ExternalWord = isExternal;
        }
        if (draft.Kind == NodeKind.Memory && draft.ExternalWord != true)
            sink.Report(RdlDiagnosticIds.ExternalRequired, draft.Location, $"The mem '{draft.Path}' must be instantiated as external.");
    }

    private void Bits(Draft draft, InstanceSyntax instance, Scope scope)
    {
        string kind = PropertyTable.Word(draft.Kind);
        if ((instance.Address ?? instance.Stride ?? instance.Alignment) is { } address)
            sink.Report(RdlDiagnosticIds.InstanceSuffix, address.Span, $"A {kind} has no address ({draft.Path}).");
        if (instance.Dimensions.Count > 1)
            sink.Report(RdlDiagnosticIds.InstanceSuffix, instance.SuffixSpan, $"A {kind} has one width; it cannot be an array ({draft.Path}).");
        if (instance.Reset is not null && draft.Kind == NodeKind.Signal)
            sink.Report(RdlDiagnosticIds.InstanceSuffix, instance.Reset.Span, $"A signal has no reset value ({draft.Path}).");
        if (instance.Dimensions.Count == 1)
        {
            draft.Width = (int?)evaluator.Count(instance.Dimensions[0], scope, 1, RdlLimits.Bits, RdlDiagnosticIds.NumberLimit, $"The width of '{draft.Path}'");
            if (draft.Width is null) draft.IsSound = false;
        }
        if (instance.Range is not { } range) return;
        long? left = evaluator.Count(range.Left, scope, 0, int.MaxValue, RdlDiagnosticIds.FieldOutsideRegister, $"A bit number of '{draft.Path}'");
        long? right = evaluator.Count(range.Right, scope, 0, int.MaxValue, RdlDiagnosticIds.FieldOutsideRegister, $"A bit number of '{draft.Path}'");
        if (left is not null && right is not null) draft.Range = ((int)left, (int)right);
        else draft.IsSound = false;
    }

    private void Addresses(Draft draft, InstanceSyntax instance, Scope scope)
    {
        string kind = PropertyTable.Word(draft.Kind);
        if (instance.Range is { } range) sink.Report(RdlDiagnosticIds.InstanceSuffix, range.Left.Span, $"A {kind} takes dimensions and no bit range ({draft.Path}).");
        if (instance.Reset is not null) sink.Report(RdlDiagnosticIds.InstanceSuffix, instance.Reset.Span, $"Only a field has a reset value, not a {kind} ({draft.Path}).");
        if (instance.Stride is not null && instance.Dimensions.Count == 0)
            sink.Report(RdlDiagnosticIds.InstanceSuffix, instance.Stride.Span, $"A stride (+=) goes with an array only ({draft.Path}).");
        if (instance.Address is not null && instance.Alignment is not null)
            sink.Report(RdlDiagnosticIds.InstanceSuffix, instance.Alignment.Span, $"@ and %= exclude each other ({draft.Path}).");
        if (instance.Dimensions.Count > 0) Dimensions(draft, instance, scope);
        draft.Address = Bytes(draft, instance.Address, scope, 0, "address");
        draft.Stride = instance.Dimensions.Count == 0 ? null : Bytes(draft, instance.Stride, scope, 1, "stride");
        draft.Alignment = Bytes(draft, instance.Alignment, scope, 1, "alignment");
        if (instance.Address is not null) draft.PlaceSpan = instance.Address.Span;
    }

    private long? Bytes(Draft draft, Expression? expression, Scope scope, long least, string what)
    {
        if (expression is null) return null;
        long? value = evaluator.Count(expression, scope, least, RdlLimits.AddressSpace, RdlDiagnosticIds.AddressLimit, $"The {what} of '{draft.Path}'");
        if (value is null) draft.IsSound = false;
        return value;
    }

    private void Dimensions(Draft draft, InstanceSyntax instance, Scope scope)
    {
        var dimensions = new List<int>();
        long total = 1;
        foreach (Expression expression in instance.Dimensions)
        {
            long? count = evaluator.Count(expression, scope, 1, RdlLimits.ArrayElements, RdlDiagnosticIds.ArrayLimit, $"A dimension of '{draft.Path}'");
            dimensions.Add((int)(count ?? 1));
            total *= count ?? 1;
            if (total > RdlLimits.ArrayElements || dimensions.Count > RdlLimits.Dimensions)
            {
                sink.Report(
                    RdlDiagnosticIds.ArrayLimit,
                    expression.Span,
                    $"The array '{draft.Path}' has more than {RdlLimits.ArrayElements} elements or {RdlLimits.Dimensions} dimensions.");
                dimensions = [1];
                break;
            }
        }
        draft.Node.Dimensions = dimensions;
    }
}
