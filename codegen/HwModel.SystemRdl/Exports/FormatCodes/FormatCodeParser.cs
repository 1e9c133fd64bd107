using System.Text;

namespace HwModel.SystemRdl.Exports.FormatCodes;

/// <summary>
/// Reads RDL format codes (SystemRDL 2.0, clause 16). Never fails: a tag that is not known or does not close stays as text, so a bracket
/// in a sentence (a bit range, an index) survives.
/// </summary>
internal sealed class FormatCodeParser
{
    /// <summary>Tags within tags beyond this depth stay as text.</summary>
    private const int DeepestTag = 32;

    private static readonly Dictionary<string, FormatKind> Pairs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["b"] = FormatKind.Bold,
        ["i"] = FormatKind.Italic,
        ["u"] = FormatKind.Underline,
        ["code"] = FormatKind.Code,
        ["quote"] = FormatKind.Quote,
        ["color"] = FormatKind.Color,
        ["size"] = FormatKind.Size,
        ["url"] = FormatKind.Url,
        ["email"] = FormatKind.Email,
        ["img"] = FormatKind.Image,
        ["list"] = FormatKind.List,
    };

    private readonly string _text;
    private int _at;

    private FormatCodeParser(string text) => _text = text;

    /// <summary>The tree of a text; null and "" give an empty root.</summary>
    public static FormatNode Parse(string? text)
    {
        var root = new FormatNode(FormatKind.Root, "", null, []);
        new FormatCodeParser(text ?? "").ReadInto(root, null, 0);
        return root;
    }

    /// <summary>Reads up to the closing tag <paramref name="name"/>, or to the end for the root.</summary>
    private void ReadInto(FormatNode parent, string? name, int depth)
    {
        var plain = new StringBuilder();
        FormatNode target = parent;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c != '[' || ReadTag() is not { } tag)
            {
                plain.Append(c);
                _at++;
                continue;
            }
            string word = tag.Word.ToLowerInvariant();
            string? character = word switch { "lb" => "[", "rb" => "]", "sp" => "\u00A0", _ => null };
            if (character is not null)
            {
                plain.Append(character);
                _at = tag.End;
            }
            else if (name is not null && word == "/" + name)
            {
                _at = tag.End;
                break;
            }
            else if (word is "br" or "p" or "/p")
            {
                Flush(plain, target);
                if (word != "/p") target.Children.Add(new FormatNode(word == "br" ? FormatKind.LineBreak : FormatKind.Paragraph, "", null, []));
                _at = tag.End;
            }
            else if (word == "*" && parent.Kind == FormatKind.List)
            {
                Flush(plain, target);
                target = new FormatNode(FormatKind.ListItem, "", null, []);
                parent.Children.Add(target);
                _at = tag.End;
            }
            else if (Pairs.TryGetValue(word, out FormatKind kind) && depth < DeepestTag && Closes(tag.End, word))
            {
                Flush(plain, target);
                var child = new FormatNode(kind, "", tag.Argument, []);
                target.Children.Add(child);
                _at = tag.End;
                ReadInto(child, word, depth + 1);
            }
            else
            {
                plain.Append(c);
                _at++;
            }
        }
        Flush(plain, target);
    }

    private static void Flush(StringBuilder plain, FormatNode target)
    {
        if (plain.Length == 0) return;
        string text = plain.ToString();
        plain.Clear();
        // Blanks before the first item of a list mean nothing.
        if (target.Kind == FormatKind.List && string.IsNullOrWhiteSpace(text)) return;
        target.Children.Add(new FormatNode(FormatKind.Text, text, null, []));
    }

    private bool Closes(int from, string word) => _text.IndexOf("[/" + word + "]", from, StringComparison.OrdinalIgnoreCase) >= 0;

    private (string Word, string? Argument, int End)? ReadTag()
    {
        int close = _text.IndexOf(']', _at + 1);
        if (close < 0 || close - _at > 300) return null;
        string inside = _text.Substring(_at + 1, close - _at - 1);
        if (inside.Length == 0 || inside.IndexOf('[') >= 0) return null;
        int equals = inside.IndexOf('=');
        return equals < 0
            ? (inside, null, close + 1)
            : (inside.Substring(0, equals), inside.Substring(equals + 1).Trim('"', ' '), close + 1);
    }
}
