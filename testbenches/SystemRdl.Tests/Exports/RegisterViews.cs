using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>A register as one exported format shows it.</summary>
/// <param name="Address">Bytes from the start of the map.</param>
/// <param name="Masks">The fields' bits in the bus value, by name.</param>
internal sealed record RegisterFact(long Address, SortedDictionary<string, BigInteger> Masks)
{
    public override string ToString() => $"0x{Address:X} {string.Join(' ', Masks.Select(m => $"{m.Key}=0x{m.Value:X}"))}";
}

/// <summary>Which virtual registers of memories a format shows.</summary>
internal enum MemoryRegisters
{
    /// <summary>None.</summary>
    Hidden,

    /// <summary>Those of blocks that have nothing but memories.</summary>
    ShownWhereAlone,

    /// <summary>All.</summary>
    Shown,
}

/// <summary>
/// Readers of the exported formats: each gives every register by path with arrays unrolled, from the text alone. The generated C# register file is compared
/// with these beside the tests of the generator.
/// </summary>
internal static partial class RegisterViews
{
    /// <summary>A view: its name, which virtual registers of memories it shows, and its reader.</summary>
    public static readonly (string Name, MemoryRegisters Memories, Func<AddressMapNode, Dictionary<string, RegisterFact>> Read)[] All =
    [
        ("C header", MemoryRegisters.Shown, CHeader), ("SVD", MemoryRegisters.ShownWhereAlone, Svd), ("HTML manual", MemoryRegisters.Shown, HtmlManual),
        ("HTML data", MemoryRegisters.Shown, HtmlData), ("Markdown manual", MemoryRegisters.Shown, Markdown), ("IP-XACT", MemoryRegisters.Hidden, IpXact),
    ];

    public static Dictionary<string, RegisterFact> Json(AddressMapNode top, MemoryRegisters memoryRegisters)
    {
        var facts = new Dictionary<string, RegisterFact>();
        var memories = new HashSet<string>();
        var blocks = new HashSet<string>();
        foreach (JsonElement node in JsonDocument.Parse(Models.Export(top, "json", ".json")).RootElement.EnumerateArray())
        {
            string path = node.GetProperty("path").GetString()!, kind = node.GetProperty("kind").GetString()!;
            string parent = path.Contains('.', StringComparison.Ordinal) ? path[..path.LastIndexOf('.')] : "";
            if (kind == "mem") memories.Add(path);
            if (kind == "addrmap" && path.Count(c => c == '.') <= 1) blocks.Add(path);
            if (kind == "reg") facts[path] = new RegisterFact(node.GetProperty("absoluteAddress").GetInt64(), []);
            if (kind == "field" && facts.TryGetValue(parent, out RegisterFact? register))
                register.Masks[path[(parent.Length + 1)..]] = Mask(node.GetProperty("msb").GetInt32(), node.GetProperty("lsb").GetInt32());
        }
        bool IsOfMemory(string path) => memories.Contains(path[..path.LastIndexOf('.')]);
        string BlockOf(string path) => string.Join('.', path.Split('.').Take(2)) is var block && blocks.Contains(block) ? block : path.Split('.')[0];
        HashSet<string> mixed = [.. facts.Keys.Where(path => !IsOfMemory(path)).Select(BlockOf)];
        foreach (string path in facts.Keys.Where(IsOfMemory).ToArray())
            if (memoryRegisters == MemoryRegisters.Hidden || (memoryRegisters == MemoryRegisters.ShownWhereAlone && mixed.Contains(BlockOf(path)))) facts.Remove(path);
        return facts;
    }

    private static Dictionary<string, RegisterFact> CHeader(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        foreach (string line in HeaderProgram.CompileAndRun(top))
        {
            string[] words = line.Split(' ');
            if (words[0] == "R") facts[words[1]] = new RegisterFact((long)SvdRules.Number(words[2]), []);
            if (words[0] != "F") continue;
            int dot = words[1].LastIndexOf('.');
            facts[words[1][..dot]].Masks[words[1][(dot + 1)..]] = SvdRules.Number(words[4]);
        }
        return facts;
    }

