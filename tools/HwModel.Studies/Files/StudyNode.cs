using System.Globalization;
using HwModel.Studies.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HwModel.Studies.Files;

/// <summary>A node of a study file that knows its place and says in a sentence what is wrong with it.</summary>
internal sealed class StudyNode
{
    private const long LongestFile = 1 << 20;
    private readonly YamlNode _node;
    private readonly string _file;

    private StudyNode(string file, YamlNode node, string name, int depth)
    {
        (_file, _node, Name, Depth) = (file, node, name, depth);
        if (depth > 16) throw Error("a study file is nested at most 16 deep");
    }

    /// <summary>What the node is, for messages: <c>vary.router.buffer</c>.</summary>
    public string Name { get; }

    private int Depth { get; }

    public Place Place => new(_file, _node.Start.Line, _node.Start.Column);

    public bool IsMapping => _node is YamlMappingNode;

    public bool IsList => _node is YamlSequenceNode;

    /// <summary>Reads a file's only document.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shown">Its name in messages.</param>
    public static StudyNode Load(string file, string shown)
    {
        if (!File.Exists(file)) throw new StudyException($"{shown}: there is no such file");
        if (new FileInfo(file).Length > LongestFile) throw new StudyException($"{shown}: a study file has at most {LongestFile} bytes");
        var yaml = new YamlStream();
        try
        {
            using StreamReader reader = File.OpenText(file);
            yaml.Load(reader);
        }
        catch (YamlException exception)
        {
            throw new Place(shown, exception.Start.Line, exception.Start.Column).Error($"this is not YAML: {exception.Message}");
        }
        if (yaml.Documents.Count != 1) throw new StudyException($"{shown}: a study file has one document, not {yaml.Documents.Count}");
        return new StudyNode(shown, yaml.Documents[0].RootNode, "the study", 0);
    }

    public StudyException Error(string sentence) => Place.Error(sentence);

    /// <summary>The entries of a mapping, whose keys may be anything.</summary>
    public IEnumerable<(Located Key, StudyNode Value)> Entries()
    {
        if (_node is not YamlMappingNode mapping) throw Error($"{Name} holds 'name: value' lines, not {Kind}");
        foreach ((YamlNode key, YamlNode value) in mapping)
        {
            if (key is not YamlScalarNode scalar) throw new Place(_file, key.Start.Line, key.Start.Column).Error($"a name in {Name} is one word");
            string text = scalar.Value ?? "";
            yield return (new Located(text, new Place(_file, key.Start.Line, key.Start.Column)), new StudyNode(_file, value, Depth == 0 ? text : $"{Name}.{text}", Depth + 1));
        }
    }

    /// <summary>The entries of a mapping with fixed keys.</summary>
    /// <exception cref="StudyException">A key is not among these.</exception>
    public Dictionary<string, StudyNode> Keys(params string[] allowed)
    {
        var entries = new Dictionary<string, StudyNode>();
        foreach ((Located key, StudyNode value) in Entries())
        {
            if (!allowed.Contains(key.Text)) throw key.Place.Error($"{Name} has no key {key.Text}{Nearest.Hint(key.Text, allowed)}");
            entries[key.Text] = value;
        }
        return entries;
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<StudyNode> Items()
    {
        if (_node is not YamlSequenceNode sequence) throw Error($"{Name} is a list, [a, b, ...], not {Kind}");
        return [.. sequence.Select((item, i) => new StudyNode(_file, item, $"{Name}[{i + 1}]", Depth + 1))];
    }

    /// <summary>The items of a list, or the one that stands alone.</summary>
    public IReadOnlyList<StudyNode> ItemsOrOne() => IsList ? Items() : [this];

    /// <summary>A scalar's text.</summary>
    public string Text() => _node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Error($"{Name} is one value, not {Kind}");

    public Located Located() => new(Text(), Place);

    public double Number()
    {
        string text = Text();
        return Numbers.Parse(text) ?? throw Error($"{Name} is a number, not '{text}'");
    }

    public long Whole(long least, long most)
    {
        string text = Text();
        return long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw Error($"{Name} is a whole number from {least} to {most}, not '{text}'");
    }

    /// <summary>One of some words.</summary>
    public string OneOf(params string[] allowed)
    {
        string text = Text();
        return allowed.Contains(text) ? text : throw Error($"{Name} is one of {string.Join(", ", allowed)}, not '{text}'{(Nearest.Of(text, allowed) is { } near ? $"; did you mean {near}?" : "")}");
    }

    private string Kind => _node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "nothing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "something else",
    };
}
