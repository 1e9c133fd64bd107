using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>A statement does not follow the grammar; the finding is already reported.</summary>
internal sealed class SyntaxException : Exception;

/// <summary>A position in the tokens and what both parsers need around it.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens, DiagnosticSink sink, CancellationToken cancellation)
{
    private int _position;

    public DiagnosticSink Sink => sink;

    public Token Current => tokens[_position];

    public Token Ahead(int count) => tokens[Math.Min(_position + count, tokens.Count - 1)];

    public bool AtEnd => Current.Kind == TokenKind.End;

    /// <summary>The span of the token before the current one.</summary>
    public SourceSpan PreviousSpan => _position == 0 ? Current.Span : tokens[_position - 1].Span;

    public Token Take()
    {
        Token token = Current;
        if (token.Kind != TokenKind.End) _position++;
        if (token.Kind == TokenKind.Symbol && token.Text is "{" or "'{") Depth++;
        if (token.Is("}")) Depth--;
        if ((_position & 0xfff) == 0) cancellation.ThrowIfCancellationRequested();
        return token;
    }

    /// <summary>Takes the symbol if it is there.</summary>
    public bool TryTake(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        Take();
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!Current.IsWord(word)) return false;
        Take();
        return true;
    }

    public Token Expect(string symbol, string where)
    {
        if (Current.Is(symbol)) return Take();
        throw Unexpected($"'{symbol}' {where}");
    }

    /// <summary>Takes the semicolon. Where only it is missing, the finding stands at the end of the statement and parsing goes on.</summary>
    public void ExpectSemicolon()
    {
        if (TryTake(";")) return;
        SourceSpan before = PreviousSpan;
        if (Current.Is("}") || (!AtEnd && (Current.Span.Line != before.Line || Current.Span.File != before.File)))
        {
            sink.Report(RdlDiagnosticIds.UnexpectedToken, before, $"A semicolon is missing before {Current.Quoted}.");
            return;
        }
        throw Unexpected("';' at the end of the statement");
    }

    /// <summary>Takes a name; a reserved word is reported and taken as one.</summary>
    public Name ExpectName(string what)
    {
        Token token = Current;
        if (token.Kind == TokenKind.Keyword)
        {
            sink.Report(
                RdlDiagnosticIds.ReservedWord, token.Span, $"'{token.Text}' is a reserved word and cannot be {what}; write \\{token.Text} to use it as a name.");
        }
        else if (token.Kind != TokenKind.Identifier)
        {
            throw Unexpected(what);
        }
        Take();
        return new Name(token.Text, token.Span);
    }

    public SyntaxException Unexpected(string expected)
    {
        if (AtEnd) sink.Report(RdlDiagnosticIds.UnexpectedEnd, Current.Span, $"The text ends where {expected} is expected.");
        else sink.Report(RdlDiagnosticIds.UnexpectedToken, Current.Span, $"{Capital(Current.Quoted)} stands where {expected} is expected.");
        return new SyntaxException();
    }

    /// <summary>Braces that are open.</summary>
    public int Depth { get; private set; }

    /// <summary>After a syntax error in a statement that began at a depth: goes behind its semicolon, or before the brace that closes its body.</summary>
    public void Recover(int depth)
    {
        while (!AtEnd)
        {
            if (Current.Is("}") && Depth <= depth) return;
            if (Take().Is(";") && Depth <= depth) return;
        }
    }

    /// <summary>Goes over a balanced pair of braces, the opening one being current.</summary>
    public void SkipBraces()
    {
        int depth = 0;
        while (!AtEnd)
        {
            if (Current.Is("{") || Current.Is("'{")) depth++;
            bool closes = Current.Is("}");
            Take();
            if (closes && --depth <= 0) return;
        }
    }

    private static string Capital(string text) => text.Length > 0 && char.IsLower(text[0]) ? char.ToUpperInvariant(text[0]) + text.Substring(1) : text;
}
