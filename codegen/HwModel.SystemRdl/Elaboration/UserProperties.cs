using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>The properties that the specification defines (SystemRDL 2.0, clause 15); they are known everywhere.</summary>
internal sealed class UserProperties(DiagnosticSink sink, Evaluator evaluator)
{
    private static readonly string[] ComponentWords = ["addrmap", "regfile", "reg", "field", "mem", "signal", "all", "constraint"];

    private static readonly string[] TypeWords =
    [
        "number", "longint", "bit", "string", "boolean", "ref", "addrmap", "regfile", "reg", "field", "mem", "signal", "accesstype", "addressingtype", "onreadtype", "onwritetype",
    ];

    private readonly Dictionary<string, UserPropertyEntry> _entries = [];

    public IEnumerable<string> Names => _entries.Keys;

    public UserPropertyEntry? Find(string name) => _entries.TryGetValue(name, out UserPropertyEntry? entry) ? entry : null;

    public void Define(PropertyDefinition definition, Scope root)
    {
        string name = definition.Name.Text;
        if (PropertyTable.Find(name) is not null)
        {
            sink.Report(RdlDiagnosticIds.UserPropertyDefinition, definition.Name.Span, $"'{name}' is a property of the language and cannot be defined anew.");
            return;
        }
        if (_entries.TryGetValue(name, out UserPropertyEntry? previous))
        {
            sink.Report(
                RdlDiagnosticIds.DuplicateName, definition.Name.Span, $"The property '{name}' is defined twice.", previous.Definition.Location, "first defined here");
            return;
        }
        if (definition.Type is not { } type || definition.Components.Count == 0)
        {
            sink.Report(RdlDiagnosticIds.UserPropertyDefinition, definition.Name.Span, $"The property '{name}' lacks its type or its component.");
            return;
        }
        if (!TypeWords.Contains(type.Text) && root.FindType(type.Text)?.Enum is null)
        {
            sink.Report(
                RdlDiagnosticIds.UserPropertyDefinition,
                type.Span,
                $"'{type.Text}' is no type of a property.",
                suggestion: Suggestions.Closest(type.Text, TypeWords.Concat(root.TypeNames(true))));
            return;
        }
        foreach (Name component in definition.Components)
        {
            if (ComponentWords.Contains(component.Text)) continue;
            sink.Report(
                RdlDiagnosticIds.UserPropertyDefinition,
                component.Span,
                $"'{component.Text}' is no kind of component.",
                suggestion: Suggestions.Closest(component.Text, ComponentWords));
            return;
        }
        PropertyValue? value = null;
        if (definition.Default is not null && evaluator.Evaluate(definition.Default, root) is { } given)
            value = Convert(type.Text, definition.IsArray, given, definition.Default, name);
        var result = new UserPropertyDefinition(
            name, type.Text, definition.IsArray, [.. definition.Components.Select(c => c.Text)], value, definition.IsComponentWidth, definition.Name.Span);
        _entries.Add(name, new UserPropertyEntry(result));
    }

    public PropertyValue? Value(PropertyAssignment assignment, Scope scope)
    {
        UserPropertyDefinition definition = _entries[assignment.Property.Text].Definition;
        if (assignment.Value is null)
        {
            if (definition.Type == "boolean") return BooleanValue.True;
            if (definition.Default is not null) return definition.Default;
            sink.Report(
                RdlDiagnosticIds.PropertyNeedsValue,
                assignment.Property.Span,
                $"The property '{definition.Name}' needs a value of type {definition.Type}.",
                definition.Location,
                "defined here");
            return null;
        }
        if (evaluator.Evaluate(assignment.Value, scope) is not { } value) return null;
        return Convert(definition.Type, definition.IsArray, value, assignment.Value, definition.Name);
    }

    private PropertyValue? Convert(string type, bool isArray, PropertyValue value, Expression at, string property)
    {
        PropertyValue? result = isArray ? ConvertArray(type, value) : ConvertOne(type, value);
        if (result is null)
            sink.Report(RdlDiagnosticIds.PropertyType, at.Span, $"The property '{property}' takes a value of type {type}{(isArray ? "[]" : "")}.");
        return result;
    }

    private static ArrayValue? ConvertArray(string type, PropertyValue value)
    {
        if (value is not ArrayValue array) return null;
        var items = new List<PropertyValue>();
        foreach (PropertyValue item in array.Items)
        {
            if (ConvertOne(type, item) is not { } converted) return null;
            items.Add(converted);
        }
        return new ArrayValue(items);
    }

    private static PropertyValue? ConvertOne(string type, PropertyValue value) => (type, value) switch
    {
        ("number" or "longint" or "bit", IntegerValue v) => v,
        ("number" or "longint" or "bit", BooleanValue v) => new IntegerValue(v.Value ? 1 : 0, 1),
        ("number" or "longint" or "bit", EnumMemberValue v) => new IntegerValue(v.Member.Value),
        ("boolean", BooleanValue v) => v,
        ("boolean", IntegerValue v) => new BooleanValue(!v.Value.IsZero),
        ("string", StringValue v) => v,
        ("ref" or "addrmap" or "regfile" or "reg" or "field" or "mem" or "signal", UnresolvedReference v) => v,
        ("accesstype", KeywordValue v) => Keywords.ParseAccess(v.Word) is null ? null : v,
        ("onreadtype", KeywordValue v) => Keywords.ParseOnRead(v.Word) == OnRead.None ? null : v,
        ("onwritetype", KeywordValue v) => Keywords.ParseOnWrite(v.Word) == OnWrite.None ? null : v,
        ("addressingtype", KeywordValue v) => v.Word is "compact" or "regalign" or "fullalign" ? v : null,
        (_, EnumMemberValue v) => v.Type.Name == type ? v : null,
        _ => null,
    };
}

/// <summary>A user-defined property.</summary>
internal sealed class UserPropertyEntry(UserPropertyDefinition definition)
{
    public UserPropertyDefinition Definition => definition;

    public bool AppliesTo(NodeKind kind)
    {
        foreach (string component in definition.Components)
            if (component == "all" || component == PropertyTable.Word(kind)) return true;
        return false;
    }
}
