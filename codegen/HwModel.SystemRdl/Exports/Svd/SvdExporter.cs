using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Svd;

/// <summary>
/// CMSIS-SVD, schema 1.3. The address maps below the top become peripherals (the top itself, where registers stand beside them), register files and inner address maps
/// clusters, memories address blocks of use "buffer". What SVD cannot say (hardware access, counters, interrupts, pulses, precedence, write gates) is listed in vendorExtensions.
/// </summary>
public sealed class SvdExporter : IRdlExporter
{
    private static readonly XNamespace Xs = "http://www.w3.org/2001/XMLSchema-instance";

    public string Format => "svd";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        yield return new ExportFile(top.InstanceName + ".svd", XmlText.Write(Document(top)));
    }

    private static XDocument Document(AddressMapNode top)
    {
        var peripherals = new XElement("peripherals");
        foreach (AddressMapNode block in top.Blocks()) peripherals.Add(Peripheral(block, top));
        var lost = new XElement("vendorExtensions", new XElement("hwmodel", Lost(top)));
        return new XDocument(
            new XElement(
                "device",
                new XAttribute("schemaVersion", "1.3"),
                new XAttribute(XNamespace.Xmlns + "xs", Xs),
                new XAttribute(Xs + "noNamespaceSchemaLocation", "CMSIS-SVD.xsd"),
                new XElement("vendor", "HwModel"),
                new XElement("name", top.InstanceName),
                new XElement("version", "1.0"),
                new XElement("description", SvdText.Description(top, "Register map")),
                new XElement(
                    "cpu",
                    new XElement("name", "other"),
                    new XElement("revision", "r0p0"),
                    new XElement("endian", top.IsBigEndian ? "big" : "little"),
                    new XElement("mpuPresent", "false"),
                    new XElement("fpuPresent", "false"),
                    new XElement("nvicPrioBits", "0"),
                    new XElement("vendorSystickConfig", "false")),
                new XElement("addressUnitBits", "8"),
                new XElement("width", "32"),
                new XElement("size", "32"),
                new XElement("access", "read-write"),
                new XElement("resetValue", "0x00000000"),
                new XElement("resetMask", "0x00000000"),
                peripherals,
                lost));
    }

    private static XElement Peripheral(AddressMapNode block, AddressMapNode top)
    {
        bool isTop = ReferenceEquals(block, top);
        var peripheral = new XElement("peripheral");
        SvdText.AddArray(peripheral, block);
        peripheral.Add(new XElement("name", SvdText.ArrayName(block, block.InstanceName)));
        peripheral.Add(new XElement("description", SvdText.Description(block, "Address map")));
        peripheral.Add(new XElement("baseAddress", Numbers.Hex(isTop ? 0 : block.AbsoluteAddress, 8)));
        // A peripheral has to have registers (CMSIS-SVD.xsd, peripheralType): where there is nothing but memories, theirs are shown.
        bool isMemory = !block.Walk().OfType<RegisterNode>().Any(register => !register.IsVirtual);
        foreach (XElement addressBlock in AddressBlocks(block, isMemory ? "registers" : "buffer")) peripheral.Add(addressBlock);
        var registers = new XElement("registers");
        SvdRegisters.AddChildren(registers, block, isMemory);
        if (registers.HasElements) peripheral.Add(registers);
        return peripheral;
    }

    /// <summary>The stretches of registers and the memories between them, from the start of the block.</summary>
    private static List<XElement> AddressBlocks(AddressMapNode block, string memories)
    {
        var pieces = new List<(long Start, long End, bool IsMemory)>();
        Collect(block, 0, pieces);
        pieces.Sort((a, b) => a.Start.CompareTo(b.Start));
        long start = -1, end = -1;
        var blocks = new List<XElement>();
        foreach ((long from, long to, bool isMemory) in pieces)
        {
            if (isMemory)
            {
                if (start >= 0) blocks.Add(AddressBlock(start, end, "registers"));
                start = -1;
                blocks.Add(AddressBlock(from, to, memories));
            }
            else
            {
                if (start < 0) (start, end) = (from, to);
                end = Math.Max(end, to);
            }
        }
        if (start >= 0) blocks.Add(AddressBlock(start, end, "registers"));
        return blocks;
    }

    private static void Collect(AddressableNode container, long origin, List<(long Start, long End, bool IsMemory)> pieces)
    {
        foreach (AddressableNode child in container.AddressableChildren())
        {
            for (long i = 0; i < child.ElementCount; i++)
            {
                long start = origin + child.Offset + (i * child.Stride);
                bool holdsMemory = child.Walk().Any(n => n is MemoryNode);
                if (child is MemoryNode) pieces.Add((start, start + child.Size, true));
                else if (holdsMemory) Collect(child, start, pieces);
                else pieces.Add((start, start + (child.Dimensions.Count > 0 ? child.TotalSize : child.Size), false));
                if (child is not MemoryNode && !holdsMemory) break;
            }
        }
    }

    private static XElement AddressBlock(long start, long end, string usage) =>
        new("addressBlock", new XElement("offset", Numbers.Hex(start)), new XElement("size", Numbers.Hex(end - start)), new XElement("usage", usage));

    private static IEnumerable<XElement> Lost(AddressMapNode top)
    {
        foreach (FieldNode field in top.Walk().OfType<FieldNode>())
        {
            var words = new List<string>();
            if (field.Hardware != AccessType.ReadWrite) words.Add("hw=" + field.Hardware.Keyword());
            if (field.IsSinglePulse) words.Add("singlepulse");
            if (field.Counter is not null) words.Add("counter");
            if (field.Interrupt is { } interrupt) words.Add(interrupt.Event.Keyword() + " intr");
            else if (field.Sticky != Stickiness.None) words.Add(field.Sticky == Stickiness.Bit ? "stickybit" : "sticky");
            if (field.Precedence == Precedence.Hardware) words.Add("precedence=hw");
            if (field.SoftwareWriteEnable.IsOn) words.Add("swwe");
            if (field.SoftwareWriteEnableLow.IsOn) words.Add("swwel");
            if (words.Count > 0) yield return new XElement("lost", new XAttribute("field", field.Path), string.Join(", ", words));
        }
    }
}
