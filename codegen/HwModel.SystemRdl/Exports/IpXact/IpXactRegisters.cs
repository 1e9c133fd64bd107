using System.Numerics;
using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Exports.Svd;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.IpXact;

/// <summary>Register files, registers and fields of IP-XACT 2014.</summary>
internal static class IpXactRegisters
{
    private static readonly XNamespace Ns = IpXactExporter.Ns;

    /// <summary>The elements of a child; none for a memory, one for each element where the stride cannot be told.</summary>
    public static IEnumerable<XElement> Child(AddressableNode child)
    {
        switch (child)
        {
            case MemoryNode:
                break;
            case RegisterNode register when register.Dimensions.Count > 0 && register.Stride != register.Size:
                for (long i = 0; i < register.ElementCount; i++)
                {
                    string name = new Element(register, null, i).InstanceName.Replace("[", "_").Replace("]", "");
                    yield return Register(register, name, register.Offset + (i * register.Stride), isArray: false);
                }
                break;
            case RegisterNode register:
                yield return Register(register, register.InstanceName, register.Offset, isArray: true);
                break;
            default:
                var inner = new List<XElement>();
                foreach (AddressableNode grandchild in child.AddressableChildren()) inner.AddRange(Child(grandchild));
                if (inner.Count > 0) yield return RegisterFile(child, inner);
                break;
        }
    }

    private static XElement RegisterFile(AddressableNode node, List<XElement> inner)
    {
        var element = new XElement(Ns + "registerFile", new XElement(Ns + "name", node.InstanceName));
        IpXactText.AddNames(element, node);
        AddDimensions(element, node);
        element.Add(new XElement(Ns + "addressOffset", IpXactText.Number(node.Offset)));
        if (node.TypeName is { } type) element.Add(new XElement(Ns + "typeIdentifier", type));
        element.Add(new XElement(Ns + "range", IpXactText.Number(node.Dimensions.Count > 0 ? node.Stride : node.Size)));
        foreach (XElement child in inner) element.Add(child);
        if (IpXactText.Extensions(node) is { } extensions) element.Add(extensions);
        return element;
    }

    private static XElement Register(RegisterNode register, string name, long offset, bool isArray)
    {
        var element = new XElement(Ns + "register", new XElement(Ns + "name", name));
        IpXactText.AddNames(element, register);
        if (isArray) AddDimensions(element, register);
        element.Add(new XElement(Ns + "addressOffset", IpXactText.Number(offset)));
        element.Add(new XElement(Ns + "size", Numbers.Decimal(register.Width)));
        bool isVolatile = register.Fields.Any(IsVolatile);
        if (isVolatile) element.Add(new XElement(Ns + "volatile", "true"));
        element.Add(new XElement(Ns + "access", IpXactText.Access(register.Access())));
        foreach (FieldNode field in register.Fields) element.Add(Field(field));
        if (IpXactText.Extensions(register) is { } extensions) element.Add(extensions);
        return element;
    }

    private static XElement Field(FieldNode field)
    {
        var element = new XElement(Ns + "field", new XElement(Ns + "name", field.InstanceName));
        IpXactText.AddNames(element, field);
        element.Add(new XElement(Ns + "bitOffset", Numbers.Decimal(field.BusLow)));
        if (field.KnownReset() is BigInteger reset)
        {
            element.Add(new XElement(
                Ns + "resets",
                new XElement(Ns + "reset", new XElement(Ns + "value", IpXactText.Number(reset)), new XElement(Ns + "mask", IpXactText.Number(field.Ones)))));
        }
        element.Add(new XElement(Ns + "bitWidth", Numbers.Decimal(field.Width)));
        if (IsVolatile(field)) element.Add(new XElement(Ns + "volatile", "true"));
        element.Add(new XElement(Ns + "access", IpXactText.Access(field.Software)));
        if (field.Encode is { } encode) element.Add(Enumeration(encode));
        if (SvdText.ModifiedWriteValues(field.OnWrite) is { } write) element.Add(new XElement(Ns + "modifiedWriteValue", write));
        if (SvdText.ReadAction(field.OnRead) is { } read) element.Add(new XElement(Ns + "readAction", read));
        if (!field.IsTested || field.DontTest == field.Ones) element.Add(new XElement(Ns + "testable", "false"));
        if (IpXactText.Extensions(field) is { } extensions) element.Add(extensions);
        return element;
    }

    private static XElement Enumeration(EnumType type)
    {
        var values = new XElement(Ns + "enumeratedValues");
        foreach (EnumMember member in type.Members)
        {
            var value = new XElement(Ns + "enumeratedValue", new XElement(Ns + "name", member.Identifier));
            if (member.Name is { } name) value.Add(new XElement(Ns + "displayName", XmlText.Safe(name)));
            string text = FormatCode.ToText(member.Description);
            if (text.Length > 0) value.Add(new XElement(Ns + "description", XmlText.Safe(text)));
            value.Add(new XElement(Ns + "value", IpXactText.Number(member.Value)));
            values.Add(value);
        }
        return values;
    }

    private static void AddDimensions(XElement element, AddressableNode node)
    {
        foreach (int dimension in node.Dimensions) element.Add(new XElement(Ns + "dim", Numbers.Decimal(dimension)));
    }

    /// <summary>True where a read may see what nobody wrote.</summary>
    private static bool IsVolatile(FieldNode field) =>
        field.Hardware.CanWrite() || field.Counter is not null || field.IsSinglePulse || field.HardwareSet.IsOn || field.HardwareClear.IsOn;
}
