namespace HwModel.Networks.Hdf5;

/// <summary>The members of a group: a version-1 B-tree of symbol table nodes, names in a local heap (HDF5 File Format Specification 3.0, III.A to III.D).</summary>
internal static class SymbolTable
{
    private const int MaxDepth = 32;
    private const int MaxMembers = 1 << 16;
    private const int EntryBytes = 40;

    /// <summary>Object header addresses by name, in the order of the names' bytes.</summary>
    public static SortedDictionary<string, ulong> Read(FileBytes file, Message message)
    {
        ulong tree = file.Long(message.At, "a symbol table message");
        ulong heap = file.Long(message.At + 8, "a symbol table message");
        file.Expect(heap, "HEAP", "a local heap");
        ulong size = file.Long(heap + 8, "a local heap");
        ulong data = file.Long(heap + 24, "a local heap");
        _ = file.Span(data, size, "the names of a group");
        var members = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        Walk(file, tree, MaxDepth, (data, size), members);
        return members;
    }

    private static void Walk(FileBytes file, ulong at, int depth, (ulong At, ulong Size) heap, SortedDictionary<string, ulong> members)
    {
        const string what = "a group's B-tree node";
        if (depth == 0) throw file.Bad($"the B-tree of a group is deeper than {MaxDepth} levels: the file is damaged");
        file.Expect(at, "TREE", what);
        if (file.Byte(at + 4, what) != 0) throw file.Bad($"the B-tree node at byte {at} is not one of a group: the file is damaged");
        int level = file.Byte(at + 5, what);
        int entries = file.Half(at + 6, what);
        for (int i = 0; i < entries; i++)
        {
            ulong child = file.Long(at + 24 + 8 + 16 * (ulong)i, what);
            if (level > 0) Walk(file, child, Math.Min(depth - 1, level), heap, members);
            else ReadNode(file, child, heap, members);
        }
    }

    private static void ReadNode(FileBytes file, ulong at, (ulong At, ulong Size) heap, SortedDictionary<string, ulong> members)
    {
        const string what = "a symbol table node";
        file.Expect(at, "SNOD", what);
        int symbols = file.Half(at + 6, what);
        for (int i = 0; i < symbols; i++)
        {
            ulong entry = at + 8 + EntryBytes * (ulong)i;
            ulong name = file.Long(entry, what);
            if (name >= heap.Size) throw file.Bad($"a name of the symbol table node at byte {at} lies outside the heap: the file is damaged");
            if (file.Word(entry + 16, what) == 2) continue; // a soft link
            string text = file.Text(file.Span(heap.At + name, heap.Size - name, what), "a name");
            if (!members.TryAdd(text, file.Long(entry + 8, what))) throw file.Bad($"a group has two members named '{text}': the file is damaged");
            if (members.Count > MaxMembers) throw file.Bad($"a group has more than {MaxMembers} members");
        }
    }
}
