using System.Text;

namespace HwModel.Generators.Common;

internal static class Names
{
    /// <summary>The name in traces: <c>_fromNeighbour</c> and <c>FromNeighbour</c> become <c>from_neighbour</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name.TrimStart('_'))
        {
            if (char.IsUpper(letter) && text.Length > 0 && text[text.Length - 1] != '_') text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }

    /// <summary>The property of a field: <c>_state</c> becomes <c>State</c>.</summary>
    public static string Pascal(string field)
    {
        string name = field.TrimStart('_');
        return name.Length == 0 ? field : char.ToUpperInvariant(name[0]) + name.Substring(1);
    }
}
