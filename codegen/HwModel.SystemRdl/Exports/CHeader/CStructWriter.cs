using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>Writes the overlay structs with explicit padding, and the assertions that prove their sizes and offsets.</summary>
internal sealed class CStructWriter(IndentedText text, CNames names)
{
    /// <summary>The structs of the containers below a node and of the node itself, inner ones first.</summary>
    public void Write(AddressableNode node)
    {
        foreach (AddressableNode child in node.AddressableChildren())
            if (child is AddressMapNode or RegisterFileNode) Write(child);
        string type = names.Type(node);
        if (!CLayout.HasStruct(node))
        {
            text.Line($"/* {CHeaderExporter.Comment(node.Path)}: {Numbers.Decimal(node.Size)} bytes are too many for a struct; add the _OFFSET of a part to the base. */");
            text.Line();
            return;
        }
        text.Line($"/** {CHeaderExporter.Comment(Title(node))} */");
        text.Open("typedef struct {");
        long at = 0;
        foreach (IReadOnlyList<AddressableNode> group in CLayout.Groups(node))
        {
            long start = group[0].Offset;
            Pad(at, start);
            if (group.Count == 1)
            {
                Member(group[0]);
            }
            else
            {
                text.Open("union {");
                foreach (AddressableNode child in group)
                {
                    if (child.Offset == start)
                    {
                        Member(child);
                        continue;
                    }
                    text.Open("struct {");
                    text.Line($"uint8_t {names.Member(child)}_before_[{Numbers.Hex(child.Offset - start)}];");
                    Member(child);
                    text.Close("};");
                }
                text.Close("};");
            }
            at = group.Max(c => c.Offset + CLayout.MemberSize(c));
        }
        Pad(at, node.Dimensions.Count > 0 ? node.Stride : node.Size);
        text.Close($"}} {type};");
        Assertions(node, type);
        text.Line();
    }

    private void Pad(long from, long to)
    {
        if (to > from) text.Line($"uint8_t reserved_{Numbers.HexDigits(from)}_[{Numbers.Hex(to - from)}];");
    }

    private void Member(AddressableNode child)
    {
        string dimensions = string.Concat(child.Dimensions.Select(d => $"[{Numbers.Decimal(d)}]"));
        string comment = $" /**< {Numbers.Hex(child.Offset, 2)}: {CHeaderExporter.Comment(Title(child))} */";
        string member = names.Member(child);
        switch (child)
        {
            case RegisterNode or MemoryNode:
                string type = $"{Qualifier(child)} uint{Numbers.Decimal(CLayout.WordBits(child))}_t";
                long words = CLayout.Words(child);
                string inner = words == 1 ? "" : $"[{Numbers.Decimal(words)}]";
                if (child.Dimensions.Count > 0 && child.Stride > child.Size)
                {
                    text.Open("struct {");
                    text.Line($"{type} reg{inner};");
                    text.Line($"uint8_t gap_[{Numbers.Hex(child.Stride - child.Size)}];");
                    text.Close($"}} {member}{dimensions};{comment}");
                }
                else
                {
                    text.Line($"{type} {member}{dimensions}{inner};{comment}");
                }
                break;
            default:
                if (CLayout.HasStruct(child)) text.Line($"{names.Type(child)} {member}{dimensions};{comment}");
                else text.Line($"uint8_t {member}[{Numbers.Hex(child.TotalSize)}];{comment}");
                break;
        }
    }

    private void Assertions(AddressableNode node, string type)
    {
        text.Line($"HWMODEL_STATIC_ASSERT(sizeof({type}) == {Numbers.Hex(CLayout.StructSize(node))}, \"size of {type}\");");
        foreach (AddressableNode child in node.AddressableChildren())
        {
            string member = names.Member(child);
            text.Line($"HWMODEL_STATIC_ASSERT(offsetof({type}, {member}) == {Numbers.Hex(child.Offset)}, \"offset of {type}.{member}\");");
            text.Line($"HWMODEL_STATIC_ASSERT(sizeof((({type} *)0)->{member}) == {Numbers.Hex(CLayout.MemberSize(child))}, \"size of {type}.{member}\");");
        }
    }

    private static string Qualifier(AddressableNode node)
    {
        bool writable = node is RegisterNode register ? register.IsSoftwareWritable : ((MemoryNode)node).Software.CanWrite();
        return writable ? "volatile" : "volatile const";
    }

    private static string Title(Node node) => node.ExplicitName ?? node.InstanceName;
}
