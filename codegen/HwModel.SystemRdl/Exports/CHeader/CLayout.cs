using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>How nodes become C types: which container gets a struct, and the word that a register is made of.</summary>
internal static class CLayout
{
    /// <summary>A container of more bytes gets no struct: padding of that size helps nobody and 32-bit compilers refuse it.</summary>
    public const long LargestStruct = 16 << 20;

    public static bool HasStruct(AddressableNode node) => node is AddressMapNode or RegisterFileNode && node.Size <= LargestStruct;

    /// <summary>
    /// Bits of the words a register or memory is accessed in: the access width, at most 64, and small enough that the node is aligned to it
    /// wherever its element lies.
    /// </summary>
    public static int WordBits(AddressableNode node)
    {
        int bits = node switch
        {
            RegisterNode register => Math.Min(register.AccessWidth, 64),
            MemoryNode memory => (int)Math.Min(memory.EntryStride * 8, 64),
            _ => 8,
        };
        while (bits > 8 && !IsAligned(node, bits / 8)) bits /= 2;
        return bits;
    }

    /// <summary>Words of one element.</summary>
    public static long Words(AddressableNode node) => node.Size * 8 / WordBits(node);

    /// <summary>Bytes to which a container's struct is aligned.</summary>
    public static long Alignment(AddressableNode node) => node switch
    {
        RegisterNode or MemoryNode => WordBits(node) / 8,
        _ when !HasStruct(node) => 1,
        _ => node.AddressableChildren().Select(Alignment).DefaultIfEmpty(1).Max(),
    };

    /// <summary>What <c>sizeof</c> gives for a container's struct: an element of an array fills the stride.</summary>
    public static long StructSize(AddressableNode node)
    {
        long size = node.Dimensions.Count > 0 ? node.Stride : node.Size;
        long alignment = Alignment(node);
        return (size + alignment - 1) / alignment * alignment;
    }

    private static bool IsAligned(AddressableNode node, int bytes)
    {
        for (AddressableNode? at = node; at?.Parent is AddressableNode parent; at = parent)
        {
            if (at.Offset % bytes != 0) return false;
            if (at.Dimensions.Count > 0 && at.Stride % bytes != 0) return false;
            bool isContainer = at is AddressMapNode or RegisterFileNode;
            if (isContainer && at.Dimensions.Count == 0 && (at.Size + bytes - 1) / bytes * bytes > Room(at, parent)) return false;
        }
        return true;
    }

    /// <summary>Bytes up to the next sibling, or the parent's end.</summary>
    private static long Room(AddressableNode node, AddressableNode parent)
    {
        long end = parent.Parent is null ? long.MaxValue : parent.Size;
        foreach (AddressableNode sibling in parent.AddressableChildren())
            if (sibling.Offset > node.Offset) end = Math.Min(end, sibling.Offset);
        return end - node.Offset;
    }

    /// <summary>The children in groups: members of a group overlap (a readable register over a writable one).</summary>
    public static IEnumerable<IReadOnlyList<AddressableNode>> Groups(AddressableNode container)
    {
        var group = new List<AddressableNode>();
        long end = 0;
        foreach (AddressableNode child in container.AddressableChildren())
        {
            if (group.Count > 0 && child.Offset >= end)
            {
                yield return group;
                group = [];
            }
            group.Add(child);
            end = Math.Max(end, child.Offset + MemberSize(child));
        }
        if (group.Count > 0) yield return group;
    }

    /// <summary>Bytes that a child's member takes in the struct.</summary>
    public static long MemberSize(AddressableNode child) =>
        child is AddressMapNode or RegisterFileNode ? StructSize(child) * child.ElementCount : child.TotalSize;
}
