using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Common;

/// <summary>Facts about registers that several formats need.</summary>
internal static class RegisterFacts
{
    /// <summary>The reset values of the fields in the bus value; bits without a known value are 0.</summary>
    public static BigInteger ResetValue(this RegisterNode register)
    {
        BigInteger value = BigInteger.Zero;
        foreach (FieldNode field in register.Fields) value |= (field.KnownReset() ?? BigInteger.Zero) << field.BusLow;
        return value;
    }

    /// <summary>Ones where the reset value is known.</summary>
    public static BigInteger ResetMask(this RegisterNode register)
    {
        BigInteger mask = BigInteger.Zero;
        foreach (FieldNode field in register.Fields)
            if (field.KnownReset() is not null) mask |= field.Mask;
        return mask;
    }

    /// <summary>The number a field resets to, that of its primary for an alias; null where it is not known.</summary>
    public static BigInteger? KnownReset(this FieldNode field) => field.Reset ?? field.AliasPrimary?.Reset;

    /// <summary>What software may do with the register as a whole: the union of its fields.</summary>
    public static AccessType Access(this RegisterNode register)
    {
        bool read = register.IsSoftwareReadable;
        bool write = register.IsSoftwareWritable;
        bool once = write && register.Fields.Where(f => f.Software.CanWrite()).All(f => f.Software.IsOnce());
        if (read && write) return once ? AccessType.ReadWriteOnce : AccessType.ReadWrite;
        if (write) return once ? AccessType.WriteOnce : AccessType.Write;
        return AccessType.Read;
    }

    /// <summary>All ones of a register.</summary>
    public static BigInteger Ones(this RegisterNode register) => (BigInteger.One << register.Width) - 1;

    /// <summary>The fields, the most significant bit of the bus value first.</summary>
    public static IEnumerable<FieldNode> FromTop(this RegisterNode register) => register.Fields.OrderByDescending(f => f.BusLow);

    /// <summary>The children that have addresses.</summary>
    public static IEnumerable<AddressableNode> AddressableChildren(this Node node) => node.Children.OfType<AddressableNode>();

    /// <summary>The first byte after the node within its parent.</summary>
    public static long End(this AddressableNode node) => node.Offset + node.TotalSize;

    /// <summary>True where the node is an address map whose children with addresses are all address maps: each of them is a block of its own.</summary>
    public static bool HoldsOnlyMaps(this AddressMapNode map) => map.AddressableChildren().All(c => c is AddressMapNode);

    /// <summary>
    /// Blocks for formats that know a device with blocks of registers: the address maps below the top, or the top itself where registers, register files
    /// or memories stand beside them.
    /// </summary>
    public static IReadOnlyList<AddressMapNode> Blocks(this AddressMapNode top)
    {
        if (!top.HoldsOnlyMaps()) return [top];
        var blocks = new List<AddressMapNode>();
        foreach (AddressMapNode map in top.AddressableChildren().OfType<AddressMapNode>()) blocks.Add(map);
        return blocks;
    }
}
