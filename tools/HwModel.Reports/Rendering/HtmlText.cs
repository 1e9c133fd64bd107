using System.Text;
using HandlebarsDotNet;

namespace HwModel.Reports.Rendering;

/// <summary>Text inside HTML elements and quoted attributes (HTML Living Standard, 13.3 "Serializing HTML fragments").</summary>
internal sealed class HtmlText : ITextEncoder
{
    public IFormatProvider? FormatProvider => System.Globalization.CultureInfo.InvariantCulture;

    /// <summary>The text with everything escaped that HTML gives a meaning.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (char c in Clean(text)) Append(result, c);
        return result.ToString();
    }

    /// <summary>The text without what no page may hold: control characters and halves of surrogate pairs become U+FFFD.</summary>
    public static string Clean(string text)
    {
        char[]? clean = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            if (!char.IsSurrogate(c) && !(char.IsControl(c) && c is not ('\t' or '\n' or '\r')) && c is not ('\ufffe' or '\uffff')) continue;
            clean ??= text.ToCharArray();
            clean[i] = '\ufffd';
        }
        return clean is null ? text : new string(clean);
    }

    public void Encode(StringBuilder? text, TextWriter target) => target.Write(Encode(text?.ToString() ?? ""));

    public void Encode(string? text, TextWriter target) => target.Write(Encode(text ?? ""));

    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        var all = new StringBuilder();
        while (text is not null && text.MoveNext()) all.Append(text.Current);
        target.Write(Encode(all.ToString()));
    }

    private static void Append(StringBuilder result, char c)
    {
        switch (c)
        {
            case '&': result.Append("&amp;"); break;
            case '<': result.Append("&lt;"); break;
            case '>': result.Append("&gt;"); break;
            case '"': result.Append("&quot;"); break;
            case '\'': result.Append("&#39;"); break;
            case '\r': result.Append("&#13;"); break;
            default: result.Append(c); break;
        }
    }
}
