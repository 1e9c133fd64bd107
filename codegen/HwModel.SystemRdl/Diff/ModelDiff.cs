using System.Globalization;
using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Diff;

/// <summary>Compares two elaborated models component by component; names of the tops may differ.</summary>
public sealed class ModelDiff
{
    private readonly List<ModelChange> _changes = [];

    private ModelDiff()
    {
    }

    /// <summary>All differences in the order of the new model's addresses, what is gone behind its neighbours.</summary>
    public static IReadOnlyList<ModelChange> Compare(AddressMapNode before, AddressMapNode after)
    {
        var diff = new ModelDiff();
        diff.Nodes("", before, after);
        return diff._changes;
    }

    private void Nodes(string path, Node before, Node after)
    {
        if (before.Kind != after.Kind)
        {
            Add(ChangeKind.Breaking, path, "kind", Word(before.Kind), Word(after.Kind), after);
            return;
        }
        Texts(path, before, after);
        switch (before, after)
        {
            case (FieldNode a, FieldNode b):
                new FieldDiff(path, a, b, _changes).Compare();
                break;
            case (AddressableNode a, AddressableNode b):
                Places(path, a, b);
                break;
            case (SignalNode a, SignalNode b):
                Compare(ChangeKind.Behavioural, path, "width", Text(a.Width), Text(b.Width), b);
                Compare(ChangeKind.Behavioural, path, "active", a.IsActiveHigh?.ToString(), b.IsActiveHigh?.ToString(), b);
                Compare(ChangeKind.Behavioural, path, "synchronous", a.IsSynchronous.ToString(), b.IsSynchronous.ToString(), b);
                break;
        }
        Children(path, before, after);
    }

    private void Children(string path, Node before, Node after)
    {
        var old = before.Children.ToDictionary(c => c.InstanceName);
        foreach (Node child in after.Children)
        {
            string childPath = path.Length == 0 ? child.InstanceName : $"{path}.{child.InstanceName}";
            if (old.TryGetValue(child.InstanceName, out Node? previous))
            {
                old.Remove(child.InstanceName);
                Nodes(childPath, previous, child);
            }
            else
            {
                Add(ChangeKind.Behavioural, childPath, $"new {Word(child.Kind)}", null, Place(child), child);
            }
        }
        foreach (Node gone in before.Children)
        {
            if (!old.ContainsKey(gone.InstanceName)) continue;
            string childPath = path.Length == 0 ? gone.InstanceName : $"{path}.{gone.InstanceName}";
            ChangeKind kind = gone.Kind == NodeKind.Signal ? ChangeKind.Behavioural : ChangeKind.Breaking;
            Node? renamed = after.Children.FirstOrDefault(c => c.Kind == gone.Kind && before.Child(c.InstanceName) is null && Place(c) == Place(gone));
            if (renamed is null) Add(kind, childPath, $"{Word(gone.Kind)} is gone", Place(gone), null, gone);
            else Add(kind, childPath, $"{Word(gone.Kind)} renamed", gone.InstanceName, renamed.InstanceName, renamed);
        }
    }

    private void Texts(string path, Node before, Node after)
    {
        Compare(ChangeKind.Documentation, path, "name", Quoted(before.ExplicitName), Quoted(after.ExplicitName), after);
        Compare(ChangeKind.Documentation, path, "desc", Quoted(before.Description), Quoted(after.Description), after);
        string Users(Node node) => string.Join(", ", node.UserProperties.Select(p => $"{p.Name}={ValueText.Of(p.Value)}"));
        Compare(ChangeKind.Documentation, path, "user properties", Users(before), Users(after), after);
    }

