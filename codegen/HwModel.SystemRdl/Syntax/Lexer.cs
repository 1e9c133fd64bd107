using System.Text;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>Cuts one text into tokens. Directives are left to the preprocessor, which sees their backtick.</summary>
internal sealed class Lexer
{
    private readonly string _text;
    private readonly DiagnosticSink _sink;
    private static readonly string[] LongSymbols = ["->", "::", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "**", "~&", "~|", "~^", "^~", "+=", "%=", "'{"];
    private const string ShortSymbols = "{}[]()=;,.@#+-*/%<>!~&|^?:'";

    private int _lineStart;
    private int _line = 1;
    private int _lineShift;
    private string _shownFile;

    public Lexer(string file, string text, DiagnosticSink sink)
    {
        File = file;
        _text = text;
        _sink = sink;
        _shownFile = file;
    }

    /// <summary>The next character to read.</summary>
    public int Position { get; private set; }

    public string File { get; }

    /// <summary>The character at the position, '\0' at the end.</summary>
    public char Current => Position < _text.Length ? _text[Position] : '\0';

    public bool AtEnd => Position >= _text.Length;

    public char Peek(int ahead) => Position + ahead < _text.Length ? _text[Position + ahead] : '\0';

    /// <summary>From now on places are shown as in another file (the `line directive).</summary>
    public void Renumber(int nextLine, string shownFile)
    {
        _lineShift = nextLine - (_line + 1);
        _shownFile = shownFile;
        _sink.AddText(shownFile, _text);
    }

    public SourceSpan Span(int start, int length) =>
        new(_shownFile, start, Math.Max(1, _line + _lineShift), start - _lineStart + 1, Math.Max(1, length));

    /// <summary>Goes one character on, counting lines.</summary>
    public void Advance()
    {
        if (AtEnd) return;
        if (_text[Position] == '\n')
        {
            _line++;
            _lineStart = Position + 1;
        }
        Position++;
    }

    /// <summary>Goes over blanks and comments; true where a line ended and <paramref name="stopAtLine"/> is set (the line feed is not eaten).</summary>
    public bool SkipBlanks(bool stopAtLine = false)
    {
        while (!AtEnd)
        {
            char c = Current;
            if (c == '\n' && stopAtLine) return true;
            if (c is ' ' or '\t' or '\r' or '\n' or '\f' or '\v' or '\uFEFF')
            {
                Advance();
            }
            else if (c == '/' && Peek(1) == '/')
            {
                while (!AtEnd && Current != '\n') Advance();
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else if (stopAtLine && c == '\\' && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n')))
            {
                Advance();
                while (Current != '\n') Advance();
                Advance();
            }
            else
            {
                return false;
            }
        }
        return stopAtLine;
    }

    /// <summary>Reads [A-Za-z_][A-Za-z0-9_]*; "" where there is none.</summary>
    public string Word()
    {
        int start = Position;
        if (!IsWordStart(Current)) return "";
        while (IsWordPart(Current)) Advance();
        return _text.Substring(start, Position - start);
    }

    /// <summary>The next token; false at the end, at a backtick, or (with <paramref name="stopAtLine"/>) at the end of the line.</summary>
    public bool Next(out Token token, bool stopAtLine = false)
    {
        while (true)
        {
            token = default;
            if (SkipBlanks(stopAtLine) || AtEnd || Current == '`') return false;
            int start = Position;
            char c = Current;
            if (IsWordStart(c))
            {
                SourceSpan at = Span(start, 1);
                string word = Word();
                token = new Token(ReservedWords.Contains(word) ? TokenKind.Keyword : TokenKind.Identifier, word, at with { Length = word.Length });
                return true;
            }
            if (c == '\\' && IsWordStart(Peek(1)))
            {
                SourceSpan at = Span(start, 1);
                Advance();
                string word = Word();
                token = new Token(TokenKind.Identifier, word, at with { Length = word.Length + 1 });
                return true;
            }
            if (c is >= '0' and <= '9')
            {
                token = Number();
                return true;
            }
            if (c == '"')
            {
                token = String();
                return true;
            }
            if (c == '<' && Peek(1) == '%')
            {
                PerlTag();
                continue;
            }
            if (Symbol(out token)) return true;
            _sink.Report(RdlDiagnosticIds.UnexpectedCharacter, Span(start, 1), $"The character {Shown(c)} has no meaning here.");
            Advance();
        }
    }

    private static string Shown(char c) => c is > ' ' and < '\u007f' ? $"'{c}'" : $"U+{(int)c:X4}";

    private static bool IsWordStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsWordPart(char c) => IsWordStart(c) || c is >= '0' and <= '9';

    private bool Symbol(out Token token)
    {
        int start = Position;
        foreach (string symbol in LongSymbols)
        {
            if (Current != symbol[0] || Peek(1) != symbol[1]) continue;
            token = new Token(TokenKind.Symbol, symbol, Span(start, 2));
            Advance();
            Advance();
            return true;
        }
        int index = ShortSymbols.IndexOf(Current);
        token = default;
        if (index < 0) return false;
        token = new Token(TokenKind.Symbol, SymbolTexts[index], Span(start, 1));
        Advance();
        return true;
    }

    private static readonly string[] SymbolTexts = [.. ShortSymbols.Select(c => c.ToString())];

    /// <summary>Takes in everything that could belong to a number, so that a malformed one is a single token.</summary>
    private Token Number()
    {
        int start = Position;
        SourceSpan at = Span(start, 1);
        while (IsWordPart(Current)) Advance();
        if (Current == '\'' && Peek(1) is 'h' or 'H' or 'd' or 'D' or 'b' or 'B' or 'o' or 'O')
        {
            Advance();
            while (IsWordPart(Current)) Advance();
        }
        string number = _text.Substring(start, Position - start);
        return new Token(TokenKind.Number, number, at with { Length = number.Length });
    }

    private Token String()
    {
        int start = Position;
        SourceSpan at = Span(start, 1);
        var value = new StringBuilder();
        int firstLineEnd = -1;
        Advance();
        while (!AtEnd && Current != '"')
        {
            if (Current == '\n' && firstLineEnd < 0) firstLineEnd = Position;
            if (Current == '\\' && Peek(1) is '"' or '\\')
            {
                if (Current == '\\') Advance();
                value.Append(Current);
            }
            else if (Current != '\r')
            {
                value.Append(Current);
            }
            Advance();
        }
        int end = firstLineEnd >= 0 ? firstLineEnd : Math.Min(Position + 1, _text.Length);
        at = at with { Length = Math.Max(1, end - start) };
        if (AtEnd) _sink.Report(RdlDiagnosticIds.UnterminatedString, at, "This string is not closed before the end of the text.");
        else Advance();
        return new Token(TokenKind.String, value.ToString(), at);
    }

    private void SkipComment()
    {
        SourceSpan at = Span(Position, 2);
        Advance();
        Advance();
        while (!AtEnd && !(Current == '*' && Peek(1) == '/')) Advance();
        if (AtEnd)
        {
            _sink.Report(RdlDiagnosticIds.UnterminatedComment, at, "This comment is not closed before the end of the text.");
            return;
        }
        Advance();
        Advance();
    }

    private void PerlTag()
    {
        _sink.Report(RdlDiagnosticIds.PerlTag, Span(Position, 2), "Perl tags (<% %>) are not supported; generate the text beforehand.");
        while (!AtEnd && !(Current == '%' && Peek(1) == '>')) Advance();
        Advance();
        Advance();
    }
}
