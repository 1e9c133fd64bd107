using System.Text;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Exports.Json;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>What the scripts of the manual need, as JSON: registers with their arrays and fields, enumerations.</summary>
internal static class HtmlData
{
    public static string Text(AddressMapNode top, EnumCatalog enums)
    {
        var json = new StringBuilder("{\"registers\":[");
        string separator = "\n";
        foreach (RegisterNode register in ManualText.Registers(top))
        {
            json.Append(separator);
            separator = ",\n";
            Register(json, register, enums);
        }
        json.Append("\n],\"enums\":{");
        separator = "\n";
        foreach ((EnumType type, string name) in enums.Entries)
        {
            json.Append(separator);
            separator = ",\n";
            JsonExporter.AppendString(json, name);
            json.Append(":[");
            json.Append(string.Join(",", type.Members.Select(m => "[" + Quoted(Numbers.Decimal(m.Value)) + "," + Quoted(m.Identifier) + "]")));
            json.Append(']');
        }
        return json.Append("\n}}").ToString();
    }

    /// <summary>id, path, title, text, address, size, arrays above and at it (count and stride, outermost first), width, reset, fields.</summary>
    private static void Register(StringBuilder json, RegisterNode register, EnumCatalog enums)
    {
        var arrays = new List<string>();
        for (AddressableNode? node = register; node is not null; node = node.Parent as AddressableNode)
            if (node.Dimensions.Count > 0) arrays.Insert(0, $"[{Numbers.Decimal(node.ElementCount)},{Numbers.Decimal(node.Stride)}]");
        json.Append("{\"id\":").Append(Quoted(HtmlExporter.Id(register)));
        json.Append(",\"path\":").Append(Quoted(ManualText.Path(register)));
        json.Append(",\"title\":").Append(Quoted(register.ExplicitName ?? ""));
        json.Append(",\"text\":").Append(Quoted(FormatCode.ToText(register.Description)));
        json.Append(",\"address\":").Append(Numbers.Decimal(register.AbsoluteAddress));
        json.Append(",\"size\":").Append(Numbers.Decimal(register.Size));
        json.Append(",\"arrays\":[").Append(string.Join(",", arrays)).Append(']');
        json.Append(",\"width\":").Append(Numbers.Decimal(register.Width));
        json.Append(",\"reset\":").Append(Quoted(Numbers.Hex(register.ResetValue())));
        json.Append(",\"fields\":[");
        string separator = "";
        foreach (FieldNode field in register.FromTop())
        {
            json.Append(separator).Append("{\"name\":").Append(Quoted(field.InstanceName));
            separator = ",";
            json.Append(",\"bits\":").Append(Quoted(ManualText.Bits(field)));
            json.Append(",\"low\":").Append(Numbers.Decimal(field.BusLow));
            json.Append(",\"width\":").Append(Numbers.Decimal(field.Width));
            if (field.Encode is { } type) json.Append(",\"enum\":").Append(Quoted(enums.Name(type)));
            json.Append(",\"text\":").Append(Quoted(FormatCode.ToText(field.Description))).Append('}');
        }
        json.Append("]}");
    }

    private static string Quoted(string text)
    {
        var json = new StringBuilder();
        JsonExporter.AppendString(json, text);
        return json.ToString();
    }
}