    private void Places(string path, AddressableNode a, AddressableNode b)
    {
        if (path.Length > 0) Compare(ChangeKind.Breaking, path, "address", Hex(a.AbsoluteAddress), Hex(b.AbsoluteAddress), b);
        if (a.Dimensions.Count > 0 && b.Dimensions.Count > 0) Compare(ChangeKind.Breaking, path, "stride", Hex(a.Stride), Hex(b.Stride), b);
        if (!a.Dimensions.SequenceEqual(b.Dimensions))
        {
            bool grows = a.Dimensions.Count == 1 && b.Dimensions.Count == 1 && b.Dimensions[0] > a.Dimensions[0];
            Add(grows ? ChangeKind.Behavioural : ChangeKind.Breaking, path, "dimensions", Dimensions(a), Dimensions(b), b);
        }
        Compare(ChangeKind.Behavioural, path, "external", a.IsExternal.ToString(), b.IsExternal.ToString(), b);
        switch (a, b)
        {
            case (RegisterNode x, RegisterNode y):
                Compare(ChangeKind.Breaking, path, "width", Text(x.Width), Text(y.Width), y);
                Compare(y.AccessWidth > x.AccessWidth ? ChangeKind.Breaking : ChangeKind.Behavioural, path, "access width", Text(x.AccessWidth), Text(y.AccessWidth), y);
                Compare(ChangeKind.Behavioural, path, "alias of", x.AliasPrimary?.InstanceName, y.AliasPrimary?.InstanceName, y);
                Compare(ChangeKind.Behavioural, path, "shared", x.IsShared.ToString(), y.IsShared.ToString(), y);
                break;
            case (MemoryNode x, MemoryNode y):
                Compare(y.Entries > x.Entries ? ChangeKind.Behavioural : ChangeKind.Breaking, path, "entries", Text(x.Entries), Text(y.Entries), y);
                Compare(ChangeKind.Breaking, path, "entry width", Text(x.EntryWidth), Text(y.EntryWidth), y);
                Compare(FieldDiff.AccessChange(x.Software, y.Software), path, "sw", x.Software.Keyword(), y.Software.Keyword(), y);
                break;
            case (AddressMapNode x, AddressMapNode y):
                Compare(ChangeKind.Breaking, path, "big endian", x.IsBigEndian.ToString(), y.IsBigEndian.ToString(), y);
                Compare(ChangeKind.Behavioural, path, "reserved bits read 1", x.ReservedReadOne.ToString(), y.ReservedReadOne.ToString(), y);
                break;
        }
    }

    private void Compare(ChangeKind kind, string path, string what, string? before, string? after, Node node)
    {
        if (before != after) Add(kind, path, what, before ?? "none", after ?? "none", node);
    }

    private void Add(ChangeKind kind, string path, string what, string? before, string? after, Node node) =>
        _changes.Add(new ModelChange(kind, path, what, before, after, node.Location));

    private static string Place(Node node) => node switch
    {
        AddressableNode a => $"at {Hex(a.AbsoluteAddress)}, {Text(a.TotalSize)} bytes",
        FieldNode f => $"bits {f.Msb}:{f.Lsb}",
        _ => "",
    };

    private static string Dimensions(Node node) => node.Dimensions.Count == 0 ? "no array" : string.Concat(node.Dimensions.Select(d => $"[{d}]"));

    private static string? Quoted(string? text) => text is null ? null : $"\"{(text.Length > 60 ? text.Substring(0, 60) + "..." : text)}\"{(text.Length > 60 ? $" ({text.Length} characters)" : "")}";

    private static string Hex(long value) => "0x" + value.ToString("X", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Word(NodeKind kind) => kind switch
    {
        NodeKind.AddressMap => "addrmap",
        NodeKind.RegisterFile => "regfile",
        NodeKind.Register => "reg",
        NodeKind.Field => "field",
        NodeKind.Memory => "mem",
        _ => "signal",
    };
}

/// <summary>Property values as short texts.</summary>
internal static class ValueText
{
    public static string? Of(PropertyValue? value) => value switch
    {
        null => null,
        BooleanValue v => v.Value ? "true" : "false",
        IntegerValue v => Number(v.Value),
        StringValue v => $"\"{v.Value}\"",
        KeywordValue v => v.Word,
        EnumTypeValue v => v.Type.Name,
        EnumMemberValue v => $"{v.Type.Name}::{v.Member.Identifier}",
        ReferenceValue v => Of(v.Reference),
        ArrayValue v => string.Join(" ", v.Items.Select(Of)),
        _ => value.ToString(),
    };

    /// <summary>Without the top's name, so that it may differ.</summary>
    public static string? Of(Reference? reference)
    {
        if (reference is null) return null;
        string path = reference.Target.Path;
        int dot = path.IndexOf('.');
        string indices = reference.Indices.Any(i => i > 0) ? $" [{string.Join(",", reference.Indices)}]" : "";
        return (dot < 0 ? path : path.Substring(dot + 1)) + indices + (reference.Property is null ? "" : "->" + reference.Property);
    }

    public static string? Of(Operand? operand) => operand is null ? null : operand.Value is { } value ? Number(value) : Of(operand.Reference);

    public static string Of(Gate gate) => gate.IsOn ? Of(gate.Reference) ?? "input" : "off";

    public static string Number(BigInteger value)
    {
        string hex = value.ToString("X", CultureInfo.InvariantCulture).TrimStart('0');
        return hex.Length == 0 ? "0x0" : "0x" + hex;
    }
}
