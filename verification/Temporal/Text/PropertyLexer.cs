using System.Globalization;

namespace HwModel.Verification.Temporal;

internal enum TokenKind
{
    End,
    Name,
    Number,
    Real,
    Symbol,
}

/// <summary>A word, number or symbol with its place.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, ulong Number, double Real, int Line, int Column)
{
    public override string ToString() => Kind == TokenKind.End ? "the end of the text" : $"\"{Text}\"";
}

/// <summary>
/// Cuts the text of properties into tokens. A name is a path: identifiers joined by dots, with indices of numbers; <c>"..."</c> quotes a path
/// with other characters. <c>//</c> and <c>/* */</c> are comments.
/// </summary>
internal sealed class PropertyLexer(string text, string file)
{
    private static readonly string[] Symbols =
        ["|->", "|=>", "##", "[->", "[*", "[=", "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "(", ")", "[", "]", ":", ";", ",", "=", "<", ">", "!", "~", "&", "|", "^", "+", "-", "*", "/", "$"];

    private int _at;
    private int _line = 1;
    private int _lineStart;

    private int Column => _at - _lineStart + 1;

    public List<Token> All()
    {
        var tokens = new List<Token>();
        do tokens.Add(Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipSpace();
        if (_at == text.Length) return new Token(TokenKind.End, "", 0, 0, _line, Column);
        char c = text[_at];
        if (c == '"') return Quoted();
        if (char.IsAsciiDigit(c)) return Number();
        if (IsNameStart(c) || (c == '$' && _at + 1 < text.Length && char.IsAsciiLetter(text[_at + 1]))) return Name();
        foreach (string symbol in Symbols)
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0) return Take(TokenKind.Symbol, symbol.Length);
        throw new PropertyTextException(file, _line, Column, $"the character '{c}' has no meaning here");
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '\n')
            {
                _at++;
                (_line, _lineStart) = (_line + 1, _at);
            }
            else if (char.IsWhiteSpace(text[_at])) _at++;
            else if (text.AsSpan(_at).StartsWith("//")) while (_at < text.Length && text[_at] != '\n') _at++;
            else if (text.AsSpan(_at).StartsWith("/*")) SkipComment();
            else return;
        }
    }

    private void SkipComment()
    {
        int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0) throw new PropertyTextException(file, _line, Column, "this comment is not closed; it ends with */");
        for (; _at < end + 2; _at++)
            if (text[_at] == '\n') (_line, _lineStart) = (_line + 1, _at + 1);
    }

    private Token Quoted()
    {
        int end = text.IndexOfAny(['"', '\n'], _at + 1);
        if (end < 0 || text[end] == '\n') throw new PropertyTextException(file, _line, Column, "this quoted path is not closed on its line");
        if (end == _at + 1) throw new PropertyTextException(file, _line, Column, "a quoted path is empty here");
        var token = new Token(TokenKind.Name, text[(_at + 1)..end], 0, 0, _line, Column);
        _at = end + 1;
        return token;
    }

    private Token Number()
    {
        int end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '\'' || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))
            || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' && !text.AsSpan(_at).StartsWith("0x")))) end++;
        string word = text[_at..end];
        string digits = word.Replace("_", "", StringComparison.Ordinal);
        Token token = Take(TokenKind.Number, end - _at);
        if (TryBits(digits, out ulong bits)) return token with { Number = bits };
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)) return token with { Kind = TokenKind.Real, Real = real };
        throw new PropertyTextException(file, token.Line, token.Column, $"{word} is no number of at most 64 bits; allowed are 12, 0x1f, 0b101, 8'hff, 4'b1010 and 1.5e-3");
    }

    private static bool TryBits(string digits, out ulong value)
    {
        int tick = digits.IndexOf('\'', StringComparison.Ordinal);
        if (tick >= 0 && tick + 1 < digits.Length)
        {
            string rest = digits[(tick + 2)..];
            return digits[tick + 1] switch
            {
                'h' or 'H' => ulong.TryParse(rest, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value),
                'b' or 'B' => ulong.TryParse(rest, NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value),
                'd' or 'D' => ulong.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out value),
                _ => !ulong.TryParse("x", out value) && false,
            };
        }
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase)) return ulong.TryParse(digits[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value);
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private Token Name()
    {
        int end = _at + 1;
        while (end < text.Length)
        {
            if (IsNamePart(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsNameStart(text[end + 1]))) end++;
            else if (text[end] == '[' && IndexEnd(end) is var after && after > end) end = after;
            else break;
        }
        return Take(TokenKind.Name, end - _at);
    }

    /// <summary>The place behind "[123]", or 0 where something else stands in the brackets.</summary>
    private int IndexEnd(int at)
    {
        int end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end > at + 1 && end < text.Length && text[end] == ']' ? end + 1 : 0;
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, text.Substring(_at, length), 0, 0, _line, Column);
        _at += length;
        return token;
    }
}
