using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Puts values into properties: applicability, type, exclusion and double assignment (SystemRDL 2.0, 5.1.3 and 5.2).</summary>
internal sealed class PropertyAssigner(DiagnosticSink sink, Evaluator evaluator, UserProperties userProperties)
{
    /// <summary>The edge or level of an interrupt is kept under this name beside <c>intr</c>.</summary>
    public const string InterruptEvent = "intr.event";

    /// <summary>Set where <c>nonsticky intr</c> is written.</summary>
    public const string NonSticky = "intr.nonsticky";

    private static readonly HashSet<string> BridgeProperty = ["bridge"];

    /// <summary>True where the name is a property that could be assigned to some component; reports where not.</summary>
    public bool Exists(Name property)
    {
        if (BridgeProperty.Contains(property.Text))
        {
            sink.Report(RdlDiagnosticIds.BridgeNotSupported, property.Span, "Bridges (bridge) are not supported.");
            return false;
        }
        if (PropertyTable.Find(property.Text) is not null || userProperties.Find(property.Text) is not null) return true;
        sink.Report(
            RdlDiagnosticIds.UnknownProperty,
            property.Span,
            $"There is no property '{property.Text}'.",
            suggestion: Suggestions.Closest(property.Text, PropertyTable.Names.Concat(userProperties.Names)));
        return false;
    }

    /// <summary>True where the property belongs to this kind of component; nothing is reported.</summary>
    public bool IsApplicable(string property, NodeKind kind) =>
        PropertyTable.Find(property) is { } rule ? (rule.Kinds & PropertyTable.Set(kind)) != 0 : userProperties.Find(property)?.AppliesTo(kind) ?? false;

    public void Assign(Draft target, PropertyAssignment assignment, Scope scope, AssignedBy by)
    {
        Name property = assignment.Property;
        if (!Exists(property)) return;
        if (!IsApplicable(property.Text, target.Kind))
        {
            sink.Report(
                RdlDiagnosticIds.PropertyNotAllowed,
                property.Span,
                $"The property '{property.Text}' does not belong to a {PropertyTable.Word(target.Kind)} ({target.Path}).");
            return;
        }
        PropertyRule? rule = PropertyTable.Find(property.Text);
        if (by == AssignedBy.Dynamic && rule is { IsDynamic: false })
        {
            sink.Report(
                RdlDiagnosticIds.NotDynamic, property.Span, $"The property '{property.Text}' of '{target.Path}' can only be assigned in the definition.", target.Location, "the instance");
            return;
        }
        PropertyValue? value = rule is not null ? Value(rule, assignment, scope) : userProperties.Value(assignment, scope);
        if (value is null) return;
        Store(target, property, value, scope, by);
        foreach (Name modifier in assignment.Modifiers)
        {
            bool isEvent = modifier.Text != "nonsticky";
            target.Set(
                isEvent ? InterruptEvent : NonSticky, new Assigned(isEvent ? new KeywordValue(modifier.Text) : BooleanValue.True, modifier.Span, by, scope));
        }
    }

    /// <summary>The reset value behind the equals sign of an instance.</summary>
    public void AssignReset(Draft target, Expression value, Scope scope)
    {
        var assignment = new PropertyAssignment(value.Span, false, new Name("reset", value.Span), value, []);
        Assign(target, assignment, scope, AssignedBy.Instance);
    }

    private void Store(Draft target, Name property, PropertyValue value, Scope scope, AssignedBy by)
    {
        if (property.Text != "intr" && target.Find(property.Text) is { } previous && previous.By == by && previous.Scope == scope)
        {
            sink.Report(
                RdlDiagnosticIds.DuplicateAssignment,
                property.Span,
                $"The property '{property.Text}' of '{target.Path}' is assigned twice in the same scope.",
                previous.Span,
                "first assigned here");
            return;
        }
        foreach (string partner in PropertyTable.ExclusionGroup(property.Text))
        {
            if (partner == property.Text || target.Find(partner) is not { } other) continue;
            if (other.By == by && other.Scope == scope)
            {
                sink.Report(
                    RdlDiagnosticIds.MutuallyExclusive,
                    property.Span,
                    $"The properties '{partner}' and '{property.Text}' of '{target.Path}' exclude each other.",
                    other.Span,
                    "the other is assigned here");
                return;
            }
            target.Clear(partner);
        }
        target.Set(property.Text, new Assigned(value, property.Span, by, scope));
    }

    private PropertyValue? Value(PropertyRule rule, PropertyAssignment assignment, Scope scope)
    {
        if (assignment.Value is null)
        {
            if ((rule.Types & ValueTypes.Boolean) != 0) return BooleanValue.True;
            if (rule.Types == ValueTypes.Integer) return new IntegerValue(1);
            sink.Report(RdlDiagnosticIds.PropertyNeedsValue, assignment.Property.Span, $"The property '{rule.Name}' needs a value: {Describe(rule.Types)}.");
            return null;
        }
        if (rule.Types == ValueTypes.Enumeration) return Enumeration(assignment.Value, scope);
        PropertyValue? value = evaluator.Evaluate(assignment.Value, scope);
        return value is null ? null : Convert(rule, value, assignment.Value);
    }

