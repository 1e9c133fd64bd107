namespace HwModel.SystemRdl.Model;

/// <summary>A node with an address: address map, register file, register, memory. All numbers are bytes.</summary>
public abstract class AddressableNode : Node
{
    private protected AddressableNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    /// <summary>Address of the first element, counted from the start of the parent.</summary>
    public long Offset { get; internal set; }

    /// <summary>Address of the first element, counted from the top, with the first element of every array above.</summary>
    public long AbsoluteAddress => Offset + ((Parent as AddressableNode)?.AbsoluteAddress ?? 0);

    /// <summary>Size of one element.</summary>
    public long Size { get; internal set; }

    /// <summary>From one element to the next; the size where it is no array.</summary>
    public long Stride { get; internal set; }

    /// <summary>Stride times count for an array (the trailing gap included), else the size.</summary>
    public long TotalSize => Dimensions.Count == 0 ? Size : Stride * ElementCount;

    /// <summary>True where the text gives the address.</summary>
    public bool HasExplicitAddress { get; internal set; }
}

/// <summary>An address map: the boundary of an implementation.</summary>
public sealed class AddressMapNode : AddressableNode
{
    internal AddressMapNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    public override NodeKind Kind => NodeKind.AddressMap;

    public AddressingMode Addressing { get; internal set; }

    /// <summary>In bytes, or 0 where none is set.</summary>
    public long Alignment { get; internal set; }

    /// <summary>True where unplaced fields start at the most significant bit and bit 0 is the most significant.</summary>
    public bool IsMsb0 { get; internal set; }

    /// <summary>On the top only: signals that the root instantiates.</summary>
    public IReadOnlyList<SignalNode> GlobalSignals { get; internal set; } = [];

    public bool IsBigEndian => Flag("bigendian");

    public bool IsLittleEndian => Flag("littleendian");

    /// <summary>Unimplemented bits read as 1.</summary>
    public bool ReservedReadOne => Flag("rsvdset");

    public bool ReservedReadUnknown => Flag("rsvdsetX");
}

/// <summary>A group of registers.</summary>
public sealed class RegisterFileNode : AddressableNode
{
    internal RegisterFileNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    public override NodeKind Kind => NodeKind.RegisterFile;

    /// <summary>In bytes, inherited from above; 0 where none is set.</summary>
    public long Alignment { get; internal set; }
}

/// <summary>A memory; its children are virtual registers. The array <see cref="Node.Dimensions"/> count whole memories, not words.</summary>
public sealed class MemoryNode : AddressableNode
{
    internal MemoryNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    public override NodeKind Kind => NodeKind.Memory;

    /// <summary>Words.</summary>
    public long Entries { get; internal set; }

    /// <summary>Bits of a word.</summary>
    public int EntryWidth { get; internal set; }

    /// <summary>Bytes from one word to the next: the word's width rounded up to a power of two.</summary>
    public long EntryStride { get; internal set; }

    public AccessType Software { get; internal set; }
}

/// <summary>A register.</summary>
public sealed class RegisterNode : AddressableNode
{
    internal RegisterNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    public override NodeKind Kind => NodeKind.Register;

    /// <summary>In bits: a power of two, at least 8.</summary>
    public int Width { get; internal set; }

    /// <summary>Bits of the smallest access that is guaranteed; at most the width.</summary>
    public int AccessWidth { get; internal set; }

    /// <summary>True where bit 0 is the most significant.</summary>
    public bool IsMsb0 { get; internal set; }

    /// <summary>The fields by bit.</summary>
    public IReadOnlyList<FieldNode> Fields { get; internal set; } = [];

    /// <summary>The register that this one is an alias of, or null.</summary>
    public RegisterNode? AliasPrimary { get; internal set; }

    public bool IsAlias => AliasPrimary is not null;

    /// <summary>The registers that are aliases of this one.</summary>
    public IReadOnlyList<RegisterNode> Aliases { get; internal set; } = [];

    /// <summary>True in a memory.</summary>
    public bool IsVirtual => Parent is MemoryNode;

    public bool IsShared => Flag("shared");

    /// <summary>True where a field is an interrupt: <c>reg->intr</c> exists.</summary>
    public bool HasInterrupt => Fields.Any(f => f.Interrupt is not null);

    /// <summary>True where an interrupt field has a halt enable or mask: <c>reg->halt</c> exists.</summary>
    public bool HasHalt => Fields.Any(f => f.Interrupt is { HasHalt: true });

    public bool IsSoftwareReadable => Fields.Any(f => f.Software.CanRead());

    public bool IsSoftwareWritable => Fields.Any(f => f.Software.CanWrite());
}

/// <summary>A signal (SystemRDL 2.0, clause 8).</summary>
public sealed class SignalNode : Node
{
    internal SignalNode(string instanceName, Node? parent) : base(instanceName, parent)
    {
    }

    public override NodeKind Kind => NodeKind.Signal;

    /// <summary>In bits.</summary>
    public int Width { get; internal set; }

    /// <summary>True for <c>activehigh</c>, false for <c>activelow</c>, null where neither is set.</summary>
    public bool? IsActiveHigh { get; internal set; }

    /// <summary>True unless <c>async</c> is set.</summary>
    public bool IsSynchronous { get; internal set; } = true;

    public bool IsCpuInterfaceReset => Flag("cpuif_reset");

    public bool IsFieldReset => Flag("field_reset");
}
