using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>From statements to the elaborated model: instances, places, references, behaviour, checks, in this order.</summary>
internal sealed class Elaborator
{
    private const int MostTrials = 20_000;

    private readonly DiagnosticSink _sink;
    private readonly RdlOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly Evaluator _evaluator;
    private readonly UserProperties _userProperties;
    private readonly Builder _builder;
    private readonly Scope _root = new(null, 0, null);
    private readonly BitLayout _bits;
    private readonly SignalReader _signals;

    /// <summary>The field_reset signal of each component that was asked for, or null.</summary>
    private readonly Dictionary<Draft, Draft?> _resets = [];

    public Elaborator(DiagnosticSink sink, RdlOptions options, CancellationToken cancellation)
    {
        _sink = sink;
        _options = options;
        _cancellation = cancellation;
        _evaluator = new Evaluator(sink);
        _userProperties = new UserProperties(sink, _evaluator);
        _builder = new Builder(sink, _evaluator, new PropertyAssigner(sink, _evaluator, _userProperties), cancellation);
        _bits = new BitLayout(sink);
        _signals = new SignalReader(sink);
    }

    /// <summary>Names of the address maps that the root defines.</summary>
    public List<string> Maps { get; } = [];

    /// <summary>Elaborates the top; null where there is none. The other definitions are checked too.</summary>
    public AddressMapNode? Run(IReadOnlyList<Statement> statements, bool isWhole)
    {
        DefineProperties(statements);
        _builder.BuildRoot(statements, _root);
        foreach (KeyValuePair<string, TypeEntry> type in _root.Types.OrderBy(t => _builder.AllTypes.IndexOf(t.Value)))
            if (type.Value.Component?.Kind == NodeKind.AddressMap) Maps.Add(type.Key);
        foreach (Draft signal in _root.Elements.Values) FinishSignal(signal);
        _signals.CheckLevel(_root.Elements.Values);
        AddressMapNode? top = Top(isWhole);
        CheckUnused();
        return top;
    }

    /// <summary>Properties are global; their enumerations are those of the root that stand before.</summary>
    private void DefineProperties(IReadOnlyList<Statement> statements)
    {
        var scope = new Scope(null, 0, null);
        foreach (Statement statement in statements)
        {
            if (statement is EnumDefinition { } enumeration && scope.OwnType(enumeration.Name.Text) is null)
            {
                var type = new EnumType(enumeration.Name.Text, [.. Members(enumeration, scope)], enumeration.Name.Span);
                scope.Add(enumeration.Name.Text, new TypeEntry(enumeration.Name.Span, null, type, scope, 0));
            }
            else if (statement is PropertyDefinition definition)
            {
                _userProperties.Define(definition, scope);
            }
        }
    }

    private IEnumerable<EnumMember> Members(EnumDefinition enumeration, Scope scope)
    {
        System.Numerics.BigInteger next = 0;
        foreach (EnumEntry entry in enumeration.Entries)
        {
            if (entry.Value is not null && _evaluator.Number(entry.Value, scope) is { } given) next = given.Value;
            yield return new EnumMember(entry.Name.Text, next, null, null, entry.Name.Span);
            next += 1;
        }
    }

    private AddressMapNode? Top(bool isWhole)
    {
        string? name = _options.Top ?? (Maps.Count > 0 ? Maps[Maps.Count - 1] : null);
        if (name is null)
        {
            if (isWhole) _sink.Report(RdlDiagnosticIds.NothingToElaborate, SourceSpan.None, "The specification defines no addrmap that could be elaborated.");
            return null;
        }
        if (_root.OwnType(name) is not { Component.Kind: NodeKind.AddressMap } entry)
        {
            _sink.Report(
                RdlDiagnosticIds.TopNotFound, SourceSpan.None, $"The specification defines no addrmap '{name}'.", suggestion: Suggestions.Closest(name, Maps));
            return null;
        }
        Draft draft = _builder.BuildTop(entry, _options.InstanceName ?? name);
        Finish(draft);
        var top = (AddressMapNode)draft.Node;
        top.GlobalSignals = [.. _root.Elements.Values.Select(s => (SignalNode)s.Node)];
        return top;
    }