    private EnumTypeValue? Enumeration(Expression expression, Scope scope)
    {
        PathPart? part = expression is PathExpression { Property: null, Parts.Count: 1 } path ? path.Parts[0] : null;
        if (part is null || part.Indices.Count > 0)
        {
            sink.Report(RdlDiagnosticIds.PropertyType, expression.Span, "The property 'encode' takes the name of an enumeration.");
            return null;
        }
        string name = part.Name.Text;
        if (scope.FindType(name) is { } entry)
        {
            if (entry.Enum is { } type) return new EnumTypeValue(type);
            sink.Report(RdlDiagnosticIds.WrongKindOfType, expression.Span, $"'{name}' is a component and no enumeration.", entry.Location, "defined here");
            return null;
        }
        sink.Report(
            RdlDiagnosticIds.UnknownEnum, expression.Span, $"There is no enumeration '{name}' here.", suggestion: Suggestions.Closest(name, scope.TypeNames(true)));
        return null;
    }

    private PropertyValue? Convert(PropertyRule rule, PropertyValue value, Expression expression)
    {
        ValueTypes types = rule.Types;
        switch (value)
        {
            case BooleanValue v when (types & ValueTypes.Boolean) != 0:
                return v;
            case BooleanValue v when (types & ValueTypes.Integer) != 0:
                return new IntegerValue(v.Value ? 1 : 0, 1);
            case IntegerValue v when (types & ValueTypes.Integer) != 0:
                return v;
            case IntegerValue v when (types & ValueTypes.Boolean) != 0:
                return new BooleanValue(!v.Value.IsZero);
            case EnumMemberValue v when (types & ValueTypes.Integer) != 0:
                return new IntegerValue(v.Member.Value);
            case StringValue v when (types & (ValueTypes.String | ValueTypes.StringArray)) != 0:
                return v;
            case UnresolvedReference v when (types & ValueTypes.Reference) != 0:
                return v;
            case KeywordValue v when IsWordOf(types, v.Word):
                return v.Word == "wr" ? new KeywordValue("rw") : v;
            case ArrayValue v when (types & ValueTypes.StringArray) != 0 && v.Items.All(i => i is StringValue):
                return v;
            case UnresolvedReference v when v.Path.Parts.Count == 1 && v.Path.Property is null && v.Scope.FindElement(v.Path.Parts[0].Name.Text) is null:
                string name = v.Path.Parts[0].Name.Text;
                sink.Report(
                    RdlDiagnosticIds.UnknownElement,
                    v.Path.Span,
                    $"There is no parameter or instance '{name}' here.",
                    suggestion: Suggestions.Closest(name, v.Scope.Parameters.Keys.Concat(v.Scope.Elements.Keys)));
                return null;
        }
        sink.Report(RdlDiagnosticIds.PropertyType, expression.Span, $"The property '{rule.Name}' takes {Describe(types)}.");
        return null;
    }

    private static bool IsWordOf(ValueTypes types, string word) =>
        ((types & ValueTypes.Access) != 0 && Keywords.ParseAccess(word) is not null)
        || ((types & ValueTypes.OnRead) != 0 && Keywords.ParseOnRead(word) != OnRead.None)
        || ((types & ValueTypes.OnWrite) != 0 && Keywords.ParseOnWrite(word) != OnWrite.None)
        || ((types & ValueTypes.Addressing) != 0 && word is "compact" or "regalign" or "fullalign")
        || ((types & ValueTypes.Precedence) != 0 && word is "sw" or "hw");

    private static string Describe(ValueTypes types)
    {
        var words = new List<string>();
        void Add(ValueTypes type, string word)
        {
            if ((types & type) != 0) words.Add(word);
        }
        Add(ValueTypes.Boolean, "true or false");
        Add(ValueTypes.Integer, "a number");
        Add(ValueTypes.String, "a string");
        Add(ValueTypes.StringArray, "an array of strings");
        Add(ValueTypes.Reference, "a component");
        Add(ValueTypes.Access, "rw, r, w, rw1, w1 or na");
        Add(ValueTypes.OnRead, "rclr, rset or ruser");
        Add(ValueTypes.OnWrite, "woset, woclr, wot, wzs, wzc, wzt, wclr, wset or wuser");
        Add(ValueTypes.Addressing, "compact, regalign or fullalign");
        Add(ValueTypes.Precedence, "sw or hw");
        Add(ValueTypes.Enumeration, "the name of an enumeration");
        return string.Join(", or ", words);
    }
}
