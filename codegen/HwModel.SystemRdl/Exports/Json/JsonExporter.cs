using System.Globalization;
using System.Numerics;
using System.Text;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Json;

/// <summary>
/// The model as a canonical JSON array, one node to a line in address order, arrays unrolled. Every node has <c>path</c>, <c>kind</c>, <c>name</c> and <c>desc</c>;
/// what has an address adds <c>absoluteAddress</c> and <c>size</c> (bytes); a memory adds <c>sw</c>; a field has <c>msb</c>, <c>lsb</c>, <c>sw</c>, <c>hw</c>,
/// <c>onread</c>, <c>onwrite</c> and <c>reset</c> instead. What is not set is null.
/// </summary>
public sealed class JsonExporter : IRdlExporter
{
    public string Format => "json";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        yield return new ExportFile(top.InstanceName + ".json", Text(top));
    }

    /// <summary>The array, ended by a line feed.</summary>
    public static string Text(AddressMapNode top)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Write(top, output);
        return output.ToString();
    }

    /// <summary>Writes the array node by node, for maps whose arrays unroll to more than a string should hold.</summary>
    public static void Write(AddressMapNode top, TextWriter output)
    {
        var node = new StringBuilder();
        string separator = "[\n";
        foreach (Element element in new Element(top, null, 0).Walk())
        {
            node.Clear();
            AppendNode(node, element);
            output.Write(separator);
            output.Write(node);
            separator = ",\n";
        }
        output.Write("\n]\n");
    }

    private static void AppendNode(StringBuilder json, Element element)
    {
        Node node = element.Node;
        json.Append("{\"path\": ");
        AppendString(json, element.Path);
        json.Append(", \"kind\": \"").Append(Kind(node.Kind)).Append('"');
        if (node is AddressableNode place)
        {
            json.Append(", \"absoluteAddress\": ").Append(element.AbsoluteAddress.ToString(CultureInfo.InvariantCulture));
            json.Append(", \"size\": ").Append(place.Size.ToString(CultureInfo.InvariantCulture));
        }
        if (node is MemoryNode memory) json.Append(", \"sw\": \"").Append(memory.Software.Keyword()).Append('"');
        if (node is FieldNode field) AppendField(json, field);
        json.Append(", \"name\": ");
        AppendString(json, node.Name);
        json.Append(", \"desc\": ");
        AppendString(json, node.Description);
        json.Append('}');
    }

    private static void AppendField(StringBuilder json, FieldNode field)
    {
        json.Append(", \"msb\": ").Append(field.Msb.ToString(CultureInfo.InvariantCulture));
        json.Append(", \"lsb\": ").Append(field.Lsb.ToString(CultureInfo.InvariantCulture));
        json.Append(", \"sw\": \"").Append(field.Software.Keyword());
        json.Append("\", \"hw\": \"").Append(field.Hardware.Keyword());
        json.Append("\", \"onread\": ");
        AppendString(json, field.OnRead.Keyword());
        json.Append(", \"onwrite\": ");
        AppendString(json, field.OnWrite.Keyword());
        json.Append(", \"reset\": ").Append(field.Reset is BigInteger reset ? reset.ToString(CultureInfo.InvariantCulture) : "null");
    }

    private static string Kind(NodeKind kind) => kind switch
    {
        NodeKind.AddressMap => "addrmap",
        NodeKind.RegisterFile => "regfile",
        NodeKind.Register => "reg",
        NodeKind.Field => "field",
        NodeKind.Memory => "mem",
        _ => "signal",
    };

    /// <summary>A JSON string (RFC 8259, section 7), or null.</summary>
    internal static void AppendString(StringBuilder json, string? text)
    {
        if (text is null)
        {
            json.Append("null");
            return;
        }
        json.Append('"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\n': json.Append("\\n"); break;
                case '\r': json.Append("\\r"); break;
                case '\t': json.Append("\\t"); break;
                default:
                    // Controls, and what would end a script element or is a line end to JavaScript; lone surrogates are no characters.
                    if (c < ' ' || c is '<' or '\u2028' or '\u2029' || char.IsSurrogate(c)) json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    else json.Append(c);
                    break;
            }
        }
        json.Append('"');
    }
}
