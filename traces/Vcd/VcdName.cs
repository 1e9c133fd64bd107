using System.Text;

namespace HwModel.Traces;

/// <summary>Names as they stand in a file so that every reader takes them.</summary>
internal static class VcdName
{
    /// <summary>
    /// The name itself where it is an identifier with optional indices (<c>row[12]</c>, IEEE 1364-2005 3.7), else an escaped name: a leading
    /// backslash, and '_' for white space, control and non-ASCII characters.
    /// </summary>
    public static string Of(string name)
    {
        if (IsPlain(name)) return name;
        var text = new StringBuilder(name.Length + 1);
        if (name[0] != '\\') text.Append('\\');
        foreach (char c in name) text.Append(c is > ' ' and < '\x7f' ? c : '_');
        return text.Replace("$end", "_end").ToString();
    }

    /// <summary>The name and, for a vector, its range as GTKWave shows and addresses them: <c>count[7:0]</c>.</summary>
    public static string WithRange(TraceVariable variable)
    {
        TraceType type = variable.Type;
        string name = Of(variable.Name);
        if (type.Kind != TraceKind.Bits || (type.Width == 1 && type.Range is null)) return name;
        return name + RangeOf(type);
    }

    /// <summary>The range of a vector, [width - 1 : 0] where none is given.</summary>
    public static BitRange RangeOf(TraceType type) => type.Range ?? new BitRange(type.Width - 1, 0);

    /// <summary>Free text of a header command: ASCII, without the word that would end it.</summary>
    public static string FreeText(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text) clean.Append(c is (>= ' ' and < '\x7f') or '\n' or '\t' ? c : '?');
        return clean.Replace("$end", "$ end").ToString();
    }

    private static bool IsPlain(string name)
    {
        int i = 0;
        while (i < name.Length && (char.IsAsciiLetter(name[i]) || name[i] == '_' || (i > 0 && (char.IsAsciiDigit(name[i]) || name[i] == '$')))) i++;
        if (i == 0) return false;
        while (i < name.Length)
        {
            if (name[i++] != '[') return false;
            int digits = 0;
            while (i < name.Length && char.IsAsciiDigit(name[i]))
            {
                i++;
                digits++;
            }
            if (digits == 0 || i >= name.Length || name[i++] != ']') return false;
        }
        return true;
    }
}
