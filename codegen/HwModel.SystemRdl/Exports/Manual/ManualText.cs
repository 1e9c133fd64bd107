using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>Words, numbers and places that the Markdown and the HTML manual share.</summary>
internal static class ManualText
{
    /// <summary>Path below the top with the dimensions of arrays: <c>rf[4].r</c>; the top's own name for the top.</summary>
    public static string Path(Node node)
    {
        if (node.Parent is null) return node.InstanceName;
        string name = node.InstanceName + string.Concat(node.Dimensions.Select(d => $"[{Numbers.Decimal(d)}]"));
        return node.Parent.Parent is null ? name : Path(node.Parent) + "." + name;
    }

    /// <summary>The address of the first element from the top.</summary>
    public static string Address(AddressableNode node, int digits) => Numbers.Hex(node.AbsoluteAddress, digits);

    /// <summary>What to add for the other elements, of this array and of those above: <c> + i × 0x10</c>; "" without arrays.</summary>
    public static string Strides(AddressableNode node)
    {
        var terms = new List<string>();
        for (AddressableNode? at = node; at is not null; at = at.Parent as AddressableNode)
            if (at.Dimensions.Count > 0) terms.Insert(0, Numbers.Hex(at.Stride));
        string letters = "ijklmn";
        return string.Concat(terms.Select((t, i) => $" + {letters[i % letters.Length]} × {t}"));
    }

    /// <summary>Bits of a field in the register's own numbering: <c>7:4</c> or <c>3</c>.</summary>
    public static string Bits(FieldNode field) =>
        field.Width == 1 ? Numbers.Decimal(field.Msb) : $"{Numbers.Decimal(field.Msb)}:{Numbers.Decimal(field.Lsb)}";

    /// <summary>The reset value in hexadecimal, or "unknown".</summary>
    public static string Reset(FieldNode field) =>
        field.KnownReset() is { } reset ? Numbers.Hex(reset, Numbers.HexLength(field.Width)) : field.ResetSource is null ? "unknown" : "see text";

    /// <summary>What a register is for software as a whole.</summary>
    public static string Access(RegisterNode register) => register.Access() switch
    {
        AccessType.Read => "read only",
        AccessType.Write => "write only",
        AccessType.WriteOnce => "write once",
        AccessType.ReadWriteOnce => "read, write once",
        _ => "read and write",
    };

    public static string KindWord(Node node) => node switch
    {
        AddressMapNode => "address map",
        RegisterFileNode => "register file",
        MemoryNode => "memory",
        RegisterNode => "register",
        _ => "field",
    };

    /// <summary>The containers with registers or memories directly below, outer ones first, in address order: the chapters.</summary>
    public static IEnumerable<AddressableNode> Chapters(AddressMapNode top)
    {
        foreach (Node node in top.Walk())
        {
            if (node is not (AddressMapNode or RegisterFileNode)) continue;
            var container = (AddressableNode)node;
            if (node.Parent is null || container.AddressableChildren().Any()) yield return container;
        }
    }

    /// <summary>The registers that a chapter describes: its own, and the virtual registers of its memories.</summary>
    public static IEnumerable<AddressableNode> Entries(AddressableNode chapter) =>
        chapter.AddressableChildren().Where(c => c is RegisterNode or MemoryNode);

    /// <summary>All registers of a chapter.</summary>
    public static IEnumerable<RegisterNode> Registers(AddressMapNode top) => top.Walk().OfType<RegisterNode>();

    /// <summary>The value of the user's property <c>origin</c>, or null.</summary>
    public static string? Origin(Node node) =>
        node.UserProperties.FirstOrDefault(p => p.Name == "origin")?.Value is StringValue { Value.Length: > 0 } text ? text.Value : null;

    /// <summary>Digits of addresses in the whole manual.</summary>
    public static int Digits(AddressMapNode top) => Numbers.AddressDigits(top.AbsoluteAddress + top.Size - 1);
}