    private static Dictionary<string, RegisterFact> Svd(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        foreach (XElement peripheral in Models.Svd(top).Descendants("peripheral"))
        {
            string name = peripheral.Element("name")!.Value;
            long start = (long)SvdRules.Number(peripheral.Element("baseAddress")!.Value);
            int count = peripheral.Element("dim") is { } dim ? int.Parse(dim.Value, CultureInfo.InvariantCulture) : 1;
            for (int i = 0; i < count; i++)
            {
                string instance = name.Replace("%s", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                string path = name == top.InstanceName ? name : top.InstanceName + "." + instance;
                long address = start + (i == 0 ? 0 : i * (long)SvdRules.Number(peripheral.Element("dimIncrement")!.Value));
                if (peripheral.Element("registers") is not { } registers) continue;
                foreach ((XElement register, BigInteger offset, string below) in SvdRules.Expand(registers, 0, ""))
                {
                    var fact = new RegisterFact(address + (long)offset, []);
                    foreach (XElement field in register.Descendants("field")) fact.Masks[field.Element("name")!.Value] = Mask(field.Element("bitOffset")!.Value, field.Element("bitWidth")!.Value);
                    facts[path + below] = fact;
                }
            }
        }
        return facts;
    }

    /// <summary>The cards: heading, address with strides, table of fields.</summary>
    private static Dictionary<string, RegisterFact> HtmlManual(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        string html = Models.Export(top, "html", ".html");
        foreach (Match card in Card().Matches(html))
        {
            var masks = new SortedDictionary<string, BigInteger>();
            foreach (Match row in FieldRow().Matches(card.Groups["table"].Value)) masks[row.Groups["name"].Value] = Bits(row.Groups["bits"].Value);
            Unroll(facts, top, card.Groups["path"].Value, card.Groups["address"].Value, masks);
        }
        return facts;
    }

    /// <summary>The numbers that the search and the calculators of the HTML manual work with.</summary>
    private static Dictionary<string, RegisterFact> HtmlData(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        string html = Models.Export(top, "html", ".html");
        string data = html[(html.IndexOf("id=\"page.data\">", StringComparison.Ordinal) + 15)..];
        foreach (JsonElement register in JsonDocument.Parse(data[..data.IndexOf("</script>", StringComparison.Ordinal)]).RootElement.GetProperty("registers").EnumerateArray())
        {
            var masks = new SortedDictionary<string, BigInteger>();
            foreach (JsonElement field in register.GetProperty("fields").EnumerateArray())
                masks[field.GetProperty("name").GetString()!] = ((BigInteger.One << field.GetProperty("width").GetInt32()) - 1) << field.GetProperty("low").GetInt32();
            string strides = string.Concat(register.GetProperty("arrays").EnumerateArray().Select(a => $" + i × 0x{a[1].GetInt64():X}"));
            Unroll(facts, top, register.GetProperty("path").GetString()!, $"0x{register.GetProperty("address").GetInt64():X}{strides}", masks);
        }
        return facts;
    }

    private static Dictionary<string, RegisterFact> Markdown(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        string? path = null, address = null;
        var masks = new SortedDictionary<string, BigInteger>();
        foreach (string line in Models.Export(top, "md", ".md").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                Flush();
                path = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..].Split(": ")[0].Replace("\\", "", StringComparison.Ordinal) : null;
            }
            else if (path is not null && line.StartsWith("Address 0x", StringComparison.Ordinal))
            {
                address = line[8..].TrimEnd('.');
            }
            else if (path is not null && MarkdownRow().Match(line) is { Success: true } row)
            {
                masks[row.Groups["name"].Value.Replace("\\", "", StringComparison.Ordinal)] = Bits(row.Groups["bits"].Value);
            }
        }
        Flush();
        return facts;

