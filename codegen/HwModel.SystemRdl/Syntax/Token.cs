using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    Keyword,
    Number,
    String,

    /// <summary>Operators and punctuation; the text tells which.</summary>
    Symbol,

    /// <summary>In macro bodies only: the use of a macro.</summary>
    MacroUse,

    /// <summary>In macro bodies only: a parameter of the macro.</summary>
    MacroParameter,
}

/// <summary>One token after preprocessing. The text of a string is its value, that of an escaped identifier lacks the backslash.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind is TokenKind.Keyword or TokenKind.Identifier && Text == word;

    /// <summary>The token as a diagnostic quotes it.</summary>
    public string Quoted => Kind switch
    {
        TokenKind.End => "the end of the text",
        TokenKind.String => "a string",
        _ => $"'{(Text.Length > 40 ? Text.Substring(0, 40) + "..." : Text)}'",
    };
}

/// <summary>The reserved words (SystemRDL 2.0, table 3).</summary>
internal static class ReservedWords
{
    private static readonly HashSet<string> Words = new(
        ("r w rw wr na rw1 w1 rclr rset ruser woset woclr wot wzs wzc wzt wclr wset wuser compact regalign fullalign hw sw posedge negedge bothedge "
        + "level nonsticky abstract accesstype addressingtype addrmap alias all bit boolean component componentwidth constraint default encode enum "
        + "external false field inside internal longint mem number onreadtype onwritetype property ref reg regfile signal string struct this true type "
        + "unsigned alternate byte int precedencetype real shortint shortreal signed with within").Split(' '),
        StringComparer.Ordinal);

    public static bool Contains(string word) => Words.Contains(word);

    public static IEnumerable<string> All => Words;
}
