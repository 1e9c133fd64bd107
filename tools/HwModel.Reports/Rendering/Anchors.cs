using System.Text;

namespace HwModel.Reports.Rendering;

/// <summary>Readable ids for headings, each used once in a page.</summary>
internal sealed class Anchors
{
    private readonly HashSet<string> _taken = [];

    /// <summary>An id of lower-case letters, digits and hyphens.</summary>
    public string For(string heading)
    {
        var slug = new StringBuilder();
        foreach (char c in heading.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        string name = slug.ToString().Trim('-');
        if (name.Length == 0) name = "part";
        string unique = name;
        for (int i = 2; !_taken.Add(unique); i++) unique = $"{name}-{i}";
        return unique;
    }
}
