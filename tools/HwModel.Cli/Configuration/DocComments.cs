using System.Reflection;
using System.Xml.Linq;

namespace HwModel.Cli.Configuration;

/// <summary>The doc comments of an assembly, from the file that the compiler puts beside it.</summary>
internal sealed class DocComments(Assembly assembly)
{
    private readonly Dictionary<string, XElement> _members = Read(Path.ChangeExtension(assembly.Location, ".xml"));

    /// <summary>What a property, or a parameter of a record, is: as the middle of a sentence; empty where nothing is written.</summary>
    public string Summary(PropertyInfo property)
    {
        string type = property.DeclaringType!.FullName!;
        XElement? summary = _members.GetValueOrDefault($"P:{type}.{property.Name}")?.Element("summary")
            ?? _members.GetValueOrDefault($"T:{type}")?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == property.Name);
        if (summary is null) return "";
        string text = string.Join(' ', string.Concat(summary.Nodes().Select(Words)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        // A word such as FIFO or PLL keeps its capitals.
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    private static string Words(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Value.Length: > 0 } element => element.Value,
        XElement element => ((string?)element.Attribute("cref") ?? (string?)element.Attribute("name") ?? "").Split('.', ':')[^1],
        _ => "",
    };

    private static Dictionary<string, XElement> Read(string file) =>
        File.Exists(file) ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!) : [];
}
