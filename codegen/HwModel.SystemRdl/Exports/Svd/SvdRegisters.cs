using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Svd;

/// <summary>Clusters, registers and fields of CMSIS-SVD.</summary>
internal static class SvdRegisters
{
    /// <summary>The clusters and registers of a container.</summary>
    /// <param name="parent">Takes them.</param>
    /// <param name="container">The container.</param>
    /// <param name="withMemories">Memories are clusters of their own registers; otherwise they are address blocks only.</param>
    public static void AddChildren(XElement parent, AddressableNode container, bool withMemories)
    {
        RegisterNode? previous = null;
        foreach (AddressableNode child in container.AddressableChildren())
        {
            switch (child)
            {
                case RegisterNode register:
                    bool overlaps = previous is not null && register.Offset < previous.End();
                    parent.Add(Register(register, register.AliasPrimary ?? (overlaps ? previous : null)));
                    if (!overlaps) previous = register;
                    break;
                case MemoryNode when !withMemories:
                    break;
                default:
                    var cluster = new XElement("cluster");
                    SvdText.AddArray(cluster, child);
                    cluster.Add(new XElement("name", SvdText.ArrayName(child, child.InstanceName)));
                    cluster.Add(new XElement("description", SvdText.Description(child, child is AddressMapNode ? "Address map" : child is MemoryNode ? "Memory" : "Register file")));
                    cluster.Add(new XElement("addressOffset", Numbers.Hex(child.Offset, 2)));
                    int before = cluster.Elements().Count();
                    AddChildren(cluster, child, withMemories);
                    if (cluster.Elements().Count() > before) parent.Add(cluster);
                    break;
            }
        }
    }

    private static XElement Register(RegisterNode register, RegisterNode? alternate)
    {
        var element = new XElement("register");
        int digits = Numbers.HexLength(register.Width);
        SvdText.AddArray(element, register);
        element.Add(new XElement("name", SvdText.ArrayName(register, register.InstanceName)));
        if (register.ExplicitName is { } name) element.Add(new XElement("displayName", XmlText.Safe(SvdText.ArrayName(register, name))));
        element.Add(new XElement("description", SvdText.Description(register, "Register")));
        if (alternate is not null) element.Add(new XElement("alternateRegister", SvdText.ArrayName(alternate, alternate.InstanceName)));
        element.Add(new XElement("addressOffset", Numbers.Hex(register.Offset, 2)));
        element.Add(new XElement("size", Numbers.Decimal(register.Width)));
        element.Add(new XElement("access", SvdText.Access(register.Access())));
        element.Add(new XElement("resetValue", Numbers.Hex(register.ResetValue(), digits)));
        element.Add(new XElement("resetMask", Numbers.Hex(register.ResetMask(), digits)));
        var fields = new XElement("fields");
        foreach (FieldNode field in register.Fields) fields.Add(Field(field));
        element.Add(fields);
        return element;
    }

    private static XElement Field(FieldNode field)
    {
        var element = new XElement(
            "field",
            new XElement("name", field.InstanceName),
            new XElement("description", SvdText.Description(field, "Field")),
            new XElement("bitOffset", Numbers.Decimal(field.BusLow)),
            new XElement("bitWidth", Numbers.Decimal(field.Width)),
            new XElement("access", SvdText.Access(field.Software)));
        if (SvdText.ModifiedWriteValues(field.OnWrite) is { } write) element.Add(new XElement("modifiedWriteValues", write));
        if (SvdText.ReadAction(field.OnRead) is { } read) element.Add(new XElement("readAction", read));
        if (field.Encode is { } encode) element.Add(Enumeration(encode));
        return element;
    }

    private static XElement Enumeration(EnumType type)
    {
        var element = new XElement("enumeratedValues", new XElement("name", type.Name));
        foreach (EnumMember member in type.Members)
        {
            var value = new XElement("enumeratedValue", new XElement("name", member.Identifier));
            string text = FormatCode.ToText(member.Description ?? member.Name);
            if (text.Length > 0) value.Add(new XElement("description", XmlText.Safe(text)));
            value.Add(new XElement("value", Numbers.Decimal(member.Value)));
            element.Add(value);
        }
        return element;
    }
}
