using System.Numerics;
using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Exports.Svd;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.IpXact;

/// <summary>Names, numbers and words of IP-XACT 2014. Its words for accesses and effects are those of CMSIS-SVD.</summary>
internal static class IpXactText
{
    /// <summary>displayName and description, where they are set.</summary>
    public static void AddNames(XElement element, Node node)
    {
        if (node.ExplicitName is { } name) element.Add(new XElement(IpXactExporter.Ns + "displayName", XmlText.Safe(name)));
        string description = FormatCode.ToText(node.Description);
        if (description.Length > 0) element.Add(new XElement(IpXactExporter.Ns + "description", XmlText.Safe(description)));
    }

    /// <summary>A number in the syntax of SystemVerilog, as the standard's expressions want it.</summary>
    public static string Number(BigInteger value) => "'h" + Numbers.HexDigits(value);

    public static string Access(AccessType access) => SvdText.Access(access);

    /// <summary>The properties that the format has no place for, as vendor extensions; null where there is none.</summary>
    public static XElement? Extensions(Node node)
    {
        var properties = new List<XElement>();
        foreach (UserProperty property in node.UserProperties)
            if (property.Value is StringValue text) Add("property", property.Name, text.Value);
        if (node is FieldNode field)
        {
            Add("property", "hw", field.Hardware.Keyword());
            if (field.IsSinglePulse) Add("property", "singlepulse", "true");
            if (field.Counter is not null) Add("property", "counter", "true");
            if (field.Interrupt is { } interrupt) Add("property", "intr", interrupt.IsNonSticky ? "nonsticky" : interrupt.Event.Keyword());
            if (field.Sticky != Stickiness.None) Add("property", field.Sticky == Stickiness.Bit ? "stickybit" : "sticky", "true");
            if (field.Precedence == Precedence.Hardware) Add("property", "precedence", "hw");
            if (field.Next is { } next) Add("property", "next", next.ToString());
        }
        if (node is RegisterNode { AliasPrimary: { } primary }) Add("property", "alias", primary.Path);
        return properties.Count == 0 ? null : new XElement(IpXactExporter.Ns + "vendorExtensions", new XElement(IpXactExporter.Vendor + "systemRdl", properties));

        void Add(string kind, string name, string value) =>
            properties.Add(new XElement(IpXactExporter.Vendor + kind, new XAttribute("name", name), XmlText.Safe(value)));
    }
}
