using System.Text;

namespace HwModel.Cli.Configuration;

/// <summary>Settings as a platform file: every value with what it is and where it comes from, ready for --platform.</summary>
internal static class PlatformYaml
{
    private const int Width = 150;

    public static string Write(string system, IEnumerable<SettingValue> settings)
    {
        var text = new StringBuilder($"# Platform of {system}: hwmodel run --system {system} --platform THIS-FILE. What is left out keeps its default.\n");
        Write(text, 0, "", [.. settings.Where(setting => setting.Value.Length > 0)]);
        return text.ToString();
    }

    private static void Write(StringBuilder text, int depth, string prefix, SettingValue[] settings)
    {
        string indent = new(' ', 2 * depth);
        foreach (IGrouping<string, SettingValue> group in settings.GroupBy(setting => setting.Path[prefix.Length..].Split('.')[0]))
        {
            if (group.SingleOrDefault(setting => setting.Path == prefix + group.Key) is { } leaf)
            {
                Comment(text, indent, $"{leaf.Meaning}{(leaf.Unit.Length > 0 ? $" [{leaf.Unit}]" : "")}; {leaf.Allowed}");
                if (leaf.Origin.Length > 0) Comment(text, indent, leaf.Origin);
                text.Append(indent).Append(group.Key).Append(": ").Append(leaf.Value).Append('\n');
            }
            else
            {
                text.Append(indent).Append(group.Key).Append(":\n");
                Write(text, depth + 1, $"{prefix}{group.Key}.", [.. group]);
            }
        }
    }

    private static void Comment(StringBuilder text, string indent, string words)
    {
        var line = new StringBuilder();
        foreach (string word in words.Split(' '))
        {
            if (line.Length + word.Length > Width)
            {
                text.Append(indent).Append('#').Append(line).Append('\n');
                line.Clear();
            }
            line.Append(' ').Append(word);
        }
        text.Append(indent).Append('#').Append(line).Append('\n');
    }
}
