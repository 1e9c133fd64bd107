using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Sizes and addresses, from the leaves up (SystemRDL 2.0, 12.3, 13.4, 11.2).</summary>
internal sealed class AddressLayout(DiagnosticSink sink, BitLayout bits)
{
    /// <summary>Gives the component and all below it sizes; the children's addresses with them.</summary>
    public void Place(Draft draft, AddressingMode mode, long alignment)
    {
        var node = (AddressableNode)draft.Node;
        switch (node)
        {
            case RegisterNode register:
                bits.Place(draft);
                register.Size = register.Width / 8;
                break;
            case MemoryNode memory:
                Memory(draft, memory);
                break;
            case AddressMapNode map:
                map.Addressing = draft.Word("addressing") switch { "compact" => AddressingMode.Compact, "fullalign" => AddressingMode.FullAlign, _ => AddressingMode.RegAlign };
                map.Alignment = Alignment(draft) ?? 0;
                map.IsMsb0 = draft.Boolean("msb0") || draft.Find("lsb0") is { Value: BooleanValue { Value: false } };
                map.Size = Children(draft, map.Addressing, map.Alignment);
                break;
            case RegisterFileNode file:
                file.Alignment = Alignment(draft) ?? alignment;
                file.Size = Children(draft, mode, file.Alignment);
                break;
        }
        node.Stride = draft.Stride ?? node.Size;
        if (node.Dimensions.Count > 0) Array(draft, node);
    }

    private long? Alignment(Draft draft)
    {
        if (draft.Integer("alignment") is not { } alignment) return null;
        if (alignment > 0 && (alignment & (alignment - 1)) == 0) return alignment;
        sink.Report(
            RdlDiagnosticIds.BadAlignment, draft.SpanOf("alignment"), $"The alignment of '{draft.Path}' is {alignment}; it must be a power of two.");
        return null;
    }

    private void Array(Draft draft, AddressableNode node)
    {
        if (draft.Stride is null)
        {
            sink.Report(RdlDiagnosticIds.ImplicitStride, draft.Location, $"The stride of '{draft.Path}' follows from its size.");
        }
        else if (draft.Stride < node.Size)
        {
            sink.Report(
                RdlDiagnosticIds.StrideTooSmall, draft.PlaceSpan, $"The stride {draft.Stride} of '{draft.Path}' is smaller than an element, which has {node.Size} bytes.");
            node.Stride = node.Size;
        }
        else if (node is RegisterNode && draft.Stride > node.Size)
        {
            sink.Report(RdlDiagnosticIds.SparseArray, draft.PlaceSpan, $"The stride {draft.Stride} of the register array '{draft.Path}' leaves gaps.");
        }
        if ((node.Stride & (node.Stride - 1)) != 0)
            sink.Report(RdlDiagnosticIds.OddStride, draft.PlaceSpan, $"The stride {node.Stride} of '{draft.Path}' is no power of two.");
        if (node.Stride <= RdlLimits.AddressSpace / node.ElementCount) return;
        sink.Report(RdlDiagnosticIds.AddressLimit, draft.PlaceSpan, $"The array '{draft.Path}' does not fit the address space of 2^62 bytes.");
        node.Stride = node.Size = 1;
        draft.IsSound = false;
    }

    /// <summary>Places the children in the order of the text; the size is the end of the last byte.</summary>
    private long Children(Draft draft, AddressingMode mode, long alignment)
    {
        long next = 0;
        long end = 0;
        foreach (Draft child in draft.Children)
        {
            if (child.Node is not AddressableNode node) continue;
            Place(child, mode, alignment);
            if (child.Address is { } address)
            {
                node.HasExplicitAddress = true;
                node.Offset = address;
                if (alignment > 0 && address % alignment != 0)
                {
                    sink.Report(
                        RdlDiagnosticIds.MisalignedAddress,
                        child.PlaceSpan,
                        $"The address 0x{address:X} of '{child.Path}' is no multiple of the alignment {alignment}.",
                        draft.SpanOf("alignment"),
                        "the alignment in force");
                }
            }
            else
            {
                node.Offset = RoundUp(next, Math.Max(Math.Max(alignment, child.Alignment ?? 1), ModeAlignment(node, mode)));
                sink.Report(RdlDiagnosticIds.ImplicitAddress, child.Location, $"The address of '{child.Path}' follows from its predecessors.");
            }
            if (node.Offset > RdlLimits.AddressSpace - node.TotalSize)
            {
                sink.Report(RdlDiagnosticIds.AddressLimit, child.PlaceSpan, $"'{child.Path}' does not lie inside the address space of 2^62 bytes.");
                node.Offset = 0;
                child.IsSound = false;
            }
            next = node.Offset + node.TotalSize;
            end = Math.Max(end, next);
        }
        Overlaps(draft);
        return end;
    }

