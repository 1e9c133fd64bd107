using System.Xml.Linq;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Svd;

/// <summary>Names, descriptions, arrays and words of CMSIS-SVD.</summary>
internal static class SvdText
{
    /// <summary>The description, or a sentence that says what the thing is; never only the name.</summary>
    public static string Description(Node node, string kind)
    {
        string text = FormatCode.ToText(node.Description);
        if (text.Length > 0) return XmlText.Safe(text);
        return XmlText.Safe(node.ExplicitName is { } name && name != node.InstanceName ? $"{kind}: {name}" : $"{kind} {node.Path}");
    }

    /// <summary>dim and dimIncrement of an array; several dimensions become one of row-major elements.</summary>
    public static void AddArray(XElement element, AddressableNode node)
    {
        if (node.Dimensions.Count == 0) return;
        element.Add(new XElement("dim", Numbers.Decimal(node.ElementCount)));
        element.Add(new XElement("dimIncrement", Numbers.Hex(node.Stride)));
    }

    public static string ArrayName(AddressableNode node, string name) => node.Dimensions.Count == 0 ? name : name + "[%s]";

    public static string Access(AccessType access) => access switch
    {
        AccessType.Read => "read-only",
        AccessType.Write => "write-only",
        AccessType.WriteOnce => "writeOnce",
        AccessType.ReadWriteOnce => "read-writeOnce",
        _ => "read-write",
    };

    public static string? ModifiedWriteValues(OnWrite effect) => effect switch
    {
        OnWrite.OneClears => "oneToClear",
        OnWrite.OneSets => "oneToSet",
        OnWrite.OneToggles => "oneToToggle",
        OnWrite.ZeroClears => "zeroToClear",
        OnWrite.ZeroSets => "zeroToSet",
        OnWrite.ZeroToggles => "zeroToToggle",
        OnWrite.Clear => "clear",
        OnWrite.Set => "set",
        OnWrite.User => "modify",
        _ => null,
    };

    public static string? ReadAction(OnRead effect) => effect switch
    {
        OnRead.Clear => "clear",
        OnRead.Set => "set",
        OnRead.User => "modify",
        _ => null,
    };
}
