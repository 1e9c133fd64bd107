using System.Text.RegularExpressions;
using System.Xml.Linq;
using HwModel.SystemRdl.Exports.IpXact;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>The order and presence of elements that IEEE 1685-2014 asks for, as far as register descriptions use them.</summary>
internal static partial class IpXactRules
{
    private static readonly string[] Naming = ["name*", "displayName", "description"];

    private static readonly Dictionary<string, string[]> Sequences = new()
    {
        ["component"] = ["vendor*", "library*", "name*", "version*", "memoryMaps*"],
        ["memoryMaps"] = ["memoryMap*+"],
        ["memoryMap"] = [.. Naming, "addressBlock*+", "addressUnitBits"],
        ["addressBlock"] = [.. Naming, "accessHandles", "isPresent", "baseAddress*", "typeIdentifier", "range*", "width*", "usage", "volatile", "access", "parameters", "register|registerFile+", "vendorExtensions"],
        ["registerFile"] = [.. Naming, "accessHandles", "isPresent", "dim+", "addressOffset*", "typeIdentifier", "range*", "register|registerFile*+", "parameters", "vendorExtensions"],
        ["register"] = [.. Naming, "accessHandles", "isPresent", "dim+", "addressOffset*", "typeIdentifier", "size*", "volatile", "access", "field*+", "alternateRegisters", "parameters", "vendorExtensions"],
        ["field"] =
        [
            .. Naming, "accessHandles", "isPresent", "bitOffset*", "typeIdentifier", "resets", "bitWidth*", "volatile", "access", "enumeratedValues", "modifiedWriteValue",
            "writeValueConstraint", "readAction", "testable", "reserved", "parameters", "vendorExtensions",
        ],
        ["resets"] = ["reset*+"],
        ["reset"] = ["value*", "mask"],
        ["enumeratedValues"] = ["enumeratedValue*+"],
        ["enumeratedValue"] = [.. Naming, "value*"],
    };

    public static IReadOnlyList<string> Check(XDocument document)
    {
        var problems = new List<string>();
        XNamespace ns = IpXactExporter.Ns;
        if (document.Root!.Name != ns + "component") problems.Add("the root is no component of 1685-2014");
        foreach (XElement element in document.Root.DescendantsAndSelf().Where(e => e.Name.Namespace == ns))
        {
            string name = element.Name.LocalName;
            if (Sequences.TryGetValue(name, out string[]? sequence)) Sequence(element, sequence, problems);
            if (name is "baseAddress" or "addressOffset" or "range" or "value" or "mask" && !NumberText().IsMatch(element.Value)) problems.Add($"{name} is no number: {element.Value}");
            if (name is "access" && element.Value is not ("read-only" or "write-only" or "read-write" or "writeOnce" or "read-writeOnce")) problems.Add($"access {element.Value}");
        }
        return problems;
    }

    private static void Sequence(XElement element, string[] sequence, List<string> problems)
    {
        int at = 0;
        var seen = new HashSet<int>();
        foreach (XElement child in element.Elements())
        {
            int found = Array.FindIndex(sequence, s => s.TrimEnd('*', '+').Split('|').Contains(child.Name.LocalName));
            if (found < 0) problems.Add($"{element.Name.LocalName} holds {child.Name.LocalName}");
            else if (found < at) problems.Add($"{element.Name.LocalName}: {child.Name.LocalName} comes too late");
            else if (!seen.Add(found) && !sequence[found].Contains('+', StringComparison.Ordinal)) problems.Add($"{element.Name.LocalName}: {child.Name.LocalName} comes twice");
            at = Math.Max(at, found);
        }
        for (int i = 0; i < sequence.Length; i++)
            if (sequence[i].Contains('*', StringComparison.Ordinal) && !seen.Contains(i)) problems.Add($"{element.Name.LocalName} lacks {sequence[i].TrimEnd('*', '+')}");
    }

    [GeneratedRegex("^('h[0-9A-F]+|[0-9]+)$")]
    private static partial Regex NumberText();
}