    private static long ModeAlignment(AddressableNode node, AddressingMode mode) => mode switch
    {
        AddressingMode.Compact => node is RegisterNode register ? register.AccessWidth / 8 : 1,
        AddressingMode.FullAlign => PowerOfTwo(node.TotalSize),
        _ => PowerOfTwo(node.Size),
    };

    private static long PowerOfTwo(long size)
    {
        long power = 1;
        while (power < size) power <<= 1;
        return power;
    }

    private static long RoundUp(long address, long alignment)
    {
        long rest = address % alignment;
        return rest == 0 ? address : address - rest + alignment;
    }

    private void Overlaps(Draft draft)
    {
        Draft[] sorted = [.. draft.Children.Where(c => c.Node is AddressableNode && c.IsSound).OrderBy(c => ((AddressableNode)c.Node).Offset)];
        var open = new List<Draft>();
        foreach (Draft child in sorted)
        {
            var node = (AddressableNode)child.Node;
            open.RemoveAll(o => ((AddressableNode)o.Node).Offset + ((AddressableNode)o.Node).TotalSize <= node.Offset);
            foreach (Draft other in open)
            {
                if (MayShare(child, other)) continue;
                (Draft first, Draft second) = other.Location.Offset <= child.Location.Offset ? (other, child) : (child, other);
                sink.Report(
                    RdlDiagnosticIds.AddressOverlap,
                    second.PlaceSpan,
                    $"'{first.Path}' ({Range(first)}) and '{second.Path}' ({Range(second)}) overlap.",
                    first.PlaceSpan,
                    "the other component");
                break;
            }
            open.Add(child);
            if (open.Count > 64) open.RemoveAt(0);
        }
    }

    private static string Range(Draft draft)
    {
        var node = (AddressableNode)draft.Node;
        return $"0x{node.Offset:X} to 0x{node.Offset + node.TotalSize - 1:X}";
    }

    private static bool MayShare(Draft a, Draft b) =>
        a.Kind == NodeKind.Register && b.Kind == NodeKind.Register && ((Only(a, read: true) && Only(b, read: false)) || (Only(a, read: false) && Only(b, read: true)));

    private static bool Only(Draft register, bool read) =>
        register.Children.All(f => f.Kind != NodeKind.Field || (f.Word("sw") is { } word && (read ? word == "r" : word is "w" or "w1")));

    // ---- Memories ----

    private void Memory(Draft draft, MemoryNode memory)
    {
        foreach (Draft child in draft.Children) bits.Place(child);
        int widest = draft.Children.Count == 0 ? 32 : draft.Children.Max(c => ((RegisterNode)c.Node).Width);
        memory.Entries = Positive(draft, "mementries", 1, RdlLimits.AddressSpace / 512);
        memory.EntryWidth = (int)Positive(draft, "memwidth", widest, RdlLimits.Bits);
        memory.EntryStride = Math.Max(1, PowerOfTwo(memory.EntryWidth) / 8);
        memory.Size = memory.Entries * memory.EntryStride;
        Children(draft, AddressingMode.RegAlign, 0);
        foreach (Draft child in draft.Children) Virtual(draft, memory, child);
    }

    private long Positive(Draft draft, string property, long whenUnset, long most)
    {
        if (draft.Find(property)?.Value is not IntegerValue given) return whenUnset;
        if (given.Value >= 1 && given.Value <= most) return (long)given.Value;
        RdlRule rule = given.Value < 1 ? RdlDiagnosticIds.NotPositive : RdlDiagnosticIds.AddressLimit;
        sink.Report(rule, draft.SpanOf(property), $"The {property} of '{draft.Path}' is {given.Value}; it must be 1 to {most}.");
        draft.IsSound = false;
        return whenUnset;
    }

    private void Virtual(Draft draft, MemoryNode memory, Draft child)
    {
        var register = (RegisterNode)child.Node;
        string? why = null;
        if (register.Width > memory.EntryStride * 8) why = $"is wider than the memory's words of {memory.EntryWidth} bits";
        else if (child.Children.Exists(f => f.Node is FieldNode place && place.High >= memory.EntryWidth)) why = $"has fields outside the memory's words of {memory.EntryWidth} bits";
        else if (register.Offset + register.TotalSize > memory.Size) why = $"lies outside the memory's {memory.Size} bytes";
        if (why is not null && draft.IsSound)
            sink.Report(RdlDiagnosticIds.VirtualRegister, child.PlaceSpan, $"The virtual register '{child.Path}' {why}.", draft.Location, "the memory");
    }
}
