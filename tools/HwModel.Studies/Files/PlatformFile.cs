using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HwModel.Studies.Files;

/// <summary>A scalar of a platform file with its path and place.</summary>
public sealed record PlatformValue(string Path, string Text, long Line, long Column);

/// <summary>Reads a platform file: YAML, nested mappings whose keys are joined to paths.</summary>
public static class PlatformFile
{
    private const long LongestFile = 1 << 20;

    /// <exception cref="StudyException">The file can't be read or is not such YAML; says where.</exception>
    public static IReadOnlyList<PlatformValue> Read(string file)
    {
        if (!File.Exists(file)) throw new StudyException($"{file}: there is no such file");
        if (new FileInfo(file).Length > LongestFile) throw new StudyException($"{file}: a platform file has at most {LongestFile} bytes");
        var yaml = new YamlStream();
        try
        {
            using StreamReader reader = File.OpenText(file);
            yaml.Load(reader);
        }
        catch (YamlException exception)
        {
            throw new StudyException($"{file}({exception.Start.Line},{exception.Start.Column}): this is not YAML: {exception.Message}");
        }
        var values = new List<PlatformValue>();
        foreach (YamlDocument document in yaml.Documents) Collect(file, document.RootNode, "", values, 0);
        foreach (IGrouping<string, PlatformValue> same in values.GroupBy(value => value.Path).Where(group => group.Count() > 1))
            throw new StudyException($"{file}({same.Last().Line},{same.Last().Column}): {same.Key} is set twice, first in line {same.First().Line}");
        return values;
    }

    private static void Collect(string file, YamlNode node, string path, List<PlatformValue> values, int depth)
    {
        if (depth > 16) throw new StudyException($"{file}({node.Start.Line},{node.Start.Column}): settings are nested at most 16 deep");
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach ((YamlNode key, YamlNode value) in mapping)
                    Collect(file, value, path.Length == 0 ? key.ToString() : $"{path}.{key}", values, depth + 1);
                break;
            case YamlScalarNode scalar:
                if (path.Length == 0 && string.IsNullOrEmpty(scalar.Value)) break;
                if (path.Length == 0) throw new StudyException($"{file}({node.Start.Line},{node.Start.Column}): a platform file holds 'name: value' lines, not '{scalar.Value}' alone");
                values.Add(new PlatformValue(path, scalar.Value ?? "", scalar.Start.Line, scalar.Start.Column));
                break;
            default:
                throw new StudyException($"{file}({node.Start.Line},{node.Start.Column}): {path} is a list; a setting has one value");
        }
    }
}
