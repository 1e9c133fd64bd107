using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>
/// The rules of the public CMSIS-SVD schema 1.3 and of the usual checker, written down from the format's description: order and presence of elements, words, numbers,
/// names, address blocks, overlaps. Gives a sentence for everything that does not hold.
/// </summary>
internal static partial class SvdRules
{
    private static readonly string[] Array = ["dim", "dimIncrement", "dimIndex", "dimName", "dimArrayIndex"];
    private static readonly string[] Properties = ["size", "access", "protection", "resetValue", "resetMask"];

    // Children in their order; a star marks what must be there, a plus what may come several times.
    private static readonly Dictionary<string, string[]> Sequences = new()
    {
        ["device"] =
        [
            "vendor", "vendorID", "name*", "series", "version*", "description*", "licenseText", "cpu", "headerSystemFilename", "headerDefinitionsPrefix", "addressUnitBits*", "width*",
            .. Properties, "peripherals*", "vendorExtensions",
        ],
        ["cpu"] =
        [
            "name*", "revision*", "endian*", "mpuPresent", "fpuPresent", "fpuDP", "dspPresent", "icachePresent", "dcachePresent", "itcmPresent", "dtcmPresent", "vtorPresent",
            "nvicPrioBits*", "vendorSystickConfig*", "deviceNumInterrupts", "sauNumRegions", "sauRegionsConfig",
        ],
        ["peripherals"] = ["peripheral*+"],
        ["peripheral"] =
        [
            .. Array, "name*", "version", "description", "alternatePeripheral", "groupName", "prependToName", "appendToName", "headerStructName", "disableCondition", "baseAddress*",
            .. Properties, "addressBlock*+", "interrupt+", "registers*",
        ],
        ["addressBlock"] = ["offset*", "size*", "usage*", "protection"],
        ["cluster"] = [.. Array, "name*", "description*", "alternateCluster", "headerStructName", "addressOffset*", .. Properties, "register|cluster*+"],
        ["registers"] = ["register|cluster*+"],
        ["register"] =
        [
            .. Array, "name*", "displayName", "description", "alternateGroup", "alternateRegister", "addressOffset*", .. Properties, "dataType", "modifiedWriteValues",
            "writeConstraint", "readAction", "fields",
        ],
        ["fields"] = ["field*+"],
        ["field"] = [.. Array, "name*", "description", "bitOffset*", "bitWidth", "access", "modifiedWriteValues", "writeConstraint", "readAction", "enumeratedValues+"],
        ["enumeratedValues"] = ["name", "headerEnumName", "usage", "enumeratedValue*+"],
        ["enumeratedValue"] = ["name*", "description", "value", "isDefault"],
    };

    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["access"] = ["read-only", "write-only", "read-write", "writeOnce", "read-writeOnce"],
        ["modifiedWriteValues"] = ["oneToClear", "oneToSet", "oneToToggle", "zeroToClear", "zeroToSet", "zeroToToggle", "clear", "set", "modify"],
        ["readAction"] = ["clear", "set", "modify", "modifyExternal"],
        ["usage"] = ["registers", "buffer", "reserved", "read", "write", "read-write"],
        ["endian"] = ["little", "big", "selectable", "other"],
        ["mpuPresent"] = ["true", "false", "0", "1"],
        ["fpuPresent"] = ["true", "false", "0", "1"],
        ["vendorSystickConfig"] = ["true", "false", "0", "1"],
    };

    private static readonly string[] NumberElements =
        ["baseAddress", "addressOffset", "offset", "size", "resetValue", "resetMask", "dim", "dimIncrement", "bitOffset", "bitWidth", "value", "width", "addressUnitBits", "nvicPrioBits"];

    public static IReadOnlyList<string> Check(XDocument document, string fileName)
    {
        var problems = new List<string>();
        XElement device = document.Root!;
        if (device.Name != "device") problems.Add("the root is not device");
        if ((string?)device.Attribute("schemaVersion") != "1.3") problems.Add("schemaVersion is not 1.3");
        foreach (XElement element in device.DescendantsAndSelf())
        {
            if (element.AncestorsAndSelf("vendorExtensions").Any()) continue;
            if (element.Name.Namespace != XNamespace.None) problems.Add($"{Where(element)} is in a namespace");
            CheckElement(element, problems);
        }
        if (device.Element("name")?.Value + ".svd" != fileName) problems.Add("the device is not named like the file");
        if (device.Element("cpu")?.Element("revision")?.Value is { } revision && !Revision().IsMatch(revision)) problems.Add($"cpu revision {revision}");
        foreach (XElement peripheral in device.Descendants("peripheral")) CheckPeripheral(peripheral, problems);
        return problems;
    }

    public static BigInteger Number(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static void CheckElement(XElement element, List<string> problems)
    {
        string name = element.Name.LocalName;
        if (Sequences.TryGetValue(name, out string[]? sequence)) CheckSequence(element, sequence, problems);
        if (Words.TryGetValue(name, out string[]? words) && !words.Contains(element.Value)) problems.Add($"{Where(element)} has the word {element.Value}");
        if (NumberElements.Contains(name) && !element.HasElements && !NumberText().IsMatch(element.Value)) problems.Add($"{Where(element)} is no number: {element.Value}");
        if (name == "name" && element.Parent!.Name.LocalName is "peripheral" or "register" or "cluster" or "field" or "enumeratedValue" or "device")
        {
            bool isArray = element.Parent!.Element("dim") is not null;
            string plain = isArray ? element.Value.Replace("[%s]", "", StringComparison.Ordinal) : element.Value;
            if (!Identifier().IsMatch(plain)) problems.Add($"{Where(element)} is no identifier: {element.Value}");
            if (isArray != element.Value.EndsWith("[%s]", StringComparison.Ordinal)) problems.Add($"{Where(element)}: dim and [%s] belong together");
            if (element.Value.Equals("RESERVED", StringComparison.OrdinalIgnoreCase)) problems.Add($"{Where(element)} is named RESERVED");
            if (element.Parent!.Element("description")?.Value == element.Value) problems.Add($"{Where(element)}: the description only repeats the name");
        }
        if (name == "description" && element.Value.Trim().Length == 0) problems.Add($"{Where(element)} is empty");
        if (name == "register")
        {
            BigInteger size = Number(element.Element("size")!.Value);
            if (size != 8 && size != 16 && size != 32) problems.Add($"{Where(element)} has {size} bits");
            CheckFields(element, (int)size, problems);
        }
        if (element.Element("dim") is not null && name == "register")
        {
            BigInteger bytes = Number(element.Element("size")!.Value) / 8;
            if (Number(element.Element("dimIncrement")!.Value) < bytes) problems.Add($"{Where(element)}: an element is larger than dimIncrement");
        }
        if (name is "peripherals" or "registers" or "cluster" or "fields" or "enumeratedValues")
        {
            IEnumerable<string> names = element.Elements().Where(e => e.Element("name") is not null).Select(e => e.Element("name")!.Value);
            foreach (IGrouping<string, string> group in names.GroupBy(n => n).Where(g => g.Count() > 1)) problems.Add($"{Where(element)}: the name {group.Key} comes twice");
        }
    }

    private static void CheckSequence(XElement element, string[] sequence, List<string> problems)
    {
        int at = 0;
        var seen = new HashSet<int>();
        foreach (XElement child in element.Elements())
        {
            int found = System.Array.FindIndex(sequence, s => s.TrimEnd('*', '+').Split('|').Contains(child.Name.LocalName));
            if (found < 0) problems.Add($"{Where(element)} holds {child.Name.LocalName}");
            else if (found < at) problems.Add($"{Where(element)}: {child.Name.LocalName} comes too late");
            else if (!seen.Add(found) && !sequence[found].Contains('+', StringComparison.Ordinal)) problems.Add($"{Where(element)}: {child.Name.LocalName} comes twice");
            at = Math.Max(at, found);
        }
        for (int i = 0; i < sequence.Length; i++)
            if (sequence[i].Contains('*', StringComparison.Ordinal) && !seen.Contains(i)) problems.Add($"{Where(element)} lacks {sequence[i].TrimEnd('*', '+')}");
    }

    private static void CheckFields(XElement register, int size, List<string> problems)
    {
        var bits = new (bool Read, bool Write)[size];
        foreach (XElement field in register.Descendants("field"))
        {
            int offset = (int)Number(field.Element("bitOffset")!.Value), width = (int)Number(field.Element("bitWidth")!.Value);
            string access = field.Element("access")?.Value ?? register.Element("access")!.Value;
            bool read = access is not ("write-only" or "writeOnce"), write = access != "read-only";
            if (offset + width > size) { problems.Add($"{Where(field)} lies outside its register"); continue; }
            for (int i = offset; i < offset + width; i++)
            {
                if ((bits[i].Read && read) || (bits[i].Write && write)) problems.Add($"{Where(field)} overlaps another field at bit {i}");
                bits[i] = (bits[i].Read || read, bits[i].Write || write);
            }
        }
    }

    private static void CheckPeripheral(XElement peripheral, List<string> problems)
    {
        var blocks = peripheral.Elements("addressBlock").Select(b => (Start: Number(b.Element("offset")!.Value), Size: Number(b.Element("size")!.Value), Usage: b.Element("usage")!.Value)).ToList();
        for (int i = 0; i < blocks.Count; i++)
            for (int j = i + 1; j < blocks.Count; j++)
                if (blocks[i].Start < blocks[j].Start + blocks[j].Size && blocks[j].Start < blocks[i].Start + blocks[i].Size) problems.Add($"{Where(peripheral)}: address blocks overlap");
        var taken = new Dictionary<BigInteger, XElement>();
        foreach ((XElement register, BigInteger address, string path) in Expand(peripheral.Element("registers")!, 0, ""))
        {
            BigInteger bytes = Number(register.Element("size")!.Value) / 8;
            if (!blocks.Any(b => b.Usage == "registers" && address >= b.Start && address + bytes <= b.Start + b.Size)) problems.Add($"{path} at {address} lies in no address block");
            for (BigInteger b = address; b < address + bytes; b++)
            {
                if (taken.TryGetValue(b, out XElement? other) && register.Element("alternateRegister") is null && other != register) problems.Add($"{path} overlaps another register at {b}");
                taken[b] = register;
            }
        }
        foreach (XElement alternate in peripheral.Descendants("alternateRegister"))
            if (!alternate.Parent!.Parent!.Elements("register").Any(r => r.Element("name")!.Value == alternate.Value)) problems.Add($"{Where(alternate)} names no register");
    }

    /// <summary>Every register with arrays unrolled: the element, its address from the start of <paramref name="container"/>, its path.</summary>
    public static IEnumerable<(XElement Register, BigInteger Address, string Path)> Expand(XElement container, BigInteger origin, string path)
    {
        foreach (XElement child in container.Elements().Where(e => e.Name.LocalName is "register" or "cluster"))
        {
            BigInteger offset = Number(child.Element("addressOffset")!.Value);
            string name = child.Element("name")!.Value;
            int count = child.Element("dim") is { } dim ? (int)Number(dim.Value) : 1;
            for (int i = 0; i < count; i++)
            {
                BigInteger address = origin + offset + (count > 1 || child.Element("dim") is not null ? i * Number(child.Element("dimIncrement")!.Value) : 0);
                string childPath = path + "." + name.Replace("%s", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                if (child.Name.LocalName == "register") yield return (child, address, childPath);
                else foreach ((XElement Register, BigInteger Address, string Path) inner in Expand(child, address, childPath)) yield return inner;
            }
        }
    }

    private static string Where(XElement element) =>
        string.Join('/', element.AncestorsAndSelf().Reverse().Select(e => e.Element("name") is { } name ? $"{e.Name.LocalName} {name.Value}" : e.Name.LocalName));

    [GeneratedRegex("^r[0-9]+p[0-9]+$")]
    private static partial Regex Revision();

    [GeneratedRegex("^(0[xX][0-9a-fA-F]+|#[01x]+|[0-9]+)$")]
    private static partial Regex NumberText();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
