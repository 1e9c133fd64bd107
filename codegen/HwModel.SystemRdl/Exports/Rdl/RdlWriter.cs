using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Rdl;

/// <summary>Writes one elaborated model as SystemRDL.</summary>
internal sealed class RdlWriter
{
    /// <summary>Under this name the model keeps the word before <c>intr</c>.</summary>
    private const string EventModifier = "intr.event";

    private readonly IndentedText _text = new();
    private readonly AddressMapNode _top;
    private readonly EnumCatalog _enums;

    /// <summary>Properties whose value is a reference, by the node at which the reference starts, in the order of the owners.</summary>
    private readonly Dictionary<Node, List<(Node Owner, string Property, Reference Reference)>> _references = [];

    public RdlWriter(AddressMapNode top)
    {
        _top = top;
        _enums = new EnumCatalog(top);
    }

    public string Write()
    {
        Collect();
        _text.Line("// Generated from an elaborated SystemRDL model; changes here are lost.");
        _text.Line();
        foreach ((EnumType type, string name) in _enums.Entries) Enumeration(type, name);
        UserProperties();
        foreach (SignalNode signal in _top.GlobalSignals) Child(signal);
        _text.Open($"addrmap {RdlSyntax.Name(_top.TypeName ?? _top.InstanceName)} {{");
        Body(_top);
        _text.Close("};");
        return _text.ToString();
    }

    private void Collect()
    {
        foreach (Node node in _top.GlobalSignals.Concat(_top.Walk()))
        {
            foreach (KeyValuePair<string, PropertyValue> property in node.Properties)
            {
                if (property.Value is not ReferenceValue value) continue;
                // A signal outside the map is known everywhere.
                Node place = value.Reference.Anchor is SignalNode { Parent: null } ? _top : value.Reference.Anchor;
                if (!_references.TryGetValue(place, out List<(Node Owner, string Property, Reference Reference)>? list)) _references[place] = list = [];
                list.Add((node, property.Key, value.Reference));
            }
        }
    }

    private string EnumName(EnumType type) => RdlSyntax.Name(_enums.Name(type));

