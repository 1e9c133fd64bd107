using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>How nodes become C types: which container gets a struct, and the word that a register is made of. Answers are kept, for maps of many thousand registers.</summary>
internal sealed class CLayout
{
    /// <summary>A container of more bytes gets no struct: padding of that size helps nobody and 32-bit compilers refuse it.</summary>
    public const long LargestStruct = 16 << 20;

    private readonly Dictionary<AddressableNode, int> _wordBits = [];
    private readonly Dictionary<AddressableNode, long> _alignments = [];
    private readonly Dictionary<AddressableNode, long> _rooms = [];

    public static bool HasStruct(AddressableNode node) => node is AddressMapNode or RegisterFileNode && node.Size <= LargestStruct;

    /// <summary>
    /// Bits of the words a register or memory is accessed in: the access width, at most 64, and small enough that the node is aligned to it
    /// wherever its element lies.
    /// </summary>
    public int WordBits(AddressableNode node)
    {
        if (_wordBits.TryGetValue(node, out int known)) return known;
        int bits = node switch
        {
            RegisterNode register => Math.Min(register.AccessWidth, 64),
            MemoryNode memory => (int)Math.Min(memory.EntryStride * 8, 64),
            _ => 8,
        };
        while (bits > 8 && !IsAligned(node, bits / 8)) bits /= 2;
        _wordBits[node] = bits;
        return bits;
    }

    /// <summary>Words of one element.</summary>
    public long Words(AddressableNode node) => node.Size * 8 / WordBits(node);

    /// <summary>Bytes to which a container's struct is aligned.</summary>
    public long Alignment(AddressableNode node)
    {
        if (_alignments.TryGetValue(node, out long known)) return known;
        long alignment = node switch
        {
            RegisterNode or MemoryNode => WordBits(node) / 8,
            _ when !HasStruct(node) => 1,
            _ => node.AddressableChildren().Select(Alignment).DefaultIfEmpty(1).Max(),
        };
        _alignments[node] = alignment;
        return alignment;
    }

    /// <summary>What <c>sizeof</c> gives for a container's struct: an element of an array fills the stride.</summary>
    public long StructSize(AddressableNode node)
    {
        long size = node.Dimensions.Count > 0 ? node.Stride : node.Size;
        long alignment = Alignment(node);
        return (size + alignment - 1) / alignment * alignment;
    }

    private bool IsAligned(AddressableNode node, int bytes)
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

    /// <summary>Bytes up to the next sibling, or the parent's end; those of all siblings are found at once.</summary>
    private long Room(AddressableNode node, AddressableNode parent)
    {
        if (_rooms.TryGetValue(node, out long known)) return known;
        long end = parent.Parent is null ? long.MaxValue : parent.Size;
        AddressableNode? later = null;
        foreach (AddressableNode sibling in parent.AddressableChildren().Reverse())
        {
            if (later is not null && later.Offset > sibling.Offset) end = Math.Min(end, later.Offset);
            _rooms[sibling] = end - sibling.Offset;
            later = sibling;
        }
        return _rooms[node];
    }

    /// <summary>The children in groups: members of a group overlap (a readable register over a writable one).</summary>
    public IEnumerable<IReadOnlyList<AddressableNode>> Groups(AddressableNode container)
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
    public long MemberSize(AddressableNode child) =>
        child is AddressMapNode or RegisterFileNode ? StructSize(child) * child.ElementCount : child.TotalSize;
}
