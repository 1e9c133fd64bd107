using System.Numerics;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Rdl;

/// <summary>Names and values in the syntax of SystemRDL 2.0 (annex B).</summary>
internal static class RdlSyntax
{
    private static readonly HashSet<string> Reserved = new(
        ("abstract accesstype addressingtype addrmap alias all alternate bit boolean bothedge byte compact component componentwidth constraint default encode enum external "
            + "false field fullalign hw inside int internal level longint mem na negedge nonsticky number onreadtype onwritetype posedge precedencetype property r rclr real ref reg "
            + "regalign regfile rset ruser rw rw1 shortint shortreal signal signed string struct sw this true type unsigned w w1 wclr with within woclr woset wot wr wset wuser "
            + "wzc wzs wzt").Split(' '),
        StringComparer.Ordinal);

    /// <summary>An identifier; reserved words are escaped.</summary>
    public static string Name(string name) => Reserved.Contains(name) ? "\\" + name : name;

    public static string String(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>A number: plain where it has the 64 bits of an unsized literal, else with its width.</summary>
    public static string Number(BigInteger value, int width) =>
        width == 64 && value <= ulong.MaxValue ? Numbers.Hex(value) : $"{Numbers.Decimal(width)}'h{Numbers.HexDigits(value)}";

    public static string Keyword(NodeKind kind) => kind switch
    {
        NodeKind.AddressMap => "addrmap",
        NodeKind.RegisterFile => "regfile",
        NodeKind.Register => "reg",
        NodeKind.Field => "field",
        NodeKind.Memory => "mem",
        _ => "signal",
    };

    /// <summary>A value, or null where it is a reference: those are written where their path starts.</summary>
    public static string? Value(PropertyValue value, Func<EnumType, string> enumName)
    {
        switch (value)
        {
            case BooleanValue boolean:
                return boolean.Value ? "true" : "false";
            case IntegerValue number:
                return Number(number.Value, number.Width);
            case StringValue text:
                return String(text.Value);
            case KeywordValue word:
                return word.Word;
            case EnumTypeValue type:
                return enumName(type.Type);
            case EnumMemberValue member:
                return enumName(member.Type) + "::" + Name(member.Member.Identifier);
            case ArrayValue array:
                var items = new List<string>();
                foreach (PropertyValue item in array.Items)
                {
                    if (Value(item, enumName) is not { } text) return null;
                    items.Add(text);
                }
                return "'{" + string.Join(", ", items) + "}";
            default:
                return null;
        }
    }
}