    private void UserProperties()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (UserProperty property in _top.GlobalSignals.Concat(_top.Walk()).SelectMany(n => n.UserProperties))
        {
            UserPropertyDefinition definition = property.Definition;
            if (!seen.Add(definition.Name)) continue;
            _text.Open($"property {RdlSyntax.Name(definition.Name)} {{");
            string type = EnumCatalog.Of(property.Value) is { } enumeration ? EnumName(enumeration) : definition.Type;
            _text.Line($"type = {type}{(definition.IsArray ? "[]" : "")};");
            _text.Line($"component = {string.Join(" | ", definition.Components)};");
            if (definition.Default is { } value && RdlSyntax.Value(value, EnumName) is { } text) _text.Line($"default = {text};");
            if (definition.IsComponentWidth) _text.Line("constraint = componentwidth;");
            _text.Close("};");
            _text.Line();
        }
    }

    private void Enumeration(EnumType type, string name)
    {
        _text.Open($"enum {RdlSyntax.Name(name)} {{");
        int width = type.Members.Select(m => Math.Max(1, Numbers.HexDigits(m.Value).Length * 4)).DefaultIfEmpty(64).Max();
        foreach (EnumMember member in type.Members)
        {
            string texts = (member.Name is { } title ? $" name = {RdlSyntax.String(title)};" : "") + (member.Description is { } description ? $" desc = {RdlSyntax.String(description)};" : "");
            _text.Line($"{RdlSyntax.Name(member.Identifier)} = {RdlSyntax.Number(member.Value, width <= 64 ? 64 : width)}{(texts.Length > 0 ? $" {{{texts} }}" : "")};");
        }
        _text.Close("};");
        _text.Line();
    }

    /// <summary>Properties, children, then what refers to components below this node.</summary>
    private void Body(Node node)
    {
        foreach (KeyValuePair<string, PropertyValue> property in node.Properties) Property(node, property.Key, property.Value);
        foreach (Node child in InOrderOfDeclaration(node)) Child(child);
        if (!_references.TryGetValue(node, out List<(Node Owner, string Property, Reference Reference)>? references)) return;
        foreach ((Node owner, string property, Reference reference) in references)
        {
            string target = Target(reference);
            _text.Line(ReferenceEquals(owner, node) ? $"{property} = {target};" : $"{PathBelow(owner, node)}->{property} = {target};");
        }
    }

    private void Property(Node node, string name, PropertyValue value)
    {
        // The modifiers of an interrupt are kept beside it under names with a dot.
        if (name.Contains(".") || value is ReferenceValue) return;
        if (name == "intr" && node is FieldNode { Interrupt: { } interrupt })
        {
            bool hasEvent = node.Property(EventModifier) is not null || interrupt.Event != InterruptEvent.Level;
            if (hasEvent) _text.Line($"{interrupt.Event.Keyword()} intr;");
            if (interrupt.IsNonSticky) _text.Line("nonsticky intr;");
            if (hasEvent || interrupt.IsNonSticky) return;
        }
        if (RdlSyntax.Value(value, EnumName) is { } text) _text.Line($"{name} = {text};");
    }

    /// <summary>The children, an alias after its primary.</summary>
    private static IEnumerable<Node> InOrderOfDeclaration(Node node)
    {
        foreach (Node child in node.Children)
            if (child is not RegisterNode { IsAlias: true }) yield return child;
        foreach (Node child in node.Children)
            if (child is RegisterNode { IsAlias: true }) yield return child;
    }

    private void Child(Node child)
    {
        string prefix = "";
        if (child is AddressableNode { IsExternal: true } && child.Parent is not MemoryNode) prefix = "external ";
        if (child is MemoryNode) prefix = "external ";
        if (child is RegisterNode { AliasPrimary: { } primary })
        {
            // An alias must name its type.
            string type = child.InstanceName + "_alias_t";
            _text.Open($"reg {type} {{");
            Body(child);
            _text.Close("};");
            _text.Line($"{prefix}alias {RdlSyntax.Name(primary.InstanceName)} {type} {RdlSyntax.Name(child.InstanceName)}{Place(child)};");
            return;
        }
        _text.Open($"{prefix}{RdlSyntax.Keyword(child.Kind)} {{");
        Body(child);
        _text.Close($"}} {RdlSyntax.Name(child.InstanceName)}{Place(child)};");
    }

    private static string Place(Node node)
    {
        if (node is FieldNode field) return $"[{Numbers.Decimal(field.Msb)}:{Numbers.Decimal(field.Lsb)}]";
        if (node is SignalNode signal) return signal.Width > 1 && signal.Property("signalwidth") is null ? $"[{Numbers.Decimal(signal.Width)}]" : "";
        if (node is not AddressableNode place) return "";
        string dimensions = string.Concat(node.Dimensions.Select(d => $"[{Numbers.Decimal(d)}]"));
        string stride = node.Dimensions.Count > 0 ? $" += {Numbers.Hex(place.Stride)}" : "";
        return $"{dimensions} @{Numbers.Hex(place.Offset)}{stride}";
    }

    private static string PathBelow(Node node, Node anchor)
    {
        var parts = new List<string>();
        for (Node? at = node; at is not null && !ReferenceEquals(at, anchor); at = at.Parent) parts.Insert(0, RdlSyntax.Name(at.InstanceName));
        return string.Join(".", parts);
    }

    private static string Target(Reference reference)
    {
        var parts = new List<string>();
        int index = reference.Indices.Count - 1;
        for (Node? at = reference.Target; at is not null && !ReferenceEquals(at, reference.Anchor); at = at.Parent)
        {
            string instance = new Element(at, null, reference.Indices[index]).InstanceName;
            parts.Insert(0, RdlSyntax.Name(at.InstanceName) + instance.Substring(at.InstanceName.Length));
            index--;
        }
        string path = parts.Count == 0 ? RdlSyntax.Name(reference.Target.InstanceName) : string.Join(".", parts);
        return reference.Property is null ? path : $"{path}->{reference.Property}";
    }
}
