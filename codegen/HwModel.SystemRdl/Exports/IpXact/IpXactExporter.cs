using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.IpXact;

/// <summary>
/// IP-XACT, IEEE 1685-2014: a component with one memory map. The blocks of the map (see <see cref="RegisterFacts.Blocks"/>) become address blocks, register files and inner
/// address maps register files, memories address blocks of use "memory". Arrays whose stride is larger than their element are wrapped or unrolled, because the format has no stride.
/// </summary>
public sealed class IpXactExporter : IRdlExporter
{
    internal static readonly XNamespace Ns = "http://www.accellera.org/XMLSchema/IPXACT/1685-2014";
    internal static readonly XNamespace Vendor = "urn:hwmodel:ipxact";
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    public string Format => "ipxact";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        yield return new ExportFile(top.InstanceName + ".ipxact.xml", XmlText.Write(Document(top)));
    }

    private static XDocument Document(AddressMapNode top)
    {
        var map = new XElement(Ns + "memoryMap", new XElement(Ns + "name", top.InstanceName));
        IpXactText.AddNames(map, top);
        foreach (AddressMapNode block in top.Blocks())
        {
            long origin = ReferenceEquals(block, top) ? 0 : block.Offset;
            for (long i = 0; i < block.ElementCount; i++)
            {
                string name = block.Dimensions.Count == 0 || ReferenceEquals(block, top) ? block.InstanceName : new Element(block, null, i).InstanceName.Replace("[", "_").Replace("]", "");
                AddBlock(map, block, name, origin + (i * block.Stride));
            }
        }
        map.Add(new XElement(Ns + "addressUnitBits", "8"));
        return new XDocument(
            new XElement(
                Ns + "component",
                new XAttribute(XNamespace.Xmlns + "ipxact", Ns),
                new XAttribute(XNamespace.Xmlns + "xsi", Xsi),
                new XAttribute(XNamespace.Xmlns + "hwmodel", Vendor),
                new XAttribute(Xsi + "schemaLocation", $"{Ns.NamespaceName} {Ns.NamespaceName}/index.xsd"),
                new XElement(Ns + "vendor", "hwmodel"),
                new XElement(Ns + "library", "registers"),
                new XElement(Ns + "name", top.InstanceName),
                new XElement(Ns + "version", "1.0"),
                new XElement(Ns + "memoryMaps", map)));
    }

    /// <summary>The block's registers as one address block, and one for each memory in it.</summary>
    private static void AddBlock(XElement map, AddressMapNode block, string name, long address)
    {
        var registers = new List<XElement>();
        foreach (AddressableNode child in block.AddressableChildren()) registers.AddRange(IpXactRegisters.Child(child));
        if (registers.Count > 0)
        {
            var element = new XElement(Ns + "addressBlock", new XElement(Ns + "name", name));
            IpXactText.AddNames(element, block);
            long width = block.Walk().OfType<RegisterNode>().Where(r => !r.IsVirtual).Select(r => (long)r.Width).DefaultIfEmpty(32).Max();
            element.Add(
                new XElement(Ns + "baseAddress", IpXactText.Number(address)),
                new XElement(Ns + "range", IpXactText.Number(block.Size)),
                new XElement(Ns + "width", Numbers.Decimal(width)),
                new XElement(Ns + "usage", "register"));
            foreach (XElement register in registers) element.Add(register);
            map.Add(element);
        }
        AddMemories(map, block, name, address);
    }

    private static void AddMemories(XElement map, AddressableNode container, string name, long address)
    {
        foreach (AddressableNode child in container.AddressableChildren())
        {
            if (!child.Walk().Any(n => n is MemoryNode)) continue;
            for (long i = 0; i < child.ElementCount; i++)
            {
                string childName = name + "_" + new Element(child, null, i).InstanceName.Replace("[", "_").Replace("]", "");
                long start = address + child.Offset + (i * child.Stride);
                if (child is not MemoryNode memory)
                {
                    AddMemories(map, child, childName, start);
                    continue;
                }
                var element = new XElement(Ns + "addressBlock", new XElement(Ns + "name", childName));
                IpXactText.AddNames(element, memory);
                element.Add(
                    new XElement(Ns + "baseAddress", IpXactText.Number(start)),
                    new XElement(Ns + "range", IpXactText.Number(memory.Size)),
                    new XElement(Ns + "width", Numbers.Decimal(memory.EntryStride * 8)),
                    new XElement(Ns + "usage", "memory"),
                    new XElement(Ns + "access", IpXactText.Access(memory.Software)));
                map.Add(element);
            }
        }
    }
}
