using System.Text;

namespace HwModel.RegisterGenerator.Common;

/// <summary>Names of the specification as C# names, unique in their surroundings.</summary>
internal sealed class Names(IEnumerable<string> reserved)
{
    private readonly HashSet<string> _taken = [.. reserved];

    /// <summary>snake_case and UPPER_CASE as PascalCase; a number is appended where the name is taken.</summary>
    public string Take(string name, string suffixWhenTaken = "Field")
    {
        string pascal = Pascal(name);
        if (_taken.Add(pascal)) return pascal;
        pascal += suffixWhenTaken;
        string unique = pascal;
        for (int i = 2; !_taken.Add(unique); i++) unique = pascal + i;
        return unique;
    }

    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        bool hasLower = name.Any(char.IsLower);
        bool start = true;
        foreach (char c in name)
        {
            if (c == '_')
            {
                start = true;
                continue;
            }
            text.Append(start ? char.ToUpperInvariant(c) : hasLower ? c : char.ToLowerInvariant(c));
            start = false;
        }
        if (text.Length == 0 || !char.IsLetter(text[0])) text.Insert(0, 'X');
        return text.ToString();
    }

    /// <summary>A text as it stands in a doc comment, on one line.</summary>
    public static string Doc(string? text)
    {
        var line = new StringBuilder();
        foreach (char c in text ?? "")
        {
            if (line.Length > 300) break;
            line.Append(c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", _ => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? " " : c.ToString() });
        }
        return line.ToString();
    }

    /// <summary>A text as a C# literal.</summary>
    public static string Literal(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r") + "\"";
}
