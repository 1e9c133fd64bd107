using System.Globalization;
using System.Numerics;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>Parses expressions by precedence climbing (SystemRDL 2.0, 11.1).</summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    private static readonly HashSet<string> ValueWords =
    [
        "r", "w", "rw", "wr", "na", "rw1", "w1", "rclr", "rset", "ruser", "woset", "woclr", "wot", "wzs", "wzc", "wzt", "wclr", "wset", "wuser",
        "compact", "regalign", "fullalign", "sw", "hw", "posedge", "negedge", "bothedge", "level", "nonsticky",
    ];

    private static readonly HashSet<string> CastWords =
        ["boolean", "bit", "longint", "string", "accesstype", "addressingtype", "onreadtype", "onwritetype"];

    private int _nesting;

    /// <summary>Depth of the expression that was parsed last.</summary>
    private int _depth;

    public Expression Parse()
    {
        Enter();
        Expression condition = Binary(1);
        if (reader.TryTake("?"))
        {
            int depth = _depth;
            Expression whenTrue = Parse();
            depth = Math.Max(depth, _depth);
            reader.Expect(":", "between the branches of a condition");
            Expression whenFalse = Parse();
            condition = new ConditionalExpression(condition.Span, condition, whenTrue, whenFalse);
            Deepen(Math.Max(depth, _depth));
        }
        _nesting--;
        return condition;
    }

    /// <summary>name[i][j].name ...</summary>
    public List<PathPart> Path()
    {
        var parts = new List<PathPart>();
        int depth = 0;
        do
        {
            Name name = reader.ExpectName("the name of a component");
            var indices = new List<Expression>();
            while (reader.TryTake("["))
            {
                indices.Add(Parse());
                depth = Math.Max(depth, _depth);
                reader.Expect("]", "after an index");
            }
            parts.Add(new PathPart(name, indices));
        }
        while (reader.TryTake("."));
        _depth = depth;
        return parts;
    }

    private Expression Binary(int lowest)
    {
        Expression left = UnaryOperand();
        while (true)
        {
            Token op = reader.Current;
            int precedence = op.Kind == TokenKind.Symbol ? Precedence(op.Text) : 0;
            if (precedence < lowest) return left;
            reader.Take();
            int depth = _depth;
            Enter();
            Expression right = Binary(precedence + 1);
            _nesting--;
            left = new BinaryExpression(left.Span, op.Text, left, right);
            Deepen(Math.Max(depth, _depth));
        }
    }

    private static int Precedence(string op) => op switch
    {
        "||" => 1,
        "&&" => 2,
        "|" => 3,
        "^" or "~^" or "^~" => 4,
        "&" => 5,
        "==" or "!=" => 6,
        "<" or "<=" or ">" or ">=" => 7,
        "<<" or ">>" => 8,
        "+" or "-" => 9,
        "*" or "/" or "%" => 10,
        "**" => 11,
        _ => 0,
    };

    private Expression UnaryOperand()
    {
        Token op = reader.Current;
        if (op.Kind == TokenKind.Symbol && op.Text is "!" or "~" or "&" or "~&" or "|" or "~|" or "^" or "~^" or "^~" or "+" or "-")
        {
            reader.Take();
            Enter();
            Expression operand = UnaryOperand();
            _nesting--;
            Deepen(_depth);
            return new UnaryExpression(op.Span, op.Text, operand);
        }
        Expression primary = Primary();
        while (reader.Current.Is("'") && reader.Ahead(1).Is("("))
        {
            reader.Take();
            int depth = _depth;
            primary = new CastExpression(primary.Span, primary, null, Parenthesised());
            Deepen(Math.Max(depth, _depth));
        }
        return primary;
    }

    private Expression Primary()
    {
        Token token = reader.Current;
        _depth = 1;
        switch (token.Kind)
        {
            case TokenKind.Number:
                reader.Take();
                return Number(token);
            case TokenKind.String:
                reader.Take();
                return new StringExpression(token.Span, token.Text);
            case TokenKind.Identifier:
                return PathOrMember(token);
            case TokenKind.Keyword when token.Text is "true" or "false":
                reader.Take();
                return new BooleanExpression(token.Span, token.Text == "true");
            case TokenKind.Keyword when CastWords.Contains(token.Text):
                return TypeCast(token);
            case TokenKind.Keyword when ValueWords.Contains(token.Text):
                reader.Take();
                return new KeywordExpression(token.Span, token.Text);
            case TokenKind.Symbol when token.Text == "(":
                return Parenthesised();
            case TokenKind.Symbol when token.Text == "{":
                return Concatenation(token);
            case TokenKind.Symbol when token.Text == "'{":
                reader.Take();
                return new ArrayExpression(token.Span, Items("}", "array literal"));
            default:
                throw reader.Unexpected("a value");
        }
    }

    private Expression Parenthesised()
    {
        reader.Expect("(", "here");
        Expression inner = Parse();
        reader.Expect(")", "after the expression in parentheses");
        return inner;
    }

    private CastExpression TypeCast(Token type)
    {
        reader.Take();
        reader.TryTakeWord("unsigned");
        reader.Expect("'", "after the type of a cast");
        Expression operand = Parenthesised();
        Deepen(_depth);
        return new CastExpression(type.Span, null, type.Text, operand);
    }

    private Expression PathOrMember(Token first)
    {
        if (reader.Ahead(1).Is("::"))
        {
            reader.Take();
            reader.Take();
            Name member = reader.ExpectName("the member of an enumeration");
            return new MemberExpression(first.Span, new Name(first.Text, first.Span), member);
        }
        List<PathPart> parts = Path();
        Deepen(_depth);
        Name? property = null;
        SourceSpan span = first.Span;
        if (reader.TryTake("->"))
        {
            Token name = reader.Current;
            if (name.Kind is not (TokenKind.Identifier or TokenKind.Keyword)) throw reader.Unexpected("the name of a property");
            reader.Take();
            property = new Name(name.Text, name.Span);
        }
        SourceSpan last = reader.PreviousSpan;
        if (last.File == span.File && last.Line == span.Line && last.Column >= span.Column) span = span with { Length = last.Column + last.Length - span.Column };
        return new PathExpression(span, parts, property);
    }

    private ConcatenationExpression Concatenation(Token brace)
    {
        reader.Take();
        Expression first = Parse();
        int depth = _depth;
        if (reader.TryTake("{"))
        {
            List<Expression> repeated = Items("}", "replication");
            reader.Expect("}", "after a replication");
            Deepen(Math.Max(depth, _depth));
            return new ConcatenationExpression(brace.Span, first, repeated);
        }
        var items = new List<Expression> { first };
        while (reader.TryTake(","))
        {
            items.Add(Parse());
            depth = Math.Max(depth, _depth);
        }
        reader.Expect("}", "after a concatenation");
        Deepen(depth);
        return new ConcatenationExpression(brace.Span, null, items);
    }

    private List<Expression> Items(string close, string what)
    {
        var items = new List<Expression>();
        int depth = 0;
        if (!reader.Current.Is(close))
        {
            do
            {
                items.Add(Parse());
                depth = Math.Max(depth, _depth);
            }
            while (reader.TryTake(","));
        }
        reader.Expect(close, $"after the {what}");
        Deepen(depth);
        return items;
    }

    private void Enter()
    {
        if (++_nesting > RdlLimits.ExpressionDepth) throw TooDeep();
    }

    private void Deepen(int depth)
    {
        _depth = depth + 1;
        if (_depth > RdlLimits.ExpressionDepth) throw TooDeep();
    }

    private SyntaxException TooDeep()
    {
        _nesting = 0;
        reader.Sink.Report(
            RdlDiagnosticIds.ExpressionLimit, reader.Current.Span, $"The expression is more than {RdlLimits.ExpressionDepth} levels of operators and brackets deep.");
        return new SyntaxException();
    }

    /// <summary>After a syntax error the next expression starts afresh.</summary>
    public void Reset() => _nesting = 0;

    private NumberExpression Number(Token token)
    {
        string text = token.Text.Replace("_", "");
        int quote = text.IndexOf('\'');
        if (quote >= 0) return Sized(token, text, quote);
        bool isHex = text.Length > 1 && text[1] is 'x' or 'X';
        string digits = isHex ? text.Substring(2) : text;
        if (Digits(token, digits, isHex ? 16 : 10) is not { } value) return new NumberExpression(token.Span, 1, 64);
        if (value >> 64 != 0)
        {
            reader.Sink.Report(RdlDiagnosticIds.NumberTooLarge, token.Span, "A number without a width has at most 64 bits; write it with one, like 128'h1.");
            value = 1;
        }
        return new NumberExpression(token.Span, value, 64);
    }

    private NumberExpression Sized(Token token, string text, int quote)
    {
        var none = new NumberExpression(token.Span, 1, 64);
        if (!int.TryParse(text.Substring(0, quote), NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width > RdlLimits.Bits)
        {
            reader.Sink.Report(RdlDiagnosticIds.NumberLimit, token.Span, $"The width of a number is at most {RdlLimits.Bits} bits.");
            return none;
        }
        int radix = text[quote + 1] switch { 'h' or 'H' => 16, 'b' or 'B' => 2, 'o' or 'O' => 8, _ => 10 };
        if (Digits(token, text.Substring(quote + 2), radix) is not { } value) return none;
        if (width > 0 && value >> width == 0) return new NumberExpression(token.Span, value, width);
        string why = width == 0 ? "A number has at least 1 bit." : $"The value does not fit {width} bit{(width == 1 ? "" : "s")}.";
        reader.Sink.Report(RdlDiagnosticIds.NumberTooLarge, token.Span, why);
        return none;
    }

    private BigInteger? Digits(Token token, string digits, int radix)
    {
        if (digits.Length > RdlLimits.Bits)
        {
            reader.Sink.Report(RdlDiagnosticIds.NumberLimit, token.Span, $"A number has at most {RdlLimits.Bits} digits.");
            return null;
        }
        BigInteger value = 0;
        foreach (char c in digits)
        {
            int digit = c switch { >= '0' and <= '9' => c - '0', >= 'a' and <= 'f' => c - 'a' + 10, >= 'A' and <= 'F' => c - 'A' + 10, _ => 99 };
            if (digit >= radix) return Malformed(token);
            value = (value * radix) + digit;
        }
        return digits.Length == 0 ? Malformed(token) : value;
    }

    private BigInteger? Malformed(Token token)
    {
        reader.Sink.Report(RdlDiagnosticIds.MalformedNumber, token.Span, $"{token.Quoted} is no number; numbers are 12_345, 0x1F, 8'hFF, 4'b1010 or 6'd12.");
        return null;
    }
}