    /// <summary>Definitions that the top does not use are elaborated by themselves, so that their errors show too.</summary>
    private void CheckUnused()
    {
        for (int i = 0; i < _builder.AllTypes.Count && i < MostTrials && !_builder.IsFull; i++)
        {
            TypeEntry type = _builder.AllTypes[i];
            if (type.Component is not { } component || _builder.UsedDefinitions.Contains(component) || component.Kind is NodeKind.Field or NodeKind.Signal) continue;
            if (component.Parameters.Any(p => p.Default is null)) continue;
            Draft draft = _builder.BuildTop(type, component.Name!.Value.Text);
            if (component.Kind != NodeKind.AddressMap) draft.ExternalWord = true;
            Finish(draft);
        }
    }

    // ---- After instantiation ----

    private void Finish(Draft top)
    {
        _cancellation.ThrowIfCancellationRequested();
        new AddressLayout(_sink, _bits).Place(top, AddressingMode.RegAlign, 0);
        if (Unrolled(top) > RdlLimits.UnrolledNodes)
            _sink.Report(RdlDiagnosticIds.InstanceLimit, top.Location, $"'{top.Path}' has more than {RdlLimits.UnrolledNodes} components when every array is unrolled.");
        var present = new List<Draft>();
        Collect(top, null, present);
        var references = new References(_sink, _evaluator);
        foreach (Draft draft in present) SetProperties(draft, references);
        var fields = new FieldReader(_sink);
        var checker = new FieldChecker(_sink);
        foreach (Draft draft in present)
        {
            if (draft.Kind == NodeKind.Field) fields.Read(draft);
            else if (draft.Kind == NodeKind.Signal) _signals.Read(draft);
            else if (draft.Node is MemoryNode memory) memory.Software = Keywords.ParseAccess(draft.Word("sw") ?? "rw")!.Value;
            if (draft.Children.Count > 0) _signals.CheckLevel(draft.Children);
            CheckExternalBus(draft);
        }
        var aliases = new AliasChecker(_sink);
        foreach (Draft draft in present)
            if (draft.AliasPrimary is { IsPresent: true } primary) aliases.Tie(draft, primary);
        Storage(present, checker);
        CheckReferences(present);
        foreach (Draft draft in present)
        {
            if (draft.Kind == NodeKind.Field) checker.Warn(draft);
            else if (draft.Kind == NodeKind.Register) _bits.CheckSubwords(draft);
        }
    }

    private static double Unrolled(Draft draft)
    {
        double count = 1;
        foreach (Draft child in draft.Children) count += Unrolled(child);
        return count * draft.Node.ElementCount;
    }

    /// <summary>Links the nodes that are present, in address order, and tells them whether they are external.</summary>
    private static void Collect(Draft draft, bool? outer, List<Draft> present)
    {
        present.Add(draft);
        Node node = draft.Node;
        bool? word = draft.Kind is NodeKind.Register or NodeKind.RegisterFile or NodeKind.Field ? outer ?? draft.ExternalWord : draft.ExternalWord;
        node.IsExternal = draft.Kind == NodeKind.Memory || (word ?? false);
        bool? inner = draft.Kind switch { NodeKind.AddressMap => null, NodeKind.Memory => true, _ => word };
        node.Children = [.. draft.Children.Where(c => c.IsPresent).OrderBy(c => Order(c.Node)).Select(c => c.Node)];
        foreach (Draft child in draft.Children)
            if (child.IsPresent) Collect(child, inner, present);
    }

    private static long Order(Node node) => node switch { AddressableNode place => place.Offset, FieldNode f => f.Low, _ => -1 };