        void Flush()
        {
            if (path is not null && address is not null && masks.Count > 0) Unroll(facts, top, path, address, masks);
            masks = [];
            address = null;
        }
    }

    private static Dictionary<string, RegisterFact> IpXact(AddressMapNode top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        XNamespace ns = "http://www.accellera.org/XMLSchema/IPXACT/1685-2014";
        XDocument document = XDocument.Parse(Models.Export(top, "ipxact", ".xml"));
        foreach (XElement block in document.Descendants(ns + "addressBlock").Where(b => b.Element(ns + "usage")!.Value == "register"))
        {
            string name = block.Element(ns + "name")!.Value;
            string path = name == top.InstanceName ? name : top.InstanceName + "." + name;
            // An array of address maps is unrolled as name_0, name_1, ...
            Walk(block, Gapped(top, path) ?? path, IpXactNumber(block.Element(ns + "baseAddress")!.Value));
        }
        return facts;

        void Walk(XElement container, string path, long start)
        {
            foreach (XElement child in container.Elements().Where(e => e.Name.LocalName is "register" or "registerFile"))
            {
                int[] dimensions = [.. child.Elements(ns + "dim").Select(d => int.Parse(d.Value, CultureInfo.InvariantCulture))];
                long stride = child.Element(ns + "range") is { } range ? IpXactNumber(range.Value) : long.Parse(child.Element(ns + "size")!.Value, CultureInfo.InvariantCulture) / 8;
                int count = dimensions.Aggregate(1, (a, b) => a * b);
                for (int i = 0; i < count; i++)
                {
                    long address = start + IpXactNumber(child.Element(ns + "addressOffset")!.Value) + (i * stride);
                    string instance = child.Element(ns + "name")!.Value + (dimensions.Length > 0 ? $"[{i}]" : "");
                    if (child.Name.LocalName == "registerFile") Walk(child, path + "." + instance, address);
                    else Add(child, path + "." + instance, address);
                }
            }
        }

        void Add(XElement register, string path, long address)
        {
            // A register array with gaps is unrolled as name_0, name_1, ...
            if (register.Elements(ns + "dim").FirstOrDefault() is null && Gapped(top, path) is { } gapped) path = gapped;
            var fact = new RegisterFact(address, []);
            foreach (XElement field in register.Elements(ns + "field")) fact.Masks[field.Element(ns + "name")!.Value] = Mask(field.Element(ns + "bitOffset")!.Value, field.Element(ns + "bitWidth")!.Value);
            facts[path] = fact;
        }
    }

    /// <summary>The path of an element whose name in IP-XACT ends in its index.</summary>
    private static string? Gapped(AddressMapNode top, string path)
    {
        int line = path.LastIndexOf('_');
        if (line < 0 || !int.TryParse(path[(line + 1)..], CultureInfo.InvariantCulture, out int index)) return null;
        Node? node = top;
        foreach (string part in path[..line].Split('.').Skip(1)) node = node?.Child(part.Split('[')[0]);
        return node is AddressableNode { Dimensions.Count: > 0 } ? $"{path[..line]}[{index}]" : null;
    }

    /// <summary>Adds every element of <c>a[4].b[2]</c> at <c>0x10 + i × 0x20 + j × 0x4</c>.</summary>
    private static void Unroll(Dictionary<string, RegisterFact> facts, AddressMapNode top, string path, string address, SortedDictionary<string, BigInteger> masks)
    {
        string[] terms = address.Split(" + ");
        long[] strides = [.. terms.Skip(1).Select(t => (long)SvdRules.Number(t.Split(' ')[^1]))];
        var elements = new List<(string Path, long Address)> { (top.InstanceName, (long)SvdRules.Number(terms[0])) };
        int array = 0;
        foreach (string part in path.Split('.'))
        {
            Match match = ArrayPart().Match(part);
            if (!match.Success)
            {
                elements = [.. elements.Select(e => (e.Path + "." + part, e.Address))];
                continue;
            }
            int count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
            long stride = strides[array++];
            elements = [.. elements.SelectMany(e => Enumerable.Range(0, count).Select(i => ($"{e.Path}.{match.Groups["name"].Value}[{i}]", e.Address + (i * stride))))];
        }
        foreach ((string element, long at) in elements) facts[element] = new RegisterFact(at, masks);
    }

    private static BigInteger Mask(int msb, int lsb) => ((BigInteger.One << (msb - lsb + 1)) - 1) << lsb;

    private static BigInteger Mask(string offset, string width)
    {
        int low = int.Parse(offset, CultureInfo.InvariantCulture);
        return Mask(low + int.Parse(width, CultureInfo.InvariantCulture) - 1, low);
    }

    private static BigInteger Bits(string text)
    {
        string[] bits = text.Split(':');
        return Mask(int.Parse(bits[0], CultureInfo.InvariantCulture), int.Parse(bits[^1], CultureInfo.InvariantCulture));
    }

    private static long IpXactNumber(string text) => long.Parse(text.Replace("'h", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("<article class=\"card reg\" id=\"[^\"]*\">\\s*<h3><a class=\"self\" href=\"[^\"]*\"><code>(?<path>[^<]*)</code></a>.*?<span class=\"addr\">(?<address>[^<]*)</span>.*?<table class=\"fields\">(?<table>.*?)</table>", RegexOptions.Singleline)]
    private static partial Regex Card();

    [GeneratedRegex("<tr id=\"[^\"]*\"><td class=\"b\">(?<bits>[0-9:]+)</td><td><code>(?<name>[^<]*)</code></td>")]
    private static partial Regex FieldRow();

    [GeneratedRegex("^\\| (?<bits>[0-9]+(:[0-9]+)?) \\| (?<name>[A-Za-z0-9_\\\\]+) \\| (rw|r|w|rw1|w1|na) \\|")]
    private static partial Regex MarkdownRow();

    [GeneratedRegex("^(?<name>.*)\\[(?<count>[0-9]+)\\]$")]
    private static partial Regex ArrayPart();
}