    private void SetProperties(Draft draft, References references)
    {
        var values = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Assigned> item in draft.Assigned)
        {
            if (Resolved(item.Value.Value, references) is { } value) values.Add(item.Key, value);
        }
        draft.Node.Properties = values;
        draft.Node.Enums = draft.Scope.Types.Any() ? [.. draft.Scope.Types.Where(t => t.Value.Enum is not null).Select(t => t.Value.Enum!).OrderBy(t => t.Location.Offset)] : [];
        draft.Node.UserProperties = OwnProperties(draft, values);
    }

    private static PropertyValue? Resolved(PropertyValue value, References references)
    {
        if (value is UnresolvedReference written) return references.Resolve(written) is { } reference ? new ReferenceValue(reference) : null;
        if (value is not ArrayValue array || !array.Items.Any(i => i is UnresolvedReference)) return value;
        var items = new List<PropertyValue>();
        foreach (PropertyValue item in array.Items)
            if (Resolved(item, references) is { } resolved) items.Add(resolved);
        return new ArrayValue(items);
    }

    private IReadOnlyList<UserProperty> OwnProperties(Draft draft, SortedDictionary<string, PropertyValue> values)
    {
        List<UserProperty>? list = null;
        foreach (string name in _userProperties.Names)
        {
            UserPropertyEntry entry = _userProperties.Find(name)!;
            if (!entry.AppliesTo(draft.Kind)) continue;
            if (!values.TryGetValue(name, out PropertyValue? value) && (value = entry.Definition.Default) is null) continue;
            (list ??= []).Add(new UserProperty(name, value, entry.Definition));
            int? width = draft.Node switch { FieldNode f => f.Width, RegisterNode r => r.Width, MemoryNode m => m.EntryWidth, _ => null };
            if (entry.Definition.IsComponentWidth && width is not null && value is IntegerValue number && number.Value > BitLayout.Ones(width.Value))
            {
                _sink.Report(
                    RdlDiagnosticIds.ComponentWidth,
                    draft.SpanOf(name),
                    $"The value {number.Value} of the property '{name}' does not fit the {width} bits of '{draft.Path}'.",
                    entry.Definition.Location,
                    "the property is defined here");
            }
        }
        return list is null ? [] : [.. list.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private void CheckExternalBus(Draft draft)
    {
        if (draft.Boolean("errextbus") && !draft.Node.IsExternal && draft.Parent is not null)
            _sink.Report(RdlDiagnosticIds.ExternalBus, draft.SpanOf("errextbus"), $"errextbus is for external components; '{draft.Path}' is internal.", draft.Location, "the component");
    }

    private static void Storage(List<Draft> present, FieldChecker checker)
    {
        foreach (Draft draft in present)
        {
            if (draft.Node is not FieldNode f) continue;
            checker.Check(draft);
            (f.AliasPrimary ?? f).ImplementsStorage |= FieldChecker.NeedsStorage(f);
        }
    }

    private void CheckReferences(List<Draft> present)
    {
        var checker = new ReferenceChecker(_sink);
        foreach (Draft draft in present)
        {
            if (draft.Node is FieldNode f && f.ResetSignal is null) f.ResetSignal = InheritedReset(draft);
        }
        foreach (Draft draft in present)
        {
            foreach (KeyValuePair<string, PropertyValue> item in draft.Node.Properties)
            {
                if (item.Value is not ReferenceValue { Reference: { } reference }) continue;
                checker.Check(draft.Node, item.Key, reference);
                if (item.Key == "resetsignal" && reference.Target is SignalNode signal) _signals.CheckReset(signal, reference.Location);
            }
        }
    }

    /// <summary>The nearest field_reset signal above the field.</summary>
    private Reference? InheritedReset(Draft draft)
    {
        for (Draft? above = draft.Parent; above is not null; above = above.Parent)
        {
            if (!_resets.TryGetValue(above, out Draft? signal))
            {
                signal = above.Children.Find(c => c.Kind == NodeKind.Signal && c.IsPresent && c.Boolean("field_reset"));
                _resets.Add(above, signal);
            }
            if (signal is not null) return new Reference(above.Node, signal.Node, [0], null, signal.Location);
        }
        foreach (Draft global in _root.Elements.Values)
            if (global.Boolean("field_reset")) return new Reference(global.Node, global.Node, [], null, global.Location);
        return null;
    }

    private void FinishSignal(Draft signal)
    {
        SetProperties(signal, new References(_sink, _evaluator));
        _signals.Read(signal);
    }
}
